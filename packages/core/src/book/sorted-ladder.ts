import { assert } from "../assert.ts";
import type { Ladder } from "./ladder.ts";
import { NO_SLOT, REMAINING } from "./order-pool.ts";
import type { OrderPool } from "./order-pool.ts";

/** The naive twin of `ArrayLadder`: one sorted list of queues a side. For reading and for tests. */
export class SortedLadder implements Ladder {
  readonly levels: number;
  private readonly orders: OrderPool;
  /** Best first. */
  private readonly bids: { level: number; queue: number[] }[] = [];
  private readonly asks: { level: number; queue: number[] }[] = [];

  constructor(levels: number, orders: OrderPool) {
    this.levels = levels;
    this.orders = orders;
  }

  add(slot: number): void {
    const bid = this.orders.isBid(slot);
    const level = this.orders.price(slot);
    const opposite = this.best(!bid);
    assert(opposite === 0 || (bid ? level < opposite : level > opposite), "the ladder is crossed");
    const side = bid ? this.bids : this.asks;
    const found = side.find((other) => other.level === level);
    if (found !== undefined) {
      found.queue.push(slot);
      return;
    }
    side.push({ level, queue: [slot] });
    side.sort((a, b) => (bid ? b.level - a.level : a.level - b.level));
  }

  remove(slot: number): void {
    const side = this.orders.isBid(slot) ? this.bids : this.asks;
    const place = side.findIndex(({ level }) => level === this.orders.price(slot));
    const { queue } = side[place];
    queue.splice(queue.indexOf(slot), 1);
    if (queue.length === 0) side.splice(place, 1);
  }

  reduce(slot: number, lots: number): void {
    assert(lots <= this.orders.remaining(slot), "an order is reduced below nothing");
    if (lots === this.orders.remaining(slot)) this.remove(slot);
    this.orders.words[(slot << 3) + REMAINING] -= lots;
  }

  best(bid: boolean): number {
    return (bid ? this.bids : this.asks)[0]?.level ?? 0;
  }

  worse(bid: boolean, level: number): number {
    const side = bid ? this.bids : this.asks;
    return side.find((other) => (bid ? other.level < level : other.level > level))?.level ?? 0;
  }

  head(level: number): number {
    return this.queueAt(level)[0] ?? NO_SLOT;
  }

  behind(slot: number): number {
    const queue = this.queueAt(this.orders.price(slot));
    return queue[queue.indexOf(slot) + 1] ?? NO_SLOT;
  }

  quantityAt(level: number): number {
    return this.queueAt(level).reduce((lots, slot) => lots + this.orders.remaining(slot), 0);
  }

  ordersAt(level: number): number {
    return this.queueAt(level).length;
  }

  private queueAt(level: number): number[] {
    return [...this.bids, ...this.asks].find((other) => other.level === level)?.queue ?? [];
  }
}
