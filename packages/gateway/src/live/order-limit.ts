import type { IncomingMessage } from "node:http";

const MINUTE_MS = 60_000;

/** Limits the order messages of one address, as the routes limit its requests. */
export class OrderLimit {
  readonly #perMinute: number;
  #counts = new Map<string, number>();
  #start = 0;

  /** @param perMinute 0: no limit. */
  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Counts a message. @returns 0, or the seconds to wait when there were too many. */
  take(address: string): number {
    if (this.#perMinute === 0) return 0;
    const now = performance.now();
    if (now - this.#start >= MINUTE_MS) {
      this.#start = now;
      this.#counts = new Map();
    }
    const count = (this.#counts.get(address) ?? 0) + 1;
    this.#counts.set(address, count);
    if (count <= this.#perMinute) return 0;
    return Math.ceil((this.#start + MINUTE_MS - now) / 1_000);
  }
}

/** The client's address, as a trusted proxy tells it. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers["x-forwarded-for"] : undefined;
  const [first] = (typeof forwarded === "string" ? forwarded : "").split(",");
  return first?.trim() || (request.socket.remoteAddress ?? "");
}
