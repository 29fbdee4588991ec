import type { Entry } from "../book/entry.ts";
import { applyPlan } from "../book/fills.ts";
import type { RestingOrder } from "../book/order-pool.ts";
import { rest } from "../book/resting.ts";
import type { CancelReason } from "../events.ts";
import { amount } from "../money.ts";
import type { OrderSpec } from "../order.ts";
import type { Run } from "../run.ts";
import { mayRest } from "./admission.ts";
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
  entry.position = state.positions.take(account.index, market.index);
  entry.meter.restart(taker.schedule, taker.schedule.takerBps);
  applyPlan(run, entry);
  const left = entry.lots - entry.filled;
  if (spec.pricing.kind === "cash") {
    endCashOrder(run, entry, spec.pricing.cash, spec.pricing.feeIncluded);
  } else if (left > 0 && mayRest(spec.pricing) && plan.stop === "none") {
    entry.resting = left;
    rest(state, openOrder(entry, spec, left, total));
    run.log.rested(entry.order, account.id, market.id, left);
  } else if (left > 0) {
    cancelRest(run, entry, left, 0, plan.stop === "none" ? "unfilled" : plan.stop);
  }
  tripGroups(run, entry.touched);
}

function endCashOrder(run: Run, entry: Entry, cash: number, feeIncluded: boolean): void {
  const { plan } = entry;
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
  spec: OrderSpec,
  remaining: number,
  total: number,
): RestingOrder {
  const { draft, taker } = entry;
  const { pricing } = spec;
  draft.id = entry.order;
  draft.position = entry.position;
  draft.owner = entry.account.ownerIndex;
  draft.level = taker.limit;
  draft.bid = taker.bid;
  draft.yes = taker.yes;
  draft.quantity = total;
  draft.remaining = remaining;
  draft.postOnly = false;
  draft.reduceOnly = spec.reduceOnly;
  draft.selfTrade = taker.selfTrade;
  draft.version = entry.version;
  draft.expiresAt = 0;
  draft.group = spec.group ?? 0;
  draft.session = spec.session ?? 0;
  if (pricing.kind !== "limit") return draft;
  const { timeInForce } = pricing;
  if (timeInForce.kind === "gtc" || timeInForce.kind === "gtd") {
    draft.postOnly = timeInForce.postOnly;
  }
  if (timeInForce.kind === "gtd") draft.expiresAt = timeInForce.expiresAt;
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
