import type { CancelReason } from "../events.ts";
import type { Run } from "../run.ts";
import { delayedAt, takeBack } from "./delayed.ts";
import { pullMaker } from "./resting.ts";

/** Cancels an open order, at rest or set aside, and says why. */
export function cancelOpen(run: Run, slot: number, reason: CancelReason): void {
  const { state } = run;
  const { orders } = state;
  const account = state.accountIndexOf(slot);
  const market = state.marketOf(slot);
  const delayed = delayedAt(state, slot);
  const pricing = delayed?.spec.pricing;
  run.log.cancelled(
    orders.id(slot),
    state.accountId(account),
    market.id,
    orders.remaining(slot),
    pricing?.kind === "cash" ? pricing.cash : 0,
    reason,
  );
  if (delayed === undefined) pullMaker(state, market, account, slot);
  else takeBack(state, slot);
}
