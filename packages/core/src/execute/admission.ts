import type { Entry } from "../book/entry.ts";
import { NO_SLOT } from "../book/order-pool.ts";
import { ownPriceOf } from "../book/resting.ts";
import { crosses, walk } from "../book/walk.ts";
import type { MatchPlan } from "../book/walk.ts";
import { feeQuantum, worstFee } from "../fees.ts";
import type { AccountLimits } from "../commands.ts";
import type { GroupId, SessionId, Timestamp } from "../ids.ts";
import { collateralHold } from "../ledger/holds.ts";
import { NO_POSITION } from "../ledger/positions.ts";
import { PRICE_ONE, mulDivUp, notional } from "../money.ts";
import type { Price, Quantity } from "../money.ts";
import { ladderPrice } from "../order.ts";
import type { OrderSpec } from "../order.ts";
import type { Rejection } from "../rejections.ts";
import type { Account, Market, State } from "../state.ts";

/** What an order that is amended or replaced gives back to the one that takes its place. */
export interface Freed {
  /** The old order, or `NO_SLOT`. */
  readonly slot: number;
  readonly isAmend: boolean;
  /** An amend's new total; the minimum is checked on it. */
  readonly total: number;
}

export const NOTHING_FREED: Freed = { slot: NO_SLOT, isAmend: false, total: 0 };

/** What the earlier orders of a basket may need, which this one cannot have. */
export interface Promised {
  /** Of the collateral this order is in. */
  readonly collateral: number;
  /** Of all collateral. */
  readonly exposure: number;
  readonly orders: number;
}

const NOTHING_PROMISED: Promised = { collateral: 0, exposure: 0, orders: 0 };

/**
 * Judges an order against the rules, in their order of precedence, and plans its
 * matching. Changes nothing but `entry`, which on success holds all that was
 * found out. The caller has checked fields, account and key.
 *
 * @returns why the order is refused, or null.
 */
export function admit(
  state: State,
  time: number,
  steps: number,
  account: Account,
  spec: OrderSpec,
  freed: Freed,
  entry: Entry,
  promised = NOTHING_PROMISED,
): Rejection | null {
  if (account.status === "frozen") return { code: "AccountFrozen" };
  const market = state.markets.get(spec.market);
  if (market === undefined) return { code: "MarketNotFound" };
  if (freed.slot !== NO_SLOT && state.accountIndexOf(freed.slot) !== account.index)
    return { code: "OrderNotFound" };
  entry.begin(account, market, spec);
  const refusal =
    judgeMarket(state, time, entry, spec) ??
    judgeOrder(state, time, entry, spec, freed, promised.orders);
  return refusal ?? judgeMeans(state, steps, entry, spec, freed, promised);
}

/** What may be traded, by whom, and when. */
function judgeMarket(
  state: State,
  time: number,
  entry: Entry,
  { group, session }: OrderSpec,
): Rejection | null {
  const { account, market } = entry;
  const found = group === null ? undefined : state.groups.get(group);
  if (group !== null && found?.account !== account) return { code: "GroupNotFound" };
  if (session !== null && state.sessions.get(session) !== account) {
    return { code: "SessionNotFound" };
  }
  if (market.state !== "open") return { code: "MarketNotOpen", state: market.state };
  if (market.mode === "cancel-only" || market.tickChange?.hasBegun === true)
    return { code: "MarketCancelOnly" };
  const mustPost = market.mode === "post-only" || time < state.postOnlyUntil;
  if (mustPost && !entry.isPostOnly) return { code: "PostOnlyMode" };
  if (account.status === "closed-only" && entry.buys) return { code: "AccountClosedOnly" };
  if (account.excludedUntil > time && entry.buys)
    return { code: "OwnerExcluded", until: account.excludedUntil };
  return found?.tripped === true ? { code: "GroupTripped" } : null;
}

