import { assert } from "../assert.ts";
import { DEADLINE_TAKER_DELAY } from "../deadlines.ts";
import { addOpenBuy, hold, holdShares } from "../ledger/ledger.ts";
import type { DelayedOrder, State } from "../state.ts";
import { enlist, forget } from "./resting.ts";
import type { RestingOrder } from "./resting.ts";

/** Sets an order aside until its taker delay is over, with everything it may need held. */
export function setAside(state: State, order: RestingOrder, delayed: DelayedOrder): void {
  const { positions } = state;
  const market = state.marketList[positions.market(order.position)];
  const slot = enlist(state, market, positions.account(order.position), order);
  state.orders.markDelayed(slot);
  holdForDelay(state, slot, delayed, 1);
  market.delayed ??= new Map();
  market.delayed.set(order.id, delayed);
  state.deadlines.add({ at: delayed.until, kind: DEADLINE_TAKER_DELAY, id: order.id });
}

/** @returns what is known of an order that is set aside; undefined for one at rest. */
export function delayedAt(state: State, slot: number): DelayedOrder | undefined {
  if (!state.orders.isDelayed(slot)) return undefined;
  return state.marketOf(slot).delayed?.get(state.orders.id(slot));
}

/** Takes an order out of its delay and gives back what was held for it. */
export function takeBack(state: State, slot: number): void {
  const market = state.marketOf(slot);
  const delayed = delayedAt(state, slot);
  assert(delayed !== undefined, "an order leaves a delay it is not in");
  holdForDelay(state, slot, delayed, -1);
  market.delayed?.delete(state.orders.id(slot));
  forget(state, market, state.accountIndexOf(slot), slot);
}

function holdForDelay(state: State, slot: number, delayed: DelayedOrder, sign: 1 | -1): void {
  const { orders, positions } = state;
  const position = orders.position(slot);
  const yes = orders.isYes(slot);
  if (orders.isBuy(slot)) {
    const { collateral } = state.marketOf(slot).event;
    hold(state, orders.account(slot), collateral, sign * delayed.collateral);
    addOpenBuy(positions, position, yes, sign * delayed.openBuy);
  } else {
    holdShares(positions, position, yes, sign * orders.remaining(slot));
  }
}
