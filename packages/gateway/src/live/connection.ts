import type { Duplex } from "node:stream";
import {
  CLOSE_CODES,
  ControlMessage,
  errorJson,
  formatChannel,
  formatOwner,
  formatTime,
  parseChannel,
} from "@probity/protocol";
import type { CloseName, ErrorCode, ServerMessage } from "@probity/protocol";
import type { AccountId } from "@probity/core";
import { accountOf, knownAccountOf, requireScope } from "../caller.ts";
import type { KeyBuckets } from "../key-buckets.ts";
import type { OrderEntry } from "../order-entry/order-entry.ts";
import type { Principal } from "../principal.ts";
import { notedRefusal, refuse } from "../refusal.ts";
import { WebSocket } from "../wire/websocket/web-socket.ts";
import type { WriteTurn } from "../wire/websocket/write-turn.ts";
import { BoundSessions } from "./bound-sessions.ts";
import { FollowedChannels, isOfBook } from "./followed-channels.ts";
import type { ChannelParts } from "./followed-channels.ts";
import type { LiveSocket } from "./live-socket.ts";
import { MessageRate } from "./message-rate.ts";
import type { OpenChannel } from "./messages.ts";
import type { MarketFollower } from "./native-voice.ts";
import { answerText, readOrderMessage } from "./order-messages.ts";
import type { MessageId, OrderMessage } from "./order-messages.ts";

/** Largest message of a client, and the most pieces it may come in. */
const LIMITS = { messageBytes: 64 << 10, fragments: 128 };
/** Messages whose answer is under way; while there are as many, nothing more is read. */
const IN_FLIGHT_MAX = 1_024;
/** Unsent bytes from which on nothing more is read of a client who does not take the answers. */
const UNREAD_BYTES = 1 << 20;

/** The longest a timer of the platform can run. */
const TIMER_MAX_MS = 2 ** 31 - 1;

type KeySignature = NonNullable<Extract<ControlMessage, { op: "authenticate" }>["key"]>;
type OpenSession = Extract<ControlMessage, { op: "session" }>;
type Subscribe = Extract<ControlMessage, { op: "subscribe" }>;

/** What the connections of a venue share. */
export interface LiveVenue extends ChannelParts {
  readonly orderEntry: Pick<OrderEntry, "handle">;
  /** Orders are taken out of the bucket of who sends them. */
  readonly buckets: KeyBuckets;
  readonly turn: WriteTurn;
}

/**
 * One live socket: takes the client's messages in order, and passes on what its channels say.
 * Orders go straight to order entry unless something before them is still being answered.
 */
export class Connection implements MarketFollower, LiveSocket {
  readonly #socket: WebSocket;
  readonly #live: LiveVenue;
  readonly #onClose: () => void;
  readonly #channels: FollowedChannels;
  readonly #sessions: BoundSessions;
  readonly #rate = new MessageRate();
  #bearer: Principal | null = null;
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

