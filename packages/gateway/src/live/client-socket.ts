import type { Duplex } from "node:stream";
import { CLOSE_CODES, errorJson } from "@probity/protocol";
import type { CloseName, ErrorCode } from "@probity/protocol";
import type { z } from "zod";
import { notedRefusal } from "../refusal.ts";
import type { FailureListener } from "../refusal.ts";
import { WebSocket } from "../wire/websocket/web-socket.ts";
import type { WriteTurn } from "../wire/websocket/write-turn.ts";
import { MessageRate } from "./message-rate.ts";

/** Largest message of a client, and the most pieces it may come in. */
const LIMITS = { messageBytes: 8 << 10, fragments: 16 };
/** Messages whose answer is under way; while there are as many, nothing more is read. */
const QUEUE_MAX = 64;
/** Unsent bytes from which on nothing more is answered: a client who asks reads the answers first. */
const UNREAD_BYTES = 1 << 20;

interface ClientSocketParts<Request> {
  readonly turn: WriteTurn;
  /** What the client may say. */
  readonly schema: z.ZodType<Request>;
  /** Bytes that may wait for the reader. */
  readonly slowReaderBytes: number;
  /** Answers a message; the next waits until it has. What it throws is told as a refusal. */
  readonly answer: (request: Request) => Promise<void> | void;
  /** Hears of what is no refusal, but our own fault. */
  readonly noteFailure: FailureListener;
  /** Everything that waited is with the kernel. */
  readonly onDrain: () => void;
  readonly onClose: () => void;
}

/** A WebSocket whose client says little and hears much: JSON, limits, goodbyes. */
export class ClientSocket<Request> {
  readonly #socket: WebSocket;
  readonly #parts: ClientSocketParts<Request>;
  readonly #rate = new MessageRate();
  #turn: Promise<void> = Promise.resolve();
  #queued = 0;
  #onDrained: (() => void) | null = null;

  constructor(raw: Duplex, parts: ClientSocketParts<Request>) {
    this.#parts = parts;
    this.#socket = new WebSocket(raw, {
      turn: parts.turn,
      limits: LIMITS,
      events: {
        onText: (text) => this.#receive(text),
        onBinary: () => {
          if (this.#isWithinLimit()) this.refuse("BAD_MESSAGE");
        },
        onControl: () => void this.#isWithinLimit(),
        onDrain: () => {
          this.#onDrained?.();
          parts.onDrain();
        },
        onClose: () => {
          this.#onDrained?.();
          parts.onClose();
        },
      },
    });
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  /** Whether more than that waits for the reader; what merely waits for its turn does not count. */
  leavesUnread(bytes: number): boolean {
    return this.#socket.isBlocked && this.#socket.unsentBytes > bytes;
  }

  send(message: object): void {
    this.#socket.sendText(JSON.stringify(message));
    this.#giveUpIfTooSlow();
  }

  /** Sends a frame that goes to many. */
  sendFrame(frame: Buffer): void {
    this.#socket.sendFrame(frame);
    this.#giveUpIfTooSlow();
  }

  refuse(code: ErrorCode, facts: Readonly<Record<string, string | number>> = {}, problem?: string) {
    this.send({ type: "error", error: errorJson(code, facts, problem) });
  }

  close(name: CloseName): void {
    this.#socket.close(CLOSE_CODES[name], name);
  }

  checkAlive(): void {
    this.#socket.checkAlive();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #giveUpIfTooSlow(): void {
    if (!this.leavesUnread(this.#parts.slowReaderBytes)) return;
    this.#socket.giveUp(CLOSE_CODES.SLOW_CONSUMER, "SLOW_CONSUMER");
  }

  #receive(text: string): void {
    if (!this.#isWithinLimit()) return;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return this.refuse("BAD_MESSAGE");
    }
    const parsed = this.#parts.schema.safeParse(json);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const path = (issue?.path ?? []).map(String).join(".").slice(0, 100);
      const problem = `${path === "" ? "message" : path}: ${(issue?.message ?? "").slice(0, 200)}`;
      return this.refuse("BAD_MESSAGE", {}, problem);
    }
    this.#queue(parsed.data);
  }

  #queue(request: Request): void {
    if (++this.#queued >= QUEUE_MAX) this.#socket.pause();
    this.#turn = this.#turn
      .then(async () => {
        if (this.#socket.unsentBytes > UNREAD_BYTES) await this.#drained();
        if (this.isOpen) await this.#parts.answer(request);
      })
      .catch((error: unknown) => {
        const { error: told } = notedRefusal(error, this.#parts.noteFailure);
        this.send({ type: "error", error: told });
      })
      .then(() => {
        if (--this.#queued < QUEUE_MAX && this.#socket.isPaused) this.#socket.resume();
      });
  }

  /** Resolves when everything that waits is with the kernel, or the connection has ended. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#onDrained = resolve;
    });
  }

  #isWithinLimit(): boolean {
    if (this.#rate.take()) return true;
    this.refuse("RATE_LIMITED", { seconds: MessageRate.windowSeconds });
    this.close("TOO_MANY_MESSAGES");
    return false;
  }
}
