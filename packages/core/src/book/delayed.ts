import { assert } from "../assert.ts";
import { DEADLINE_TAKER_DELAY } from "../deadlines.ts";
import { addOpenBuy, hold, holdShares } from "../ledger/ledger.ts";
import type { DelayedOrder, State } from "../state.ts";
import type { RestingOrder } from "./order-pool.ts";
import { enlist, forget } from "./resting.ts";

/** Sets an order aside until its taker delay is over, with everything it may need held. */
export function setAside(state: State, order: RestingOrder, delayed: DelayedOrder): void {
  const slot = enlist(state, order);
  holdForDelay(state, slot, delayed, 1);
  state.marketOf(slot).delayed.set(order.id, delayed);
  state.deadlines.add({ at: delayed.until, kind: DEADLINE_TAKER_DELAY, id: order.id });
}

/** @returns what is known of an order that is set aside; undefined for one at rest. */
export function delayedAt(state: State, slot: number): DelayedOrder | undefined {
  return state.marketOf(slot).delayed.get(state.orders.id[slot]);
}

/** Takes an order out of its delay and gives back what was held for it. */
export function takeBack(state: State, slot: number): void {
  const market = state.marketOf(slot);
  const delayed = delayedAt(state, slot);
  assert(delayed !== undefined, "an order leaves a delay it is not in");
  holdForDelay(state, slot, delayed, -1);
  market.delayed.delete(state.orders.id[slot]);
  forget(state, slot);
}

function holdForDelay(state: State, slot: number, delayed: DelayedOrder, sign: 1 | -1): void {
  const market = state.marketOf(slot);
  const account = state.accountOf(slot);
  const position = state.positionOf(account, market);
  const { outcome, side } = delayed.spec;
  if (side === "buy") {
    hold(account, market.event.collateral, sign * delayed.collateral);
    addOpenBuy(position, outcome, sign * delayed.openBuy);
  } else {
    holdShares(position, outcome, sign * state.orders.remaining[slot]);
  }
}
