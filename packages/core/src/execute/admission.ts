import { NO_SLOT } from "../book/order-pool.ts";
import { ownPriceOf } from "../book/resting.ts";
import { crosses, walk } from "../book/walk.ts";
import type { MatchPlan, Taker } from "../book/walk.ts";
import { feeQuantum, worstFee } from "../fees.ts";
import { collateralHold } from "../ledger/holds.ts";
import type { GroupId, SessionId, Timestamp } from "../ids.ts";
import type { FeeSchedule } from "../market.ts";
import { mulDivUp, notional } from "../money.ts";
import type { Price, Quantity } from "../money.ts";
import { isBid, ladderPrice } from "../order.ts";
import type { OrderSpec, Pricing } from "../order.ts";
import type { Rejection } from "../rejections.ts";
import type { Account, Market, Position, State } from "../state.ts";

/** What an order that is amended or replaced gives back to the one that takes its place. */
export interface Freed {
  /** The old order, or `NO_SLOT`. */
  readonly slot: number;
  readonly isAmend: boolean;
  /** An amend's new total; the minimum is checked on it. */
  readonly total: number;
}

export const NOTHING_FREED: Freed = { slot: NO_SLOT, isAmend: false, total: 0 };

/** An order that may enter the book, and the plan of what it does there stands in the plan given to `admit`. */
export interface Admission {
  readonly market: Market;
  readonly position: Position;
  readonly taker: Taker;
  readonly schedule: FeeSchedule;
  /** Lots after clipping; 0 for a cash order. */
  readonly lots: Quantity;
  /** Collateral a buy must have at hand. */
  readonly required: number;
  /** Lots a buy may come to hold: its quantity, or for cash what the plan buys; 0 for a sell. */
  readonly wanted: number;
  /** Of the market's parameters, whose fees the order pays. */
  readonly version: number;
}

/**
 * Judges an order against the rules, in their order of precedence, and plans
 * its matching. Changes nothing. The caller has checked fields, account and key.
 */
export function admit(
  state: State,
  time: number,
  steps: number,
  account: Account,
  spec: OrderSpec,
  freed: Freed,
  plan: MatchPlan,
): Admission | Rejection {
  const market = state.markets.get(spec.market);
  if (account.status === "frozen") return { code: "AccountFrozen" };
  if (market === undefined) return { code: "MarketNotFound" };
  if (freed.slot !== NO_SLOT && state.accountOf(freed.slot) !== account)
    return { code: "OrderNotFound" };
  const refusal =
    judgeReferences(state, account, spec) ??
    judgeMarket(state, time, account, market, spec) ??
    judgeOrder(state, time, account, market, spec, freed);
  if (refusal !== null) return refusal;

  const position = state.positionOf(account, market);
  const old = freedBy(state, freed, market, spec);
  const bid = isBid(spec.side, spec.outcome);
  let lots = spec.pricing.kind === "cash" ? 0 : spec.pricing.quantity;
  const free = position.freeShares(spec.outcome) + old.shares;
  if (spec.reduceOnly) {
    if (free === 0) return { code: "NothingToReduce" };
    lots = Math.min(lots, free) as Quantity;
  }
  const limit = ladderLimit(market, spec, bid);
  if (isPostOnly(spec.pricing)) {
    const best = bestWithout(state, market, !bid, freed.slot);
    if (crosses(bid, limit, best)) {
      return { code: "PostOnlyWouldCross", best: ladderPrice(spec.outcome, best as Price) };
    }
  }
  const schedule = market.parameters.fees;
  const { pricing } = spec;
  const taker: Taker = {
    owner: account.owner,
    bid,
    limit,
    yes: spec.outcome === "yes",
    selfTrade: spec.selfTrade,
    quantity: lots,
    cash:
      pricing.kind === "cash" ? { amount: pricing.cash, feeIncluded: pricing.feeIncluded } : null,
    schedule,
    without: freed.slot,
  };
  walk(state, market, taker, steps, plan);

  let required = 0;
  let wanted = 0;
  if (spec.side === "buy") {
    wanted = pricing.kind === "cash" ? plan.filled : lots;
    const would =
      position.shares(spec.outcome) + position.openBuy(spec.outcome) - old.openBuy + wanted;
    const { positionLimit } = market.parameters;
    if (positionLimit > 0 && would > positionLimit) {
      return { code: "PositionLimitExceeded", limit: positionLimit, would };
    }
    required = requiredFor(schedule, spec, limit, lots as Quantity);
    const available = account.availableOf(market.event.collateral) + old.collateral;
    if (available < required) return { code: "InsufficientCollateral", required, available };
  } else if (free < lots) {
    return { code: "InsufficientShares", required: lots, available: free };
  }
  if (isFillOrKill(pricing)) {
    if (!fills(pricing, lots, plan)) return { code: "FillOrKillUnfillable", fillable: plan.filled };
  }
  if (freed.isAmend && isDelayed(market, plan)) return { code: "AmendWouldTrade" };
  const version = market.schedules.length;
  return { market, position, taker, schedule, lots: lots as Quantity, required, wanted, version };
}

