import {
  ClientMessage,
  errorJson,
  formatChannel,
  formatTime,
  parseChannel,
} from "@probity/protocol";
import type { ErrorCode, ServerMessage } from "@probity/protocol";
import type { AccountId } from "@probity/core";
import { WebSocket } from "ws";
import type { RawData } from "ws";
import { accountOf } from "../caller.ts";
import { Refusal, refuse, portRefusal } from "../refusal.ts";
import type { Bearer } from "../tokens.ts";
import type { Venue } from "../venue.ts";
import type { ChannelLog } from "./channel-log.ts";
import { messagesOf, snapshotOf } from "./messages.ts";
import type { OpenChannel } from "./messages.ts";
import type { Subscriptions } from "./subscriptions.ts";

/** Channels of one connection. */
const CHANNELS_MAX = 1_000;
/** Bytes that may wait for a slow reader before the connection is dropped. */
const BUFFER_MAX = 8 << 20;
/** Messages a client may send in ten seconds. */
const MESSAGES_MAX = 1_000;
const MESSAGES_WINDOW_MS = 10_000;

/** Close codes of our own (4000–4999 are free to use). */
const SLOW_READER = 4_008;
const TOO_MANY_MESSAGES = 4_029;

type MessageId = string | number | undefined;
type Subscribe = Extract<ClientMessage, { op: "subscribe" }>;

/** What the connections of a venue share. */
export interface LiveVenue {
  readonly venue: Venue;
  readonly log: ChannelLog;
  readonly subscriptions: Subscriptions<Connection>;
}

/** One live socket: takes the client's messages in order, and passes on what its channels say. */
export class Connection {
  readonly #socket: WebSocket;
  readonly #live: LiveVenue;
  /** What the client calls each channel it follows, by the channel's own name. */
  readonly #channels = new Map<string, OpenChannel>();
  #bearer: Bearer | null = null;
  #expiry: NodeJS.Timeout | null = null;
  /** Messages are answered one after the other, in the order they came. */
  #turn: Promise<void> = Promise.resolve();
  #messages = 0;
  #windowStart = Date.now();
  isAlive = true;

  constructor(socket: WebSocket, live: LiveVenue) {
    this.#socket = socket;
    this.#live = live;
    socket.on("message", (data, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => {
      this.isAlive = true;
    });
    // An error of the socket is followed by its close.
    socket.on("error", () => {});
    socket.on("close", () => this.#forget());
  }

  /** Sends text, unless the reader is so slow that it must go. */
  sendText(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > BUFFER_MAX) {
      this.#socket.close(SLOW_READER, "you read too slowly");
      this.#socket.terminate();
      return;
    }
    this.#socket.send(text);
  }

  /** Asks whether the other side is there; a connection that did not answer the last time is ended. */
  checkAlive(): void {
    if (!this.isAlive) return this.#socket.terminate();
    this.isAlive = false;
    this.#socket.ping();
  }

  close(): void {
    this.#socket.close(1_001, "the venue is stopping");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #send(message: ServerMessage): void {
    this.sendText(JSON.stringify(message));
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#isFlooding()) {
      this.#refuse(undefined, "RATE_LIMITED", { seconds: MESSAGES_WINDOW_MS / 1_000 });
      this.#socket.close(TOO_MANY_MESSAGES, "too many messages");
      return;
    }
    const message = isBinary || !Buffer.isBuffer(data) ? null : parseMessage(data.toString("utf8"));
    if (message === null) return this.#refuse(undefined, "BAD_MESSAGE");
    if ("problem" in message) return this.#refuse(undefined, "BAD_MESSAGE", {}, message.problem);
    this.#turn = this.#turn
      .then(() => this.#answer(message))
      .catch((error: unknown) => {
        this.#fail(message.id, error);
      });
  }

  async #answer(message: ClientMessage): Promise<void> {
    switch (message.op) {
      case "ping": {
        const seq = this.#live.venue.readSide.sequence;
        this.#send({ type: "pong", ...idOf(message.id), seq, time: formatTime(Date.now()) });
        return;
      }
      case "unsubscribe":
        for (const name of message.channels) this.#unsubscribe(message.id, name);
        return;
      case "subscribe":
        if (message.token !== undefined) await this.#signIn(message.token);
        // What is durable by now is in the snapshot.
        await this.#live.venue.readSide.caughtUp();
        for (const name of new Set(message.channels)) await this.#subscribe(message, name);
        return;
      default:
        return message satisfies never;
    }
  }

