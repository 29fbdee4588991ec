import type { Duplex } from "node:stream";
import type { EventOf } from "@probity/core";
import type { FoldEntry, OwnOrder } from "@probity/market-data";
import {
  UserRequest,
  errorJson,
  fillJson,
  formatId,
  formatOwner,
  formatTime,
  rejectionJson,
} from "@probity/protocol";
import type { UserMessage } from "@probity/protocol";
import { sequenceOf } from "@probity/core";
import { orderJson } from "../order-json.ts";
import type { Principal } from "../principal.ts";
import type { WriteTurn } from "../wire/websocket/write-turn.ts";
import { balancesOf, positionsOf } from "./account-messages.ts";
import type { AccountState } from "./account-watches.ts";
import type { Broadcast } from "./broadcast.ts";
import type { OrdersUpdate } from "./channel-log.ts";
import { ClientSocket } from "./client-socket.ts";
import type { LiveSocket } from "./live-socket.ts";
import { OwnerFeed } from "./owner-feed.ts";
import type { OwnerFeedParts, OwnerFollower } from "./owner-feed.ts";

/** How long a client may take to say its token. */
const TOKEN_MS = 10_000;

/** What the connections of `/user` share. */
export interface UserParts extends OwnerFeedParts {
  readonly broadcast: Broadcast;
  readonly turn: WriteTurn;
}

/** One connection to source S4's `/user`: the first message carries the token, then it tells of all accounts. */
export class UserConnection implements LiveSocket, OwnerFollower {
  readonly #parts: UserParts;
  readonly #socket: ClientSocket<UserRequest>;
  readonly #feed: OwnerFeed;
  #bearer: Principal | null = null;
  /** For the token to come, then for it to end. */
  #patience: NodeJS.Timeout;

  constructor(raw: Duplex, parts: UserParts, onClose: () => void) {
    this.#parts = parts;
    this.#feed = new OwnerFeed(parts, this);
    this.#patience = this.#cutOffIn(TOKEN_MS);
    this.#socket = new ClientSocket(raw, {
      turn: parts.turn,
      schema: UserRequest,
      slowReaderBytes: parts.venue.settings.slowReaderBytes,
      noteFailure: parts.venue.noteFailure,
      answer: (request) => this.#answer(request),
      onDrain: () => {},
      onClose: () => {
        clearTimeout(this.#patience);
        this.#feed.stop();
        onClose();
      },
    });
  }

  tellAccount(state: AccountState): void {
    if (!this.#mayHear()) return;
    const { account, isWhole } = state;
    const at = {
      account_id: formatId("acc", account),
      seq: state.sequence,
      timestamp: state.time,
    };
    const positions = positionsOf(state);
    if (isWhole) {
      const { ownOrders, sequence } = this.#parts.venue.readSide.data;
      const orders = ownOrders.open(account).map(orderJson);
      // The machine may be ahead of the orders, and whoever goes by `seq` takes what follows for old.
      const seq = Math.min(state.sequence, sequence);
      const balances = balancesOf(state);
      this.#say({ type: "snapshot", ...at, seq, orders, positions, balances });
      return this.#feed.followOrders(account);
    }
    if (positions.length > 0) this.#say({ type: "position_change", ...at, positions });
    if (state.balances !== null) {
      this.#say({ type: "balance_change", ...at, balances: balancesOf(state) });
    }
  }

  tellOrders(update: OrdersUpdate): void {
    if (!this.#mayHear()) return;
    const { depth } = this.#parts.venue.readSide.data;
    for (const order of update.orders) {
      const fills = update.fills.filter((fill) => fill.order === order.order);
      this.#say({
        type: "open_order_change",
        account_id: formatId("acc", update.account),
        seq: update.sequence,
        timestamp: order.updatedAt,
        event: whatHappened(order, fills.length > 0),
        update_id: depth.book(order.spec.market)?.updates ?? 0,
        order: orderJson(order),
        fills: fills.map(fillJson),
      });
    }
  }

  tellRejected(rejected: EventOf<"OrderRejected">, { sequence, time }: FoldEntry): void {
    if (!this.#mayHear()) return;
    this.#say({
      type: "order_rejected",
      account_id: formatId("acc", rejected.account),
      seq: sequence,
      timestamp: time,
      event: "OrderRejected",
      client_order_id: rejected.key,
      error: rejectionJson(rejected.rejection),
    });
  }

  fail(): void {
    // Whoever connects again is served as soon as that is possible.
    this.#socket.close("GOING_AWAY");
  }

  checkAlive(): void {
    if (this.#bearer !== null) this.#say({ type: "heartbeat", ...this.#told() });
    this.#socket.checkAlive();
  }

  checkToken(): void {
    if (this.#bearer !== null) this.#mayHear();
  }

  close(): void {
    this.#socket.close("GOING_AWAY");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #answer(request: UserRequest): Promise<void> {
    if (!this.#socket.isOpen) return;
    if (request.type === "ping") {
      if (this.#bearer === null) return this.#cutOff();
      return this.#say({ type: "pong", ...this.#told() });
    }
    const bearer = await this.#parts.venue.tokens.verify(request.token);
    if (!this.#socket.isOpen) return;
    const isOther = this.#bearer !== null && this.#bearer.owner !== bearer?.owner;
    if (bearer === null || isOther) return this.#cutOff();
    const isFirst = this.#bearer === null;
    this.#bearer = bearer;
    clearTimeout(this.#patience);
    this.#patience = this.#cutOffIn(bearer.expiresAt - Date.now());
    const { owner, expiresAt } = bearer;
    this.#say({
      type: "authenticated",
      owner_id: formatOwner(owner),
      expires_at: formatTime(expiresAt),
    });
    if (isFirst) await this.#feed.start(owner);
  }

  /** Ends the connection when the token is good no longer. */
  #mayHear(): boolean {
    if (!this.#socket.isOpen) return false;
    if (this.#bearer !== null && this.#parts.venue.tokens.isLive(this.#bearer)) return true;
    this.#cutOff();
    return false;
  }

  #cutOffIn(ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#cutOff(), ms).unref();
  }

  #cutOff(): void {
    this.#feed.stop();
    this.#say({ type: "error", error: errorJson("TOKEN_INVALID") });
    this.#socket.close("TOKEN_INVALID");
  }

  #told() {
    const { broadcast, watches } = this.#parts;
    const seq = Math.min(broadcast.toldSequence, watches.toldSequence);
    return { seq, timestamp: Date.now() };
  }

  #say(message: UserMessage): void {
    this.#socket.send(message);
  }
}

/** How source S4 calls what a command did to an order. */
function whatHappened(order: OwnOrder, isFilled: boolean) {
  if (order.status === "cancelled") return "OrderCancelled";
  if (isFilled) return "OrderTraded";
  return sequenceOf(order.order) === order.sequence ? "OrderSubmitted" : "OrderUpdated";
}
