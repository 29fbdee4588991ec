import { NO_SLOT } from "../book/order-pool.ts";
import { cancelOpen } from "../book/cancel.ts";
import type { Entry } from "../book/entry.ts";
import {
  DEADLINE_CLOSE,
  DEADLINE_DEAD_MAN,
  DEADLINE_GTD,
  DEADLINE_TAKER_DELAY,
  DEADLINE_TICK_SIZE,
} from "../deadlines.ts";
import type { Deadline } from "../deadlines.ts";
import type { AccountId, MarketId, Timestamp } from "../ids.ts";
import type { Run } from "../run.ts";
import type { State } from "../state.ts";
import { releaseOrder } from "./delay-order.ts";
import { enterState } from "./market-lifecycle.ts";
import { massCancel } from "./mass-cancel.ts";
import { awaitDeadMan, deadManDeadline } from "./safety.ts";
import { beginTickChange } from "./tick-size.ts";

/** Lets deadlines up to the command's time fall due, as many as one command may handle. */
export function advanceTime(run: Run, entry: Entry): void {
  run.emit({ type: "TimeAdvanced" });
  for (;;) {
    const deadline = nextDeadline(run.state);
    if (deadline === null || deadline.at > run.time || run.work === 0) return;
    run.work--;
    run.state.deadlines.pop();
    fallDue(run, deadline, entry);
    // A release has the whole budget of match steps for itself; the next command goes on.
    if (deadline.kind === DEADLINE_TAKER_DELAY) return;
  }
}

/**
 * The earliest deadline that still stands, or null. Drops entries of the heap
 * whose order has gone, whose market closes at another time, or whose account
 * gave another sign of life; the heap is no part of the logical state.
 */
export function nextDeadline(state: State): Deadline | null {
  const { deadlines } = state;
  for (let top = deadlines.top(); top !== undefined; top = deadlines.top()) {
    if (stands(state, top)) return top;
    deadlines.pop();
    if (top.kind === DEADLINE_DEAD_MAN) queueAgain(state, top);
  }
  return null;
}

function stands(state: State, { at, kind, id }: Deadline): boolean {
  switch (kind) {
    case DEADLINE_GTD: {
      const slot = state.orders.find(id);
      return slot !== NO_SLOT && state.orders.termsOf(slot).expiresAt === at;
    }
    case DEADLINE_TAKER_DELAY: {
      const slot = state.orders.find(id);
      return slot !== NO_SLOT && state.marketOf(slot).delayed?.get(id)?.until === at;
    }
    case DEADLINE_CLOSE:
      return state.markets.get(id as MarketId)?.closeDue === at;
    case DEADLINE_TICK_SIZE: {
      const change = state.markets.get(id as MarketId)?.tickChange;
      return change?.at === at && !change.hasBegun;
    }
    default: {
      const account = state.accounts.get(id as AccountId);
      return (
        account !== undefined &&
        account.deadManQueuedAt === at &&
        deadManDeadline(state, account) === at
      );
    }
  }
}

/** The account moved its deadline since the entry was made: makes an entry for the new one. */
function queueAgain(state: State, { at, id }: Deadline): void {
  const account = state.accounts.get(id as AccountId);
  if (account === undefined || account.deadManQueuedAt !== at) return;
  account.deadManQueuedAt = 0;
  const deadline = deadManDeadline(state, account);
  if (deadline > 0) awaitDeadMan(state, account, deadline);
}

function fallDue(run: Run, { kind, id }: Deadline, entry: Entry): void {
  const { state } = run;
  if (kind === DEADLINE_TAKER_DELAY) {
    releaseOrder(run, state.orders.find(id), entry);
    return;
  }
  if (kind === DEADLINE_GTD) {
    cancelOpen(run, state.orders.find(id), "expired");
    return;
  }
  if (kind === DEADLINE_CLOSE) {
    const market = state.markets.get(id as MarketId);
    if (market === undefined) return;
    market.closeDue = 0 as Timestamp;
    if (market.state === "open" || market.state === "halted") enterState(run, market, "closed");
    return;
  }
  if (kind === DEADLINE_TICK_SIZE) {
    const market = state.markets.get(id as MarketId);
    if (market !== undefined) beginTickChange(run, market);
    return;
  }
  const account = state.accounts.get(id as AccountId);
  if (account === undefined) return;
  account.deadManAt = 0 as Timestamp;
  account.deadManQueuedAt = 0;
  run.emit({ type: "DeadManTriggered", account: account.id });
  massCancel(run, account, { kind: "all" }, "dead-man");
}
