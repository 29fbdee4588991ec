import { ServerMessage } from "@probity/protocol";
import type { ClientMessageJson, ErrorAnswer, OrderMessageJson } from "@probity/protocol";
import { ApiError } from "../api-error.ts";
import { ReconnectingSocket } from "./reconnect.ts";
import type { ReconnectOptions } from "./reconnect.ts";

type ErrorFacts = ErrorAnswer["error"];

/** A message of one channel: a whole picture, a continuation, or a change. */
export type ChannelMessage = Extract<
  ServerMessage,
  { readonly seq: number; readonly channel: string }
>;

/** What order entry answered: an HTTP status, and the body that goes with it. */
export type LiveAnswer = Extract<ServerMessage, { readonly type: "answer" }>;

type SessionMessageJson = Extract<ClientMessageJson, { readonly op: "session" }>;
type Unnamed<Message> = Message extends unknown ? Omit<Message, "id"> : never;

/** What listens to a channel. */
export interface ChannelHandler {
  /** Go on after this sequence; null: send everything. */
  readonly resumeFrom: number | null;
  receive(message: ChannelMessage): void;
  /** The venue does not serve the channel (any longer). */
  refused(error: ErrorFacts): void;
}

/** A channel one listens to. */
export interface Subscription {
  /** Asks for everything anew: what is known is wrong. */
  again(): void;
  close(): void;
}

export interface LiveOptions extends ReconnectOptions {
  /** Hears of messages that make no sense; they are otherwise left out. */
  readonly onProblem?: (problem: Error) => void;
  /** Hears whenever the connection stands, and whenever it is lost. */
  readonly onStatus?: (isOpen: boolean) => void;
  /** Signs in with a key instead of a token. */
  readonly keySignature?: KeySignature;
}

/** A key and its signature of this moment, as for `GET /ws`. */
type KeySignature = () => Promise<{
  readonly key_id: string;
  readonly timestamp: string;
  readonly signature: string;
}>;

interface Entered {
  readonly resolve: (answer: LiveAnswer) => void;
  readonly reject: (error: ApiError) => void;
}

interface Waiting {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Channels that are somebody's, and need a token. */
const OWN = /^(orders|balances|positions|shares)(:|$)/;
/** Another token may help. */
const NEEDS_TOKEN: readonly string[] = ["NOT_SIGNED_IN", "TOKEN_INVALID"];

/** Least time between two questions how far the venue has come; it takes a hundred messages a second. */
const ASK_EVERY_MS = 12;

/**
 * Channels over one live socket. When the connection is lost it comes back by itself, and each
 * channel resumes after the last message it saw or, when that is too long ago, starts over.
 */
export class LiveConnection {
  private readonly tokenNow: () => string | null;
  private readonly onProblem: (problem: Error) => void;
  private readonly handlers = new Map<string, ChannelHandler>();
  /** Orders under way, by the number sent with them. */
  private readonly entered = new Map<number, Entered>();
  private lastEntered = 0;
  /** The token this connection signed in with for orders. */
  #signedInWith: string | null = null;
  /** Own channels that wait for a better token. */
  private readonly unheard = new Set<string>();
  private waiting: Waiting[] = [];
  private lastAsked = 0;
  private nextAsk: ReturnType<typeof setTimeout> | null = null;
  private readonly socket: ReconnectingSocket;
  private readonly keySignature: KeySignature | null;
  /** Nothing is said before the key has been, if there is one. */
  private isIntroduced: boolean;

  /** @param tokenNow the access token to sign in with, asked at each (re)connection. */
  constructor(url: string, tokenNow: () => string | null, options: LiveOptions = {}) {
    this.tokenNow = tokenNow;
    this.keySignature = options.keySignature ?? null;
    this.isIntroduced = this.keySignature === null;
    this.onProblem = options.onProblem ?? (() => {});
    this.socket = new ReconnectingSocket(
      url,
      {
        onOpen: () => {
          options.onStatus?.(true);
          this.introduce().catch((cause: unknown) =>
            this.onProblem(new Error("the key cannot sign", { cause })),
          );
        },
        onMessage: (text) => this.hear(text),
        onSilence: () => this.say({ op: "ping" }),
        onLost: () => {
          this.isIntroduced = this.keySignature === null;
          this.loseEntered("the live socket was lost");
          options.onStatus?.(false);
        },
      },
      options,
    );
  }

  get isOpen(): boolean {
    return this.socket.isOpen;
  }

  /** Listens to a channel under its full name: `book:<market>:yes`, `trades:<market>`, `orders:<account>`. */
  subscribe(channel: string, handler: ChannelHandler): Subscription {
    if (this.handlers.has(channel)) throw new Error(`${channel} has a listener already`);
    this.handlers.set(channel, handler);
    this.ask(channel, handler.resumeFrom);
    return {
      again: () => this.ask(channel, null),
      close: () => {
        if (this.handlers.get(channel) !== handler) return;
        this.handlers.delete(channel);
        this.unheard.delete(channel);
        this.say({ op: "unsubscribe", channels: [channel] });
      },
    };
  }

  /**
   * Enters orders, or opens a session for some, signed in as the person of the moment.
   *
   * @throws ApiError `NO_ANSWER`, when there is no connection or it is lost before the answer.
   */
  enter(message: Unnamed<OrderMessageJson | SessionMessageJson>): Promise<LiveAnswer> {
    if (!this.isOpen || !this.isIntroduced)
      return Promise.reject(noAnswer("the live socket is not open"));
    const token = this.tokenNow();
    if (token !== null && token !== this.#signedInWith) {
      this.#signedInWith = token;
      this.say({ op: "authenticate", token });
    }
    const id = ++this.lastEntered;
    this.say({ ...message, id } as OrderMessageJson | SessionMessageJson);
    return new Promise((resolve, reject) => this.entered.set(id, { resolve, reject }));
  }

