import { FeeMeter } from "../fees.ts";
import type { FeeSchedule } from "../market.ts";
import { complement } from "../money.ts";
import type { Price, Quantity } from "../money.ts";
import type { SelfTradePrevention } from "../order.ts";
import type { Market, State } from "../state.ts";
import { NO_SLOT } from "./order-pool.ts";

/** An order on its way into the book, in ladder terms. */
export interface Taker {
  readonly owner: number;
  readonly bid: boolean;
  /** Worst ladder price it may trade at. */
  readonly limit: number;
  /** Whether its own outcome is YES; its own prices are complements otherwise. */
  readonly yes: boolean;
  readonly selfTrade: SelfTradePrevention;
  /** Lots it wants; ignored with `cash`. */
  readonly quantity: number;
  /** What a cash order may spend; null for orders by quantity. */
  readonly cash: { readonly amount: number; readonly feeIncluded: boolean } | null;
  readonly schedule: FeeSchedule;
  /** A resting order that counts as gone: the one being replaced. */
  readonly without: number;
}

/** Why a walk ended before the taker had what it wanted. */
export type WalkStop = "none" | "self-trade" | "match-limit";

/** What a walk found: steps in order, each a maker to fill or an own order to cancel. Reused from order to order. */
export class MatchPlan {
  private slots = new Int32Array(64);
  private lots = new Int32Array(64);
  length = 0;
  filled = 0;
  /** Sum over the fills, in the taker's own terms. */
  notional = 0;
  stop: WalkStop = "none";
  /** Cash orders: nothing more can be bought with what is left. */
  isComplete = false;

  clear(): void {
    this.length = this.filled = this.notional = 0;
    this.stop = "none";
    this.isComplete = false;
  }

  /** `lots` 0 stands for a cancel. */
  add(slot: number, lots: number): void {
    if (this.length === this.slots.length) {
      const slots = new Int32Array(this.length * 2);
      slots.set(this.slots);
      this.slots = slots;
      const grown = new Int32Array(this.length * 2);
      grown.set(this.lots);
      this.lots = grown;
    }
    this.slots[this.length] = slot;
    this.lots[this.length++] = lots;
  }

  slotAt(step: number): number {
    return this.slots[step];
  }

  /** Lots of a fill, 0 for a cancel. */
  lotsAt(step: number): number {
    return this.lots[step];
  }
}

/** @returns whether an order at `limit` meets one at the opposite `price`. */
export function crosses(bid: boolean, limit: number, price: number): boolean {
  return price !== 0 && (bid ? price <= limit : price >= limit);
}

/**
 * Reads the opposite side, best price first and oldest first within a price,
 * and writes into `plan` what `taker` would do there. Changes nothing: fill or
 * kill, previews and real orders use the same walk. At most `steps` steps.
 */
export function walk(
  state: State,
  market: Market,
  taker: Taker,
  steps: number,
  plan: MatchPlan,
): void {
  plan.clear();
  const { orders } = state;
  const { ladder } = market;
  const purse = taker.cash === null ? null : new Purse(taker.cash, taker.schedule);
  let price = ladder.best(!taker.bid);
  for (; crosses(taker.bid, taker.limit, price); price = ladder.worse(!taker.bid, price)) {
    const ownPrice = taker.yes ? (price as Price) : complement(price as Price);
    for (let slot = ladder.head(price); slot !== NO_SLOT; slot = ladder.behind(slot)) {
      if (slot === taker.without) continue;
      if (purse === null && plan.filled === taker.quantity) return;
      const isOwn = state.accountOf(slot).owner === taker.owner;
      if (isOwn && taker.selfTrade === "cancel-taker") {
        plan.stop = "self-trade";
        return;
      }
      if (plan.length === steps) {
        plan.stop = "match-limit";
        return;
      }
      if (isOwn) {
        plan.add(slot, 0);
        if (taker.selfTrade === "cancel-maker") continue;
        plan.stop = "self-trade";
        return;
      }
      const offered = orders.remaining[slot];
      const lots =
        purse === null
          ? Math.min(offered, taker.quantity - plan.filled)
          : purse.buy(ownPrice, offered);
      if (lots > 0) {
        plan.add(slot, lots);
        plan.filled += lots;
        plan.notional += ownPrice * lots;
      }
      if (purse !== null && lots < offered) {
        plan.isComplete = plan.filled > 0;
        return;
      }
    }
  }
  plan.isComplete = purse !== null && plan.filled > 0 && !purse.canBuyAnother();
}

/** Cash on its way through the book. */
class Purse {
  private readonly amount: number;
  private readonly meter: FeeMeter | null;
  private spent = 0;
  private lastPrice = 0 as Price;

  constructor(
    cash: { readonly amount: number; readonly feeIncluded: boolean },
    schedule: FeeSchedule,
  ) {
    this.amount = cash.amount;
    this.meter = cash.feeIncluded ? new FeeMeter(schedule, schedule.takerBps) : null;
  }

  /** Buys as many of `offered` lots as the cash allows. */
  buy(price: Price, offered: number): number {
    const lots = this.affordable(price, offered);
    if (lots === 0) return 0;
    this.spent += price * lots;
    this.meter?.add(price, lots as Quantity);
    this.lastPrice = price;
    return lots;
  }

  canBuyAnother(): boolean {
    return this.affordable(this.lastPrice, 1) === 1;
  }

  /** The largest number of lots within `most` whose cost, fee included if it is, the cash still covers. */
  private affordable(price: Price, most: number): number {
    const bound = Math.min(most, Math.floor((this.amount - this.spent) / price));
    if (bound <= 0) return 0;
    if (this.fits(price, bound)) return bound;
    let low = 0;
    let high = bound;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.fits(price, middle)) low = middle;
      else high = middle;
    }
    return low;
  }

  private fits(price: Price, lots: number): boolean {
    const fee = this.meter?.roundedWith(price, lots as Quantity) ?? 0;
    return this.spent + price * lots + fee <= this.amount;
  }
}
