import type { Clock } from "./clock.ts";

const RETRY_MS = 1_000;

/** Knows whether the disk is full, and while it is looks again every second. */
export class DiskWatch {
  readonly #clock: Clock;
  readonly #onProblem: (problem: Error) => void;
  #isFull = false;
  #refill: (() => Promise<void>) | null = null;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, onProblem: (problem: Error) => void) {
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Begins to look again, with `refill`, which reports back through `changed`. */
  start(refill: () => Promise<void>): void {
    this.#refill = refill;
    this.#arm();
  }

  changed(isFull: boolean): void {
    this.#isFull = isFull;
    this.#arm();
  }

  stop(): void {
    this.#refill = null;
    this.#arm();
  }

  #arm(): void {
    this.#cancel?.();
    this.#cancel = null;
    const refill = this.#refill;
    if (!this.#isFull || refill === null) return;
    this.#cancel = this.#clock.after(RETRY_MS, () => {
      refill()
        .catch(this.#onProblem)
        .finally(() => this.#arm());
    });
  }
}
