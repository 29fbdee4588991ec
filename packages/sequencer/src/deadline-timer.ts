import type { Clock } from "./clock.ts";

/** Wakes the sequencer when the machine's next deadline has come, though nobody asks. */
export class DeadlineTimer {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  #deadline: number | null = null;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  /** Waits for `deadline` instead of any other; null: for none. */
  arm(deadline: number | null): void {
    if (deadline === this.#deadline) return;
    this.stop();
    if (deadline === null) return;
    this.#deadline = deadline;
    this.#cancel = this.#clock.after(Math.max(1, deadline - this.#clock.now()), () => {
      this.#deadline = null;
      this.#onDue();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#deadline = null;
  }
}
