/** The part of the platform's WebSocket that is used, so that another may stand in. */
export interface SocketLike {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  onclose: (() => void) | null;
}

export type SocketFactory = (url: string) => SocketLike;

export interface ReconnectOptions {
  /** First wait before trying again, in ms; doubles up to `longestWaitMs`. */
  readonly shortestWaitMs?: number;
  readonly longestWaitMs?: number;
  /** After so long without a word from the venue it is asked, after twice as long given up. */
  readonly silenceMs?: number;
  readonly socket?: SocketFactory;
}

/** What the owner of a socket wants to hear. */
export interface SocketEvents {
  /** Connected, for the first time or again: say everything anew. */
  readonly onOpen: () => void;
  readonly onMessage: (text: string) => void;
  /** It has been quiet for long: say something that must be answered. */
  readonly onSilence: () => void;
  readonly onLost: () => void;
}

/** So long an answer may take of a connection that may have died unnoticed. */
const ANSWER_MS = 4_000;

const platformSocket: SocketFactory = (url) => new WebSocket(url) as unknown as SocketLike;

/**
 * A socket that comes back: lost or silent, it is opened again after a wait that doubles each time
 * and begins anew once a message came. Part of each wait is random, so that many clients do not
 * come back in the same moment.
 */
export class ReconnectingSocket {
  private readonly url: string;
  private readonly events: SocketEvents;
  private readonly shortestWaitMs: number;
  private readonly longestWaitMs: number;
  private readonly silenceMs: number;
  private readonly factory: SocketFactory;
  private socket: SocketLike | null = null;
  private opened = false;
  private closed = false;
  private waitMs: number;
  private lastWord = 0;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private doubt: ReturnType<typeof setTimeout> | null = null;
  private readonly watch: ReturnType<typeof setInterval>;

  constructor(url: string, events: SocketEvents, options: ReconnectOptions = {}) {
    this.url = url;
    this.events = events;
    this.shortestWaitMs = options.shortestWaitMs ?? 250;
    this.longestWaitMs = options.longestWaitMs ?? 10_000;
    this.silenceMs = options.silenceMs ?? 15_000;
    this.factory = options.socket ?? platformSocket;
    this.waitMs = this.shortestWaitMs;
    // An address that is none throws here, before there is a timer to keep the process.
    this.connect();
    this.watch = setInterval(() => this.checkSilence(), this.silenceMs);
  }

  get isOpen(): boolean {
    return this.opened;
  }

  /** Sends text now; dropped while there is no connection, since `onOpen` says everything anew. */
  send(text: string): void {
    if (this.opened) this.socket?.send(text);
  }

  /** Ends for good. */
  close(): void {
    this.closed = true;
    clearInterval(this.watch);
    if (this.retry !== null) clearTimeout(this.retry);
    if (this.doubt !== null) clearTimeout(this.doubt);
    this.drop();
  }

  /** Ends this connection; another is opened. */
  restart(): void {
    if (this.closed) return;
    this.drop();
    this.lost();
  }

  /**
   * The machine woke, or its network changed: what waits is tried at once, and what seems open must
   * answer soon.
   */
  check(): void {
    if (this.closed) return;
    if (this.retry !== null) {
      clearTimeout(this.retry);
      this.retry = null;
      this.waitMs = this.shortestWaitMs;
      this.connect();
    } else if (this.opened && this.doubt === null) {
      const asked = Date.now();
      this.events.onSilence();
      this.doubt = setTimeout(() => {
        this.doubt = null;
        if (this.opened && this.lastWord < asked) this.restart();
      }, ANSWER_MS);
    }
  }

  private connect(): void {
    const socket = this.factory(this.url);
    this.socket = socket;
    this.lastWord = Date.now();
    socket.onopen = () => {
      this.opened = true;
      this.lastWord = Date.now();
      this.events.onOpen();
    };
    socket.onmessage = ({ data }) => {
      this.lastWord = Date.now();
      this.waitMs = this.shortestWaitMs;
      if (typeof data === "string") this.events.onMessage(data);
    };
    // What is wrong is followed by the close.
    socket.onerror = () => {};
    socket.onclose = () => {
      this.drop();
      this.lost();
    };
  }

  private lost(): void {
    if (this.closed || this.retry !== null) return;
    this.events.onLost();
    const delayMs = this.waitMs * (0.5 + Math.random() / 2);
    this.waitMs = Math.min(this.waitMs * 2, this.longestWaitMs);
    this.retry = setTimeout(() => {
      this.retry = null;
      this.connect();
    }, delayMs);
  }

  private drop(): void {
    const { socket } = this;
    this.socket = null;
    this.opened = false;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private checkSilence(): void {
    const quietMs = Date.now() - this.lastWord;
    if (this.socket === null || quietMs < this.silenceMs) return;
    if (quietMs >= 2 * this.silenceMs) this.restart();
    else if (this.opened) this.events.onSilence();
  }
}
