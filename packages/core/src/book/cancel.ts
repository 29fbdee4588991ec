import type { CancelReason } from "../events.ts";
import type { Run } from "../run.ts";
import { delayedAt, takeBack } from "./delayed.ts";
import { pullMaker } from "./resting.ts";

/** Cancels an open order, at rest or set aside, and says why. */
export function cancelOpen(run: Run, slot: number, reason: CancelReason): void {
  const { state } = run;
  const { orders } = state;
  const delayed = delayedAt(state, slot);
  const pricing = delayed?.spec.pricing;
  run.log.cancelled(
    orders.id(slot),
    state.accountIdOf(slot),
    state.marketOf(slot).id,
    orders.remaining(slot),
    pricing?.kind === "cash" ? pricing.cash : 0,
    reason,
  );
  if (delayed === undefined) pullMaker(state, slot);
  else takeBack(state, slot);
}