function judgeReferences(state: State, account: Account, spec: OrderSpec): Rejection | null {
  if (spec.group !== null && state.groups.get(spec.group)?.account !== account) {
    return { code: "GroupNotFound" };
  }
  if (spec.session !== null && state.sessions.get(spec.session) !== account) {
    return { code: "SessionNotFound" };
  }
  return null;
}

function judgeMarket(
  state: State,
  time: number,
  account: Account,
  market: Market,
  spec: OrderSpec,
): Rejection | null {
  if (market.state !== "open") return { code: "MarketNotOpen", state: market.state };
  if (market.mode === "cancel-only") return { code: "MarketCancelOnly" };
  const mustPost = market.mode === "post-only" || time < state.postOnlyUntil;
  if (mustPost && !isPostOnly(spec.pricing)) return { code: "PostOnlyMode" };
  if (account.status === "closed-only" && spec.side === "buy") return { code: "AccountClosedOnly" };
  const isTripped = spec.group !== null && state.groups.get(spec.group)?.tripped === true;
  return isTripped ? { code: "GroupTripped" } : null;
}

function judgeOrder(
  state: State,
  time: number,
  account: Account,
  market: Market,
  spec: OrderSpec,
  freed: Freed,
): Rejection | null {
  const { pricing } = spec;
  const { bandLow, bandHigh, minQuantity } = market.parameters;
  if (spec.reduceOnly && spec.side === "buy") return { code: "ReduceOnlyBuy" };
  if (pricing.kind === "limit") {
    if (pricing.price % market.tickSize !== 0)
      return { code: "PriceOffTick", tick: market.tickSize };
    const price = ladderPrice(spec.outcome, pricing.price);
    if (price < bandLow || price > bandHigh) {
      return { code: "PriceOutsideBand", low: bandLow, high: bandHigh };
    }
  }
  if (pricing.kind !== "cash") {
    const size = freed.isAmend ? freed.total : pricing.quantity;
    if (size < minQuantity) return { code: "QuantityBelowMinimum", minimum: minQuantity };
  }
  if (
    pricing.kind === "limit" &&
    pricing.timeInForce.kind === "gtd" &&
    pricing.timeInForce.expiresAt <= time
  ) {
    return { code: "ExpiryInPast" };
  }
  const isReplace = freed.slot !== NO_SLOT && !freed.isAmend;
  if (isReplace && state.marketOf(freed.slot) !== market) return { code: "ReplacementElsewhere" };
  if (!freed.isAmend && mayRest(pricing)) {
    const open = account.openOrders - (isReplace ? 1 : 0);
    if (open >= account.maxOpenOrders)
      return { code: "TooManyOpenOrders", limit: account.maxOpenOrders };
  }
  return null;
}

/** Whether the market makes an order with this plan wait. */
export function isDelayed(market: Market, plan: MatchPlan): boolean {
  return market.parameters.takerDelayMs > 0 && plan.length > 0;
}

