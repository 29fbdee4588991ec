import type { KeyOutcome, OrderId, OrderSpec, Timestamp } from "@probity/core";
import { toLots } from "./arithmetic.ts";
import { carryOut, tripGroups } from "./fills.ts";
import type { Progress } from "./fills.ts";
import type { Taker, Turn, WaitingOrder } from "./state.ts";
import { isUnfillable } from "./order-checks.ts";
import { finish, settleDown } from "./the-end.ts";
import { planWalk } from "./walk.ts";
import type { Plan } from "./walk.ts";
import { cancelWaiting, takeFromWaiting } from "./cancelling.ts";
import { outcomeOf, restingOrder, start } from "./progress.ts";

/** RULES.md section 6, "The delay": an order that would trade at once waits where the market says so. */

/** Whether the market makes an order with this plan wait. */
export function mustWait({ market }: Taker, plan: Plan): boolean {
  return market.parameters.takerDelayMs > 0 && plan.steps.length > 0;
}

/** Sets an accepted order aside. @returns what its key will answer. */
export function setAside(
  turn: Turn,
  taker: Taker,
  id: OrderId,
  spec: OrderSpec,
  plan: Plan,
  required: bigint,
): Partial<KeyOutcome> {
  const { account, market, quantity } = taker;
  const isCash = spec.pricing.kind === "cash";
  const until = turn.time + market.parameters.takerDelayMs;
  const wanted = isCash ? plan.filled : quantity;
  const waiting: WaitingOrder = {
    id,
    taker: { ...taker, spec, replaced: null, limit: onGrid(taker) },
    until,
    collateral: spec.side === "buy" ? required : 0n,
    lots: isCash ? 0 : quantity,
    openBuy: spec.side === "buy" ? wanted : 0,
  };
  account.waiting.set(id, waiting);
  turn.state.waiting.set(id, waiting);
  turn.events.push({
    type: "OrderDelayed",
    order: id,
    account: account.id,
    market: market.id,
    quantity: toLots(wanted),
    until: until as Timestamp,
  });
  return { id, resting: toLots(wanted) };
}

/** The limit on the grid of its acceptance: what is between two prices is no better than the worse of them. */
function onGrid({ limit, isBid, market: { tickSize } }: Taker): number {
  return (isBid ? Math.floor(limit / tickSize) : Math.ceil(limit / tickSize)) * tickSize;
}

/** The wait is over: the order meets the book as it is now. */
export function release(turn: Turn, waiting: WaitingOrder): void {
  const { id, taker } = waiting;
  const { account, market, spec } = taker;
  takeFromWaiting(turn, waiting);
  turn.events.push({
    type: "OrderReleased",
    order: id,
    account: account.id,
    market: market.id,
  });
  const isTaken =
    market.state === "open" &&
    market.mode === "normal" &&
    !market.tickChange?.hasBegun &&
    turn.time >= turn.state.postOnlyUntil;
  if (!isTaken) return cancelWaiting(turn, waiting, "market-state");
  const plan = planWalk(turn, taker);
  if (isUnfillable(taker, plan)) return cancelWaiting(turn, waiting, "unfilled");
  const { progress } = meetBook(turn, taker, id, plan, spec);
  tripGroups(turn, progress.groups);
}

/** Carries a plan out, lets what is left rest or go, and trips groups. @returns what the order's key answers. */
export function meetBook(
  turn: Turn,
  taker: Taker,
  id: OrderId,
  plan: Plan,
  accepted: OrderSpec,
): { readonly outcome: KeyOutcome; readonly progress: Progress } {
  const progress = start(taker, id);
  carryOut(turn, progress, plan);
  const order = restingOrder(taker, id, progress.filled);
  const resting = order === null ? 0 : settleDown(turn, order, plan);
  if (order === null) finish(turn, progress, plan, accepted.pricing);
  return { outcome: outcomeOf(progress, resting), progress };
}
