import type { Clock } from "./clock.ts";

/** No batch waits longer for company, in ms. */
const WINDOW_MAX_MS = 0.3;
/** Nor longer than so many turns of the event loop, should the clock stand still. */
const TURNS_MAX = 200;
/** Batches of fewer are of clients that wait for each answer: nobody else is expected. */
const FEW = 4;
/** Share of the newest batch in what is held to be typical. */
const WEIGHT = 0.25;

/**
 * Decides whether a batch goes to the disk at once or waits a little for more commands to share its sync.
 *
 * It waits only in the wake of batches twice its size, whose senders, now answered, are about to ask again; and
 * for no longer than a sync takes, since by then those who come later could have had one of their own. A command
 * that comes when nothing else is going on never waits.
 */
export class CommitWindow {
  readonly #clock: Clock;
  #typicalCommands = 0;
  #typicalSyncMs = 0;
  #lastDurableMs = -Infinity;
  /** When the present batch began to wait; null: it has not. */
  #sinceMs: number | null = null;
  #turns = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A batch of `commands` became durable at `nowMs` of the monotonic clock, having taken `syncMs`. */
  observe(commands: number, nowMs: number, syncMs: number): void {
    this.#typicalCommands += (commands - this.#typicalCommands) * WEIGHT;
    this.#typicalSyncMs += (syncMs - this.#typicalSyncMs) * WEIGHT;
    this.#lastDurableMs = nowMs;
  }

  /** Whether a batch of `commands` should be asked about again next turn instead of going now. */
  shouldWait(commands: number): boolean {
    const typical = this.#typicalCommands;
    if (typical < FEW || commands * 2 >= typical) return this.#go();
    const now = this.#clock.monotonic();
    const window = Math.min(this.#typicalSyncMs, WINDOW_MAX_MS);
    if (this.#sinceMs === null) {
      if (now - this.#lastDurableMs >= window) return this.#go();
      this.#sinceMs = now;
      this.#turns = 0;
    }
    if (now - this.#sinceMs >= window || this.#turns >= TURNS_MAX) return this.#go();
    this.#turns++;
    return true;
  }

  #go(): boolean {
    this.#sinceMs = null;
    return false;
  }
}
