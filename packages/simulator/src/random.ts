/**
 * Seeded chance: the same seed gives the same numbers on every machine. The
 * generator is sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state.
 */
export class Random {
  private readonly seed: string;
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: number | string) {
    this.seed = String(seed);
    this.a = hash(`${this.seed}/a`);
    this.b = hash(`${this.seed}/b`);
    this.c = hash(`${this.seed}/c`);
    for (let warmUp = 0; warmUp < 16; warmUp++) this.next();
  }

  /** A stream of its own: what is drawn from it does not shift what is drawn here. */
  split(name: string): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** A whole number of 32 bits. */
  private next(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From 0 inclusive to 1 exclusive. */
  fraction(): number {
    return this.next() / 4_294_967_296;
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** A whole number from `low` to `high`; small ones as likely as large ones, magnitude by magnitude. */
  magnitude(low: number, high: number): number {
    const doublings = Math.floor(Math.log2(high / low)) + 1;
    const floor = low * 2 ** this.below(doublings);
    return Math.min(high, floor + this.below(floor));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)];
    if (picked === undefined) throw new Error("there is nothing to pick from");
    return picked;
  }

  /** One of a list, or null when it is empty. */
  pickOrNull<T>(list: readonly T[]): T | null {
    return list[this.below(list.length)] ?? null;
  }

  /** One of the values, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.fraction() * total;
    for (const [weight, value] of choices) {
      left -= weight;
      if (left < 0) return value;
    }
    return this.pick(choices)[1];
  }

  /** A part of a list, in its order: each element with the given chance. */
  some<T>(list: readonly T[], probability: number): T[] {
    return list.filter(() => this.chance(probability));
  }
}

/** 32 bits of a text (FNV-1a, then mixed). */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
