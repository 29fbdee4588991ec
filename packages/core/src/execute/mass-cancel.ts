import { NO_SLOT } from "../book/order-pool.ts";
import { cancelOpen } from "../book/cancel.ts";
import { idFrom } from "../ids.ts";
import type { OrderId, Sequence } from "../ids.ts";
import type { CancelReason } from "../events.ts";
import type { Run } from "../run.ts";
import type { Account, MassScope, OrderGroup, State } from "../state.ts";

/**
 * Cancels an account's orders in a scope by ascending id, within the command's
 * budget; what is left becomes a job. The work asked for is the orders in the
 * scope; the others of the account are only looked at, at most its order cap.
 */
export function massCancel(
  run: Run,
  account: Account,
  scope: MassScope,
  reason: CancelReason,
): void {
  const below = idFrom<OrderId>((run.sequence + 1) as Sequence, 0);
  if (cancelSome(run, account, scope, below, reason)) {
    run.state.jobs.push({ kind: "cancel", account, scope, below, reason });
  }
}

/** @returns whether matching orders are left. */
export function cancelSome(
  run: Run,
  account: Account,
  scope: MassScope,
  below: OrderId,
  reason: CancelReason,
): boolean {
  const { orders, ownOrders } = run.state;
  let slot = ownOrders.first(account.index);
  while (slot !== NO_SLOT && orders.id(slot) < below) {
    const next = ownOrders.behind(slot);
    if (isInScope(run.state, slot, scope)) {
      if (run.work === 0) return true;
      run.work--;
      cancelOpen(run, slot, reason);
    }
    slot = next;
  }
  return false;
}

/** Trips each touched group that has filled its limit. */
export function tripGroups(run: Run, touched: readonly OrderGroup[]): void {
  for (const group of touched) {
    if (group.limit > 0 && !group.tripped && group.matched >= group.limit) tripGroup(run, group);
  }
}

/** The kill switch of a group. */
export function tripGroup(run: Run, group: OrderGroup): void {
  group.tripped = true;
  run.emit({ type: "OrderGroupTripped", group: group.id, account: group.account.id });
  massCancel(run, group.account, { kind: "group", group: group.id }, "group");
}

function isInScope(state: State, slot: number, scope: MassScope): boolean {
  switch (scope.kind) {
    case "all":
      return true;
    case "market":
      return state.marketOf(slot).id === scope.market;
    case "event":
      return state.marketOf(slot).event.id === scope.event;
    case "group":
      return state.orders.termsOf(slot).group === scope.group;
    case "session":
      return state.orders.termsOf(slot).session === scope.session;
    case "buys":
      return state.orders.isBuy(slot);
    default:
      return scope satisfies never;
  }
}
