import { ADD, BUY, CANCEL, FIELDS, SELL } from "./operations.ts";
import type { Ops } from "./operations.ts";
import { ReferenceBook } from "./reference-book.ts";
import type { Digest } from "./reference-book.ts";

/** How often orders come to rest, are cancelled and cross, in hundredths, and how many live. */
export interface Mix {
  readonly passive: number;
  readonly cancel: number;
  /** Live orders are kept between these. */
  readonly leastLive: number;
  readonly mostLive: number;
  /** Operations at the beginning that only fill the book. */
  readonly initial: number;
  readonly operations: number;
}

export type MixName = "mixed" | "match" | "cancel" | "add";

export const MIXES: Readonly<Record<MixName, Mix>> = {
  mixed: {
    passive: 50,
    cancel: 30,
    leastLive: 5_000,
    mostLive: 15_000,
    initial: 10_000,
    operations: 2_000_000,
  },
  match: {
    passive: 50,
    cancel: 0,
    leastLive: 500,
    mostLive: 1_500,
    initial: 1_000,
    operations: 2_000_000,
  },
  cancel: {
    passive: 49,
    cancel: 49,
    leastLive: 5_000,
    mostLive: 15_000,
    initial: 10_000,
    operations: 2_000_000,
  },
  add: {
    passive: 100,
    cancel: 0,
    leastLive: 0,
    mostLive: Infinity,
    initial: 0,
    operations: 1_000_000,
  },
};

/** Seed of the reference table. */
const REFERENCE_SEED = 12_345;

/** What the reference seed gives at full length: every contender must reproduce it, and so must the generator. */
export const REFERENCE_DIGESTS: Readonly<Record<string, Digest>> = {
  "mixed-99": {
    trades: 784_155,
    lots: 20_001_418,
    value: 968_746_740,
    hash: 1_378_613_586,
    resting: 13_763,
  },
  "mixed-999": {
    trades: 783_897,
    lots: 19_985_769,
    value: 8_999_657_539,
    hash: 1_179_666_526,
    resting: 14_092,
  },
  "match-99": {
    trades: 1_978_415,
    lots: 50_463_381,
    value: 2_581_715_701,
    hash: -2_032_289_561,
    resting: 1_501,
  },
  "match-999": {
    trades: 1_978_462,
    lots: 50_477_407,
    value: 21_119_749_140,
    hash: -481_281_420,
    resting: 1_501,
  },
  "cancel-99": {
    trades: 77_461,
    lots: 1_978_141,
    value: 106_863_999,
    hash: 946_833_159,
    resting: 5_020,
  },
  "cancel-999": {
    trades: 77_843,
    lots: 1_987_164,
    value: 1_161_890_250,
    hash: -1_805_477_839,
    resting: 5_013,
  },
  "add-99": { trades: 0, lots: 0, value: 0, hash: 0, resting: 1_000_000 },
  "add-999": { trades: 0, lots: 0, value: 0, hash: 0, resting: 1_000_000 },
};

/** A named workload with its operations and what they must come to. */
export interface Workload {
  readonly name: string;
  readonly ticks: number;
  readonly ops: Ops;
  readonly count: number;
  readonly digest: Digest;
}

/** The generator that the reference table was made with: `x ^= x<<13; x ^= x>>>17; x ^= x<<5`. */
export class Xorshift32 {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  next(): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return x >>> 0;
  }
}

/**
 * Makes a workload bit for bit as `docs/benchmarks.md` describes it: a middle
 * price that wanders, passive orders at four distances, cancels of live orders,
 * and orders that cross.
 */
export function generate(
  mix: MixName,
  ticks: number,
  seed = REFERENCE_SEED,
  count = MIXES[mix].operations,
): Workload {
  const name = `${mix}-${ticks}`;
  const generation = new Generation(MIXES[mix], ticks, seed, count);
  generation.run();
  return { name, ticks, ops: generation.ops, count, digest: generation.book.digest };
}

