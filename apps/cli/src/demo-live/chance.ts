/** Seeded chance for the demo: mulberry32 (Tommy Ettinger), 32 bits of state. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** At least 0 and less than 1. */
  part(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number of `least` to `most`. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.part() * (most - least + 1));
  }

  /** About normal, of mean 0 and deviation 1: twelve parts summed. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.part();
    return sum;
  }

  /** One of the items, each as likely as its weight says. */
  pick<Item>(items: readonly Item[], weightOf: (item: Item) => number = () => 1): Item | undefined {
    const total = items.reduce((sum, item) => sum + weightOf(item), 0);
    let left = this.part() * total;
    return items.find((item) => (left -= weightOf(item)) < 0) ?? items.at(-1);
  }
}
