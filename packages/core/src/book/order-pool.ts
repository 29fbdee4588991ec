import { assert } from "../assert.ts";
import type { OrderId } from "../ids.ts";
import type { Outcome, SelfTradePrevention, Side } from "../order.ts";

/** No slot: the end of a queue, or an order that does not rest. */
export const NO_SLOT = -1;

const BID = 1;
const YES = 2;
const POST_ONLY = 4;
const REDUCE_ONLY = 8;
const SELF_TRADE_SHIFT = 4;
const SELF_TRADE: readonly SelfTradePrevention[] = ["cancel-taker", "cancel-maker", "cancel-both"];

/** What a new resting order brings along. `account` and `market` are dense indexes, `price` is in YES terms. */
export interface RestingOrder {
  readonly id: OrderId;
  readonly account: number;
  readonly market: number;
  readonly outcome: Outcome;
  readonly bid: boolean;
  readonly price: number;
  readonly quantity: number;
  readonly remaining: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  readonly selfTrade: SelfTradePrevention;
  readonly version: number;
  readonly expiresAt: number;
  readonly group: number;
  readonly session: number;
}

/**
 * All resting orders of the shard, one slot each, in typed arrays. Slots are
 * reused; they are in no event and no snapshot. Two lists run through the slots:
 * the queue of a price (`previous`, `next`) and the orders of an account by
 * ascending id (`accountPrevious`, `accountNext`), which their owners keep.
 */
export class OrderPool {
  id = new Float64Array(0);
  account = new Int32Array(0);
  market = new Int32Array(0);
  /** Ladder price, YES terms. */
  price = new Int32Array(0);
  /** Total lots, the filled ones included. */
  quantity = new Int32Array(0);
  remaining = new Int32Array(0);
  /** Version of the market's parameters whose fees the order pays. */
  version = new Int32Array(0);
  /** 0: good till cancelled. */
  expiresAt = new Float64Array(0);
  /** 0: none. */
  group = new Float64Array(0);
  /** 0: none. */
  session = new Float64Array(0);
  previous = new Int32Array(0);
  next = new Int32Array(0);
  accountPrevious = new Int32Array(0);
  accountNext = new Int32Array(0);
  private flags = new Uint8Array(0);
  private readonly slots = new Map<number, number>();
  private free: number[] = [];
  private used = 0;

  /** Number of resting orders. */
  get size(): number {
    return this.slots.size;
  }

  /** @returns the slot of a resting order, or `NO_SLOT`. */
  find(id: number): number {
    return this.slots.get(id) ?? NO_SLOT;
  }

  /** Takes an order in; it is on no list yet. */
  add(order: RestingOrder): number {
    assert(!this.slots.has(order.id), "an order rests twice");
    const slot = this.free.pop() ?? this.used++;
    if (slot >= this.id.length) this.grow(Math.max(1_024, this.id.length * 2));
    this.slots.set(order.id, slot);
    this.id[slot] = order.id;
    this.account[slot] = order.account;
    this.market[slot] = order.market;
    this.price[slot] = order.price;
    this.quantity[slot] = order.quantity;
    this.remaining[slot] = order.remaining;
    this.version[slot] = order.version;
    this.expiresAt[slot] = order.expiresAt;
    this.group[slot] = order.group;
    this.session[slot] = order.session;
    this.flags[slot] =
      (order.bid ? BID : 0) |
      (order.outcome === "yes" ? YES : 0) |
      (order.postOnly ? POST_ONLY : 0) |
      (order.reduceOnly ? REDUCE_ONLY : 0) |
      (SELF_TRADE.indexOf(order.selfTrade) << SELF_TRADE_SHIFT);
    this.previous[slot] = this.next[slot] = NO_SLOT;
    this.accountPrevious[slot] = this.accountNext[slot] = NO_SLOT;
    return slot;
  }

  /** Frees the slot of an order that is on no list any more. */
  drop(slot: number): void {
    const dropped = this.slots.delete(this.id[slot]);
    assert(dropped, "an order leaves twice");
    this.id[slot] = 0;
    this.free.push(slot);
  }

  isBid(slot: number): boolean {
    return (this.flags[slot] & BID) !== 0;
  }

  outcome(slot: number): Outcome {
    return (this.flags[slot] & YES) !== 0 ? "yes" : "no";
  }

  side(slot: number): Side {
    const flags = this.flags[slot];
    return ((flags & BID) !== 0) === ((flags & YES) !== 0) ? "buy" : "sell";
  }

  isPostOnly(slot: number): boolean {
    return (this.flags[slot] & POST_ONLY) !== 0;
  }

  isReduceOnly(slot: number): boolean {
    return (this.flags[slot] & REDUCE_ONLY) !== 0;
  }

  selfTrade(slot: number): SelfTradePrevention {
    return SELF_TRADE[this.flags[slot] >> SELF_TRADE_SHIFT];
  }

  private grow(capacity: number): void {
    const float = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const grown = new Float64Array(capacity);
      grown.set(old);
      return grown;
    };
    const int = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(capacity);
      grown.set(old);
      return grown;
    };
    this.id = float(this.id);
    this.account = int(this.account);
    this.market = int(this.market);
    this.price = int(this.price);
    this.quantity = int(this.quantity);
    this.remaining = int(this.remaining);
    this.version = int(this.version);
    this.expiresAt = float(this.expiresAt);
    this.group = float(this.group);
    this.session = float(this.session);
    this.previous = int(this.previous);
    this.next = int(this.next);
    this.accountPrevious = int(this.accountPrevious);
    this.accountNext = int(this.accountNext);
    const flags = new Uint8Array(capacity);
    flags.set(this.flags);
    this.flags = flags;
  }
}