  /** @param raw was upgraded to WebSocket; @param onClose is called once it has ended. */
  constructor(raw: Duplex, live: LiveVenue, onClose: () => void) {
    this.#live = live;
    this.#onClose = onClose;
    this.#channels = new FollowedChannels(live, this);
    this.#sessions = new BoundSessions(live.venue);
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

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  send(message: ServerMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  /** Whether more than that waits for the reader; what merely waits for its turn does not count. */
  leavesUnread(bytes: number): boolean {
    return this.#socket.isBlocked && this.#socket.unsentBytes > bytes;
  }

  /** Passes on what a market's channel says. */
  tell(channel: OpenChannel, name: string, frame: Buffer): void {
    if (isOfBook(channel) && !this.#channels.takesBook(name)) return;
    this.#socket.sendFrame(frame);
    this.#giveUpIfTooSlow();
  }

  /** Whether the token is still good; without one nobody is told of accounts. */
  mayHearOwn(): boolean {
    if (this.#isSignedIn()) return true;
    this.#dropOwn();
    return false;
  }

  checkToken(): void {
    if (this.#bearer !== null) this.mayHearOwn();
  }

  checkAlive(time: string): void {
    const seq = this.#channels.toldSequence;
    this.send({ type: "heartbeat", seq, time });
    this.#socket.checkAlive();
  }

  /** Reads nothing more, answers the orders that are under way, and says goodbye. */
  close(): void {
    this.#isStopping = true;
    this.#socket.pause();
    if (this.#inFlight === 0) this.#sayGoodbye("GOING_AWAY");
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #sendText(text: string): void {
    this.#socket.sendText(text);
    this.#giveUpIfTooSlow();
  }

  #giveUpIfTooSlow(): void {
    if (!this.leavesUnread(this.#live.venue.settings.slowReaderBytes)) return;
    this.#socket.giveUp(CLOSE_CODES.SLOW_CONSUMER, "SLOW_CONSUMER");
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
      if (this.#inFlight === 0) this.#sayGoodbye("GOING_AWAY");
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
    if (this.#rate.take()) return true;
    this.#refuse(undefined, "RATE_LIMITED", { seconds: MessageRate.windowSeconds });
    this.#sayGoodbye("TOO_MANY_MESSAGES");
    return false;
  }

  #sayGoodbye(name: CloseName): void {
    this.#socket.close(CLOSE_CODES[name], name);
  }

  // ---- order entry ----

  #enterOrder({ operation, id, body }: OrderMessage): void {
    const bearer = this.#bearer;
    if (bearer === null || !this.#isSignedIn()) {
      this.#dropOwn();
      if (!this.#isWithinLimit()) return;
      return this.#refuseOrder(id, bearer === null ? "NOT_SIGNED_IN" : "TOKEN_INVALID");
    }
    const { buckets } = this.#live;
    if (buckets.isLimited) {
      const { isGranted, waitMs } = buckets.take(bearer.keyId ?? bearer.owner);
      const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
      if (!isGranted) return this.#refuseOrder(id, "RATE_LIMITED", { seconds });
    }
    this.#inFlight++;
    // A key goes in `client_order_id`: there are no headers here.
    this.#live.orderEntry.handle(operation, bearer, body, null, (status, answer) => {
      this.#inFlight--;
      const text = answerText(id, status, answer);
      // Whoever has more orders under way gets their answers in one write.
      if (this.#inFlight > 0) this.#socket.sendText(text);
      else this.#socket.sendTextNow(text);
      this.#giveUpIfTooSlow();
      this.#readOn();
    });
  }

  async #openSession({ id, account_id }: OpenSession): Promise<void> {
    const bearer = this.#bearer;
    if (bearer === null || !this.#isSignedIn()) {
      this.#dropOwn();
      return this.#refuseOrder(id, bearer === null ? "NOT_SIGNED_IN" : "TOKEN_INVALID");
    }
    const { status, body } = await this.#sessions.open(bearer, account_id);
    this.#sendText(answerText(id, status, JSON.stringify(body)));
  }

  #refuseOrder(id: MessageId, code: ErrorCode, facts: Readonly<Record<string, number>> = {}): void {
    const { status, body } = refuse(code, facts);
    this.#sendText(answerText(id, status, JSON.stringify(body)));
  }

  // ---- channels and sign-in ----

  async #answer(message: ControlMessage): Promise<void> {
    switch (message.op) {
      case "ping": {
        const seq = this.#channels.toldSequence;
        this.send({ type: "pong", ...idOf(message.id), seq, time: formatTime(Date.now()) });
        return;
      }
      case "authenticate": {
        const { owner, expiresAt } =
          message.key === undefined
            ? await this.#signIn(message.token ?? "")
            : await this.#signInByKey(message.key);
        const expires_at = Number.isFinite(expiresAt) ? formatTime(expiresAt) : null;
        const facts = { owner_id: formatOwner(owner), expires_at };
        this.send({ type: "authenticated", ...idOf(message.id), ...facts });
        return;
      }
      case "session":
        return this.#openSession(message);
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

  async #signIn(token: string): Promise<Principal> {
    const bearer = await this.#live.venue.tokens.verify(token);
    if (bearer === null) throw refuse("TOKEN_INVALID");
    return this.#letIn(bearer);
  }

  /** What a program signs is as for `GET /ws`. */
  async #signInByKey({ key_id, timestamp, signature }: KeySignature): Promise<Principal> {
    const nothing = async () => Buffer.alloc(0);
    const parts = { method: "GET", path: "/ws" };
    const said = { keyId: key_id, timestamp, signature };
    return this.#letIn(await this.#live.venue.signedRequests.verify(said, parts, nothing));
  }

  #letIn(bearer: Principal): Principal {
    const before = this.#bearer;
    const reachesLess = bearer.keyId !== null && bearer.keyId !== before?.keyId;
    if (before !== null && (before.owner !== bearer.owner || reachesLess)) this.#dropOwn();
    this.#bearer = bearer;
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    if (!this.isOpen) return bearer;
    const lastsMs = Math.min(bearer.expiresAt - Date.now(), TIMER_MAX_MS);
    this.#expiry = setTimeout(() => {
      if (!this.#isSignedIn()) this.#dropOwn();
    }, lastsMs);
    this.#expiry.unref();
    return bearer;
  }

  #isSignedIn(): boolean {
    return this.#bearer !== null && this.#live.venue.tokens.isLive(this.#bearer);
  }

  async #subscribe({ id, resume_from }: Subscribe, name: string): Promise<void> {
    try {
      await this.#channels.join(await this.#open(name), id, resume_from);
    } catch (error) {
      this.#fail(id, error, name);
    }
  }

