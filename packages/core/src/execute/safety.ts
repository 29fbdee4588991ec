import type { CommandContent } from "../commands.ts";
import { DEADLINE_DEAD_MAN } from "../deadlines.ts";
import { invalid, isCount, isInterval } from "../fields.ts";
import type { GroupId, SessionId, Timestamp } from "../ids.ts";
import type { Run } from "../run.ts";
import type { Account, OrderGroup, State } from "../state.ts";
import { actFor, isOperator } from "./authority.ts";
import { massCancel, tripGroup } from "./mass-cancel.ts";

const SESSIONS_PER_ACCOUNT = 100;
const GROUPS_PER_ACCOUNT = 1_000;

/** Arms, extends or disarms the dead man's switch of an account. */
export function heartbeat(run: Run, command: Extract<CommandContent, { type: "Heartbeat" }>): void {
  const { timeoutMs } = command;
  const account = actFor(run, command.account);
  if (account === null) return;
  if (!isInterval(timeoutMs)) return run.reject(invalid("timeoutMs"));
  account.deadManAt = (timeoutMs === 0 ? 0 : run.time + timeoutMs) as Timestamp;
  const deadline = deadManDeadline(run.state, account);
  if (deadline > 0 && (account.deadManQueuedAt === 0 || deadline < account.deadManQueuedAt)) {
    awaitDeadMan(run.state, account, deadline);
  }
  run.emit({ type: "HeartbeatSet", account: account.id, deadline });
}

/** When the account's switch goes off; 0 if it is not armed. After a recovery not before the floor. */
export function deadManDeadline(state: State, account: Account): Timestamp {
  const { deadManAt } = account;
  return deadManAt === 0 ? deadManAt : (Math.max(deadManAt, state.deadManFloor) as Timestamp);
}

/** Queues the account's deadline. A later one replaces it when this one comes to the top. */
export function awaitDeadMan(state: State, account: Account, at: Timestamp): void {
  account.deadManQueuedAt = at;
  state.deadlines.add({ at, kind: DEADLINE_DEAD_MAN, id: account.id });
}

export function openSession(
  run: Run,
  command: Extract<CommandContent, { type: "OpenSession" }>,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  if (account.sessions.length >= SESSIONS_PER_ACCOUNT) {
    return run.reject({ code: "LimitReached", limit: SESSIONS_PER_ACCOUNT });
  }
  const session = run.id<SessionId>(0);
  account.sessions = [...account.sessions, session];
  run.state.sessions.set(session, account);
  run.emit({ type: "SessionOpened", session, account: account.id });
}

export function closeSession(
  run: Run,
  command: Extract<CommandContent, { type: "CloseSession" }>,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  if (run.state.sessions.get(command.session) !== account) {
    return run.reject({ code: "SessionNotFound" });
  }
  endSession(run, account, command.session);
}

/** Closes an open session and cancels the orders placed with it. */
export function endSession(run: Run, account: Account, session: SessionId): void {
  account.sessions = account.sessions.filter((other) => other !== session);
  run.state.sessions.delete(session);
  run.emit({ type: "SessionClosed", session, account: account.id });
  massCancel(run, account, { kind: "session", session }, "session");
}

export function createOrderGroup(
  run: Run,
  command: Extract<CommandContent, { type: "CreateOrderGroup" }>,
): void {
  const { limit } = command;
  const account = actFor(run, command.account);
  if (account === null) return;
  if (!isCount(limit, Number.MAX_SAFE_INTEGER)) return run.reject(invalid("limit"));
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  if (account.groups >= GROUPS_PER_ACCOUNT) {
    return run.reject({ code: "LimitReached", limit: GROUPS_PER_ACCOUNT });
  }
  const group = run.id<GroupId>(0);
  account.groups++;
  run.state.groups.set(group, { id: group, account, limit, matched: 0, tripped: false });
  run.emit({ type: "OrderGroupCreated", group, account: account.id, limit });
}

export function tripOrderGroup(
  run: Run,
  command: Extract<CommandContent, { type: "TripOrderGroup" }>,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const group = groupOf(run.state, account, command.group);
  if (group === null) return run.reject({ code: "GroupNotFound" });
  if (group.tripped) return run.reject({ code: "GroupTripped" });
  tripGroup(run, group);
}

export function resetOrderGroup(
  run: Run,
  command: Extract<CommandContent, { type: "ResetOrderGroup" }>,
): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  const group = groupOf(run.state, account, command.group);
  if (group === null) return run.reject({ code: "GroupNotFound" });
  group.matched = 0;
  group.tripped = false;
  run.emit({ type: "OrderGroupReset", group: group.id, account: account.id });
}

/** After a recovery or takeover: post-only for a while, a grace interval for dead men, old sessions closed in turn. */
export function resumeVenue(
  run: Run,
  command: Extract<CommandContent, { type: "ResumeVenue" }>,
): void {
  const { state } = run;
  const { postOnlyMs, graceMs } = command;
  if (!isOperator(run)) return;
  if (!isInterval(postOnlyMs)) return run.reject(invalid("postOnlyMs"));
  if (!isInterval(graceMs)) return run.reject(invalid("graceMs"));
  state.postOnlyUntil = (run.time + postOnlyMs) as Timestamp;
  // Never back: a deadline that was put off is not called in again.
  state.deadManFloor = Math.max(state.deadManFloor, run.time + graceMs) as Timestamp;
  run.emit({
    type: "VenueResumed",
    postOnlyUntil: state.postOnlyUntil,
    deadManFloor: state.deadManFloor,
  });
  if (state.sessions.size > 0) state.jobs.push({ kind: "sessions", below: run.id<SessionId>(0) });
}

function groupOf(state: State, account: Account, id: GroupId): OrderGroup | null {
  const group = state.groups.get(id);
  return group?.account === account ? group : null;
}
