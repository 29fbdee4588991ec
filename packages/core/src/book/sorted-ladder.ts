import { assert } from "../assert.ts";
import type { Ladder } from "./ladder.ts";
import { NO_SLOT } from "./order-pool.ts";
import type { OrderPool } from "./order-pool.ts";

/** The naive twin of `ArrayLadder`: one sorted list of queues a side. For reading and for tests. */
export class SortedLadder implements Ladder {
  private readonly pool: OrderPool;
  /** Best price first. */
  private readonly bids: { price: number; queue: number[] }[] = [];
  private readonly asks: { price: number; queue: number[] }[] = [];

  constructor(pool: OrderPool) {
    this.pool = pool;
  }

  add(slot: number): void {
    const bid = this.pool.isBid(slot);
    const price = this.pool.price[slot];
    const opposite = this.best(!bid);
    assert(opposite === 0 || (bid ? price < opposite : price > opposite), "the ladder is crossed");
    const side = bid ? this.bids : this.asks;
    const level = side.find((other) => other.price === price);
    if (level !== undefined) {
      level.queue.push(slot);
      return;
    }
    side.push({ price, queue: [slot] });
    side.sort((a, b) => (bid ? b.price - a.price : a.price - b.price));
  }

  remove(slot: number): void {
    const side = this.pool.isBid(slot) ? this.bids : this.asks;
    const place = side.findIndex((level) => level.price === this.pool.price[slot]);
    const level = side[place];
    level.queue.splice(level.queue.indexOf(slot), 1);
    if (level.queue.length === 0) side.splice(place, 1);
  }

  reduce(slot: number, lots: number): void {
    assert(lots <= this.pool.remaining[slot], "an order is reduced below nothing");
    if (lots === this.pool.remaining[slot]) this.remove(slot);
    this.pool.remaining[slot] -= lots;
  }

  best(bid: boolean): number {
    return (bid ? this.bids : this.asks)[0]?.price ?? 0;
  }

  worse(bid: boolean, price: number): number {
    const side = bid ? this.bids : this.asks;
    return side.find((level) => (bid ? level.price < price : level.price > price))?.price ?? 0;
  }

  head(price: number): number {
    return this.queueAt(price)[0] ?? NO_SLOT;
  }

  behind(slot: number): number {
    const queue = this.queueAt(this.pool.price[slot]);
    return queue[queue.indexOf(slot) + 1] ?? NO_SLOT;
  }

  quantityAt(price: number): number {
    return this.queueAt(price).reduce((lots, slot) => lots + this.pool.remaining[slot], 0);
  }

  ordersAt(price: number): number {
    return this.queueAt(price).length;
  }

  private queueAt(price: number): number[] {
    return [...this.bids, ...this.asks].find((level) => level.price === price)?.queue ?? [];
  }
}
