import type { AssetId, MarketParameters, OrderSpec, Price, Rejection } from "@probity/core";
import { excludedUntil } from "./answers.ts";
import { valueOf } from "./arithmetic.ts";
import { worstCashFee, worstFee } from "./fees.ts";
import { available, exposure, freeShares, openLots, shares } from "./holdings.ts";
import type { Account, Market, Order, Taker, Turn } from "./state.ts";
import { crossing, inYesTerms, isBidOrder, planWalk } from "./walk.ts";
import type { Plan } from "./walk.ts";

/** RULES.md section 6, checks 2 to 11: whether an order may be, and what it would do. */

/** What is examined: a new order, a replacement, or an amended order in its new shape. */
export interface Wish {
  readonly account: Account;
  readonly spec: OrderSpec;
  readonly market: Market;
  readonly replaced: Order | null;
  /** Its spec then asks for what is left to fill. */
  readonly amended: Order | null;
  /** What the orders before it in a basket may need. */
  readonly promised?: Promised;
}

/** What counts as gone already when an order of a basket is judged. */
export interface Promised {
  readonly collateral: Map<AssetId, bigint>;
  exposure: bigint;
  orders: number;
}

export type Examined =
  | { readonly refused: Rejection }
  /** `required`: collateral a buy must have. */
  | { readonly taker: Taker; readonly plan: Plan; readonly required: bigint };

export function examine(turn: Turn, wish: Wish): Examined {
  const early = notFoundThings(turn, wish) ?? wrongState(turn, wish) ?? wrongShape(turn, wish);
  if (early !== null) return { refused: early };

  const { account, market, spec, replaced, amended } = wish;
  const own = replaced ?? amended;
  if (replaced !== null && replaced.market !== market) {
    return { refused: { code: "ReplacementElsewhere" } };
  }
  if (replacesTooMany(wish)) {
    return { refused: { code: "TooManyOpenOrders", limit: account.maxOpenOrders } };
  }
  const free = freeShares(account, market, spec.outcome, own ?? undefined);
  if (spec.reduceOnly && free === 0) return { refused: { code: "NothingToReduce" } };

  const taker = takerOf(wish, free);
  const plan = planWalk(turn, taker);
  const late =
    wouldCross(taker) ??
    overPositionLimit(wish, taker, plan) ??
    overAccountLimits(turn, wish, taker) ??
    cannotPay(turn, wish, taker, free) ??
    cannotFillWhole(taker, plan);
  return late === null ? { taker, plan, required: requiredFor(taker) } : { refused: late };
}

function notFoundThings(turn: Turn, { account, spec }: Wish): Rejection | null {
  const { groups, sessions } = turn.state;
  if (spec.group !== null && groups.get(spec.group)?.account !== account) {
    return { code: "GroupNotFound" };
  }
  if (spec.session !== null && sessions.get(spec.session) !== account) {
    return { code: "SessionNotFound" };
  }
  return null;
}

function wrongState(turn: Turn, { account, spec, market }: Wish): Rejection | null {
  if (market.state !== "open") return { code: "MarketNotOpen", state: market.state };
  if (market.mode === "cancel-only" || market.tickChange?.hasBegun)
    return { code: "MarketCancelOnly" };
  const isPostOnlyTime = market.mode === "post-only" || turn.time < turn.state.postOnlyUntil;
  if (isPostOnlyTime && !isPostOnly(spec)) return { code: "PostOnlyMode" };
  if (account.status === "closed-only" && spec.side === "buy") return { code: "AccountClosedOnly" };
  const until = excludedUntil(turn, account);
  if (until !== null && spec.side === "buy") return { code: "OwnerExcluded", until };
  if (spec.group !== null && turn.state.groups.get(spec.group)?.tripped) {
    return { code: "GroupTripped" };
  }
  return null;
}

function isPostOnly({ pricing }: OrderSpec): boolean {
  return (
    pricing.kind === "limit" && "postOnly" in pricing.timeInForce && pricing.timeInForce.postOnly
  );
}

/** Check 4. The minimum is meant for the new total of an amended order. */
function wrongShape(turn: Turn, { spec, market, amended }: Wish): Rejection | null {
  const { pricing, outcome } = spec;
  const { minQuantity, bandLow, bandHigh } = market.parameters;
  if (spec.reduceOnly && spec.side === "buy") return { code: "ReduceOnlyBuy" };
  if (pricing.kind === "limit") {
    if (pricing.price % market.tickSize !== 0) {
      return { code: "PriceOffTick", tick: market.tickSize };
    }
    const price = inYesTerms(outcome, pricing.price);
    if (price < bandLow || price > bandHigh) {
      return { code: "PriceOutsideBand", low: bandLow, high: bandHigh };
    }
  }
  if (pricing.kind !== "cash") {
    const filledBefore = amended === null ? 0 : amended.total - amended.remaining;
    if (filledBefore + pricing.quantity < minQuantity) {
      return { code: "QuantityBelowMinimum", minimum: minQuantity };
    }
  }
  if (pricing.kind === "limit" && pricing.timeInForce.kind === "gtd") {
    if (pricing.timeInForce.expiresAt <= turn.time) return { code: "ExpiryInPast" };
  }
  return null;
}

