import { assert } from "../assert.ts";
import { MATCH_COMPLEMENTARY, MATCH_MERGE, MATCH_MINT } from "../event-log.ts";
import { makerFee } from "../fees.ts";
import { idFrom } from "../ids.ts";
import type { GroupId, MatchId } from "../ids.ts";
import { adjustHold } from "../ledger/holds.ts";
import { addShares, credit, issueSets, redeemSets, removeShares } from "../ledger/ledger.ts";
import { PRICE_ONE, notional } from "../money.ts";
import type { Price, Quantity } from "../money.ts";
import type { Run } from "../run.ts";
import type { Market, State } from "../state.ts";
import { cancelOpen } from "./cancel.ts";
import type { Entry } from "./entry.ts";
import { forget } from "./resting.ts";

/** Carries out the entry's plan, made by `walk` on the same state. */
export function applyPlan(run: Run, entry: Entry): void {
  const { plan } = entry;
  for (let step = 0; step < plan.length; step++) {
    const slot = plan.slotAt(step);
    const lots = plan.lotsAt(step);
    if (lots === 0) cancelOpen(run, slot, "self-trade");
    else fill(run, entry, slot, lots as Quantity);
  }
  run.steps -= plan.length;
}

/**
 * Fills `lots` of the maker at `slot`. At the maker's price, so that price
 * improvement belongs to the taker. The fee leaves the taker's cash or
 * proceeds, the maker's fee its hold or proceeds; a rebate comes out of the taker's fee.
 */
function fill(run: Run, entry: Entry, slot: number, lots: Quantity): void {
  const { state, log } = run;
  const { orders } = state;
  const { market, taker, buys, account } = entry;
  const price = orders.price(slot);
  const makerYes = orders.isYes(slot);
  const makerBuys = orders.isBuy(slot);
  const makerPrice = (makerYes ? price : PRICE_ONE - price) as Price;
  const takerPrice = (taker.yes ? price : PRICE_ONE - price) as Price;
  const takerNotional = notional(takerPrice, lots);
  const schedule = market.schedules[orders.version(slot) - 1];

  entry.meter.add(takerPrice, lots);
  const takerFee = entry.meter.charge(buys ? Infinity : takerNotional);
  const fee = makerFee(schedule, schedule.makerBps, makerPrice, lots);
  const rebate = Math.min(makerFee(schedule, schedule.rebateBps, makerPrice, lots), takerFee);

  const position = orders.position(slot);
  const maker = orders.account(slot);
  const remaining = orders.remaining(slot);
  adjustHold(state, market, maker, slot, remaining, remaining - lots);
  const makerMoney = notional(makerPrice, lots);
  exchange(state, market, maker, position, makerYes, makerBuys, lots, makerMoney, rebate - fee);
  const own = entry.position;
  exchange(state, market, account.index, own, taker.yes, buys, lots, takerNotional, -takerFee);
  const kind = matchKind(buys, makerBuys);
  if (kind === MATCH_MINT) issueSets(market, lots);
  if (kind === MATCH_MERGE) redeemSets(market, lots);
  const asset = state.asset(market.event.collateral);
  assert(asset !== undefined, "an event without collateral");
  asset.fees += takerFee + fee - rebate;
  market.lastPrice = price;

  const match = idFrom<MatchId>(run.sequence, run.nextMatchIndex());
  log.match(match, market.id, kind, price, lots);
  log.leg(orders.id(slot), state.accountId(maker), makerYes, makerBuys, makerPrice, fee, rebate);
  log.leg(entry.order, account.id, taker.yes, buys, takerPrice, takerFee, 0);

  const { group } = orders.termsOf(slot);
  if (group !== 0) touchGroup(state, entry, group, lots);
  if (entry.group !== 0) touchGroup(state, entry, entry.group, lots);
  entry.filled += lots;
  entry.notional += takerNotional;
  entry.fee += takerFee;
  market.ladder.reduce(slot, lots);
  if (lots === remaining) forget(state, market, maker, slot);
}

/** One side of a fill: shares against `money`, with `extra` on top (a rebate less fees). */
export function exchange(
  state: State,
  market: Market,
  account: number,
  position: number,
  yes: boolean,
  buys: boolean,
  lots: number,
  money: number,
  extra: number,
): void {
  if (buys) {
    credit(state, account, market.event.collateral, extra - money);
    addShares(state, market, position, yes, lots, money);
  } else {
    removeShares(state, market, position, yes, lots);
    credit(state, account, market.event.collateral, extra + money);
  }
}

/** Two buyers make a set, two sellers end one, else shares change hands. */
function matchKind(takerBuys: boolean, makerBuys: boolean): number {
  if (takerBuys !== makerBuys) return MATCH_COMPLEMENTARY;
  return takerBuys ? MATCH_MINT : MATCH_MERGE;
}

function touchGroup(state: State, entry: Entry, id: number, lots: number): void {
  const group = state.groups.get(id as GroupId);
  if (group === undefined) return;
  group.matched += lots;
  if (!entry.touched.includes(group)) entry.touched.push(group);
}