/** Whether the order itself is one that the market takes. Finds the level of its limit. */
function judgeOrder(
  state: State,
  time: number,
  entry: Entry,
  spec: OrderSpec,
  freed: Freed,
  promised: number,
): Rejection | null {
  const { account, market, price } = entry;
  const { tickSize, unit } = market;
  const { bandLow, bandHigh, minQuantity } = market.parameters;
  if (spec.reduceOnly && entry.buys) return { code: "ReduceOnlyBuy" };
  const level = price / tickSize;
  if (entry.isLimit) {
    if (Math.floor(level) !== level) return { code: "PriceOffTick", tick: tickSize };
    if (price < bandLow || price > bandHigh) {
      return { code: "PriceOutsideBand", low: bandLow, high: bandHigh };
    }
    entry.taker.limit = unit === tickSize ? level : price / unit;
  } else {
    // A cap is narrowed to the band, and need not lie on the grid.
    const cap = entry.bid ? Math.min(price, bandHigh) : Math.max(price, bandLow);
    entry.price = cap;
    const exact = cap / tickSize;
    entry.taker.limit = (entry.bid ? Math.floor(exact) : Math.ceil(exact)) * (tickSize / unit);
  }
  if (!entry.isCash) {
    const size = freed.isAmend ? freed.total : entry.lots;
    if (size < minQuantity) return { code: "QuantityBelowMinimum", minimum: minQuantity };
  }
  if (entry.isTimed && entry.expiresAt <= time) return { code: "ExpiryInPast" };
  const isReplace = freed.slot !== NO_SLOT && !freed.isAmend;
  if (isReplace && state.marketOf(freed.slot) !== market) return { code: "ReplacementElsewhere" };
  if (!freed.isAmend && entry.mayRest) {
    const open = state.ownOrders.count(account.index) - (isReplace ? 1 : 0) + promised;
    if (open >= account.maxOpenOrders)
      return { code: "TooManyOpenOrders", limit: account.maxOpenOrders };
  }
  return null;
}

/** Whether the account has what the order needs, and what the book has for it: plans the matching. */
function judgeMeans(
  state: State,
  steps: number,
  entry: Entry,
  spec: OrderSpec,
  freed: Freed,
  promised: Promised,
): Rejection | null {
  const { account, market, taker, plan, yes } = entry;
  const position = state.positions.find(account.index, market.index);
  entry.position = position;
  let free = 0;
  if (!entry.buys) {
    free = state.positions.free(position, yes) + freedShares(state, freed, market, yes);
    if (spec.reduceOnly) {
      if (free === 0) return { code: "NothingToReduce" };
      entry.lots = Math.min(entry.lots, free);
    }
  }
  if (entry.isPostOnly) {
    const best = bestWithout(market, !entry.bid, freed.slot);
    if (crosses(entry.bid, taker.limit, best)) {
      const price = (best * market.unit) as Price;
      return { code: "PostOnlyWouldCross", best: ladderPrice(spec.outcome, price) };
    }
  }
  taker.quantity = entry.lots;
  taker.without = freed.slot;
  taker.schedule = market.parameters.fees;
  entry.version = market.schedules.length;
  if (crosses(entry.bid, taker.limit, market.ladder.best(!entry.bid))) {
    walk(state.orders, market.ladder, taker, steps, plan);
  } else {
    plan.clear();
  }

  if (entry.buys) {
    entry.wanted = entry.isCash ? plan.filled : entry.lots;
    entry.required = requiredFor(entry);
    const shortage =
      judgePositionLimit(state, entry, freed) ??
      (account.limits === null
        ? null
        : judgeLimits(state, entry, account.limits, freed, promised)) ??
      judgeCollateral(state, entry, freed, promised);
    if (shortage !== null) return shortage;
  } else {
    const excess =
      account.limits === null ? null : judgeLimits(state, entry, account.limits, freed, promised);
    if (excess !== null) return excess;
    if (free < entry.lots)
      return { code: "InsufficientShares", required: entry.lots, available: free };
  }
  if (entry.isFillOrKill && !entry.isFilled()) {
    return { code: "FillOrKillUnfillable", fillable: plan.filled };
  }
  return freed.isAmend && isDelayed(market, plan) ? { code: "AmendWouldTrade" } : null;
}

