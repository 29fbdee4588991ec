import type { FeeSchedule, Price, Pricing } from "@probity/core";
import { valueOf } from "./arithmetic.ts";
import { numerator, takerFee } from "./fees.ts";
import type { Order, Taker, Turn } from "./state.ts";

/** RULES.md section 6, "The walk": what an order would do to the other side, decided before anything is done. */

export interface Plan {
  readonly steps: readonly Step[];
  readonly filled: number;
  /** Why the walk ended early, if it did. */
  readonly stop: "self-trade" | "match-limit" | null;
  /** Cash orders: whether the cash was spent as far as it can be. */
  readonly isComplete: boolean;
}

export type Step =
  | { readonly kind: "fill"; readonly maker: Order; readonly lots: number }
  | { readonly kind: "cancel"; readonly maker: Order };

/** The price in YES terms: bids are buy-YES and sell-NO, asks are sell-YES and buy-NO. */
export function inYesTerms(outcome: "yes" | "no", price: number): Price {
  return (outcome === "yes" ? price : 10_000 - price) as Price;
}

export function isBidOrder(order: { readonly side: string; readonly outcome: string }): boolean {
  return (order.side === "buy") === (order.outcome === "yes");
}

/** Orders of the other side the taker could meet, in the order in which it would. */
export function crossing(taker: Taker): Order[] {
  const opposite = taker.isBid ? taker.market.asks : taker.market.bids;
  return opposite.filter((maker) => {
    const price = inYesTerms(maker.outcome, maker.price);
    const isGoodEnough = taker.isBid ? price <= taker.limit : price >= taker.limit;
    return isGoodEnough && maker !== taker.replaced;
  });
}

export function planWalk(turn: Turn, taker: Taker): Plan {
  const { pricing, selfTrade } = taker.spec;
  const purse = pricing.kind === "cash" ? new Purse(taker, pricing) : null;
  const steps: Step[] = [];
  let filled = 0;
  const ended = (stop: Plan["stop"], isComplete = false): Plan => ({
    steps,
    filled,
    stop,
    isComplete,
  });

  for (const maker of crossing(taker)) {
    if (purse === null && filled === taker.quantity) break;
    const isOwn = maker.account.owner === taker.account.owner;
    if (isOwn && selfTrade === "cancel-taker") return ended("self-trade");
    if (steps.length === turn.steps) return ended("match-limit");
    if (isOwn) {
      steps.push({ kind: "cancel", maker });
      if (selfTrade === "cancel-both") return ended("self-trade");
      continue;
    }
    const wanted = purse === null ? taker.quantity - filled : purse.affordable(maker);
    if (wanted === 0) return ended(null, filled > 0);
    const lots = Math.min(wanted, maker.remaining);
    steps.push({ kind: "fill", maker, lots });
    filled += lots;
    purse?.spend(maker, lots);
    if (purse !== null && lots < maker.remaining) return ended(null, true);
  }
  return ended(null, purse !== null && filled > 0 && purse.isDustLeft());
}

/** The money of a cash order while it walks. */
class Purse {
  private readonly taker: Taker;
  private readonly pricing: Extract<Pricing, { kind: "cash" }>;
  private readonly schedule: FeeSchedule;
  private spent = 0n;
  private numerators = 0n;
  private lastPrice = 0;

  constructor(taker: Taker, pricing: Extract<Pricing, { kind: "cash" }>) {
    this.taker = taker;
    this.pricing = pricing;
    this.schedule = taker.fees;
  }

  /** Price of a maker in the taker's own terms. */
  private priceOf(maker: Order): number {
    return inYesTerms(this.taker.spec.outcome, inYesTerms(maker.outcome, maker.price));
  }

  private isEnough(price: number, lots: number): boolean {
    return this.costWith(price, lots) <= BigInt(this.pricing.cash);
  }

  /** Spent so far and for `lots` more at `price`, with the fee where it is included. */
  private costWith(price: number, lots: number): bigint {
    const cost = this.spent + valueOf(price, lots);
    if (!this.pricing.feeIncluded) return cost;
    const more = numerator(this.schedule, this.schedule.takerBps, price, lots);
    return cost + takerFee(this.schedule, this.numerators + more);
  }

  /** The largest number of the maker's lots the rest of the cash buys, by halving the range. */
  affordable(maker: Order): number {
    const price = this.priceOf(maker);
    let low = 0;
    let high = maker.remaining;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.isEnough(price, middle)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  spend(maker: Order, lots: number): void {
    const price = this.priceOf(maker);
    this.spent += valueOf(price, lots);
    this.numerators += numerator(this.schedule, this.schedule.takerBps, price, lots);
    this.lastPrice = price;
  }

  /** Whether the rest cannot buy one lot at the last fill's price. */
  isDustLeft(): boolean {
    return !this.isEnough(this.lastPrice, 1);
  }
}
