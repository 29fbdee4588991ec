import { applyPlan } from "../book/fills.ts";
import type { Aggressor } from "../book/fills.ts";
import type { RestingOrder } from "../book/order-pool.ts";
import { rest } from "../book/resting.ts";
import type { MatchPlan } from "../book/walk.ts";
import type { CancelReason, KeyOutcome } from "../events.ts";
import { FeeMeter } from "../fees.ts";
import type { OrderId } from "../ids.ts";
import type { Amount, Quantity } from "../money.ts";
import type { OrderSpec } from "../order.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";
import { mayRest } from "./admission.ts";
import type { Admission } from "./admission.ts";
import { tripGroups } from "./mass-cancel.ts";

/**
 * Lets an admitted order into the book: match steps, then rest, completion or
 * cancellation of what is left, then group trips.
 *
 * @param total the order's total lots, those filled before an amend included
 * @returns what the order's key answers from now on
 */
export function enterBook(
  run: Run,
  account: Account,
  order: OrderId,
  spec: OrderSpec,
  admission: Admission,
  plan: MatchPlan,
  total: number,
): KeyOutcome {
  const { market, schedule, lots } = admission;
  const aggressor: Aggressor = {
    order,
    account,
    market,
    outcome: spec.outcome,
    side: spec.side,
    group: spec.group,
    meter: new FeeMeter(schedule, schedule.takerBps),
    filled: 0,
    notional: 0,
    fee: 0,
    touched: new Set(),
  };
  applyPlan(run, aggressor, plan);
  const left = (lots - aggressor.filled) as Quantity;
  let resting = 0 as Quantity;
  if (spec.pricing.kind === "cash") {
    endCashOrder(run, aggressor, spec.pricing.cash, spec.pricing.feeIncluded, plan);
  } else if (left > 0 && mayRest(spec.pricing) && plan.stop === "none") {
    resting = left;
    comeToRest(run, aggressor, spec, admission, left, total);
  } else if (left > 0) {
    cancelRest(run, aggressor, left, 0 as Amount, plan.stop === "none" ? "unfilled" : plan.stop);
  }
  const outcome: KeyOutcome = {
    id: order,
    filled: aggressor.filled as Quantity,
    notional: aggressor.notional as Amount,
    fee: aggressor.fee as Amount,
    resting,
  };
  tripGroups(run, aggressor.touched);
  return outcome;
}

function endCashOrder(
  run: Run,
  aggressor: Aggressor,
  cash: number,
  feeIncluded: boolean,
  plan: MatchPlan,
): void {
  const spent = aggressor.notional + (feeIncluded ? aggressor.fee : 0);
  const unspent = (cash - spent) as Amount;
  if (!plan.isComplete) {
    cancelRest(
      run,
      aggressor,
      0 as Quantity,
      unspent,
      plan.stop === "none" ? "unfilled" : plan.stop,
    );
    return;
  }
  run.emit({
    type: "OrderCompleted",
    order: aggressor.order,
    account: aggressor.account.id,
    market: aggressor.market.id,
    cash: unspent,
  });
}

function comeToRest(
  run: Run,
  aggressor: Aggressor,
  spec: OrderSpec,
  admission: Admission,
  left: Quantity,
  total: number,
): void {
  const { order, account, market } = aggressor;
  rest(run.state, openOrder(order, account, spec, admission, left, total));
  run.log.rested(order, account.id, market.id, left);
}

/** An admitted order as the pool keeps it. */
export function openOrder(
  id: OrderId,
  account: Account,
  spec: OrderSpec,
  admission: Admission,
  remaining: number,
  total: number,
): RestingOrder {
  const { pricing } = spec;
  const timeInForce = pricing.kind === "limit" ? pricing.timeInForce : { kind: "ioc" as const };
  const mayPost = timeInForce.kind === "gtc" || timeInForce.kind === "gtd";
  return {
    id,
    account: account.index,
    market: admission.market.index,
    outcome: spec.outcome,
    bid: admission.taker.bid,
    price: admission.taker.limit,
    quantity: total,
    remaining,
    postOnly: mayPost && timeInForce.postOnly,
    reduceOnly: spec.reduceOnly,
    selfTrade: spec.selfTrade,
    version: admission.version,
    expiresAt: timeInForce.kind === "gtd" ? timeInForce.expiresAt : 0,
    group: spec.group ?? 0,
    session: spec.session ?? 0,
  };
}

function cancelRest(
  run: Run,
  aggressor: Aggressor,
  quantity: Quantity,
  cash: Amount,
  reason: CancelReason,
): void {
  const { order, account, market } = aggressor;
  run.log.cancelled(order, account.id, market.id, quantity, cash, reason);
}
