import type { Entry } from "../book/entry.ts";
import { NO_SLOT, SELF_TRADE_MODES } from "../book/order-pool.ts";
import { ownPriceOf } from "../book/resting.ts";
import { crosses, walk } from "../book/walk.ts";
import type { MatchPlan } from "../book/walk.ts";
import { feeQuantum, worstFee } from "../fees.ts";
import type { GroupId, SessionId, Timestamp } from "../ids.ts";
import { collateralHold } from "../ledger/holds.ts";
import { NO_POSITION } from "../ledger/positions.ts";
import type { FeeSchedule } from "../market.ts";
import { mulDivUp, notional } from "../money.ts";
import type { Price, Quantity } from "../money.ts";
import { isBid, ladderPrice } from "../order.ts";
import type { OrderSpec, Pricing } from "../order.ts";
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
): Rejection | null {
  const market = state.markets.get(spec.market);
  if (account.status === "frozen") return { code: "AccountFrozen" };
  if (market === undefined) return { code: "MarketNotFound" };
  if (freed.slot !== NO_SLOT && state.accountIndexOf(freed.slot) !== account.index)
    return { code: "OrderNotFound" };
  const refusal =
    judgeReferences(state, account, spec) ??
    judgeMarket(state, time, account, market, spec) ??
    judgeOrder(state, time, account, market, spec, freed);
  if (refusal !== null) return refusal;

  entry.begin(account, market, spec);
  const position = state.positions.find(account.index, market.index);
  entry.position = position;
  const bid = isBid(spec.side, spec.outcome);
  const yes = spec.outcome === "yes";
  const { pricing } = spec;
  let lots = pricing.kind === "cash" ? 0 : pricing.quantity;
  const free = state.positions.free(position, yes) + freedShares(state, freed, market, yes);
  if (spec.reduceOnly) {
    if (free === 0) return { code: "NothingToReduce" };
    lots = Math.min(lots, free) as Quantity;
  }
  const limit = ladderLimit(market, spec, bid);
  const level = levelOf(market, limit, bid);
  if (isPostOnly(pricing)) {
    const best = bestWithout(market, !bid, freed.slot);
    if (crosses(bid, level, best)) {
      const price = (best * market.tickSize) as Price;
      return { code: "PostOnlyWouldCross", best: ladderPrice(spec.outcome, price) };
    }
  }
  prepareTaker(entry, spec, level, lots, freed.slot);
  entry.taker.schedule = market.parameters.fees;
  entry.version = market.schedules.length;
  const { plan } = entry;
  walk(state.orders, market.ladder, entry.taker, steps, plan);

  if (entry.buys) {
    entry.wanted = pricing.kind === "cash" ? plan.filled : lots;
    const shortage =
      judgePositionLimit(state, market, entry, yes, freed) ??
      judgeCollateral(state, market, entry, spec, limit, freed);
    if (shortage !== null) return shortage;
  } else if (free < lots) {
    return { code: "InsufficientShares", required: lots, available: free };
  }
  if (isFillOrKill(pricing)) {
    if (!fills(pricing, lots, plan)) return { code: "FillOrKillUnfillable", fillable: plan.filled };
  }
  if (freed.isAmend && isDelayed(market, plan)) return { code: "AmendWouldTrade" };
  return null;
}

/** Fills in the entry's taker: everything but its fee schedule. */
export function prepareTaker(
  entry: Entry,
  spec: OrderSpec,
  level: number,
  lots: number,
  without: number,
): void {
  const { taker, account, market } = entry;
  const { pricing } = spec;
  entry.lots = lots;
  taker.owner = account.ownerIndex;
  taker.bid = isBid(spec.side, spec.outcome);
  taker.limit = level;
  taker.yes = spec.outcome === "yes";
  taker.tickSize = market.tickSize;
  taker.selfTrade = SELF_TRADE_MODES.indexOf(spec.selfTrade);
  taker.quantity = lots;
  taker.cash = pricing.kind === "cash" ? pricing.cash : 0;
  taker.feeIncluded = pricing.kind === "cash" && pricing.feeIncluded;
  taker.without = without;
}

function judgePositionLimit(
  state: State,
  market: Market,
  entry: Entry,
  yes: boolean,
  freed: Freed,
): Rejection | null {
  const { positionLimit } = market.parameters;
  if (positionLimit === 0) return null;
  const { positions } = state;
  const { position } = entry;
  const has =
    position === NO_POSITION
      ? 0
      : positions.shares(position, yes) + positions.openBuy(position, yes);
  const would = has - freedOpenBuy(state, freed, market, yes) + entry.wanted;
  return would > positionLimit
    ? { code: "PositionLimitExceeded", limit: positionLimit, would }
    : null;
}

function judgeCollateral(
  state: State,
  market: Market,
  entry: Entry,
  spec: OrderSpec,
  limit: number,
  freed: Freed,
): Rejection | null {
  const required = requiredFor(entry.taker.schedule, spec, limit, entry.lots as Quantity);
  entry.required = required;
  const { account } = entry;
  const available =
    state.availableOf(account, market.event.collateral) + freedCollateral(state, freed, market);
  return available < required ? { code: "InsufficientCollateral", required, available } : null;
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
    const open = state.ownOrders.count(account.index) - (isReplace ? 1 : 0);
    if (open >= account.maxOpenOrders)
      return { code: "TooManyOpenOrders", limit: account.maxOpenOrders };
  }
  return null;
}

/** Whether the market makes an order with this plan wait. */
export function isDelayed(market: Market, plan: MatchPlan): boolean {
  return market.parameters.takerDelayMs > 0 && plan.length > 0;
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

/** The worst ladder price the order may trade at; caps are narrowed to the band. */
function ladderLimit(market: Market, spec: OrderSpec, bid: boolean): number {
  const { pricing } = spec;
  if (pricing.kind === "limit") return ladderPrice(spec.outcome, pricing.price);
  const cap = ladderPrice(spec.outcome, pricing.cap);
  const { bandLow, bandHigh } = market.parameters;
  return bid ? Math.min(cap, bandHigh) : Math.max(cap, bandLow);
}

/** The worst level within a price in YES terms: a cap need not lie on the grid. */
function levelOf(market: Market, limit: number, bid: boolean): number {
  const level = limit / market.tickSize;
  return bid ? Math.floor(level) : Math.ceil(level);
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

function bestWithout(market: Market, bid: boolean, without: number): number {
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