  async #signIn(token: string): Promise<void> {
    const bearer = await this.#live.venue.tokens.verify(token);
    if (bearer === null) throw refuse("TOKEN_INVALID");
    if (this.#bearer !== null && this.#bearer.owner !== bearer.owner) this.#dropOrders();
    this.#bearer = bearer;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.#dropOrders(), bearer.expiresAt - Date.now());
    this.#expiry.unref();
  }

  async #subscribe({ id, resume_from }: Subscribe, name: string): Promise<void> {
    try {
      const channel = await this.#open(name);
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      const { subscriptions, venue, log } = this.#live;
      // From here to the end nothing else runs, so nothing falls between snapshot and messages.
      const snapshot = snapshotOf(channel, venue.readSide, log);
      if (snapshot === null) throw refuse("MARKET_NOT_FOUND", {}, venue.readSide.sequence);
      const own = formatChannel(channel);
      if (!this.#channels.has(own) && this.#channels.size >= CHANNELS_MAX) {
        throw refuse("TOO_MANY_CHANNELS", { limit: CHANNELS_MAX });
      }
      this.#channels.set(own, channel);
      subscriptions.add(own, this);
      const missed = resume_from === undefined ? null : log.since(resume_from);
      if (missed === null) {
        const type = resume_from === undefined ? "subscribed" : "resync";
        return this.#send({ type, ...idOf(id), ...snapshot });
      }
      const messages = missed
        .flatMap(messagesOf)
        .filter((message) => formatChannel(message.channel) === own)
        .map((message) => message.make());
      const [first] = messages;
      const place = first !== undefined && "prev_seq" in first ? first.prev_seq : snapshot.seq;
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
    if (bearer === null || bearer.expiresAt <= Date.now()) throw refuse("NOT_SIGNED_IN");
    const named = channel.account ?? undefined;
    const account: AccountId = await accountOf(this.#live.venue, bearer.owner, named);
    return { kind: "orders", account };
  }

  #unsubscribe(id: MessageId, name: string): void {
    const own = this.#ownName(name);
    if (own === null) return this.#refuse(id, "CHANNEL_NOT_FOUND", { channel: name });
    this.#channels.delete(own);
    this.#live.subscriptions.remove(own, this);
    this.#send({ type: "unsubscribed", ...idOf(id), channel: own });
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
      this.#channels.delete(name);
      this.#live.subscriptions.remove(name, this);
      this.#send({ type: "error", channel: name, error: errorJson("TOKEN_INVALID") });
    }
    this.#bearer = null;
  }

  #isFlooding(): boolean {
    const now = Date.now();
    if (now - this.#windowStart >= MESSAGES_WINDOW_MS) {
      this.#windowStart = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    return this.#messages > MESSAGES_MAX;
  }

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
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    for (const name of this.#channels.keys()) this.#live.subscriptions.remove(name, this);
    this.#channels.clear();
  }
}

function idOf(id: MessageId): { id?: string | number } {
  return id === undefined ? {} : { id };
}

/** The client's message, what is wrong with it, or null when it is no JSON. */
function parseMessage(text: string): ClientMessage | { readonly problem: string } | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = ClientMessage.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join(".").slice(0, 100);
  return { problem: `${path === "" ? "message" : path}: ${(issue?.message ?? "").slice(0, 200)}` };
}
