import { NO_SLOT } from "../book/order-pool.ts";
import { cancelOpen } from "../book/cancel.ts";
import { findOrderOf } from "../book/resting.ts";
import { BATCH_MAX } from "../commands.ts";
import type { CommandContent, OrderTarget } from "../commands.ts";
import { invalid } from "../fields.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account, State } from "../state.ts";
import { actFor } from "./authority.ts";
import { massCancel } from "./mass-cancel.ts";
import { rejectOrder } from "./place-order.ts";

/** Cancels orders by id or client key; each target stands for itself. */
export function cancelOrders(
  run: Run,
  command: Extract<CommandContent, { type: "CancelOrders" }>,
): void {
  const account = actFor(run, command.account, true);
  if (account === null) return;
  const { targets } = command;
  if (targets.length < 1 || targets.length > BATCH_MAX) {
    run.reject(invalid("targets"));
    return;
  }
  for (let item = 0; item < targets.length; item++) {
    const target = targets[item];
    const slot = findTarget(run, account, target);
    const key = target.kind === "key" ? target.key : null;
    if (slot === NO_SLOT) rejectOrder(run, account, item, key, { code: "OrderNotFound" });
    else cancelOpen(run, slot, "requested");
  }
}

/** Cancels all orders of the account in a scope, a bounded number at once and the rest in turn. */
export function cancelAll(run: Run, command: Extract<CommandContent, { type: "CancelAll" }>): void {
  const account = actFor(run, command.account, true);
  if (account === null) return;
  const refusal = judgeScope(run.state, account, command);
  if (refusal !== null) {
    run.reject(refusal);
    return;
  }
  run.emit({ type: "CancelAllAccepted", account: account.id });
  massCancel(run, account, command.scope, "requested");
}

function findTarget(run: Run, account: Account, target: OrderTarget): number {
  if (target.kind === "order") {
    return findOrderOf(run.state, account.id, target.order, target.slot);
  }
  const isResting = (id: number): boolean => run.state.orders.find(id) !== NO_SLOT;
  const entry = account.keys?.find(target.key, run.time, isResting);
  return entry === undefined ? NO_SLOT : findOrderOf(run.state, account.id, entry.outcome.id);
}

function judgeScope(
  state: State,
  account: Account,
  { scope }: Extract<CommandContent, { type: "CancelAll" }>,
): Rejection | null {
  switch (scope.kind) {
    case "all":
      return null;
    case "event":
      return state.events.has(scope.event) ? null : { code: "EventNotFound" };
    case "market":
      return state.markets.has(scope.market) ? null : { code: "MarketNotFound" };
    case "group":
      return state.groups.get(scope.group)?.account === account ? null : { code: "GroupNotFound" };
    default:
      return scope satisfies never;
  }
}
