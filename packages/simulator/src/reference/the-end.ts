import type { CancelReason, Pricing } from "@probity/core";
import { toAmount, toLots } from "./arithmetic.ts";
import { cancel } from "./cancelling.ts";
import type { Progress } from "./fills.ts";
import type { Order, Turn } from "./state.ts";
import { inYesTerms, isBidOrder } from "./walk.ts";
import type { Plan } from "./walk.ts";

/** RULES.md section 6, "The end": what becomes of what was not filled. */

/** The end of an order that never rests. `spec` is as accepted, clipped if it was to be. */
export function finish(turn: Turn, progress: Progress, plan: Plan, pricing: Pricing): void {
  if (pricing.kind === "cash") return finishCash(turn, progress, plan, pricing);
  const left = pricing.quantity - progress.filled;
  if (left > 0) leave(turn, progress, left, 0n, plan.stop ?? "unfilled");
}

function finishCash(
  turn: Turn,
  progress: Progress,
  plan: Plan,
  pricing: Extract<Pricing, { kind: "cash" }>,
): void {
  const spent = progress.notional + (pricing.feeIncluded ? progress.fee : 0n);
  const unspent = BigInt(pricing.cash) - spent;
  if (!plan.isComplete) return leave(turn, progress, 0, unspent, plan.stop ?? "unfilled");
  turn.events.push({
    type: "OrderCompleted",
    order: progress.order.id,
    account: progress.account.id,
    market: progress.market.id,
    cash: toAmount(unspent),
  });
}

/** An order that is not on the ladder goes with something left. */
function leave(
  turn: Turn,
  progress: Progress,
  quantity: number,
  cash: bigint,
  reason: CancelReason,
): void {
  turn.events.push({
    type: "OrderCancelled",
    order: progress.order.id,
    account: progress.account.id,
    market: progress.market.id,
    quantity: toLots(quantity),
    cash: toAmount(cash),
    reason,
  });
}

/**
 * The end of an order that may rest: it does, or goes because its walk was
 * stopped, or is filled.
 *
 * @returns the lots that came to rest.
 */
export function settleDown(turn: Turn, order: Order, plan: Plan): number {
  if (order.remaining === 0) return 0;
  if (plan.stop !== null) {
    cancel(turn, order, plan.stop);
    return 0;
  }
  putOn(turn, order);
  turn.events.push({
    type: "OrderRested",
    order: order.id,
    account: order.account.id,
    market: order.market.id,
    quantity: toLots(order.remaining),
  });
  return order.remaining;
}

/** Puts an order on its ladder, behind all of its price. */
function putOn(turn: Turn, order: Order): void {
  const { bids, asks } = order.market;
  const isBid = isBidOrder(order);
  const side = isBid ? bids : asks;
  const price = inYesTerms(order.outcome, order.price);
  const worse = side.findIndex((other) => {
    const otherPrice = inYesTerms(other.outcome, other.price);
    return isBid ? otherPrice < price : otherPrice > price;
  });
  side.splice(worse < 0 ? side.length : worse, 0, order);
  order.account.orders.set(order.id, order);
  turn.state.orders.set(order.id, order);
}
