import { makerFee } from "../fees.ts";
import { ladderPrice } from "../order.ts";
import { notional } from "../money.ts";
import type { Price, Quantity } from "../money.ts";
import type { State } from "../state.ts";
import { addOpenBuy, hold, holdShares } from "./ledger.ts";

/**
 * Collateral a resting buy needs for `remaining` lots: their notional at its
 * price and its maker fee, rounded down. What is held for an account is the sum
 * of this over its open buys, so a release is the difference before and after;
 * fills pay floor(a) + floor(b) ≤ floor(a + b), so it always suffices.
 */
export function collateralHold(state: State, slot: number, remaining: number): number {
  const { orders } = state;
  const ownPrice = ladderPrice(orders.outcome(slot), orders.price[slot] as Price);
  const schedule = state.scheduleOf(slot);
  const lots = remaining as Quantity;
  return notional(ownPrice, lots) + makerFee(schedule, schedule.makerBps, ownPrice, lots);
}

/** Changes what is held for a resting order from `before` to `after` remaining lots. */
export function adjustHold(state: State, slot: number, before: number, after: number): void {
  const { orders } = state;
  const market = state.marketOf(slot);
  const account = state.accountOf(slot);
  const outcome = orders.outcome(slot);
  const position = state.positionOf(account, market);
  if (orders.side(slot) === "buy") {
    const change = heldFor(state, slot, after) - heldFor(state, slot, before);
    hold(account, market.event.collateral, change);
    addOpenBuy(position, outcome, after - before);
  } else {
    holdShares(position, outcome, after - before);
  }
}

function heldFor(state: State, slot: number, remaining: number): number {
  return remaining === 0 ? 0 : collateralHold(state, slot, remaining);
}
