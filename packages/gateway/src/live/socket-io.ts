import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { MarketId } from "@probity/core";
import {
  CHANNELS,
  MarketChoice,
  ROOMS,
  dialectNames,
  errorJson,
  formatAmount,
  marketUpdated,
  orderbookUpdate,
  tradeExecuted,
} from "@probity/protocol";
import type { ChannelName, ErrorCode, ServerEvent } from "@probity/protocol";
import { Server } from "socket.io";
import { notedRefusal } from "../refusal.ts";
import type { Broadcast, Voice } from "./broadcast.ts";
import { OUTCOMES, WHOLE_BOOK_LEVELS } from "./event-messages.ts";
import type { ConnectionLimits } from "./connection-limits.ts";
import type { MarketChange } from "./market-changes.ts";
import { shownPrice, volume24h } from "./market-prices.ts";
import { MessageRate } from "./message-rate.ts";
import type { OwnerFeedParts } from "./owner-feed.ts";
import { closeConnection, refuse, unsentBytes } from "./socket-io-client.ts";
import type {
  Client,
  ClientNamespace,
  ClientServer,
  EngineConnection,
} from "./socket-io-client.ts";
import { SocketIoUsers, mayHear } from "./socket-io-users.ts";

const PATH = "/socket.io";
/** Largest message of a client. */
const MESSAGE_BYTES = 8 << 10;
/** How often readers and tokens are looked at. */
const SWEEP_MS = 250;
/** How long a client that is closed may take to hear of it. */
const CLOSE_MS = 1_000;

/** The event under which each of source S3's channels reaches clients. */
const EVENT_OF = {
  [CHANNELS.ORDERBOOK]: "orderbook_update",
  [CHANNELS.TRADES]: "trade_executed",
  [CHANNELS.MARKETS]: "market_updated",
} as const satisfies Record<ChannelName, ServerEvent>;

/**
 * Source S3's Socket.IO: namespace `/ws` on the path `/socket.io`, with rooms of markets and users.
 * It has an HTTP server of its own that never listens: what is meant for it is handed over, so it takes
 * nothing that is meant for others.
 */
export class SocketIo implements Voice {
  readonly #parts: OwnerFeedParts;
  readonly #server = createServer();
  readonly #io: ClientServer;
  readonly #namespace: ClientNamespace;
  /** How many sockets follow a market. */
  readonly #markets = new Map<MarketId, number>();
  readonly #users: SocketIoUsers;
  readonly #clients = new Set<Client>();
  /** Connections that are in the namespace, or on their way into it. */
  readonly #entered = new WeakSet<object>();
  #broadcast: Broadcast | null = null;
  readonly #sweep: NodeJS.Timeout;