/** Check 6; an amended order has its slot already. */
function replacesTooMany({ account, spec, replaced, amended, promised }: Wish): boolean {
  if (amended !== null || spec.pricing.kind !== "limit") return false;
  if (!["gtc", "gtd"].includes(spec.pricing.timeInForce.kind)) return false;
  const others = account.orders.size + account.waiting.size - (replaced === null ? 0 : 1);
  return others + (promised?.orders ?? 0) >= account.maxOpenOrders;
}

function takerOf({ account, spec, market, replaced }: Wish, free: number): Taker {
  const isBid = isBidOrder(spec);
  const { pricing, reduceOnly } = spec;
  const wanted = pricing.kind === "cash" ? Infinity : pricing.quantity;
  return {
    account,
    market,
    spec,
    isBid,
    limit: ladderLimit(spec, isBid, market.parameters),
    quantity: reduceOnly ? Math.min(wanted, free) : wanted,
    replaced,
    fees: market.parameters.fees,
  };
}

/** The worst price in YES terms; a cap is narrowed to the band. */
function ladderLimit(spec: OrderSpec, isBid: boolean, parameters: MarketParameters): Price {
  const { pricing, outcome } = spec;
  if (pricing.kind === "limit") return inYesTerms(outcome, pricing.price);
  const cap = inYesTerms(outcome, pricing.cap);
  const narrowed = isBid ? Math.min(cap, parameters.bandHigh) : Math.max(cap, parameters.bandLow);
  return narrowed as Price;
}

function wouldCross(taker: Taker): Rejection | null {
  if (!isPostOnly(taker.spec)) return null;
  const [best] = crossing(taker);
  if (best === undefined) return null;
  const price = inYesTerms(best.outcome, best.price);
  return { code: "PostOnlyWouldCross", best: inYesTerms(taker.spec.outcome, price) };
}

function overPositionLimit(wish: Wish, taker: Taker, plan: Plan): Rejection | null {
  const { account, market, spec, replaced, amended } = wish;
  const limit = market.parameters.positionLimit;
  if (spec.side === "sell" || limit === 0) return null;
  const open = openLots(account, market, spec.outcome, "buy", replaced ?? amended ?? undefined);
  const more = spec.pricing.kind === "cash" ? plan.filled : taker.quantity;
  const would = shares(account, market, spec.outcome) + open + more;
  return would > limit ? { code: "PositionLimitExceeded", limit, would } : null;
}

function overAccountLimits(turn: Turn, wish: Wish, taker: Taker): Rejection | null {
  const { account, spec, replaced, amended, promised } = wish;
  const { maxOrderNotional, maxExposure } = account.limits;
  const { pricing, outcome } = spec;
  const worth =
    pricing.kind === "cash"
      ? BigInt(pricing.cash)
      : valueOf(inYesTerms(outcome, taker.limit), taker.quantity);
  if (maxOrderNotional > 0 && worth > BigInt(maxOrderNotional)) {
    return { code: "OrderNotionalExceeded", limit: maxOrderNotional, would: Number(worth) };
  }
  if (maxExposure === 0 || spec.side === "sell") return null;
  const now = exposure(turn.state, account, replaced ?? amended ?? undefined);
  const would = now + (promised?.exposure ?? 0n) + requiredFor(taker);
  if (would <= BigInt(maxExposure)) return null;
  return { code: "ExposureLimitExceeded", limit: maxExposure, would: Number(would) };
}

function cannotPay(turn: Turn, wish: Wish, taker: Taker, free: number): Rejection | null {
  if (taker.spec.side === "sell") {
    const { quantity } = taker;
    if (free >= quantity) return null;
    return { code: "InsufficientShares", required: quantity, available: free };
  }
  const { account, market, replaced, amended, promised } = wish;
  const own = replaced ?? amended ?? undefined;
  const { collateral } = market.event;
  const money =
    available(turn.state, account, collateral, own) - (promised?.collateral.get(collateral) ?? 0n);
  const required = requiredFor(taker);
  if (money >= required) return null;
  return {
    code: "InsufficientCollateral",
    required: Number(required),
    available: Number(money),
  };
}

/** Collateral a buy must have available at acceptance. */
function requiredFor({ spec, fees, limit, quantity }: Taker): bigint {
  const { pricing } = spec;
  if (pricing.kind === "cash") {
    const onTop = pricing.feeIncluded ? 0n : worstCashFee(fees, pricing.cash);
    return BigInt(pricing.cash) + onTop;
  }
  const price = inYesTerms(spec.outcome, limit);
  return valueOf(price, quantity) + worstFee(fees, price, quantity);
}

function cannotFillWhole(taker: Taker, plan: Plan): Rejection | null {
  if (!isUnfillable(taker, plan)) return null;
  return { code: "FillOrKillUnfillable", fillable: plan.filled };
}

/** Fill or kill, and the plan does not fill it. */
export function isUnfillable({ spec, quantity }: Taker, plan: Plan): boolean {
  const { pricing } = spec;
  const isFillOrKill =
    pricing.kind === "limit" ? pricing.timeInForce.kind === "fok" : pricing.fillOrKill;
  const isWhole = pricing.kind === "cash" ? plan.isComplete : plan.filled === quantity;
  return isFillOrKill && !isWhole;
}
