/** On a disk that syncs within this, such a write is done in place; a hop to the thread pool and back costs about half as much. */
const QUICK_SYNC_MS = 0.25;
/** Share of the last write in place in what is held to be typical. */
const SYNC_WEIGHT = 0.1;
/** Writes that a slow disk is spared, at most, before one is tried in place again. */
const SPARED_MAX = 1_024;

/** How quick the disk is, as far as writes in place have told: nothing else tells it without the hop. */
export class SyncPace {
  #typicalMs = 0;
  /** Writes since the last one in place, and how many there are to be before the next, on a disk that was slow. */
  #spared = 0;
  #toSpare = 0;

  /** Asked before each write that is small enough. */
  mayWriteInPlace(): boolean {
    if (this.#typicalMs < QUICK_SYNC_MS) return true;
    this.#spared += 1;
    return this.#spared > this.#toSpare;
  }

  tookInPlace(ms: number): void {
    const isTrial = this.#typicalMs >= QUICK_SYNC_MS;
    // One hiccup says little.
    const newest = Math.min(ms, 2 * QUICK_SYNC_MS);
    this.#typicalMs = isTrial ? ms : this.#typicalMs + (newest - this.#typicalMs) * SYNC_WEIGHT;
    if (this.#typicalMs < QUICK_SYNC_MS) {
      this.#toSpare = 0;
    } else {
      this.#spared = 0;
      this.#toSpare = Math.min(SPARED_MAX, this.#toSpare * 2 + 1);
    }
  }
}