/** What the old order had locked that the new one may use. */
function freedBy(
  state: State,
  freed: Freed,
  market: Market,
  spec: OrderSpec,
): { readonly collateral: number; readonly shares: number; readonly openBuy: number } {
  const { slot } = freed;
  if (slot === NO_SLOT || state.marketOf(slot) !== market)
    return { collateral: 0, shares: 0, openBuy: 0 };
  const remaining = state.orders.remaining[slot];
  const isSame = state.orders.outcome(slot) === spec.outcome;
  if (state.orders.side(slot) === "buy") {
    const collateral = collateralHold(state, slot, remaining);
    return { collateral, shares: 0, openBuy: isSame ? remaining : 0 };
  }
  return { collateral: 0, shares: isSame ? remaining : 0, openBuy: 0 };
}

/** The worst ladder price the order may trade at; caps are narrowed to the band. */
function ladderLimit(market: Market, spec: OrderSpec, bid: boolean): number {
  const { pricing } = spec;
  if (pricing.kind === "limit") return ladderPrice(spec.outcome, pricing.price);
  const cap = ladderPrice(spec.outcome, pricing.cap);
  const { bandLow, bandHigh } = market.parameters;
  return bid ? Math.min(cap, bandHigh) : Math.max(cap, bandLow);
}

function requiredFor(
  schedule: FeeSchedule,
  spec: OrderSpec,
  limit: number,
  lots: Quantity,
): number {
  const { pricing } = spec;
  if (pricing.kind === "cash") {
    if (pricing.feeIncluded || schedule.takerBps === 0) return pricing.cash;
    return pricing.cash + mulDivUp(pricing.cash, schedule.takerBps, 10_000) + feeQuantum(schedule);
  }
  const worst = ladderPrice(spec.outcome, limit as Price);
  return notional(worst, lots) + worstFee(schedule, worst, lots);
}

function bestWithout(state: State, market: Market, bid: boolean, without: number): number {
  const { ladder } = market;
  const best = ladder.best(bid);
  const isAlone = best !== 0 && ladder.ordersAt(best) === 1 && ladder.head(best) === without;
  return isAlone ? ladder.worse(bid, best) : best;
}

function isPostOnly(pricing: Pricing): boolean {
  if (pricing.kind !== "limit") return false;
  const { timeInForce } = pricing;
  return (timeInForce.kind === "gtc" || timeInForce.kind === "gtd") && timeInForce.postOnly;
}

/** Whether what is left of the order would come to rest. */
export function mayRest(pricing: Pricing): boolean {
  return (
    pricing.kind === "limit" &&
    (pricing.timeInForce.kind === "gtc" || pricing.timeInForce.kind === "gtd")
  );
}

/** Whether the plan does all that a fill-or-kill order wants. */
export function fills(pricing: Pricing, lots: number, plan: MatchPlan): boolean {
  return pricing.kind === "cash" ? plan.isComplete : plan.filled === lots;
}

export function isFillOrKill(pricing: Pricing): boolean {
  return pricing.kind === "limit" ? pricing.timeInForce.kind === "fok" : pricing.fillOrKill;
}

/** The spec of an order at rest, as if it were placed again with `price` and `lots`. */
export function specOf(state: State, slot: number, price: Price | null, lots: Quantity): OrderSpec {
  const { orders } = state;
  const expiresAt = orders.expiresAt[slot];
  const postOnly = orders.isPostOnly(slot);
  return {
    market: state.marketOf(slot).id,
    outcome: orders.outcome(slot),
    side: orders.side(slot),
    pricing: {
      kind: "limit",
      price: price ?? ownPriceOf(state, slot),
      quantity: lots,
      timeInForce:
        expiresAt === 0
          ? { kind: "gtc", postOnly }
          : { kind: "gtd", postOnly, expiresAt: expiresAt as Timestamp },
    },
    reduceOnly: orders.isReduceOnly(slot),
    selfTrade: orders.selfTrade(slot),
    group: orders.group[slot] === 0 ? null : (orders.group[slot] as GroupId),
    session: orders.session[slot] === 0 ? null : (orders.session[slot] as SessionId),
  };
}
