import type { Duplex } from "node:stream";
import {
  ControlMessage,
  errorJson,
  formatChannel,
  formatOwner,
  formatTime,
  parseChannel,
} from "@probity/protocol";
import type { ErrorCode, ServerMessage } from "@probity/protocol";
import type { AccountId } from "@probity/core";
import { accountOf } from "../caller.ts";
import type { OrderEntry } from "../order-entry/order-entry.ts";
import type { RequestCounts } from "../rate-limit.ts";
import { Refusal, refuse, portRefusal } from "../refusal.ts";
import type { Bearer } from "../tokens.ts";
import type { Venue } from "../venue.ts";
import { GOING_AWAY } from "../wire/websocket/frame-parser.ts";
import { WebSocket } from "../wire/websocket/web-socket.ts";
import type { WriteTurn } from "../wire/websocket/write-turn.ts";
import type { Broadcast, MarketFollower } from "./broadcast.ts";
import type { ChannelLog, OrdersUpdate } from "./channel-log.ts";
import { missedMessages, ordersMessage, snapshotOf } from "./messages.ts";
import type { OpenChannel } from "./messages.ts";
import { answerText, readOrderMessage } from "./order-messages.ts";
import type { MessageId, OrderMessage } from "./order-messages.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Largest message of a client, and the most pieces it may come in. */
const LIMITS = { messageBytes: 64 << 10, fragments: 128 };
/** Channels of one connection. */
const CHANNELS_MAX = 1_000;
/** Messages, pings included, that a client may send in ten seconds; orders do not count. */
const MESSAGES_MAX = 1_000;
const MESSAGES_WINDOW_MS = 10_000;
/** Messages whose answer is under way; while there are as many, nothing more is read. */
const IN_FLIGHT_MAX = 1_024;
/** Unsent bytes from which on changes of books are no longer sent to a reader, but left to a `resync`. */
const BEHIND_BYTES = 256 << 10;
/** Unsent bytes from which on nothing more is read of a client who does not take the answers. */
const UNREAD_BYTES = 1 << 20;

/** Close codes of our own (4000–4999 are free to use). */
const SLOW_READER = 4_008;
const TOO_MANY_MESSAGES = 4_029;

type Subscribe = Extract<ControlMessage, { op: "subscribe" }>;

/** What the connections of a venue share. */
export interface LiveVenue {
  readonly venue: Venue;
  readonly orderEntry: Pick<OrderEntry, "handle">;
  /** Orders count as requests of their address. */
  readonly counts: RequestCounts;
  readonly log: ChannelLog;
  readonly subscriptions: Subscriptions<Connection>;
  readonly broadcast: Broadcast;
  readonly turn: WriteTurn;
}

/**
 * One live socket: takes the client's messages in order, and passes on what its channels say.
 * Orders go straight to order entry unless something before them is still being answered.
 */
export class Connection implements MarketFollower {
  readonly #socket: WebSocket;
  readonly #live: LiveVenue;
  readonly #address: string;
  readonly #onClose: () => void;
  /** The channels followed, by name. */
  readonly #channels = new Map<string, OpenChannel>();
  /** Books whose changes the reader was too slow for; they begin anew when it has caught up. */
  readonly #behind = new Set<string>();
  /** What the reader had been told when it fell behind. */
  #behindSince = 0;
  #bearer: Bearer | null = null;
  #expiry: NodeJS.Timeout | null = null;
  /** Control messages are answered one after the other, in the order they came. */
  #turn: Promise<void> = Promise.resolve();
  /** Messages in `#turn` that are not answered yet. */
  #queued = 0;
  /** Orders that order entry has not answered yet. */
  #inFlight = 0;
  #isCatchingUp = false;
  #onDrained: (() => void) | null = null;
  #isStopping = false;
  #messages = 0;
  #windowStart = Date.now();