  /**
   * Resolves when every message up to `sequence` has been handed to its listener.
   *
   * @throws Error after `timeoutMs`.
   */
  caughtUp(sequence: number, timeoutMs = 10_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting = this.waiting.filter((other) => other !== waiting);
        reject(new Error(`the live socket did not reach sequence ${sequence} in ${timeoutMs} ms`));
      }, timeoutMs);
      const waiting: Waiting = { sequence, resolve, reject, timer };
      this.waiting.push(waiting);
      this.askHowFar();
    });
  }

  /**
   * The token is another one of the same person now: said in time, own channels go on without a gap;
   * those that were refused are asked for again.
   */
  signIn(): void {
    const token = this.tokenNow();
    if (token === null || !this.isOpen || !this.isIntroduced || this.keySignature !== null) return;
    if (token !== this.#signedInWith) {
      this.#signedInWith = token;
      this.say({ op: "authenticate", token });
    }
    const again = [...this.unheard];
    this.unheard.clear();
    for (const channel of again) {
      const handler = this.handlers.get(channel);
      if (handler !== undefined) this.ask(channel, handler.resumeFrom);
    }
  }

  /** The machine woke, or its network changed: finds out at once whether the connection still stands. */
  check(): void {
    this.socket.check();
  }

  /** Closes this connection and opens another, as if the network had failed. */
  reconnect(): void {
    this.socket.restart();
  }

  close(): void {
    this.socket.close();
    if (this.nextAsk !== null) clearTimeout(this.nextAsk);
    this.handlers.clear();
    this.loseEntered("the live socket was closed");
    for (const { timer, reject } of this.waiting.splice(0)) {
      clearTimeout(timer);
      reject(new Error("the live socket was closed"));
    }
  }

  /** Says whose key it is, anew at each connection, then everything else. */
  private async introduce(): Promise<void> {
    if (this.keySignature !== null) {
      const key = await this.keySignature();
      if (!this.isOpen || this.isIntroduced) return;
      this.say({ op: "authenticate", key });
      this.isIntroduced = true;
    }
    this.sayEverything();
  }

  private sayEverything(): void {
    this.unheard.clear();
    for (const [channel, { resumeFrom }] of this.handlers) this.ask(channel, resumeFrom);
    if (this.waiting.length > 0) this.askHowFar();
  }

  /** Asks now, or as soon as it may be asked again. */
  private askHowFar(): void {
    if (this.nextAsk !== null) return;
    const delayMs = this.lastAsked + ASK_EVERY_MS - Date.now();
    if (delayMs <= 0) {
      this.lastAsked = Date.now();
      this.say({ op: "ping" });
      return;
    }
    this.nextAsk = setTimeout(() => {
      this.nextAsk = null;
      this.askHowFar();
    }, delayMs);
  }

  private ask(channel: string, resumeFrom: number | null): void {
    // It is asked for once it has been said who asks.
    if (!this.isIntroduced) return;
    // A token that has run out must not keep anybody from what is public.
    const token = OWN.test(channel) ? this.tokenNow() : null;
    if (token !== null) this.#signedInWith = token;
    this.say({
      op: "subscribe",
      channels: [channel],
      // What is refused for its token names no channel, but says this.
      ...(token === null ? {} : { id: channel, token }),
      ...(resumeFrom === null ? {} : { resume_from: resumeFrom }),
    });
  }

  private say(message: ClientMessageJson): void {
    this.socket.send(JSON.stringify(message));
  }

  private hear(text: string): void {
    const message = this.parse(text);
    if (message === null) return;
    switch (message.type) {
      case "pong":
      case "heartbeat":
        this.heardUpTo(message.seq);
        return;
      case "error":
        this.refused(message.channel ?? message.id, message.error);
        return;
      case "answer":
        this.answered(message);
        return;
      case "unsubscribed":
      case "authenticated":
        return;
      default:
        this.handlers.get(message.channel)?.receive(message);
    }
  }

  private answered(answer: LiveAnswer): void {
    const id = Number(answer.id);
    const entered = this.entered.get(id);
    this.entered.delete(id);
    entered?.resolve(answer);
  }

  private loseEntered(why: string): void {
    this.#signedInWith = null;
    const lost = [...this.entered.values()];
    this.entered.clear();
    for (const { reject } of lost) reject(noAnswer(why));
  }

  private heardUpTo(sequence: number): void {
    const due = this.waiting.filter((waiting) => waiting.sequence <= sequence);
    this.waiting = this.waiting.filter((waiting) => waiting.sequence > sequence);
    for (const { timer, resolve } of due) {
      clearTimeout(timer);
      resolve();
    }
    if (this.waiting.length > 0) this.askHowFar();
  }

  private refused(channel: string | number | undefined, error: ErrorFacts): void {
    const handler = typeof channel === "string" ? this.handlers.get(channel) : undefined;
    if (typeof channel !== "string" || handler === undefined) {
      this.onProblem(new Error(`${error.code}: ${error.message}`));
      return;
    }
    if (OWN.test(channel) && NEEDS_TOKEN.includes(error.code)) {
      this.#signedInWith = null;
      this.unheard.add(channel);
    }
    handler.refused(error);
  }

  private parse(text: string): ServerMessage | null {
    try {
      return ServerMessage.parse(JSON.parse(text));
    } catch (cause) {
      this.onProblem(new Error("the venue sent a message that makes no sense", { cause }));
      return null;
    }
  }
}

function noAnswer(message: string): ApiError {
  return new ApiError({ status: 0, code: "NO_ANSWER", message });
}
