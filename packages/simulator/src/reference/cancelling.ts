import { BATCH_MAX } from "@probity/core";
import type { CancelReason, CommandContent, OrderTarget } from "@probity/core";
import { invalid, reject, rejectOrder, speaker } from "./answers.ts";
import { toAmount, toLots } from "./arithmetic.ts";
import { liveEntry } from "./keys.ts";
import { idOf } from "./state.ts";
import type { Account, Job, JobScope, Market, Order, Turn, WaitingOrder } from "./state.ts";

/** RULES.md section 7: orders leave one by one, in bulk, and in the jobs left by too large a bulk. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

export function cancelOrders(turn: Turn, content: Content<"CancelOrders">): void {
  const account = speaker(turn, content.account, true);
  if (account === null) return;
  const { targets } = content;
  if (targets.length < 1 || targets.length > BATCH_MAX) return reject(turn, invalid("targets"));

  for (const [item, target] of targets.entries()) {
    const order = findTarget(turn, account, target);
    if (order === null) {
      const key = target.kind === "key" ? target.key : null;
      rejectOrder(turn, account, item, key, { code: "OrderNotFound" });
    } else {
      cancelOpen(turn, order, "requested");
    }
  }
}

/** The account's open order, by id or by a key that is still remembered. */
function findTarget(
  turn: Turn,
  account: Account,
  target: OrderTarget,
): Order | WaitingOrder | null {
  const id =
    target.kind === "order" ? target.order : liveEntry(turn, account, target.key)?.outcome.id;
  return account.orders.get(id as never) ?? account.waiting.get(id as never) ?? null;
}

export function cancelAll(turn: Turn, content: Content<"CancelAll">): void {
  const account = speaker(turn, content.account, true);
  if (account === null) return;
  const { scope } = content;
  const { events, markets, groups } = turn.state;
  if (scope.kind === "event" && !events.has(scope.event)) {
    return reject(turn, { code: "EventNotFound" });
  }
  if (scope.kind === "market" && !markets.has(scope.market)) {
    return reject(turn, { code: "MarketNotFound" });
  }
  if (scope.kind === "group" && groups.get(scope.group)?.account !== account) {
    return reject(turn, { code: "GroupNotFound" });
  }

  turn.events.push({ type: "CancelAllAccepted", account: account.id });
  massCancel(turn, account, scope, "requested");
}

/** Cancels the account's orders in `scope` as far as the command's work reaches; a job does the rest. */
export function massCancel(
  turn: Turn,
  account: Account,
  scope: JobScope,
  reason: CancelReason,
): void {
  const bound = idOf(turn.sequence + 1, 0);
  const isDone = cancelSome(turn, account, scope, bound, reason);
  if (!isDone) turn.state.jobs.push({ kind: "cancel", account, scope, bound, reason });
}

/** @returns whether no matching order is left. */
function cancelSome(
  turn: Turn,
  account: Account,
  scope: JobScope,
  bound: number,
  reason: CancelReason,
): boolean {
  const matching = [...account.orders.values(), ...account.waiting.values()]
    .filter((order) => order.id < bound && isInScope(order, scope))
    .sort((a, b) => a.id - b.id);
  for (const order of matching) {
    if (turn.work === 0) return false;
    turn.work -= 1;
    cancelOpen(turn, order, reason);
  }
  return true;
}

function isInScope(open: Order | WaitingOrder, scope: JobScope): boolean {
  const order = "taker" in open ? { ...open.taker.spec, market: open.taker.market } : open;
  switch (scope.kind) {
    case "all":
      return true;
    case "market":
      return order.market.id === scope.market;
    case "event":
      return order.market.event.id === scope.event;
    case "group":
      return order.group === scope.group;
    case "session":
      return order.session === scope.session;
    case "buys":
      return order.side === "buy";
  }
}

