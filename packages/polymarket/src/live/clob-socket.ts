import type { Duplex } from "node:stream";
import { MessageRate, WebSocket } from "@probity/gateway";
import type { WriteTurn } from "@probity/gateway";
import { CLOSE_CODES } from "@probity/protocol";
import type { CloseName } from "@probity/protocol";
import type { Faults } from "../ports.ts";

/** Largest message of a client, for a thousand token ids, and the most pieces it may come in. */
const LIMITS = { messageBytes: 128 << 10, fragments: 64 };
/** Messages that wait to be carried out; while there are as many, nothing more is read. */
const QUEUE_MAX = 64;

export interface ClobSocketParts {
  readonly channel: "market" | "user";
  readonly turn: WriteTurn;
  readonly faults: Faults;
  /** Bytes that may wait for the reader. */
  readonly slowReaderBytes: number;
  /** Carries out a message, which is any JSON; the next waits until it has. What it throws ends the connection. */
  readonly hear: (message: unknown) => Promise<void> | void;
  readonly onClose: () => void;
}

/**
 * One connection of Polymarket's sockets: JSON in texts, `PING` is answered `PONG`, and what is not
 * understood is not answered. Whatever is said goes by the fault scenarios.
 */
export class ClobSocket {
  readonly #socket: WebSocket;
  readonly #parts: ClobSocketParts;
  readonly #rate = new MessageRate();
  #turn: Promise<void> = Promise.resolve();
  #queued = 0;
  #onDrained: (() => void) | null = null;

  constructor(raw: Duplex, parts: ClobSocketParts) {
    this.#parts = parts;
    this.#socket = new WebSocket(raw, {
      turn: parts.turn,
      limits: LIMITS,
      events: {
        onText: (text) => this.#receive(text),
        onBinary: () => void this.#isWithinLimit(),
        onControl: () => void this.#isWithinLimit(),
        onDrain: () => this.#drained(),
        onClose: () => {
          this.#drained();
          parts.onClose();
        },
      },
    });
  }

  get isOpen(): boolean {
    return this.#socket.isOpen;
  }

  /** Says a text to this client alone. */
  say(text: string): void {
    this.#deliver(() => this.#socket.sendText(text));
  }

  /** Says what goes to many. @param frame of `textFrame`. */
  sayFrame(frame: Buffer): void {
    this.#deliver(() => this.#socket.sendFrame(frame));
  }

  /** Resolves once no more than so many bytes wait to be written, or the connection has ended. */
  async room(bytes: number): Promise<void> {
    while (this.isOpen && this.#socket.unsentBytes > bytes) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
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

  #deliver(send: () => void, isPong = false): void {
    const { faults, channel } = this.#parts;
    const deliver = (): void => {
      send();
      this.#giveUpIfTooSlow();
    };
    faults.deliver(channel, deliver, isPong);
  }

  /** What merely waits for its turn does not count. */
  #giveUpIfTooSlow(): void {
    const { isBlocked, unsentBytes } = this.#socket;
    if (!isBlocked || unsentBytes <= this.#parts.slowReaderBytes) return;
    this.#socket.giveUp(CLOSE_CODES.SLOW_CONSUMER, "SLOW_CONSUMER");
  }

  #receive(text: string): void {
    if (!this.#isWithinLimit()) return;
    if (text === "PING") return this.#deliver(() => this.#socket.sendText("PONG"), true);
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (++this.#queued >= QUEUE_MAX) this.#socket.pause();
    this.#turn = this.#turn
      .then(() => (this.isOpen ? this.#parts.hear(message) : undefined))
      // Whoever connects again is served as soon as that is possible.
      .catch(() => this.close("GOING_AWAY"))
      .then(() => {
        if (--this.#queued < QUEUE_MAX && this.#socket.isPaused) this.#socket.resume();
      });
  }

  #drained(): void {
    const resolve = this.#onDrained;
    this.#onDrained = null;
    resolve?.();
  }

  #isWithinLimit(): boolean {
    if (this.#rate.take()) return true;
    this.close("TOO_MANY_MESSAGES");
    return false;
  }
}
