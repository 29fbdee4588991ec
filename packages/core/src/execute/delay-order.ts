import { assert } from "../assert.ts";
import { delayedAt, setAside, takeBack } from "../book/delayed.ts";
import { NO_SLOT } from "../book/order-pool.ts";
import { walk } from "../book/walk.ts";
import type { MatchPlan } from "../book/walk.ts";
import type { CancelReason, KeyOutcome } from "../events.ts";
import type { OrderId, Timestamp } from "../ids.ts";
import type { Amount, Quantity } from "../money.ts";
import type { OrderSpec } from "../order.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";
import { fills, isDelayed, isFillOrKill } from "./admission.ts";
import type { Admission } from "./admission.ts";
import { PLAIN_OUTCOME } from "./client-key.ts";
import { enterBook, openOrder } from "./enter-book.ts";

/**
 * Lets an admitted and accepted order into the book, or sets it aside first if
 * it would trade at once in a market with a taker delay.
 *
 * @returns what the order's key answers from now on
 */
export function enterOrDelay(
  run: Run,
  account: Account,
  order: OrderId,
  spec: OrderSpec,
  admission: Admission,
  plan: MatchPlan,
): KeyOutcome {
  const { market, lots, required, wanted } = admission;
  if (!isDelayed(market, plan)) return enterBook(run, account, order, spec, admission, plan, lots);
  const until = (run.time + market.parameters.takerDelayMs) as Timestamp;
  const open = openOrder(order, account, spec, admission, lots, lots);
  setAside(run.state, open, { spec, until, collateral: required, openBuy: wanted });
  const quantity = spec.pricing.kind === "cash" ? (wanted as Quantity) : lots;
  const fact = { order, account: account.id, market: market.id, quantity, until };
  run.emit({ type: "OrderDelayed", ...fact });
  return { ...PLAIN_OUTCOME, id: order, resting: quantity };
}

/**
 * Ends an order's delay: what was held is given back, and the order goes into
 * the book as it is now, under the fees of its acceptance. A market that takes no
 * such orders any more cancels it.
 */
export function releaseOrder(run: Run, slot: number, plan: MatchPlan): void {
  const { state } = run;
  const { orders } = state;
  const delayed = delayedAt(state, slot);
  assert(delayed !== undefined, "only a delayed order is released");
  const { spec } = delayed;
  const market = state.marketOf(slot);
  const account = state.accountOf(slot);
  const order = orders.id[slot] as OrderId;
  const lots = orders.remaining[slot] as Quantity;
  const version = orders.version[slot];
  const schedule = state.scheduleOf(slot);
  const { pricing } = spec;
  const taker = {
    owner: account.owner,
    bid: orders.isBid(slot),
    limit: orders.price[slot],
    yes: spec.outcome === "yes",
    selfTrade: spec.selfTrade,
    quantity: lots,
    cash:
      pricing.kind === "cash" ? { amount: pricing.cash, feeIncluded: pricing.feeIncluded } : null,
    schedule,
    without: NO_SLOT,
  };
  takeBack(state, slot);
  run.emit({ type: "OrderReleased", order, account: account.id, market: market.id });
  const cancel = (reason: CancelReason): void => {
    const cash = pricing.kind === "cash" ? pricing.cash : (0 as Amount);
    const fact = { order, account: account.id, market: market.id, quantity: lots, cash, reason };
    run.emit({ type: "OrderCancelled", ...fact });
  };
  const takes =
    market.state === "open" && market.mode === "normal" && run.time >= state.postOnlyUntil;
  if (!takes) return cancel("market-state");
  walk(state, market, taker, run.steps, plan);
  if (isFillOrKill(pricing) && !fills(pricing, lots, plan)) return cancel("unfilled");
  const position = state.positionOf(account, market);
  const { collateral: required, openBuy: wanted } = delayed;
  const admission = { market, position, taker, schedule, lots, required, wanted, version };
  enterBook(run, account, order, spec, admission, plan, lots);
}