export function continueCancel(turn: Turn): void {
  const { jobs } = turn.state;
  const [job] = jobs;
  if (job === undefined || job.kind === "resolution") return reject(turn, invalid("type"));

  turn.events.push({ type: "WorkContinued" });
  if (isFinished(turn, job)) jobs.shift();
}

/** Goes on with the job. @returns whether nothing of it is left. */
function isFinished(turn: Turn, job: Exclude<Job, { kind: "resolution" }>): boolean {
  switch (job.kind) {
    case "cancel":
      return cancelSome(turn, job.account, job.scope, job.bound, job.reason);
    case "sessions":
      return closeSessions(turn, job);
    case "tick":
      return leaveGrid(turn, job.market);
  }
}

/** RULES.md section 3, "The change". @returns whether the new tick size is in force. */
export function leaveGrid(turn: Turn, market: Market): boolean {
  const { tickChange } = market;
  if (tickChange === null) return true;
  const { tickSize } = tickChange;
  const isOff = (open: Order | WaitingOrder): boolean =>
    ("taker" in open ? open.taker.limit : open.price) % tickSize !== 0;
  const waiting = [...turn.state.waiting.values()]
    .filter(({ taker }) => taker.market === market)
    .sort((a, b) => a.id - b.id);
  for (const order of [...waiting, ...market.bids, ...market.asks].filter(isOff)) {
    if (turn.work === 0) return false;
    turn.work -= 1;
    cancelOpen(turn, order, "tick-size");
  }
  market.tickSize = tickSize;
  market.tickChange = null;
  turn.events.push({ type: "TickSizeChanged", market: market.id, tickSize });
  return true;
}

/** @returns whether no session of the job is open any more. */
function closeSessions(turn: Turn, job: Extract<Job, { kind: "sessions" }>): boolean {
  const { sessions } = turn.state;
  const open = [...sessions.keys()].filter((id) => id < job.bound).sort((a, b) => a - b);
  for (const session of open) {
    if (turn.work === 0) return false;
    turn.work -= 1;
    const account = sessions.get(session);
    if (account === undefined) continue;
    sessions.delete(session);
    turn.events.push({ type: "SessionClosed", session, account: account.id });
    massCancel(turn, account, { kind: "session", session }, "session");
  }
  return true;
}

export function cancelOpen(turn: Turn, order: Order | WaitingOrder, reason: CancelReason): void {
  if ("taker" in order) cancelWaiting(turn, order, reason);
  else cancel(turn, order, reason);
}

/** An order that waited goes, and says so. */
export function cancelWaiting(turn: Turn, waiting: WaitingOrder, reason: CancelReason): void {
  const { id, taker, lots } = waiting;
  const { pricing } = taker.spec;
  takeFromWaiting(turn, waiting);
  turn.events.push({
    type: "OrderCancelled",
    order: id,
    account: taker.account.id,
    market: taker.market.id,
    quantity: toLots(lots),
    cash: toAmount(pricing.kind === "cash" ? BigInt(pricing.cash) : 0n),
    reason,
  });
}

export function takeFromWaiting(turn: Turn, { id, taker }: WaitingOrder): void {
  taker.account.waiting.delete(id);
  turn.state.waiting.delete(id);
}

/** Takes an order off the ladder and says so. */
export function cancel(turn: Turn, order: Order, reason: CancelReason): void {
  takeOff(turn, order);
  turn.events.push({
    type: "OrderCancelled",
    order: order.id,
    account: order.account.id,
    market: order.market.id,
    quantity: toLots(order.remaining),
    cash: toAmount(0n),
    reason,
  });
}

/** Removes an order from its ladder and its account. */
export function takeOff(turn: Turn, order: Order): void {
  const { bids, asks } = order.market;
  for (const side of [bids, asks]) {
    const place = side.indexOf(order);
    if (place >= 0) side.splice(place, 1);
  }
  order.account.orders.delete(order.id);
  turn.state.orders.delete(order.id);
}
