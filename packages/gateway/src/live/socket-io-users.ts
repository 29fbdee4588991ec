import { sequenceOf } from "@probity/core";
import type { AccountId, OwnerId } from "@probity/core";
import { ROOMS, balanceUpdated, orderPayload, positionUpdated } from "@probity/protocol";
import { orderJson } from "../order-json.ts";
import type { Venue } from "../venue.ts";
import { positionsOf } from "./account-messages.ts";
import type { AccountState } from "./account-watches.ts";
import type { OrdersUpdate } from "./channel-log.ts";
import { OwnerFeed } from "./owner-feed.ts";
import type { OwnerFeedParts } from "./owner-feed.ts";
import { closeConnection, refuse } from "./socket-io-client.ts";
import type { Client, ClientNamespace } from "./socket-io-client.ts";
import type { OrdersFollower } from "./subscriptions.ts";

/** What Socket.IO tells people of their own: orders to the owner's room, holdings to each client from its beginning. */
export class SocketIoUsers {
  readonly #parts: OwnerFeedParts;
  readonly #namespace: ClientNamespace;
  /** Clients of each owner, and what ends telling their room of orders. */
  readonly #owners = new Map<
    OwnerId,
    { readonly clients: Set<Client>; readonly stop: () => void }
  >();

  constructor(parts: OwnerFeedParts, namespace: ClientNamespace) {
    this.#parts = parts;
    this.#namespace = namespace;
  }

  /** Tells a client what its accounts hold and, with all of the owner's clients, what becomes of orders. */
  async join(client: Client, owner: OwnerId): Promise<void> {
    await client.join(ROOMS.user(owner));
    if (!client.connected) return;
    const room = this.#owners.get(owner) ?? { clients: new Set(), stop: this.#tellRoom(owner) };
    this.#owners.set(owner, room);
    room.clients.add(client);
    const feed = new OwnerFeed(this.#parts, {
      tellAccount: (state) => this.#tellAccount(client, state),
      // The room is told of orders, once for all its sockets.
      tellOrders: () => {},
      tellRejected: () => {},
      fail: () => closeConnection(client, "GOING_AWAY"),
    });
    client.data.feed = feed;
    try {
      await feed.start(owner);
    } catch {
      closeConnection(client, "GOING_AWAY");
    }
  }

  leave(client: Client): void {
    client.data.feed?.stop();
    const { bearer } = client.data;
    const owner = bearer === null ? undefined : this.#owners.get(bearer.owner);
    owner?.clients.delete(client);
    if (owner?.clients.size === 0 && bearer !== null) {
      this.#owners.delete(bearer.owner);
      owner.stop();
    }
  }

  #tellAccount(client: Client, state: AccountState): void {
    if (!mayHear(client, this.#parts.venue)) return;
    const { owner, account } = state;
    for (const balance of state.balances ?? []) {
      const payload = balanceUpdated(owner, account, balance.symbol, balance, state);
      client.emit("balance_updated", payload);
    }
    for (const position of positionsOf(state)) {
      client.emit("position_updated", positionUpdated(owner, position, state));
    }
  }

  /** Tells an owner's room of all the owner's orders. @returns what ends it. */
  #tellRoom(owner: OwnerId): () => void {
    const { orders, watches, venue } = this.#parts;
    const follower: OrdersFollower = { tellOrders: (update) => this.#tellOrders(owner, update) };
    const followed: AccountId[] = [];
    const follow = (account: AccountId): void => {
      followed.push(account);
      orders.add(account, follower);
    };
    for (const account of venue.readSide.accountsOf(owner)) follow(account);
    const stop = watches.followOwner(owner, follow);
    return () => {
      stop();
      for (const account of followed) orders.remove(account, follower);
    };
  }

  #tellOrders(owner: OwnerId, update: OrdersUpdate): void {
    for (const client of this.#owners.get(owner)?.clients ?? []) mayHear(client, this.#parts.venue);
    const room = this.#namespace.to(ROOMS.user(owner));
    for (const order of update.orders) {
      const isNew = sequenceOf(order.order) === order.sequence;
      const payload = orderPayload(owner, orderJson(order), update.sequence, order.updatedAt);
      if (isNew) room.emit("order_placed", payload);
      if (order.status === "cancelled") room.emit("order_cancelled", payload);
      else if (!isNew) room.emit("order_updated", payload);
    }
  }
}

/** Cuts off whoever's token is good no longer. */
export function mayHear(client: Client, venue: Venue): boolean {
  const { bearer } = client.data;
  if (bearer === null || client.data.isCutOff || !client.connected) return false;
  if (venue.tokens.isLive(bearer)) return true;
  client.data.isCutOff = true;
  refuse(client, "TOKEN_INVALID");
  void client.leave(ROOMS.user(bearer.owner));
  client.data.feed?.stop();
  closeConnection(client, "TOKEN_INVALID");
  return false;
}