  /** The channel of a name; an account must be the caller's. */
  async #open(name: string): Promise<OpenChannel> {
    const channel = parseChannel(name);
    if (channel === null) throw refuse("CHANNEL_NOT_FOUND", { channel: name });
    if (!("account" in channel)) return channel;
    const bearer = this.#bearer;
    if (bearer === null || !this.#isSignedIn()) throw refuse("NOT_SIGNED_IN");
    requireScope(bearer, "read");
    const named = channel.account ?? undefined;
    const account: AccountId = await accountOf(this.#live.venue, bearer, named);
    if (!this.#isSignedIn()) throw refuse("TOKEN_INVALID");
    return { kind: channel.kind, account };
  }

  #unsubscribe(id: MessageId, name: string): void {
    const own = this.#ownName(name);
    if (own === null) return this.#refuse(id, "CHANNEL_NOT_FOUND", { channel: name });
    this.#channels.leave(own);
    this.send({ type: "unsubscribed", ...idOf(id), channel: own });
  }

  /** The followed channel that the client means; `orders` alone is the one of its first account. */
  #ownName(name: string): string | null {
    if (this.#channels.has(name)) return name;
    const channel = parseChannel(name);
    if (channel === null || !("account" in channel) || this.#bearer === null) return null;
    const first = knownAccountOf(this.#live.venue, this.#bearer, undefined);
    const own = first === null ? name : formatChannel({ ...channel, account: first });
    return channel.account === null && this.#channels.has(own) ? own : null;
  }

  /** Without a valid token nobody follows an account. */
  #dropOwn(): void {
    for (const channel of this.#channels.leaveOwn()) {
      this.send({ type: "error", channel, error: errorJson("TOKEN_INVALID") });
    }
    this.#bearer = null;
  }

  // ---- slow readers ----

  /** Resolves when everything that waits is with the kernel, or the connection has ended. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDrained = resolve;
    });
  }

  #afterDrain(): void {
    this.#onDrained?.();
    if (this.#channels.isBehind && !this.#isCatchingUp) {
      this.#isCatchingUp = true;
      this.#queue(undefined, () =>
        this.#channels.catchUp().finally(() => {
          this.#isCatchingUp = false;
        }),
      );
    }
    this.#readOn();
  }

  // ---- refusals ----

  #refuse(
    id: MessageId,
    code: ErrorCode,
    facts: Readonly<Record<string, string | number>> = {},
    problem?: string,
  ): void {
    this.send({ type: "error", ...idOf(id), error: errorJson(code, facts, problem) });
  }

  #fail(id: MessageId, error: unknown, channel?: string): void {
    const { error: told } = notedRefusal(error, this.#live.venue.noteFailure);
    const named = channel === undefined ? {} : { channel };
    this.send({ type: "error", ...idOf(id), ...named, error: told });
  }

  #forget(): void {
    this.#onDrained?.();
    if (this.#expiry !== null) clearTimeout(this.#expiry);
    this.#channels.leaveAll();
    this.#sessions.end();
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
