import { makerFee } from "../fees.ts";
import type { FeeSchedule } from "../market.ts";
import { PRICE_ONE, notional } from "../money.ts";
import type { Price, Quantity } from "../money.ts";
import type { Market, State } from "../state.ts";
import { addOpenBuy, hold, holdShares } from "./ledger.ts";

/**
 * Collateral a resting buy at `ownPrice` needs for `lots`: their notional and
 * their maker fee, rounded down. What is held for an account is the sum of this
 * over its open buys, so a release is the difference before and after; fills pay
 * floor(a) + floor(b) ≤ floor(a + b), so it always suffices.
 */
function collateralFor(schedule: FeeSchedule, ownPrice: Price, lots: Quantity): number {
  return notional(ownPrice, lots) + makerFee(schedule, schedule.makerBps, ownPrice, lots);
}

/** What is held for a resting buy. */
export function collateralHold(state: State, slot: number): number {
  const { orders } = state;
  const price = orders.price(slot);
  const ownPrice = (orders.isYes(slot) ? price : PRICE_ONE - price) as Price;
  return collateralFor(state.scheduleOf(slot), ownPrice, orders.remaining(slot) as Quantity);
}

/** Changes what is held for a resting order of the account (by its index) from `before` to `after` remaining lots. */
export function adjustHold(
  state: State,
  market: Market,
  account: number,
  slot: number,
  before: number,
  after: number,
): void {
  const { orders, positions } = state;
  const position = orders.position(slot);
  const yes = orders.isYes(slot);
  if (!orders.isBuy(slot)) {
    holdShares(positions, position, yes, after - before);
    return;
  }
  const price = orders.price(slot);
  const ownPrice = (yes ? price : PRICE_ONE - price) as Price;
  const schedule = market.schedules[orders.version(slot) - 1];
  const change =
    schedule.makerBps === 0
      ? ownPrice * (after - before)
      : collateralFor(schedule, ownPrice, after as Quantity) -
        collateralFor(schedule, ownPrice, before as Quantity);
  hold(state, account, market.event.collateral, change);
  addOpenBuy(positions, position, yes, after - before);
}
