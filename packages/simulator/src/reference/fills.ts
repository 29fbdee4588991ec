import type { Event, FeeSchedule, GroupId, Leg, MatchId } from "@probity/core";
import { LOT_OF_SETS, toAmount, toLots, toPrice, valueOf } from "./arithmetic.ts";
import { cancel, massCancel, takeOff } from "./cancelling.ts";
import { makerFee, numerator, takerFee } from "./fees.ts";
import { addCash, addShares, removeShares } from "./holdings.ts";
import type { Account, Market, Order, Turn } from "./state.ts";
import { inYesTerms } from "./walk.ts";
import type { Plan } from "./walk.ts";

/** RULES.md section 6, "A fill", "Fees" and "Groups": a plan is carried out. */

/** What a taker has done so far in this command. */
export interface Progress {
  readonly account: Account;
  readonly order: Pick<Order, "id" | "outcome" | "side" | "group">;
  readonly market: Market;
  /** The market's schedule at acceptance. */
  readonly fees: FeeSchedule;
  filled: number;
  notional: bigint;
  fee: bigint;
  numerators: bigint;
  /** Groups that gained lots, in order of first touch. */
  readonly groups: Set<GroupId>;
}

export function carryOut(turn: Turn, taker: Progress, plan: Plan): void {
  for (const step of plan.steps) {
    turn.steps -= 1;
    if (step.kind === "cancel") cancel(turn, step.maker, "self-trade");
    else fill(turn, taker, step.maker, step.lots);
  }
}

function fill(turn: Turn, taker: Progress, maker: Order, lots: number): void {
  const { market } = taker;
  const price = inYesTerms(maker.outcome, maker.price);
  const takerPrice = inYesTerms(taker.order.outcome, price);
  const proceeds = valueOf(takerPrice, lots);
  const charged = chargeTaker(taker, takerPrice, lots, proceeds);
  const { fees } = maker;
  const makers = makerFee(fees, fees.makerBps, maker.price, lots);
  const offered = makerFee(fees, fees.rebateBps, maker.price, lots);
  const rebate = offered < charged ? offered : charged;

  const kind = matchKind(maker, taker.order);
  if (kind === "mint") market.pool += LOT_OF_SETS * BigInt(lots);
  if (kind === "merge") market.pool -= LOT_OF_SETS * BigInt(lots);
  settle(market, maker.account, maker, lots, makers - rebate);
  settle(market, taker.account, { ...taker.order, price: takerPrice }, lots, charged);
  const book = turn.state.assets.get(market.event.collateral);
  if (book !== undefined) book.fees += charged + makers - rebate;
  market.lastPrice = price;
  maker.remaining -= lots;
  if (maker.remaining === 0) takeOff(turn, maker);
  taker.filled += lots;
  taker.notional += proceeds;

  const legs: Leg[] = [
    {
      order: maker.id,
      account: maker.account.id,
      outcome: maker.outcome,
      side: maker.side,
      price: maker.price,
      quantity: toLots(lots),
      role: "maker",
      fee: toAmount(makers),
      rebate: toAmount(rebate),
    },
    {
      order: taker.order.id,
      account: taker.account.id,
      outcome: taker.order.outcome,
      side: taker.order.side,
      price: toPrice(takerPrice),
      quantity: toLots(lots),
      role: "taker",
      fee: toAmount(charged),
      rebate: toAmount(0n),
    },
  ];
  turn.events.push({
    type: "OrdersMatched",
    match: matchId(turn),
    market: market.id,
    kind,
    price,
    quantity: toLots(lots),
    legs,
  });
  countInGroup(turn, taker, maker.group, lots);
  countInGroup(turn, taker, taker.order.group, lots);
}

function matchId(turn: Turn): MatchId {
  const id = (turn.sequence * 4_096 + turn.matches) as MatchId;
  turn.matches += 1;
  return id;
}

/** The taker's fee so far, rounded, less what it paid before; a seller pays no more than it gets. */
function chargeTaker(taker: Progress, price: number, lots: number, proceeds: bigint): bigint {
  taker.numerators += numerator(taker.fees, taker.fees.takerBps, price, lots);
  const owed = takerFee(taker.fees, taker.numerators) - taker.fee;
  const charged = taker.order.side === "sell" && owed > proceeds ? proceeds : owed;
  taker.fee += charged;
  return charged;
}

type MatchKind = Extract<Event, { type: "OrdersMatched" }>["kind"];

function matchKind(maker: Pick<Order, "side">, taker: Pick<Order, "side">): MatchKind {
  if (maker.side !== taker.side) return "complementary";
  return maker.side === "buy" ? "mint" : "merge";
}

/** One leg: money one way, shares the other, `fee` to the venue. */
function settle(
  market: Market,
  account: Account,
  leg: Pick<Order, "outcome" | "side" | "price">,
  lots: number,
  fee: bigint,
): void {
  const money = valueOf(leg.price, lots);
  const { collateral } = market.event;
  if (leg.side === "buy") {
    addCash(account, collateral, -money - fee);
    addShares(market, account.id, leg.outcome, lots, money);
  } else {
    addCash(account, collateral, money - fee);
    removeShares(market, account.id, leg.outcome, lots);
  }
}

function countInGroup(turn: Turn, taker: Progress, id: GroupId | null, lots: number): void {
  const group = id === null ? undefined : turn.state.groups.get(id);
  if (group === undefined) return;
  group.matched += lots;
  taker.groups.add(group.id);
}

/** Trips the groups that reached their limit. */
export function tripGroups(turn: Turn, touched: ReadonlySet<GroupId>): void {
  if (turn.heldBack !== null) {
    for (const id of touched) turn.heldBack.add(id);
    return;
  }
  for (const id of touched) {
    const group = turn.state.groups.get(id);
    if (group === undefined || group.tripped) continue;
    if (group.limit === 0 || group.matched < group.limit) continue;
    group.tripped = true;
    turn.events.push({ type: "OrderGroupTripped", group: id, account: group.account.id });
    massCancel(turn, group.account, { kind: "group", group: id }, "group");
  }
}