  /** @param raw was upgraded to WebSocket; @param onClose is called once it has ended. */
  constructor(raw: Duplex, address: string, live: LiveVenue, onClose: () => void) {
    this.#live = live;
    this.#address = address;
    this.#onClose = onClose;
    this.#socket = new WebSocket(raw, {
      turn: live.turn,
      limits: LIMITS,
      events: {
        onText: (text) => this.#receive(text),
        onBinary: () => {
          if (this.#isWithinLimit()) this.#refuse(undefined, "BAD_MESSAGE");
        },
        onControl: () => void this.#isWithinLimit(),
        onDrain: () => this.#afterDrain(),
        onClose: () => this.#forget(),
      },
    });
  }

  /** Passes on what a market's channel says. */
  tell(channel: OpenChannel, name: string, frame: Buffer): void {
    if (channel.kind === "book") {
      if (this.#behind.has(name)) return;
      if (this.#leavesUnread(BEHIND_BYTES)) return this.#fallBehind(name);
    }
    this.#socket.sendFrame(frame);
    this.#giveUpIfTooSlow();
  }

  /** Passes on what happened to the orders of an account, as long as the token is good. */
  tellOrders(update: OrdersUpdate): void {
    if (!this.#isSignedIn()) return this.#dropOrders();
    this.#send(ordersMessage(update));
  }

  checkAlive(): void {
    if (this.#bearer !== null && !this.#isSignedIn()) this.#dropOrders();
    this.#socket.checkAlive();
  }

  /** Reads nothing more, answers the orders that are under way, and says goodbye. */
  close(): void {
    this.#isStopping = true;
    this.#socket.pause();
    if (this.#inFlight === 0) this.#socket.close(GOING_AWAY, "the venue is stopping");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #send(message: ServerMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  #sendText(text: string): void {
    this.#socket.sendText(text);
    this.#giveUpIfTooSlow();
  }

  #giveUpIfTooSlow(): void {
    if (!this.#leavesUnread(this.#live.venue.settings.slowReaderBytes)) return;
    this.#socket.giveUp(SLOW_READER, "you read too slowly");
  }

  /** Whether more than that waits for the reader; what merely waits for its turn does not count. */
  #leavesUnread(bytes: number): boolean {
    return this.#socket.isBlocked && this.#socket.unsentBytes > bytes;
  }

  // ---- reading ----

  #receive(text: string): void {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      if (this.#isWithinLimit()) this.#refuse(undefined, "BAD_MESSAGE");
      return;
    }
    const order = readOrderMessage(json);
    if (order !== null && !("problem" in order)) {
      if (this.#queued === 0) this.#enterOrder(order);
      else this.#queue(order.id, () => this.#enterOrder(order));
    } else if (this.#isWithinLimit()) {
      const message = order ?? readControlMessage(json);
      if ("problem" in message) this.#refuse(undefined, "BAD_MESSAGE", {}, message.problem);
      else this.#queue(message.id, () => this.#answer(message));
    }
    if (this.#isBusy()) this.#socket.pause();
  }

  /** Whether so much is under way that the client has to wait. */
  #isBusy(): boolean {
    return (
      this.#inFlight + this.#queued >= IN_FLIGHT_MAX || this.#socket.unsentBytes > UNREAD_BYTES
    );
  }

  #readOn(): void {
    if (this.#isStopping) {
      if (this.#inFlight === 0) this.#socket.close(GOING_AWAY, "the venue is stopping");
    } else if (this.#socket.isPaused && !this.#isBusy()) {
      this.#socket.resume();
    }
  }

  #queue(id: MessageId, answer: () => Promise<void> | void): void {
    this.#queued++;
    this.#turn = this.#turn
      .then(answer)
      .catch((error: unknown) => this.#fail(id, error))
      .then(() => {
        this.#queued--;
        this.#readOn();
      });
  }

  /** Counts a message, and ends the connection when there are too many. */
  #isWithinLimit(): boolean {
    const now = Date.now();
    if (now - this.#windowStart >= MESSAGES_WINDOW_MS) {
      this.#windowStart = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    if (this.#messages <= MESSAGES_MAX) return true;
    this.#refuse(undefined, "RATE_LIMITED", { seconds: MESSAGES_WINDOW_MS / 1_000 });
    this.#socket.close(TOO_MANY_MESSAGES, "too many messages");
    return false;
  }

  // ---- order entry ----

  #enterOrder({ operation, id, body }: OrderMessage): void {
    const bearer = this.#bearer;
    if (bearer === null) return this.#refuseOrder(id, "NOT_SIGNED_IN");
    if (!this.#isSignedIn()) {
      this.#dropOrders();
      return this.#refuseOrder(id, "TOKEN_INVALID");
    }
    const { requestsPerMinute } = this.#live.venue.settings;
    if (requestsPerMinute > 0) {
      const { current, ttl } = this.#live.counts.add(this.#address);
      const seconds = Math.max(1, Math.ceil(ttl / 1_000));
      if (current > requestsPerMinute) return this.#refuseOrder(id, "RATE_LIMITED", { seconds });
    }
    this.#inFlight++;
    // A key goes in `client_order_id`: there are no headers here.
    this.#live.orderEntry.handle(operation, bearer.owner, body, null, (status, answer) => {
      this.#inFlight--;
      this.#sendText(answerText(id, status, answer));
      this.#readOn();
    });
  }

  #refuseOrder(id: MessageId, code: ErrorCode, facts: Readonly<Record<string, number>> = {}): void {
    const { status, body } = refuse(code, facts);
    this.#sendText(answerText(id, status, JSON.stringify(body)));
  }

  // ---- channels and sign-in ----

  async #answer(message: ControlMessage): Promise<void> {
    switch (message.op) {
      case "ping": {
        const seq = this.#toldSequence();
        this.#send({ type: "pong", ...idOf(message.id), seq, time: formatTime(Date.now()) });
        return;
      }
      case "authenticate": {
        const { owner, expiresAt } = await this.#signIn(message.token);
        const facts = { owner_id: formatOwner(owner), expires_at: formatTime(expiresAt) };
        this.#send({ type: "authenticated", ...idOf(message.id), ...facts });
        return;
      }
      case "unsubscribe":
        for (const name of message.channels) this.#unsubscribe(message.id, name);
        return;
      case "subscribe":
        if (message.token !== undefined) await this.#signIn(message.token);
        // What is durable by now is in the snapshot.
        await this.#live.venue.readSide.caughtUp();
        for (const name of new Set(message.channels)) {
          // Two hundred snapshots can be much; they wait here until the reader has room.
          if (this.#socket.unsentBytes > UNREAD_BYTES) await this.#drained();
          await this.#subscribe(message, name);
        }
        return;
      default:
        return message satisfies never;
    }
  }

  /** Everything up to here was said on the channels of this connection. */
  #toldSequence(): number {
    const { toldSequence } = this.#live.broadcast;
    return this.#behind.size === 0 ? toldSequence : Math.min(this.#behindSince, toldSequence);
  }

  async #signIn(token: string): Promise<Bearer> {
    const bearer = await this.#live.venue.tokens.verify(token);
    if (bearer === null) throw refuse("TOKEN_INVALID");
    if (this.#bearer !== null && this.#bearer.owner !== bearer.owner) this.#dropOrders();
    this.#bearer = bearer;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.#dropOrders(), bearer.expiresAt - Date.now());
    this.#expiry.unref();
    return bearer;
  }

  #isSignedIn(): boolean {
    return this.#bearer !== null && this.#live.venue.tokens.isLive(this.#bearer);
  }

  async #subscribe({ id, resume_from }: Subscribe, name: string): Promise<void> {
    try {
      const channel = await this.#open(name);
      await this.#settled(channel);
      if (!this.#socket.isOpen) return;
      // From here to the end nothing else runs, so nothing falls between snapshot and messages.
      const { subscriptions, venue, log } = this.#live;
      const snapshot = snapshotOf(channel, venue.readSide, log);
      if (snapshot === null) throw refuse("MARKET_NOT_FOUND", {}, venue.readSide.sequence);
      const own = formatChannel(channel);
      if (!this.#channels.has(own) && this.#channels.size >= CHANNELS_MAX) {
        throw refuse("TOO_MANY_CHANNELS", { limit: CHANNELS_MAX });
      }
      this.#channels.set(own, channel);
      this.#behind.delete(own);
      subscriptions.add(channel, this);
      const missed = resume_from === undefined ? null : log.since(resume_from);
      if (missed === null) {
        const type = resume_from === undefined ? "subscribed" : "resync";
        return this.#send({ type, ...idOf(id), ...snapshot });
      }
      const messages = missedMessages(channel, missed, venue.readSide);
      const place = messages[0]?.prev_seq ?? snapshot.seq;
      this.#send({ type: "resumed", ...idOf(id), channel: own, seq: place, prev_seq: place });
      for (const message of messages) this.#send(message);
    } catch (error) {
      this.#fail(id, error, name);
    }
  }

  /** The channel of a name; for `orders` the account must be the caller's. */
  async #open(name: string): Promise<OpenChannel> {
    const channel = parseChannel(name);
    if (channel === null) throw refuse("CHANNEL_NOT_FOUND", { channel: name });
    if (channel.kind !== "orders") return channel;
    const bearer = this.#bearer;
    if (bearer === null || !this.#isSignedIn()) throw refuse("NOT_SIGNED_IN");
    const named = channel.account ?? undefined;
    const account: AccountId = await accountOf(this.#live.venue, bearer.owner, named);
    return { kind: "orders", account };
  }

  /** A channel is joined between two ticks, where its next message links to the snapshot. */
  async #settled(channel: OpenChannel): Promise<void> {
    const { broadcast } = this.#live;
    while (broadcast.isPending(channel)) await broadcast.settled();
  }

  #unsubscribe(id: MessageId, name: string): void {
    const own = this.#ownName(name);
    const channel = own === null ? undefined : this.#channels.get(own);
    if (own === null || channel === undefined) {
      return this.#refuse(id, "CHANNEL_NOT_FOUND", { channel: name });
    }
    this.#leave(own, channel);
    this.#send({ type: "unsubscribed", ...idOf(id), channel: own });
  }

  #leave(name: string, channel: OpenChannel): void {
    this.#channels.delete(name);
    this.#behind.delete(name);
    this.#live.subscriptions.remove(channel, this);
  }

  /** The followed channel that the client means; `orders` alone is the one of its first account. */
  #ownName(name: string): string | null {
    if (this.#channels.has(name)) return name;
    if (name !== "orders" || this.#bearer === null) return null;
    const [first] = this.#live.venue.readSide.accountsOf(this.#bearer.owner);
    const own = first === undefined ? name : formatChannel({ kind: "orders", account: first });
    return this.#channels.has(own) ? own : null;
  }

  /** Without a valid token nobody follows orders. */
  #dropOrders(): void {
    for (const [name, channel] of this.#channels) {
      if (channel.kind !== "orders") continue;
      this.#leave(name, channel);
      this.#send({ type: "error", channel: name, error: errorJson("TOKEN_INVALID") });
    }
    this.#bearer = null;
  }

  // ---- slow readers ----

  #fallBehind(name: string): void {
    // What was told before this message; that one is left out.
    if (this.#behind.size === 0) this.#behindSince = this.#live.broadcast.toldSequence;
    this.#behind.add(name);
  }

  /** Resolves when everything that waits is with the kernel, or the connection has ended. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDrained = resolve;
    });
  }

  #afterDrain(): void {
    this.#onDrained?.();
    if (this.#behind.size > 0 && !this.#isCatchingUp) {
      this.#isCatchingUp = true;
      this.#queue(undefined, () =>
        this.#catchUp().finally(() => {
          this.#isCatchingUp = false;
        }),
      );
    }
    this.#readOn();
  }

  /** Begins the books anew that the reader was too slow for. */
  async #catchUp(): Promise<void> {
    const { venue, log } = this.#live;
    for (const name of this.#behind) {
      const channel = this.#channels.get(name);
      if (channel !== undefined) await this.#settled(channel);
      if (channel === undefined || !this.#behind.has(name)) continue;
      if (this.#leavesUnread(BEHIND_BYTES)) return;
      this.#behind.delete(name);
      const snapshot = snapshotOf(channel, venue.readSide, log);
      if (snapshot !== null) this.#send({ type: "resync", ...snapshot });
    }
  }

  // ---- refusals ----

  #refuse(
    id: MessageId,
    code: ErrorCode,
    facts: Readonly<Record<string, string | number>> = {},
    problem?: string,
  ): void {
    this.#send({ type: "error", ...idOf(id), error: errorJson(code, facts, problem) });
  }

  #fail(id: MessageId, error: unknown, channel?: string): void {
    const refusal = error instanceof Refusal ? error : portRefusal(error);
    const told = refusal?.error ?? errorJson("INTERNAL", { request_id: "-" });
    const named = channel === undefined ? {} : { channel };
    this.#send({ type: "error", ...idOf(id), ...named, error: told });
  }

  #forget(): void {
    this.#onDrained?.();
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    for (const [name, channel] of this.#channels) this.#leave(name, channel);
    this.#onClose();
  }
}

function idOf(id: MessageId): { id?: string | number } {
  return id === undefined ? {} : { id };
}

/** The client's message, or what is wrong with it. */
function readControlMessage(json: unknown): ControlMessage | { readonly problem: string } {
  const parsed = ControlMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join(".").slice(0, 100);
  return { problem: `${path === "" ? "message" : path}: ${(issue?.message ?? "").slice(0, 200)}` };
}
