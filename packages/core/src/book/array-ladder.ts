import { assert } from "../assert.ts";
import type { Ladder } from "./ladder.ts";
import { BLOCK_LEVELS, HEAD, ORDERS, TAIL } from "./level-pool.ts";
import type { LevelPool } from "./level-pool.ts";
import { BID, NEXT, NO_SLOT, PLACE, PREVIOUS, PRICE_MASK, REMAINING } from "./order-pool.ts";
import type { OrderPool } from "./order-pool.ts";

/** Of a ladder that never had an order: no block is made, no level occupied. Nothing is written to it. */
const NOTHING = new Int32Array(0);
/** Levels are found in fixed point with 16 bits behind the point. */
const UNIT_OF_LEVEL = 0x1_0000;

/**
 * The fast ladder: levels in blocks of the shard's `LevelPool` that are made on
 * first use, a bitmap of the levels that have orders with a summary above it, and
 * intrusive queues through the order pool. A level holds bids or asks, never
 * both, because the ladder is never crossed. Its naive twin is `SortedLadder`;
 * both obey `ladder.test.ts`.
 */
export class ArrayLadder implements Ladder {
  levels = 0;
  /** Price of one level. */
  unit = 1;
  private readonly orders: OrderPool;
  private readonly pool: LevelPool;
  /** Words of the bitmap, one for each block. */
  private size = 1;
  /** A price times this is its level in units of 2¹⁶, and at most a sixth more. */
  private perPrice = UNIT_OF_LEVEL;
  /** The number of each block (0: not made), then the bitmap, then one bit for each word of it. */
  private map = NOTHING;
  private bestBid = 0;
  private bestAsk = 0;

  /** A ladder of prices below `end`, `unit` apart; all orders on it are multiples of that. */
  constructor(end: number, orders: OrderPool, pool: LevelPool, unit = 1) {
    this.orders = orders;
    this.pool = pool;
    this.measure(end, unit);
  }

  add(slot: number): void {
    const { words } = this.orders;
    const at = slot << 3;
    const place = words[at + PLACE];
    const level = this.levelOf(place);
    const bid = (place & BID) !== 0;
    assert(
      bid ? this.bestAsk === 0 || level < this.bestAsk : level > this.bestBid,
      "the ladder is crossed",
    );
    const address = this.addressOf(level);
    const queues = this.pool.words;
    const queue = address << 2;
    const tail = queues[queue + TAIL];
    words[at + PREVIOUS] = tail;
    words[at + NEXT] = NO_SLOT;
    if (tail === NO_SLOT) {
      queues[queue + HEAD] = slot;
      this.occupy(level);
      if (bid) {
        if (level > this.bestBid) this.bestBid = level;
      } else if (this.bestAsk === 0 || level < this.bestAsk) {
        this.bestAsk = level;
      }
    } else {
      words[(tail << 3) + NEXT] = slot;
    }
    queues[queue + TAIL] = slot;
    queues[queue + ORDERS]++;
    this.pool.lots[address] += words[at + REMAINING];
  }

  remove(slot: number): void {
    const { words } = this.orders;
    const at = slot << 3;
    const place = words[at + PLACE];
    const level = this.levelOf(place);
    const address = (this.map[level >> 5] << 5) | (level & 31);
    const { words: queues, lots } = this.pool;
    const queue = address << 2;
    const previous = words[at + PREVIOUS];
    const next = words[at + NEXT];
    if (previous === NO_SLOT) queues[queue + HEAD] = next;
    else words[(previous << 3) + NEXT] = next;
    if (next === NO_SLOT) queues[queue + TAIL] = previous;
    else words[(next << 3) + PREVIOUS] = previous;
    queues[queue + ORDERS]--;
    const left = lots[address] - words[at + REMAINING];
    lots[address] = left;
    assert(left >= 0, "a level holds less than its orders");
    if (previous === NO_SLOT && next === NO_SLOT) this.vacate(level, (place & BID) !== 0);
  }

  reduce(slot: number, lots: number): void {
    const { words } = this.orders;
    const at = slot << 3;
    const remaining = words[at + REMAINING];
    assert(lots <= remaining, "an order is reduced below nothing");
    if (lots === remaining) {
      this.remove(slot);
    } else {
      const level = this.levelOf(words[at + PLACE]);
      this.pool.lots[(this.map[level >> 5] << 5) | (level & 31)] -= lots;
    }
    words[at + REMAINING] = remaining - lots;
  }

  best(bid: boolean): number {
    return bid ? this.bestBid : this.bestAsk;
  }

  worse(bid: boolean, level: number): number {
    if (this.map === NOTHING) return 0;
    return bid ? this.occupiedBelow(level) : this.occupiedAbove(level);
  }

  head(level: number): number {
    if (this.map === NOTHING) return NO_SLOT;
    return this.pool.words[(((this.map[level >> 5] << 5) | (level & 31)) << 2) + HEAD];
  }

  behind(slot: number): number {
    return this.orders.words[(slot << 3) + NEXT];
  }

  quantityAt(level: number): number {
    if (this.map === NOTHING) return 0;
    return this.pool.lots[(this.map[level >> 5] << 5) | (level & 31)];
  }

