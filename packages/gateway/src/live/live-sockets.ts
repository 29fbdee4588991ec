import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AccountId } from "@probity/core";
import type { FoldEntry, MarketDataChanges } from "@probity/market-data";
import { formatTime } from "@probity/protocol";
import type { KeyBuckets } from "../key-buckets.ts";
import type { OrderEntry } from "../order-entry/order-entry.ts";
import type { RequestCounts } from "../rate-limit.ts";
import type { Venue } from "../venue.ts";
import { WriteTurn } from "../wire/websocket/write-turn.ts";
import { AccountWatches } from "./account-watches.ts";
import { Broadcast } from "./broadcast.ts";
import { ChannelLog, RESUME_WINDOW, ordersUpdate } from "./channel-log.ts";
import type { LiveEntry } from "./channel-log.ts";
import type { CommandLinks } from "./channel-links.ts";
import { clientAddress } from "./client-address.ts";
import { Connection } from "./connection.ts";
import type { LiveVenue } from "./connection.ts";
import { ConnectionLimits } from "./connection-limits.ts";
import { DepthConnection, DepthVoice } from "./depth-voice.ts";
import { EventVoice } from "./event-voice.ts";
import type { OpenSocket } from "./live-socket.ts";
import { NativeVoice } from "./native-voice.ts";
import { SocketIo } from "./socket-io.ts";
import { OrderSubscriptions } from "./subscriptions.ts";
import { UpgradeRouter } from "./upgrade-router.ts";
import { UserConnection } from "./user-socket.ts";

/** How often tokens of open connections are looked at; nothing is told under a bad one meanwhile. */
const TOKENS_MS = 500;
/** How long the other side has to close before we hang up. */
const CLOSE_MS = 1_000;

/**
 * All live data: one feed of what the commands changed, and four protocols that tell it: native and
 * source S1's channels on `/ws`, source S3's Socket.IO, source S4's `/depth` and `/user`.
 */
export class LiveSockets {
  readonly #live: LiveVenue;
  readonly #router: UpgradeRouter;
  readonly #socketIo: SocketIo;
  #heartbeats: NodeJS.Timeout | null = null;
  #tokenChecks: NodeJS.Timeout | null = null;

  readonly #paths: Map<string, OpenSocket>;

  /** @param attempts of each address to connect, by whatever protocol. */
  constructor(
    venue: Venue,
    orderEntry: Pick<OrderEntry, "handle">,
    buckets: KeyBuckets,
    attempts: RequestCounts,
  ) {
    const { settings, readSide } = venue;
    const { data } = readSide;
    const turn = new WriteTurn(venue.metrics.sockets);
    venue.metrics.sockets.addSource(() => this.connections);
    const log = new ChannelLog(data);
    const native = new NativeVoice(data);
    const events = new EventVoice(data, readSide.links);
    const depth = new DepthVoice(data);
    const orders = new OrderSubscriptions();
    const watches = new AccountWatches(venue);
    const limits = new ConnectionLimits(settings, attempts);
    const addressOf = (request: IncomingMessage) => clientAddress(request, settings.trustProxy);
    const owners = { venue, orders, watches };
    this.#socketIo = new SocketIo(owners, limits, addressOf);
    const broadcast = new Broadcast({
      data,
      voices: [native, events, depth, this.#socketIo],
      tickMs: settings.liveTickMs,
      isBusy: () => turn.hasBulk,
    });
    this.#socketIo.broadcast = broadcast;
    this.#live = {
      venue,
      orderEntry,
      buckets,
      log,
      native,
      events,
      orders,
      watches,
      broadcast,
      turn,
    };
    this.#paths = new Map<string, OpenSocket>([
      ["/ws", (raw, _address, onClose) => new Connection(raw, this.#live, onClose)],
      [
        "/depth",
        (raw, _address, onClose) =>
          new DepthConnection(raw, { venue, depth, broadcast, turn }, onClose),
      ],
      [
        "/user",
        (raw, _address, onClose) =>
          new UserConnection(raw, { ...owners, broadcast, turn }, onClose),
      ],
    ]);
    this.#router = new UpgradeRouter({
      paths: this.#paths,
      takeUpgrade: (request, socket, head) => this.#socketIo.takeUpgrade(request, socket, head),
      limits,
      addressOf,
    });
  }

  /** Where its sockets put what they write. */
  get turn(): WriteTurn {
    return this.#live.turn;
  }

  /** Lets another protocol speak on a path. */
  add(path: string, open: OpenSocket): void {
    this.#paths.set(path, open);
  }

  /** How many are open, of all protocols. */
  get connections(): number {
    return this.#router.sockets.size + this.#socketIo.connections;
  }

  /** Tells everybody who follows what a command changed, once the read side has folded it in. */
  publish(changes: MarketDataChanges, links: CommandLinks, entry: FoldEntry): void {
    const { venue, log, broadcast, watches } = this.#live;
    const isAlone = this.connections === 0;
    // Nobody asks for what is long ago; a follower of the moment is told all the same.
    const behind = venue.sequencer.durableSequence - changes.sequence;
    if (isAlone && behind > RESUME_WINDOW) return log.pass(changes);
    const told = log.add(changes, links);
    if (isAlone) return;
    this.#tellOwners(told);
    watches.add(entry);
    broadcast.add(told);
  }

  /** @returns whether the HTTP request is one of a live protocol, which has taken it then. */
  takeRequest(request: IncomingMessage, response: ServerResponse): boolean {
    return this.#socketIo.takeRequest(request, response);
  }

  /** Takes the upgrades of one more server. */
  attachAlso(server: Server): void {
    this.#router.attach(server);
  }

  /** Takes the upgrades of the server, and begins to look after what is open. */
  attach(server: Server): void {
    this.#router.attach(server);
    this.#heartbeats = setInterval(() => {
      const time = formatTime(Date.now());
      for (const socket of this.#router.sockets) socket.checkAlive(time);
      const { broadcast, watches } = this.#live;
      this.#socketIo.beat(Math.min(broadcast.toldSequence, watches.toldSequence));
    }, this.#live.venue.settings.liveHeartbeatMs).unref();
    this.#tokenChecks = setInterval(() => {
      for (const socket of this.#router.sockets) socket.checkToken();
    }, TOKENS_MS).unref();
  }

  /** Says goodbye to everybody, and hangs up on those who do not answer. */
  async close(): Promise<void> {
    if (this.#heartbeats !== null) clearInterval(this.#heartbeats);
    if (this.#tokenChecks !== null) clearInterval(this.#tokenChecks);
    this.#live.broadcast.close();
    this.#live.watches.close();
    const { sockets } = this.#router;
    for (const socket of sockets) socket.close();
    const socketIoClosed = this.#socketIo.close();
    const deadline = Date.now() + CLOSE_MS;
    while (sockets.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const socket of sockets) socket.terminate();
    await socketIoClosed;
  }

  /** Orders are nobody else's, so their messages are neither shared nor gathered. */
  #tellOwners(entry: LiveEntry): void {
    const { orders } = this.#live;
    if (orders.size === 0) return;
    for (let at = 0; at < entry.orders.length; at += 2) {
      const account = entry.orders[at] as AccountId;
      const followers = orders.of(account);
      if (followers === undefined) continue;
      const update = ordersUpdate(entry, account);
      if (update === null) continue;
      for (const follower of followers) follower.tellOrders(update);
    }
  }
}