  constructor(
    parts: OwnerFeedParts,
    limits: ConnectionLimits,
    addressOf: (request: IncomingMessage) => string,
  ) {
    this.#parts = parts;
    const { corsOrigin } = parts.venue.settings;
    this.#io = new Server(this.#server, {
      path: PATH,
      serveClient: false,
      destroyUpgrade: false,
      maxHttpBufferSize: MESSAGE_BYTES,
      perMessageDeflate: false,
      httpCompression: false,
      connectTimeout: 10_000,
      ...(corsOrigin === false
        ? {}
        : { cors: { origin: corsOrigin === true ? true : [...corsOrigin] } }),
      allowRequest: (request, answer) => {
        const refusal = limits.refusalOf(addressOf(request));
        answer(refusal === null ? null : refusal.code, refusal === null);
      },
    });
    this.#io.engine.on("connection", (connection: EngineConnection) => {
      const release = limits.add(addressOf(connection.request));
      connection.once("close", release);
      const { sockets } = parts.venue.metrics;
      connection.on("packet", ({ type }) => {
        if (type === "message") sockets.received += 1;
      });
      connection.on("packetCreate", ({ type }) => {
        if (type === "message") sockets.sent += 1;
      });
    });
    this.#namespace = this.#io.of("/ws");
    this.#users = new SocketIoUsers(parts, this.#namespace);
    this.#namespace.use((client, next) => {
      const { conn } = client;
      // Until it is let in, Socket.IO takes every further wish to be let in for another client: one
      // packet could hold a thousand, each with limits of its own.
      if (this.#entered.has(conn)) return next(refusalOf("BAD_MESSAGE"));
      this.#entered.add(conn);
      client.once("disconnect", () => this.#entered.delete(conn));
      this.#signIn(client).then(
        () => next(),
        (error: unknown) => {
          this.#entered.delete(conn);
          next(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
    this.#namespace.on("connection", (client) => this.#greet(client));
    this.#sweep = setInterval(() => this.#look(), SWEEP_MS).unref();
  }

  /** The broadcast this is a voice of. */
  set broadcast(broadcast: Broadcast) {
    this.#broadcast = broadcast;
  }

  get connections(): number {
    return this.#io.engine.clientsCount;
  }

  /** @returns whether the request was meant for this. */
  takeRequest(request: IncomingMessage, response: ServerResponse): boolean {
    if (!isMeant(request)) return false;
    this.#server.emit("request", request, response);
    return true;
  }

  /** @returns whether the upgrade was meant for this. */
  takeUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    if (!isMeant(request)) return false;
    this.#server.emit("upgrade", request, socket, head);
    return true;
  }

  /** Says how far everything was told. */
  beat(seq: number): void {
    if (this.#clients.size > 0) this.#namespace.emit("heartbeat", { seq, timestamp: Date.now() });
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    for (const client of this.#clients) closeConnection(client, "GOING_AWAY");
    const deadline = Date.now() + CLOSE_MS;
    while (this.connections > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.#io.engine.close();
  }

  // ---- a voice ----

  get isListenedTo(): boolean {
    return this.#markets.size > 0;
  }

  wants(market: MarketId): boolean {
    return this.#markets.has(market);
  }

  tell(changes: readonly MarketChange[]): void {
    for (const { market, book, trades, status } of changes) {
      if (!this.#markets.has(market)) continue;
      if (book !== null) {
        for (const outcome of OUTCOMES) {
          const room = ROOMS.outcome(market, outcome);
          if (!this.#namespace.adapter.rooms.has(room)) continue;
          this.#namespace
            .to(room)
            .emit(EVENT_OF[CHANNELS.ORDERBOOK], this.#book(market, outcome, book));
        }
      }
      const room = this.#namespace.to(ROOMS.market(market));
      for (const trade of trades?.trades ?? []) {
        room.emit(EVENT_OF[CHANNELS.TRADES], tradeExecuted(trade));
      }
      if (status !== null) {
        room.emit(EVENT_OF[CHANNELS.MARKETS], this.#market(market, status.status));
      }
    }
  }

  #book(market: MarketId, outcome: "yes" | "no", place: { sequence: number; time: number }) {
    const { data } = this.#parts.venue.readSide;
    const view = data.depth.book(market)?.view(outcome, WHOLE_BOOK_LEVELS);
    return orderbookUpdate(market, outcome, view ?? { bids: [], asks: [] }, place);
  }

  #market(market: MarketId, place: { sequence: number; time: number }) {
    const { data } = this.#parts.venue.readSide;
    const status = data.statuses.status(market);
    const volume = formatAmount(volume24h(data, market, Date.now()));
    const named = status === null ? "DRAFT" : dialectNames(status).s3;
    return marketUpdated(market, named, shownPrice(data, market), volume, place);
  }

  // ---- clients ----

  async #signIn(client: Client): Promise<void> {
    client.data.bearer = null;
    client.data.isCutOff = false;
    client.data.feed = null;
    client.data.markets = new Set();
    const { token } = client.handshake.auth as { readonly token?: unknown };
    if (token === undefined || token === null || token === "") return;
    const isText = typeof token === "string" && token.length <= 4_096;
    client.data.bearer = isText ? await this.#parts.venue.tokens.verify(token) : null;
    if (client.data.bearer !== null) return;
    throw refusalOf("TOKEN_INVALID");
  }

  #greet(client: Client): void {
    this.#clients.add(client);
    const rate = new MessageRate();
    client.use((_packet, next) => {
      if (rate.take()) return next();
      refuse(client, "RATE_LIMITED", { seconds: MessageRate.windowSeconds });
      closeConnection(client, "TOO_MANY_MESSAGES");
    });
    client.on("subscribe:market", (said, answer) => void this.#subscribe(client, said, answer));
    client.on("unsubscribe:market", (said, answer) => this.#unsubscribe(client, said, answer));
    client.on("ping", () => client.emit("pong", { timestamp: Date.now() }));
    client.on("disconnect", () => this.#forget(client));
    const { bearer } = client.data;
    if (bearer !== null) void this.#users.join(client, bearer.owner);
  }

  async #subscribe(client: Client, said: unknown, answer: unknown): Promise<void> {
    const choice = MarketChoice.safeParse(said);
    if (!choice.success) return refuse(client, "BAD_MESSAGE", {}, answer);
    const { marketId: market } = choice.data;
    const { venue } = this.#parts;
    const { markets } = client.data;
    const limit = venue.settings.liveChannels;
    if (markets.size >= limit && !markets.has(ROOMS.market(market))) {
      return refuse(client, "TOO_MANY_CHANNELS", { limit }, answer);
    }
    try {
      // What is durable by now is in the snapshot.
      await venue.readSide.caughtUp();
      await this.#broadcast?.settled((other) => other === market);
    } catch (error) {
      const { request_id = "-" } = notedRefusal(error, venue.noteFailure).error.details;
      return refuse(client, "INTERNAL", { request_id }, answer);
    }
    if (!client.connected) return;
    const { data } = venue.readSide;
    const book = data.depth.book(market);
    const status = data.statuses.status(market);
    if (book === null || status === null) return refuse(client, "MARKET_NOT_FOUND", {}, answer);
    const outcomes = OUTCOMES.filter(
      (outcome) => (choice.data.outcome ?? outcome.toUpperCase()) === outcome.toUpperCase(),
    );
    const rooms = [
      ROOMS.market(market),
      ...outcomes.map((outcome) => ROOMS.outcome(market, outcome)),
    ];
    for (const room of rooms) void client.join(room);
    if (!markets.has(rooms[0] as string)) {
      markets.add(rooms[0] as string);
      this.#markets.set(market, (this.#markets.get(market) ?? 0) + 1);
    }
    if (typeof answer === "function") answer({ ok: true, seq: book.sequence });
    client.emit("market_updated", this.#market(market, status));
    for (const outcome of outcomes) {
      const place = { sequence: book.sequence, time: Date.now() };
      client.emit("orderbook_update", this.#book(market, outcome, place));
    }
  }

  #unsubscribe(client: Client, said: unknown, answer: unknown): void {
    const choice = MarketChoice.safeParse(said);
    if (!choice.success) return refuse(client, "BAD_MESSAGE", {}, answer);
    const { marketId: market, outcome } = choice.data;
    for (const one of OUTCOMES) {
      if ((outcome ?? one.toUpperCase()) === one.toUpperCase()) {
        void client.leave(ROOMS.outcome(market, one));
      }
    }
    const follows = OUTCOMES.some((one) => client.rooms.has(ROOMS.outcome(market, one)));
    if (!follows) this.#leave(client, market);
    if (typeof answer === "function") answer({ ok: true });
  }

  #leave(client: Client, market: MarketId): void {
    void client.leave(ROOMS.market(market));
    if (!client.data.markets.delete(ROOMS.market(market))) return;
    const left = (this.#markets.get(market) ?? 0) - 1;
    if (left > 0) this.#markets.set(market, left);
    else this.#markets.delete(market);
  }

  #forget(client: Client): void {
    this.#clients.delete(client);
    for (const market of this.#markets.keys()) {
      if (client.data.markets.has(ROOMS.market(market))) this.#leave(client, market);
    }
    this.#users.leave(client);
  }

  #look(): void {
    const { slowReaderBytes } = this.#parts.venue.settings;
    for (const client of this.#clients) {
      if (client.data.bearer !== null) mayHear(client, this.#parts.venue);
      if (unsentBytes(client) > slowReaderBytes) closeConnection(client, "SLOW_CONSUMER");
    }
  }
}

function isMeant({ url = "" }: IncomingMessage): boolean {
  return url.startsWith(`${PATH}/`) || url.startsWith(`${PATH}?`);
}

/** Why a client is not let in, as Socket.IO tells it. */
function refusalOf(named: ErrorCode): Error {
  const { code, message } = errorJson(named);
  return Object.assign(new Error(message), { data: { code, message } });
}