  ordersAt(level: number): number {
    if (this.map === NOTHING) return 0;
    return this.pool.words[(((this.map[level >> 5] << 5) | (level & 31)) << 2) + ORDERS];
  }

  /** Gives the blocks of an empty ladder back to the pool. */
  release(): void {
    assert(this.bestBid === 0 && this.bestAsk === 0, "only an empty ladder is given up");
    this.giveBack(this.map, this.size);
    this.map = NOTHING;
  }

  /**
   * Takes levels `unit` apart from now on; all orders are on that grid, and keep
   * price and place. Queues are moved whole, so this costs the levels that have
   * orders, however many these are.
   */
  regrid(unit: number): void {
    const { map, size, pool } = this;
    const factor = this.unit / unit;
    const levels = [...this.levelsOf(true), ...this.levelsOf(false)];
    const addresses = levels.map((level) => (map[level >> 5] << 5) | (level & 31));
    this.map = NOTHING;
    this.measure(this.unit * (this.levels + 1), unit);
    for (const [index, level] of levels.entries()) {
      const from = addresses[index];
      const to = this.addressOf(level * factor);
      pool.words.copyWithin(to << 2, from << 2, (from + 1) << 2);
      pool.lots[to] = pool.lots[from];
      this.occupy(level * factor);
    }
    this.bestBid *= factor;
    this.bestAsk *= factor;
    this.giveBack(map, size);
  }

  /** Levels with orders, best first. */
  private *levelsOf(bid: boolean): Generator<number> {
    for (let level = this.best(bid); level !== 0; level = this.worse(bid, level)) yield level;
  }

  private measure(end: number, unit: number): void {
    this.unit = unit;
    this.levels = Math.ceil(end / unit) - 1;
    this.size = (this.levels >> 5) + 1;
    this.perPrice = Math.ceil(UNIT_OF_LEVEL / unit);
  }

  /** Of a price that is a multiple of the unit: a product in place of a division. */
  private levelOf(place: number): number {
    return Math.imul(place & PRICE_MASK, this.perPrice) >>> 16;
  }

  private giveBack(map: Int32Array, size: number): void {
    for (let word = 0; word < size && map !== NOTHING; word++) {
      if (map[word] !== 0) this.pool.giveBack(map[word]);
    }
  }

  private occupy(level: number): void {
    const { map, size } = this;
    const word = level >> 5;
    map[size + word] |= 1 << (level & 31);
    map[size + size + (word >> 5)] |= 1 << (word & 31);
  }

  private vacate(level: number, bid: boolean): void {
    const { map, size } = this;
    const word = level >> 5;
    const bits = map[size + word] & ~(1 << (level & 31));
    map[size + word] = bits;
    if (bits === 0) map[size + size + (word >> 5)] &= ~(1 << (word & 31));
    if (bid) {
      if (level === this.bestBid) this.bestBid = this.occupiedBelow(level);
    } else if (level === this.bestAsk) {
      this.bestAsk = this.occupiedAbove(level);
    }
  }

  private occupiedBelow(level: number): number {
    const { map, size } = this;
    let word = level >> 5;
    let bits = map[size + word] & ((1 << (level & 31)) - 1);
    if (bits === 0) {
      word = highestBelow(map, size + size, word);
      if (word < 0) return 0;
      bits = map[size + word];
    }
    return (word << 5) + 31 - Math.clz32(bits);
  }

  private occupiedAbove(level: number): number {
    const { map, size } = this;
    let word = level >> 5;
    // Shifted in two steps, because a shift by 32 is a shift by none.
    let bits = map[size + word] & ((-1 << (level & 31)) << 1);
    if (bits === 0) {
      word = lowestAbove(map, size + size, word);
      if (word < 0) return 0;
      bits = map[size + word];
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  /** The place of a level in the pool; makes its block if there is none. */
  private addressOf(level: number): number {
    if (this.map === NOTHING) {
      this.map = new Int32Array(this.size * 2 + (this.size >> 5) + 1);
    }
    const word = level >> 5;
    let block = this.map[word];
    if (block === 0) {
      block = this.pool.take();
      this.map[word] = block;
    }
    return (block << 5) | (level & (BLOCK_LEVELS - 1));
  }
}

/** The highest word of the bitmap below `word` with a bit in it, −1 if none; `from` is where the summary begins. */
function highestBelow(map: Int32Array, from: number, word: number): number {
  let summary = word >> 5;
  let bits = map[from + summary] & ((1 << (word & 31)) - 1);
  while (bits === 0) {
    if (--summary < 0) return -1;
    bits = map[from + summary];
  }
  return (summary << 5) + 31 - Math.clz32(bits);
}

/** The lowest word above `word` with a bit in it, −1 if none. */
function lowestAbove(map: Int32Array, from: number, word: number): number {
  let summary = word >> 5;
  let bits = map[from + summary] & ((-1 << (word & 31)) << 1);
  while (bits === 0) {
    if (from + ++summary >= map.length) return -1;
    bits = map[from + summary];
  }
  return (summary << 5) + 31 - Math.clz32(bits & -bits);
}
