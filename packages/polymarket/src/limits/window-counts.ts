import type { RequestRule } from "./request-rules.ts";

/** Counts remembered; beyond them the one whose window began first is forgotten. */
const COUNTS_MAX = 20_000;

interface Count {
  requests: number;
  /** Ms since 1970. */
  readonly endsAt: number;
}

/** Requests of each address in their present windows. */
export class WindowCounts {
  readonly #counts = new Map<string, Count>();

  /** Counts a request for each rule. @returns in how many ms it may be tried again; 0: it is granted. */
  add(address: string, rules: readonly RequestRule[], now: number): number {
    let waitMs = 0;
    for (const { name, allowed } of rules) {
      for (const { requests, windowMs } of allowed) {
        const count = this.#count(`${name} ${windowMs} ${address}`, windowMs, now);
        count.requests += 1;
        if (count.requests > requests) waitMs = Math.max(waitMs, count.endsAt - now);
      }
    }
    return waitMs;
  }

  #count(key: string, windowMs: number, now: number): Count {
    const known = this.#counts.get(key);
    if (known !== undefined && now < known.endsAt) return known;
    this.#counts.delete(key);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size >= COUNTS_MAX && oldest !== undefined) this.#counts.delete(oldest);
    const fresh = { requests: 0, endsAt: now + windowMs };
    this.#counts.set(key, fresh);
    return fresh;
  }
}
