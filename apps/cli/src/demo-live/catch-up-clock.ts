import { systemClock } from "@probity/sequencer";
import type { Clock } from "@probity/sequencer";

/**
 * The machine's clocks, set back together at first: a demo lives through its past in a few seconds,
 * then goes on with everybody else. Both go at the usual pace and jump together, so that the venue
 * sees nothing but time passing.
 */
export class CatchUpClock implements Clock {
  #behindMs: number;
  readonly #began: number;

  constructor(behindMs: number) {
    this.#behindMs = behindMs;
    this.#began = behindMs;
  }

  get behindMs(): number {
    return this.#behindMs;
  }

  now(): number {
    return systemClock.now() - this.#behindMs;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#began - this.#behindMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    return systemClock.after(delayMs, callback);
  }

  /** Lets so much time pass at once, never beyond the present. */
  pass(ms: number): void {
    this.#behindMs = Math.max(0, this.#behindMs - ms);
  }
}