function judgePositionLimit(state: State, entry: Entry, freed: Freed): Rejection | null {
  const { market, position, yes } = entry;
  const { positionLimit } = market.parameters;
  if (positionLimit === 0) return null;
  const { positions } = state;
  const has =
    position === NO_POSITION
      ? 0
      : positions.shares(position, yes) + positions.openBuy(position, yes);
  const would = has - freedOpenBuy(state, freed, market, yes) + entry.wanted;
  return would > positionLimit
    ? { code: "PositionLimitExceeded", limit: positionLimit, would }
    : null;
}

/** The limits the operator set the account. */
function judgeLimits(
  state: State,
  entry: Entry,
  { maxOrderNotional, maxExposure }: AccountLimits,
  freed: Freed,
  promised: Promised,
): Rejection | null {
  const { account, market } = entry;
  const own = (entry.yes ? entry.price : PRICE_ONE - entry.price) as Price;
  const value = entry.isCash ? entry.taker.cash : notional(own, entry.lots as Quantity);
  if (maxOrderNotional > 0 && value > maxOrderNotional) {
    return { code: "OrderNotionalExceeded", limit: maxOrderNotional, would: value };
  }
  if (maxExposure === 0 || !entry.buys) return null;
  const given = freedCollateral(state, freed, market);
  const would = state.exposureOf(account) + promised.exposure - given + entry.required;
  return would > maxExposure ? { code: "ExposureLimitExceeded", limit: maxExposure, would } : null;
}

function judgeCollateral(
  state: State,
  entry: Entry,
  freed: Freed,
  promised: Promised,
): Rejection | null {
  const { account, market, required } = entry;
  const has = state.balances.available(account.index, market.event.collateral);
  const available = has - promised.collateral + freedCollateral(state, freed, market);
  return available < required ? { code: "InsufficientCollateral", required, available } : null;
}

/** Whether the market makes an order with this plan wait. */
export function isDelayed(market: Market, plan: MatchPlan): boolean {
  return plan.length > 0 && market.parameters.takerDelayMs > 0;
}

/** Lots the old order had locked of an outcome that the new one may sell. */
function freedShares(state: State, { slot }: Freed, market: Market, yes: boolean): number {
  if (slot === NO_SLOT || state.marketOf(slot) !== market) return 0;
  const { orders } = state;
  return !orders.isBuy(slot) && orders.isYes(slot) === yes ? orders.remaining(slot) : 0;
}

/** Lots the old order counted for in the position limit. */
function freedOpenBuy(state: State, { slot }: Freed, market: Market, yes: boolean): number {
  if (slot === NO_SLOT || state.marketOf(slot) !== market) return 0;
  const { orders } = state;
  return orders.isBuy(slot) && orders.isYes(slot) === yes ? orders.remaining(slot) : 0;
}

/** Collateral the old order had held. */
function freedCollateral(state: State, { slot }: Freed, market: Market): number {
  if (slot === NO_SLOT || state.marketOf(slot) !== market) return 0;
  return state.orders.isBuy(slot) ? collateralHold(state, slot) : 0;
}

/** What the order may cost at most, its fee included. */
function requiredFor(entry: Entry): number {
  const { taker } = entry;
  const { schedule } = taker;
  if (entry.isCash) {
    const { cash } = taker;
    if (taker.feeIncluded || schedule.takerBps === 0) return cash;
    return cash + mulDivUp(cash, schedule.takerBps, 10_000) + feeQuantum(schedule);
  }
  const worst = (entry.yes ? entry.price : PRICE_ONE - entry.price) as Price;
  const lots = entry.lots as Quantity;
  return notional(worst, lots) + worstFee(schedule, worst, lots);
}

function bestWithout(market: Market, bid: boolean, without: number): number {
  const { ladder } = market;
  const best = ladder.best(bid);
  const isAlone = best !== 0 && ladder.ordersAt(best) === 1 && ladder.head(best) === without;
  return isAlone ? ladder.worse(bid, best) : best;
}

/** The spec of an order at rest, as if it were placed again with `price` and `lots`. */
export function specOf(state: State, slot: number, price: Price | null, lots: Quantity): OrderSpec {
  const { orders } = state;
  const { expiresAt, group, session } = orders.termsOf(slot);
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
    group: group === 0 ? null : (group as GroupId),
    session: session === 0 ? null : (session as SessionId),
  };
}
