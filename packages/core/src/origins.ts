/** The highest counter of every origin; the one that spoke last is found at once. */
export class Origins {
  private readonly counters = new Map<number, { counter: number }>();
  private last = -1;
  private lastCounter = { counter: 0 };

  /** 0 for an origin that never spoke. */
  counterOf(origin: number): number {
    if (origin === this.last) return this.lastCounter.counter;
    return this.counters.get(origin)?.counter ?? 0;
  }

  set(origin: number, counter: number): void {
    if (origin !== this.last) this.turnTo(origin);
    this.lastCounter.counter = counter;
  }

  /** Origins and counters by ascending origin. */
  entries(): [number, number][] {
    const entries = [...this.counters].map(([origin, { counter }]): [number, number] => {
      return [origin, counter];
    });
    return entries.sort(([a], [b]) => a - b);
  }

  private turnTo(origin: number): void {
    let found = this.counters.get(origin);
    if (found === undefined) {
      found = { counter: 0 };
      this.counters.set(origin, found);
    }
    this.last = origin;
    this.lastCounter = found;
  }
}
