/** A client of the CLOB's sockets, for tests: what the examples of Polymarket do, with the package `ws`. */
import { vi } from "vitest";
import { WebSocket } from "ws";

// The tests look into messages of every shape.
// oxlint-disable-next-line typescript/no-explicit-any
export type Heard = any;

/** Tries until `check` throws no more; long enough for a machine that has much else to do. */
export function patiently<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 15_000, interval: 20 });
}

export class ClobListener {
  /** Every message, arrays taken apart. */
  readonly heard: Heard[] = [];
  /** Texts that are no JSON. */
  readonly texts: string[] = [];
  /** Frames, as they came. */
  readonly frames: string[] = [];
  closedWith: number | null = null;
  closeReason = "";
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => {
      const text = data.toString("utf8");
      this.frames.push(text);
      if (!/^[[{]/.test(text)) return void this.texts.push(text);
      const message = JSON.parse(text) as Heard;
      this.heard.push(...(Array.isArray(message) ? message : [message]));
    });
    socket.on("close", (code, reason) => {
      this.closedWith = code;
      this.closeReason = reason.toString("utf8");
    });
    socket.on("error", () => {});
  }

  /** @param url of the venue. */
  static async open(url: string, channel: "market" | "user"): Promise<ClobListener> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws/${channel}`);
    const listener = new ClobListener(socket);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return listener;
  }

  say(message: unknown): void {
    this.#socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  sayBytes(bytes: Buffer): void {
    this.#socket.send(bytes, { binary: true });
  }

  /** Waits for the first message that is wanted and takes everything up to it off the list. */
  async hear(isWanted: (message: Heard) => boolean): Promise<Heard> {
    return patiently(() => {
      const place = this.heard.findIndex(isWanted);
      if (place === -1) throw new Error(`not among ${JSON.stringify(this.heard).slice(0, 2_000)}`);
      return this.heard.splice(0, place + 1).at(-1);
    });
  }

  /** Waits for a message of a type. */
  hearType(type: string): Promise<Heard> {
    return this.hear((message) => message.event_type === type);
  }

  /** The venue has read everything said before this. */
  async pinged(): Promise<void> {
    const count = this.texts.length;
    this.say("PING");
    await patiently(() => {
      if (this.texts.length === count) throw new Error("no PONG");
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#socket.terminate();
  }
}
