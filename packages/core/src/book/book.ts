import type { OrderId } from "../ids.ts";
import { ArrayLadder } from "./array-ladder.ts";
import { LevelPool } from "./level-pool.ts";
import { NO_SLOT, OrderPool, placeOf } from "./order-pool.ts";
import { MatchPlan, crosses, takerDraft, walk } from "./walk.ts";

export const GOOD_TILL_CANCELLED = 0;
export const IMMEDIATE_OR_CANCEL = 1;
export const FILL_OR_KILL = 2;

/** The makers one order met, in order; good until the next order. */
export class Fills {
  private ids = new Float64Array(64);
  private lots = new Int32Array(64);
  private levels = new Int32Array(64);
  length = 0;

  idAt(fill: number): number {
    return this.ids[fill];
  }

  lotsAt(fill: number): number {
    return this.lots[fill];
  }

  /** The maker's level, at which it was filled. */
  levelAt(fill: number): number {
    return this.levels[fill];
  }

  add(id: number, lots: number, level: number): void {
    const { length } = this;
    if (length === this.ids.length) this.grow();
    this.ids[length] = id;
    this.lots[length] = lots;
    this.levels[length] = level;
    this.length = length + 1;
  }

  private grow(): void {
    const ids = new Float64Array(this.length * 2);
    ids.set(this.ids);
    this.ids = ids;
    const lots = new Int32Array(this.length * 2);
    lots.set(this.lots);
    this.lots = lots;
    const levels = new Int32Array(this.length * 2);
    levels.set(this.levels);
    this.levels = levels;
  }
}

/**
 * One book without a ledger: the exchange's own pool, ladder and walk for
 * whoever wants matching alone, such as a bench or a study of queues. Levels are
 * 1 to `levels`. Nobody is asked whether they can pay.
 */
export class Book {
  /** Of the last order placed. */
  readonly fills = new Fills();
  private readonly orders = new OrderPool();
  private readonly ladder: ArrayLadder;
  private readonly plan = new MatchPlan();
  private readonly taker = takerDraft();

  constructor(levels: number) {
    this.ladder = new ArrayLadder(levels + 1, this.orders, new LevelPool());
  }

  /** Number of resting orders. */
  get size(): number {
    return this.orders.size;
  }

  /** Best bid or ask, 0 if that side is empty. */
  best(bid: boolean): number {
    return this.ladder.best(bid);
  }

  /**
   * Places an order; `timeInForce` is one of the three constants above,
   * `selfTrade` a place in `SELF_TRADE_MODES`. Ids are new ones, above 0.
   *
   * @returns the slot in which the rest of it stands, or `NO_SLOT`.
   */
  place(
    id: number,
    owner: number,
    bid: boolean,
    level: number,
    lots: number,
    timeInForce: number,
    postOnly: boolean,
    selfTrade: number,
  ): number {
    const { ladder, fills } = this;
    fills.length = 0;
    let left = lots;
    if (crosses(bid, level, ladder.best(!bid))) {
      if (postOnly) return NO_SLOT;
      const filled = this.match(owner, bid, level, lots, timeInForce, selfTrade);
      if (filled < 0) return NO_SLOT;
      left -= filled;
    }
    if (left === 0 || timeInForce !== GOOD_TILL_CANCELLED) return NO_SLOT;
    const place = placeOf(level, bid, true, postOnly, false, selfTrade);
    const slot = this.orders.add(id as OrderId, 0, 0, 0, owner, place, lots, left, 1);
    ladder.add(slot);
    return slot;
  }

  /** @returns whether there was such an order. A right `hint` spares the search for its slot. */
  cancel(id: number, hint: number): boolean {
    const slot = this.orders.find(id, hint);
    if (slot === NO_SLOT) return false;
    this.pull(slot);
    return true;
  }

  /** @returns the lots filled, or −1 if nothing of the order may rest. */
  private match(
    owner: number,
    bid: boolean,
    level: number,
    lots: number,
    timeInForce: number,
    selfTrade: number,
  ): number {
    const { orders, ladder, plan, taker, fills } = this;
    taker.owner = owner;
    taker.bid = bid;
    taker.limit = level;
    taker.selfTrade = selfTrade;
    taker.quantity = lots;
    walk(orders, ladder, taker, Infinity, plan);
    if (timeInForce === FILL_OR_KILL && plan.filled < lots) return -1;
    for (let step = 0; step < plan.length; step++) {
      const slot = plan.slotAt(step);
      const taken = plan.lotsAt(step);
      if (taken === 0) {
        this.pull(slot);
        continue;
      }
      fills.add(orders.id(slot), taken, orders.price(slot));
      ladder.reduce(slot, taken);
      if (orders.remaining(slot) === 0) orders.drop(slot);
    }
    return plan.stop === "none" ? plan.filled : -1;
  }

  private pull(slot: number): void {
    this.ladder.remove(slot);
    this.orders.drop(slot);
  }
}
