import type { Entry } from "../book/entry.ts";
import { applyPlan } from "../book/fills.ts";
import { placeOf } from "../book/order-pool.ts";
import { rest } from "../book/resting.ts";
import type { RestingOrder } from "../book/resting.ts";
import type { CancelReason } from "../events.ts";
import { NO_POSITION } from "../ledger/positions.ts";
import { amount } from "../money.ts";
import type { OrderSpec } from "../order.ts";
import type { Run } from "../run.ts";
import type { State } from "../state.ts";
import { tripGroups } from "./mass-cancel.ts";

/**
 * Lets an admitted order into the book: match steps, then rest, completion or
 * cancellation of what is left, then group trips.
 *
 * @param total the order's total lots, those filled before an amend included
 */
export function enterBook(run: Run, entry: Entry, spec: OrderSpec, total: number): void {
  const { state } = run;
  const { account, market, plan, taker } = entry;
  takePosition(state, entry);
  if (plan.length > 0) {
    entry.meter.restart(taker.schedule, taker.schedule.takerBps);
    applyPlan(run, entry);
  }
  const left = entry.lots - entry.filled;
  if (entry.isCash) {
    endCashOrder(run, entry);
  } else if (left > 0 && entry.mayRest && plan.stop === "none") {
    entry.resting = left;
    rest(state, market, account.index, openOrder(entry, left, total, spec.reduceOnly));
    run.log.rested(entry.order, account.id, market.id, left);
  } else if (left > 0) {
    cancelRest(run, entry, left, 0, plan.stop === "none" ? "unfilled" : plan.stop);
  }
  if (entry.touched.length === 0) return;
  if (run.touched === null) tripGroups(run, entry.touched);
  else run.touched.push(...entry.touched);
}

/** Makes the position an accepted order needs, if there is none. */
export function takePosition(state: State, entry: Entry): void {
  if (entry.position !== NO_POSITION) return;
  entry.position = state.positions.take(entry.account.index, entry.market.index);
}

function endCashOrder(run: Run, entry: Entry): void {
  const { plan } = entry;
  const { cash, feeIncluded } = entry.taker;
  const spent = entry.notional + (feeIncluded ? entry.fee : 0);
  if (!plan.isComplete) {
    cancelRest(run, entry, 0, cash - spent, plan.stop === "none" ? "unfilled" : plan.stop);
    return;
  }
  run.emit({
    type: "OrderCompleted",
    order: entry.order,
    account: entry.account.id,
    market: entry.market.id,
    cash: amount(cash - spent),
  });
}

/** An admitted order as the pool keeps it; the entry's own draft, good until its next order. */
export function openOrder(
  entry: Entry,
  remaining: number,
  total: number,
  reduceOnly: boolean,
): RestingOrder {
  const { draft, taker } = entry;
  draft.id = entry.order;
  draft.position = entry.position;
  draft.owner = taker.owner;
  const { limit, unit, bid, yes, selfTrade } = taker;
  draft.place = placeOf(limit * unit, bid, yes, entry.isPostOnly, reduceOnly, selfTrade);
  draft.quantity = total;
  draft.remaining = remaining;
  draft.version = entry.version;
  draft.expiresAt = entry.expiresAt;
  draft.group = entry.group;
  draft.session = entry.session;
  return draft;
}

function cancelRest(
  run: Run,
  entry: Entry,
  quantity: number,
  cash: number,
  reason: CancelReason,
): void {
  const { order, account, market } = entry;
  run.log.cancelled(order, account.id, market.id, quantity, cash, reason);
}
