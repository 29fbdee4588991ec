import { assert } from "../assert.ts";
import { makerFee } from "../fees.ts";
import type { FeeMeter } from "../fees.ts";
import { MATCH_COMPLEMENTARY, MATCH_MERGE, MATCH_MINT } from "../event-log.ts";
import { idFrom } from "../ids.ts";
import type { GroupId, MatchId, OrderId } from "../ids.ts";
import { adjustHold } from "../ledger/holds.ts";
import { addShares, credit, issueSets, redeemSets, removeShares } from "../ledger/ledger.ts";
import { notional } from "../money.ts";
import type { Amount, Price, Quantity } from "../money.ts";
import { ladderPrice } from "../order.ts";
import type { Outcome, Side } from "../order.ts";
import type { Run } from "../run.ts";
import type { Account, Market, OrderGroup } from "../state.ts";
import { cancelOpen } from "./cancel.ts";
import { forget } from "./resting.ts";
import type { MatchPlan } from "./walk.ts";

/** A taker whose plan is being carried out, and what it has done so far. */
export interface Aggressor {
  readonly order: OrderId;
  readonly account: Account;
  readonly market: Market;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly group: GroupId | null;
  readonly meter: FeeMeter;
  filled: number;
  notional: number;
  fee: number;
  /** Groups of which an order was filled, in order of first touch. */
  readonly touched: Set<OrderGroup>;
}

/** Carries out a plan made by `walk` on the same state. */
export function applyPlan(run: Run, aggressor: Aggressor, plan: MatchPlan): void {
  for (let step = 0; step < plan.length; step++) {
    const slot = plan.slotAt(step);
    const lots = plan.lotsAt(step);
    if (lots === 0) cancelOpen(run, slot, "self-trade");
    else fill(run, aggressor, slot, lots as Quantity);
  }
  run.steps -= plan.length;
}

/**
 * Fills `lots` of the maker at `slot`. At the maker's price, so that price
 * improvement belongs to the taker. The fee leaves the taker's cash or
 * proceeds, the maker's fee its hold or proceeds; a rebate comes out of the taker's fee.
 */
function fill(run: Run, aggressor: Aggressor, slot: number, lots: Quantity): void {
  const { state } = run;
  const { orders } = state;
  const { market } = aggressor;
  const price = orders.price[slot] as Price;
  const makerOutcome = orders.outcome(slot);
  const makerSide = orders.side(slot);
  const makerAccount = state.accountOf(slot);
  const makerPrice = ladderPrice(makerOutcome, price);
  const takerPrice = ladderPrice(aggressor.outcome, price);
  const takerNotional = notional(takerPrice, lots);
  const schedule = state.scheduleOf(slot);

  aggressor.meter.add(takerPrice, lots);
  const most = aggressor.side === "sell" ? takerNotional : Infinity;
  const takerFee = aggressor.meter.charge(most);
  const fee = makerFee(schedule, schedule.makerBps, makerPrice, lots);
  const rebate = Math.min(
    makerFee(schedule, schedule.rebateBps, makerPrice, lots),
    takerFee,
  ) as Amount;

  const remaining = orders.remaining[slot];
  adjustHold(state, slot, remaining, remaining - lots);
  exchange(run, makerAccount, market, makerOutcome, makerSide, makerPrice, lots, rebate - fee);
  exchange(
    run,
    aggressor.account,
    market,
    aggressor.outcome,
    aggressor.side,
    takerPrice,
    lots,
    -takerFee,
  );
  const kind = matchKind(aggressor.side, makerSide);
  if (kind === MATCH_MINT) issueSets(market, lots);
  if (kind === MATCH_MERGE) redeemSets(market, lots);
  const asset = state.asset(market.event.collateral);
  assert(asset !== undefined, "an event without collateral");
  asset.fees += takerFee + fee - rebate;
  market.lastPrice = price;

  const match = idFrom<MatchId>(run.sequence, run.nextMatchIndex());
  const { log } = run;
  log.match(match, market.id, kind, price, lots);
  log.leg(
    orders.id[slot] as OrderId,
    makerAccount.id,
    makerOutcome === "yes",
    makerSide === "buy",
    makerPrice,
    fee,
    rebate,
  );
  log.leg(
    aggressor.order,
    aggressor.account.id,
    aggressor.outcome === "yes",
    aggressor.side === "buy",
    takerPrice,
    takerFee,
    0,
  );

  touchGroup(run, aggressor, orders.group[slot] as GroupId, lots);
  if (aggressor.group !== null) touchGroup(run, aggressor, aggressor.group, lots);
  aggressor.filled += lots;
  aggressor.notional += takerNotional;
  aggressor.fee += takerFee;
  market.ladder.reduce(slot, lots);
  if (orders.remaining[slot] === 0) forget(state, slot);
}

/** One side of a fill: shares against money at `ownPrice`, with `extra` on top (a rebate less fees). */
function exchange(
  run: Run,
  account: Account,
  market: Market,
  outcome: Outcome,
  side: Side,
  ownPrice: Price,
  lots: Quantity,
  extra: number,
): void {
  const position = run.state.positionOf(account, market);
  const money = notional(ownPrice, lots);
  if (side === "buy") {
    credit(account, market.event.collateral, extra - money);
    addShares(position, outcome, lots, money);
  } else {
    removeShares(position, outcome, lots);
    credit(account, market.event.collateral, extra + money);
  }
}

/** Two buyers make a set, two sellers end one, else shares change hands. */
function matchKind(taker: Side, maker: Side): number {
  if (taker !== maker) return MATCH_COMPLEMENTARY;
  return taker === "buy" ? MATCH_MINT : MATCH_MERGE;
}

function touchGroup(run: Run, aggressor: Aggressor, id: GroupId, lots: number): void {
  const group = run.state.groups.get(id);
  if (group === undefined) return;
  group.matched += lots;
  aggressor.touched.add(group);
}