class Generation {
  readonly ops: Ops;
  readonly book: ReferenceBook;
  private readonly mix: Mix;
  private readonly ticks: number;
  private readonly count: number;
  private readonly random: Xorshift32;
  private readonly distances: readonly number[];
  private middle: number;
  private made = 0;
  private lastId = 0;

  constructor(mix: Mix, ticks: number, seed: number, count: number) {
    this.mix = mix;
    this.ticks = ticks;
    this.count = count;
    this.ops = new Int32Array(count * FIELDS);
    this.book = new ReferenceBook(ticks);
    this.random = new Xorshift32(seed);
    this.distances = [2, 5, 10, Math.max(11, ticks >> 2)];
    this.middle = (ticks + 1) >> 1;
  }

  run(): void {
    while (this.made < this.count) {
      if (this.made % 64 === 0) this.wander();
      const kind = this.choose();
      const isDone =
        kind === "passive" ? this.rest() : kind === "cancel" ? this.cancel() : this.cross();
      if (!isDone && !this.cross()) this.rest();
    }
  }

  private wander(): void {
    const step = this.random.next() % 4;
    const quarter = this.ticks >> 2;
    if (step === 0) {
      if (this.middle < this.ticks - quarter) this.middle++;
    } else if (step === 1) {
      if (this.middle > quarter + 1) this.middle--;
    }
  }

  private choose(): "passive" | "cancel" | "cross" {
    const { passive, cancel, leastLive, mostLive, initial } = this.mix;
    if (this.made < initial) return "passive";
    const roll = this.random.next() % 100;
    const kind = roll < passive ? "passive" : roll < passive + cancel ? "cancel" : "cross";
    const live = this.book.size;
    if (live > mostLive && kind === "passive") return cancel > 0 ? "cancel" : "cross";
    return live < leastLive ? "passive" : kind;
  }

  /** An order that must not trade. @returns false if there is no price at which it would not. */
  private rest(): boolean {
    const { random, book, ticks } = this;
    const side = random.next() & 1;
    // The left draw comes first, then the one that chooses the distance.
    const drawn = random.next();
    const distance = 1 + (drawn % this.distances[random.next() & 3]!);
    const lots = 1 + (random.next() % 100);
    let price = side === BUY ? this.middle - distance : this.middle + distance;
    if (side === BUY) price = Math.min(price, book.bestAsk - 1);
    else price = Math.max(price, book.bestBid + 1);
    price = Math.min(Math.max(price, 1), ticks);
    if (side === BUY ? price >= book.bestAsk : price <= book.bestBid) return false;
    this.add(side, price, lots);
    return true;
  }

  private cancel(): boolean {
    const { book } = this;
    if (book.size === 0) return false;
    const order = book.liveAt(this.random.next() % book.size)!;
    this.emit(CANCEL, order.id, order.side, order.price, order.remaining);
    book.cancel(order.id);
    return true;
  }

  /** An order at the opposite best price or up to three ticks beyond it. */
  private cross(): boolean {
    const { random, book, ticks } = this;
    const side = random.next() & 1;
    const beyond = random.next() % 4;
    const lots = 1 + (random.next() % 100);
    if (side === BUY) {
      if (book.bestAsk > ticks) return false;
      this.add(BUY, Math.min(book.bestAsk + beyond, ticks), lots);
    } else {
      if (book.bestBid < 1) return false;
      this.add(SELL, Math.max(book.bestBid - beyond, 1), lots);
    }
    return true;
  }

  private add(side: number, price: number, lots: number): void {
    const id = ++this.lastId;
    this.emit(ADD, id, side, price, lots);
    this.book.add(id, side, price, lots);
  }

  private emit(type: number, id: number, side: number, price: number, lots: number): void {
    const at = this.made * FIELDS;
    this.ops[at] = type;
    this.ops[at + 1] = id;
    this.ops[at + 2] = side;
    this.ops[at + 3] = price;
    this.ops[at + 4] = lots;
    this.made++;
  }
}
