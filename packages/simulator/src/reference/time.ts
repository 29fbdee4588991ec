import { INTERVAL_MAX_MS } from "@probity/core";
import type { CommandContent, MarketId, MarketState, Timestamp } from "@probity/core";
import { invalid, reject } from "./answers.ts";
import { cancelOpen, leaveGrid, massCancel } from "./cancelling.ts";
import { release } from "./delaying.ts";
import { isWithin } from "./fields.ts";
import { idOf } from "./state.ts";
import type { Account, Market, Order, State, Turn, WaitingOrder } from "./state.ts";

/** RULES.md section 9: deadlines, found by looking at everything that has one. */

type Deadline = { readonly time: number } & (
  | { readonly kind: "gtd"; readonly order: Order | WaitingOrder }
  | { readonly kind: "close"; readonly market: MarketId }
  | { readonly kind: "dead-man"; readonly account: Account }
  | { readonly kind: "taker-delay"; readonly waiting: WaitingOrder }
  | { readonly kind: "tick-size"; readonly market: Market }
);

const RANK = { gtd: 0, close: 1, "dead-man": 2, "taker-delay": 3, "tick-size": 4 };

function idIn(deadline: Deadline): number {
  switch (deadline.kind) {
    case "gtd":
      return deadline.order.id;
    case "close":
      return deadline.market;
    case "dead-man":
      return deadline.account.id;
    case "taker-delay":
      return deadline.waiting.id;
    case "tick-size":
      return deadline.market.id;
  }
}

function isEarlier(a: Deadline, b: Deadline): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.kind !== b.kind) return RANK[a.kind] < RANK[b.kind];
  return idIn(a) < idIn(b);
}

/** The earliest deadline of all. */
export function earliestDeadline(state: State): Deadline | null {
  let earliest: Deadline | null = null;
  const consider = (deadline: Deadline): void => {
    if (earliest === null || isEarlier(deadline, earliest)) earliest = deadline;
  };
  for (const order of state.orders.values()) {
    if (order.timeInForce.kind === "gtd") {
      consider({ kind: "gtd", time: order.timeInForce.expiresAt, order });
    }
  }
  for (const waiting of state.waiting.values()) {
    const { pricing } = waiting.taker.spec;
    if (pricing.kind === "limit" && pricing.timeInForce.kind === "gtd") {
      consider({ kind: "gtd", time: pricing.timeInForce.expiresAt, order: waiting });
    }
    consider({ kind: "taker-delay", time: waiting.until, waiting });
  }
  for (const market of state.markets.values()) {
    const { tickChange } = market;
    if (tickChange !== null && !tickChange.hasBegun) {
      consider({ kind: "tick-size", time: tickChange.at, market });
    }
  }
  for (const [market, time] of state.closings) consider({ kind: "close", time, market });
  for (const account of state.accounts.values()) {
    if (account.deadline !== null) {
      const time = Math.max(account.deadline, state.deadManFloor);
      consider({ kind: "dead-man", time, account });
    }
  }
  return earliest;
}

export function advanceTime(turn: Turn): void {
  turn.events.push({ type: "TimeAdvanced" });
  while (turn.work > 0) {
    const deadline = earliestDeadline(turn.state);
    if (deadline === null || deadline.time > turn.time) return;
    turn.work -= 1;
    fallDue(turn, deadline);
    if (deadline.kind === "taker-delay") return;
  }
}

function fallDue(turn: Turn, deadline: Deadline): void {
  switch (deadline.kind) {
    case "gtd":
      return cancelOpen(turn, deadline.order, "expired");
    case "taker-delay":
      return release(turn, deadline.waiting);
    case "close": {
      turn.state.closings.delete(deadline.market);
      const market = turn.state.markets.get(deadline.market);
      if (market?.state === "open" || market?.state === "halted") enter(turn, market, "closed");
      return;
    }
    case "tick-size":
      return beginTickChange(turn, deadline.market);
    case "dead-man": {
      const { account } = deadline;
      account.deadline = null;
      turn.events.push({ type: "DeadManTriggered", account: account.id });
      return massCancel(turn, account, { kind: "all" }, "dead-man");
    }
  }
}

/** A change of tick size that was announced comes into force, or is forgotten. */
export function beginTickChange(turn: Turn, market: Market): void {
  if (market.tickChange === null) return;
  if (hasEnded(market)) {
    market.tickChange = null;
    return;
  }
  market.tickChange = { ...market.tickChange, hasBegun: true };
  if (!leaveGrid(turn, market)) turn.state.jobs.push({ kind: "tick", market });
}

/** Resolving, or in a final state. */
export function hasEnded({ state }: Market): boolean {
  return ["resolving", "resolved", "voided", "deleted"].includes(state);
}

export function resumeVenue(
  turn: Turn,
  content: Extract<CommandContent, { readonly type: "ResumeVenue" }>,
): void {
  const { state } = turn;
  const { postOnlyMs, graceMs } = content;
  if (!isWithin(postOnlyMs, 0, INTERVAL_MAX_MS)) return reject(turn, invalid("postOnlyMs"));
  if (!isWithin(graceMs, 0, INTERVAL_MAX_MS)) return reject(turn, invalid("graceMs"));

  state.postOnlyUntil = turn.time + postOnlyMs;
  state.deadManFloor = Math.max(state.deadManFloor, turn.time + graceMs);
  turn.events.push({
    type: "VenueResumed",
    postOnlyUntil: state.postOnlyUntil as Timestamp,
    deadManFloor: state.deadManFloor as Timestamp,
  });
  if (state.sessions.size > 0) {
    state.jobs.push({ kind: "sessions", bound: idOf(turn.sequence, 0) });
  }
}

/** Moves a market to another state and says so. */
export function enter(turn: Turn, market: Market, to: MarketState): void {
  const from = market.state;
  market.state = to;
  turn.events.push({ type: "MarketStateChanged", market: market.id, from, to, mode: market.mode });
}
