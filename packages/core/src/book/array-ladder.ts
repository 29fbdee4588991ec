import { assert } from "../assert.ts";
import type { Ladder } from "./ladder.ts";
import { NO_SLOT } from "./order-pool.ts";
import type { OrderPool } from "./order-pool.ts";

const PAGE_BITS = 6;
const PAGE_LEVELS = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_LEVELS - 1;
const PAGES = Math.ceil(10_001 / PAGE_LEVELS);
const WORDS = Math.ceil(10_001 / 32);
/** Shared by all ladders that never had an order; nothing is written to it. */
const NOTHING_OCCUPIED = new Int32Array(WORDS);

/** Levels of `PAGE_LEVELS` neighbouring prices. */
interface Page {
  readonly head: Int32Array;
  readonly tail: Int32Array;
  readonly orders: Int32Array;
  readonly quantity: Float64Array;
}

/**
 * The fast ladder: levels indexed by price in pages that are made on first use,
 * a bitmap of non-empty prices, and intrusive queues through the order pool. A
 * price holds bids or asks, never both, because the ladder is never crossed.
 * Its naive twin is `SortedLadder`; both obey `ladder.test.ts`.
 */
export class ArrayLadder implements Ladder {
  private readonly pool: OrderPool;
  private pages: (Page | undefined)[] = [];
  private occupied = NOTHING_OCCUPIED;
  private bestBid = 0;
  private bestAsk = 0;

  constructor(pool: OrderPool) {
    this.pool = pool;
  }

  add(slot: number): void {
    const { pool } = this;
    const price = pool.price[slot];
    const bid = pool.isBid(slot);
    assert(
      bid ? this.bestAsk === 0 || price < this.bestAsk : price > this.bestBid,
      "the ladder is crossed",
    );
    const page = this.pageOf(price);
    const level = price & PAGE_MASK;
    const tail = page.tail[level];
    pool.previous[slot] = tail;
    pool.next[slot] = NO_SLOT;
    if (tail === NO_SLOT) {
      page.head[level] = slot;
      this.occupied[price >> 5] |= 1 << (price & 31);
      if (bid ? price > this.bestBid : this.bestAsk === 0 || price < this.bestAsk)
        this.setBest(bid, price);
    } else {
      pool.next[tail] = slot;
    }
    page.tail[level] = slot;
    page.orders[level]++;
    page.quantity[level] += pool.remaining[slot];
  }

  remove(slot: number): void {
    const { pool } = this;
    const price = pool.price[slot];
    const page = this.pageOf(price);
    const level = price & PAGE_MASK;
    const previous = pool.previous[slot];
    const next = pool.next[slot];
    if (previous === NO_SLOT) page.head[level] = next;
    else pool.next[previous] = next;
    if (next === NO_SLOT) page.tail[level] = previous;
    else pool.previous[next] = previous;
    page.orders[level]--;
    page.quantity[level] -= pool.remaining[slot];
    assert(page.quantity[level] >= 0, "a level holds less than its orders");
    if (page.head[level] === NO_SLOT) {
      const bid = pool.isBid(slot);
      this.occupied[price >> 5] &= ~(1 << (price & 31));
      if (price === (bid ? this.bestBid : this.bestAsk)) this.setBest(bid, this.worse(bid, price));
    }
  }

  reduce(slot: number, lots: number): void {
    const { pool } = this;
    assert(lots <= pool.remaining[slot], "an order is reduced below nothing");
    if (lots === pool.remaining[slot]) {
      this.remove(slot);
    } else {
      this.pageOf(pool.price[slot]).quantity[pool.price[slot] & PAGE_MASK] -= lots;
    }
    pool.remaining[slot] -= lots;
  }

  best(bid: boolean): number {
    return bid ? this.bestBid : this.bestAsk;
  }

  worse(bid: boolean, price: number): number {
    return bid ? this.occupiedBelow(price) : this.occupiedAbove(price);
  }

  head(price: number): number {
    return this.pages[price >> PAGE_BITS]?.head[price & PAGE_MASK] ?? NO_SLOT;
  }

  behind(slot: number): number {
    return this.pool.next[slot];
  }

  quantityAt(price: number): number {
    return this.pages[price >> PAGE_BITS]?.quantity[price & PAGE_MASK] ?? 0;
  }

  ordersAt(price: number): number {
    return this.pages[price >> PAGE_BITS]?.orders[price & PAGE_MASK] ?? 0;
  }

  private setBest(bid: boolean, price: number): void {
    if (bid) this.bestBid = price;
    else this.bestAsk = price;
  }

  private occupiedBelow(price: number): number {
    let word = price >> 5;
    let bits = this.occupied[word] & ((1 << (price & 31)) - 1);
    while (bits === 0) {
      if (--word < 0) return 0;
      bits = this.occupied[word];
    }
    return (word << 5) + 31 - Math.clz32(bits);
  }

  private occupiedAbove(price: number): number {
    let word = price >> 5;
    // A shift by 32 is a shift by none, so the highest bit has nothing above it.
    let bits = (price & 31) === 31 ? 0 : this.occupied[word] & (-1 << ((price & 31) + 1));
    while (bits === 0) {
      if (++word >= WORDS) return 0;
      bits = this.occupied[word];
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  private pageOf(price: number): Page {
    if (this.pages.length === 0) {
      this.pages = new Array<Page | undefined>(PAGES).fill(undefined);
      this.occupied = new Int32Array(WORDS);
    }
    const index = price >> PAGE_BITS;
    let page = this.pages[index];
    if (page === undefined) {
      page = {
        head: new Int32Array(PAGE_LEVELS).fill(NO_SLOT),
        tail: new Int32Array(PAGE_LEVELS).fill(NO_SLOT),
        orders: new Int32Array(PAGE_LEVELS),
        quantity: new Float64Array(PAGE_LEVELS),
      };
      this.pages[index] = page;
    }
    return page;
  }
}
