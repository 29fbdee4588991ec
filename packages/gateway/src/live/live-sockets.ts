import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { AccountId } from "@probity/core";
import type { MarketDataChanges } from "@probity/market-data";
import type { OrderEntry } from "../order-entry/order-entry.ts";
import type { RequestCounts } from "../rate-limit.ts";
import type { KeyBuckets } from "../key-buckets.ts";
import type { Venue } from "../venue.ts";
import { acceptUpgrade, refuseUpgrade } from "../wire/websocket/handshake.ts";
import { WriteTurn } from "../wire/websocket/write-turn.ts";
import { Broadcast } from "./broadcast.ts";
import { ChannelLog, RESUME_WINDOW, ordersUpdate } from "./channel-log.ts";
import type { LiveEntry } from "./channel-log.ts";
import type { CommandLinks } from "./channel-links.ts";
import { clientAddress } from "./client-address.ts";
import { Connection } from "./connection.ts";
import type { LiveVenue } from "./connection.ts";
import { Subscriptions } from "./subscriptions.ts";

const PING_MS = 30_000;
/** How long the other side has to close before we hang up. */
const CLOSE_MS = 1_000;

/** The live socket `/ws`: one fold of the events feeds all connections. */
export class LiveSockets {
  readonly #live: LiveVenue;
  readonly #connections = new Set<Connection>();
  readonly #attempts: RequestCounts;
  #pings: NodeJS.Timeout | null = null;

  /** @param attempts of each address to open a socket, at whatever adapter. */
  constructor(
    venue: Venue,
    orderEntry: Pick<OrderEntry, "handle">,
    buckets: KeyBuckets,
    attempts: RequestCounts,
  ) {
    this.#attempts = attempts;
    venue.metrics.sockets.addSource(() => this.#connections.size);
    const { data } = venue.readSide;
    const subscriptions = new Subscriptions<Connection>();
    const turn = new WriteTurn();
    this.#live = {
      venue,
      orderEntry,
      buckets,
      log: new ChannelLog(data),
      subscriptions,
      broadcast: new Broadcast({
        data,
        subscriptions,
        tickMs: venue.settings.liveTickMs,
        isBusy: () => turn.hasBulk,
      }),
      turn,
    };
  }

  /** How many are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Tells everybody who follows what a command changed, once the read side has folded it in. */
  publish(changes: MarketDataChanges, links: CommandLinks): void {
    const { venue, log, broadcast } = this.#live;
    const behind = venue.sequencer.durableSequence - changes.sequence;
    if (behind > RESUME_WINDOW) return log.pass(changes);
    const entry = log.add(changes, links);
    if (this.#connections.size === 0) return;
    this.#tellOwners(entry);
    broadcast.add(entry);
  }

  /** Takes the upgrades of `/ws`; other sockets have routers of their own at their own paths. */
  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const [path] = (request.url ?? "").split("?");
      if (path !== "/ws") return refuseUpgrade(socket, "404 Not Found");
      if (!this.#mayConnect(request)) return refuseUpgrade(socket, "429 Too Many Requests");
      if (!acceptUpgrade(request, socket)) return;
      // Answers are small and wait for nobody; a live socket may be quiet for long.
      (socket as Socket).setNoDelay(true);
      (socket as Socket).setTimeout(0);
      if (head.length > 0) socket.unshift(head);
      const connection: Connection = new Connection(socket, this.#live, () => {
        this.#connections.delete(connection);
      });
      this.#connections.add(connection);
    });
    this.#pings = setInterval(() => {
      for (const connection of this.#connections) connection.checkAlive();
    }, PING_MS);
    this.#pings.unref();
  }

  /** Says goodbye to everybody, and hangs up on those who do not answer. */
  async close(): Promise<void> {
    if (this.#pings !== null) clearInterval(this.#pings);
    this.#live.broadcast.close();
    for (const connection of this.#connections) connection.close();
    const deadline = Date.now() + CLOSE_MS;
    while (this.#connections.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const connection of this.#connections) connection.terminate();
  }

  /** Whether the address may open another socket in its present minute. */
  #mayConnect(request: IncomingMessage): boolean {
    const { socketsPerMinute, trustProxy } = this.#live.venue.settings;
    if (socketsPerMinute === 0) return true;
    return this.#attempts.add(clientAddress(request, trustProxy)).current <= socketsPerMinute;
  }

  /** Orders are nobody else's, so their messages are neither shared nor gathered. */
  #tellOwners(entry: LiveEntry): void {
    const { subscriptions } = this.#live;
    if (!subscriptions.hasAccounts) return;
    for (let at = 0; at < entry.orders.length; at += 2) {
      const account = entry.orders[at] as AccountId;
      const followers = subscriptions.ofAccount(account);
      if (followers === undefined) continue;
      const update = ordersUpdate(entry, account);
      if (update === null) continue;
      for (const follower of followers) follower.tellOrders(update);
    }
  }
}
