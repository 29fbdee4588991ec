import type { Ops } from "./operations.ts";
import { ADD, BUY, FIELDS, ID, LOTS, OP_TYPE, PRICE, SIDE } from "./operations.ts";

/** What a run over a workload has done, by which two books are compared. */
export interface Digest {
  readonly trades: number;
  readonly lots: number;
  /** Sum of lots × price. */
  readonly value: number;
  /** Rolling 32-bit hash over maker id, lots and price of every trade, in order. */
  readonly hash: number;
  /** Orders left in the book. */
  readonly resting: number;
}

type OnTrade = (maker: number, lots: number, price: number) => void;

/** An order of the reference book. */
export interface ReferenceOrder {
  readonly id: number;
  readonly side: number;
  readonly price: number;
  remaining: number;
  /** Its place in the list of live orders. */
  place: number;
}

/**
 * A price-time book written for reading, not for speed: one queue per price in
 * order of arrival, best prices found by looking. It stands inside the workload
 * generator, so that every cancel hits a live order, and is the oracle of every
 * contender's digest.
 */
export class ReferenceBook {
  /** Ascending by time; a `Map` keeps the order of insertion and forgets in one step. */
  private readonly levels: Map<number, ReferenceOrder>[];
  private readonly ticks: number;
  private readonly live: ReferenceOrder[] = [];
  /** By id; ids are counted from 1. */
  private readonly orders: (ReferenceOrder | undefined)[] = [];
  /** Highest price with a bid, 0: none. */
  bestBid = 0;
  /** Lowest price with an ask, `ticks + 1`: none. */
  bestAsk: number;
  private trades = 0;
  private lots = 0;
  private value = 0;
  private hash = 0;

  private readonly onTrade: OnTrade;

  /** @param ticks prices are 1 to `ticks`. */
  constructor(ticks: number, onTrade: OnTrade = () => {}) {
    this.ticks = ticks;
    this.onTrade = onTrade;
    this.bestAsk = ticks + 1;
    this.levels = Array.from({ length: ticks + 2 }, () => new Map());
  }

  get size(): number {
    return this.live.length;
  }

  get digest(): Digest {
    const { trades, lots, value, hash } = this;
    return { trades, lots, value, hash, resting: this.live.length };
  }

  /** The order in place `index` of the list from which cancels are drawn. */
  liveAt(index: number): ReferenceOrder | undefined {
    return this.live[index];
  }

  /** Fills what crosses, oldest first at the best price, and lets the remainder rest. */
  add(id: number, side: number, price: number, lots: number): void {
    let left = lots;
    while (left > 0 && this.crosses(side, price)) {
      const [maker] = this.level(side === BUY ? this.bestAsk : this.bestBid).values();
      if (maker === undefined) throw new Error("a best price without an order");
      const filled = Math.min(left, maker.remaining);
      this.record(maker, filled);
      left -= filled;
      maker.remaining -= filled;
      if (maker.remaining === 0) this.remove(maker);
    }
    if (left > 0) this.rest({ id, side, price, remaining: left, place: this.live.length });
  }

  cancel(id: number): void {
    const order = this.orders[id];
    if (order === undefined) throw new Error(`order ${id} is not in the book`);
    this.remove(order);
  }

  private crosses(side: number, price: number): boolean {
    return side === BUY
      ? this.bestAsk <= Math.min(price, this.ticks)
      : this.bestBid >= Math.max(price, 1);
  }

  private rest(order: ReferenceOrder): void {
    this.level(order.price).set(order.id, order);
    if (order.side === BUY) this.bestBid = Math.max(this.bestBid, order.price);
    else this.bestAsk = Math.min(this.bestAsk, order.price);
    this.orders[order.id] = order;
    this.live.push(order);
  }

  /** From the list of live orders the last one takes the place of the one that goes. */
  private remove(order: ReferenceOrder): void {
    const level = this.level(order.price);
    level.delete(order.id);
    if (level.size === 0) this.moveBest(order);
    this.orders[order.id] = undefined;
    const last = this.live.pop();
    if (last === undefined) throw new Error("an order leaves twice");
    if (last === order) return;
    this.live[order.place] = last;
    last.place = order.place;
  }

  /** Looks for the next best price on the side of an order that was the last at its price. */
  private moveBest({ side }: ReferenceOrder): void {
    if (side === BUY) {
      while (this.bestBid > 0 && this.level(this.bestBid).size === 0) this.bestBid--;
    } else {
      while (this.bestAsk <= this.ticks && this.level(this.bestAsk).size === 0) this.bestAsk++;
    }
  }

  private level(price: number): Map<number, ReferenceOrder> {
    const level = this.levels[price];
    if (level === undefined) throw new Error(`price ${price} is out of range`);
    return level;
  }

  private record(maker: ReferenceOrder, lots: number): void {
    this.trades++;
    this.lots += lots;
    this.value += lots * maker.price;
    this.hash = hashOf(hashOf(hashOf(this.hash, maker.id), lots), maker.price);
    this.onTrade(maker.id, lots, maker.price);
  }
}

/** One step of the digest's rolling hash. */
export function hashOf(hash: number, value: number): number {
  return (Math.imul(hash, 31) + value) | 0;
}

/** Runs operations through a reference book of their own. */
export function referenceDigest(ops: Ops, ticks: number, count: number): Digest {
  const book = new ReferenceBook(ticks);
  for (let at = 0; at < count * FIELDS; at += FIELDS) {
    if (ops[at + OP_TYPE] === ADD)
      book.add(ops[at + ID]!, ops[at + SIDE]!, ops[at + PRICE]!, ops[at + LOTS]!);
    else book.cancel(ops[at + ID]!);
  }
  return book.digest;
}
