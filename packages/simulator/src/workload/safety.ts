import type { AccountLimits } from "@probity/core";
import { anyAccount } from "./trading.ts";
import { venue, wish } from "./wish.ts";
import type { Maker } from "./wish.ts";

/** Heartbeats, sessions, groups, roles, and what an operator does to accounts and the venue. */

export const heartbeat: Maker = (stage) => {
  const { random } = stage;
  const account = anyAccount(stage);
  if (account === null) return null;
  const timeoutMs = random.chance(0.15) ? 0 : random.magnitude(500, 2_000_000);
  return wish(account.owner, { type: "Heartbeat", account: account.id, timeoutMs });
};

export const session: Maker = (stage) => {
  const { random } = stage;
  const account = anyAccount(stage);
  if (account === null) return null;
  const { id, owner, sessions } = account;
  const open = random.pickOrNull(sessions);
  if (open === null || (sessions.length < 3 && random.chance(0.6))) {
    return wish(owner, { type: "OpenSession", account: id });
  }
  return wish(owner, { type: "CloseSession", account: id, session: open });
};

export const orderGroup: Maker = (stage) => {
  const { random } = stage;
  const account = anyAccount(stage);
  if (account === null) return null;
  const { id, owner, groups } = account;
  const group = random.pickOrNull(groups);
  if (group === null || (groups.length < 3 && random.chance(0.3))) {
    const limit = random.chance(0.2) ? 0 : random.magnitude(1, 200) * 10;
    return wish(owner, { type: "CreateOrderGroup", account: id, limit });
  }
  const isTripped = stage.machine.group(group)?.tripped === true;
  const type = random.chance(isTripped ? 0.95 : 0.3) ? "ResetOrderGroup" : "TripOrderGroup";
  return wish(owner, { type, account: id, group });
};

export const updateAccount: Maker = ({ random, memory }) => {
  const restricted = memory.accounts.find(({ status }) => status !== "active") ?? null;
  const account = restricted ?? random.pickOrNull(memory.accounts);
  if (account === null) return null;
  return venue({
    type: "UpdateAccount",
    account: account.id,
    status: random.weighted([
      [restricted === null ? 1 : 6, "active"],
      [1, "closed-only"],
      [1, "frozen"],
    ]),
    maxOpenOrders: random.chance(0.8) ? 10_000 : random.between(0, 12),
  });
};

/** Mostly generous, and mostly taken back. */
export const setAccountLimits: Maker = ({ random, memory, machine }) => {
  const limited = memory.accounts.find(({ id }) => isLimited(machine.account(id)?.limits));
  const account =
    limited !== undefined && random.chance(0.5) ? limited : random.pickOrNull(memory.accounts);
  if (account === null) return null;
  const isLifted = account === limited && random.chance(0.6);
  const limit = (least: number, most: number): number =>
    isLifted || random.chance(0.4) ? 0 : random.magnitude(least, most);
  const exposure = machine.account(account.id)?.exposure ?? 0;
  return venue({
    type: "SetAccountLimits",
    account: account.id,
    maxOrderNotional: limit(100_000, 100_000_000),
    maxExposure: limit(1_000_000, 1_000_000 + 2 * exposure),
    maxDailyDeposit: limit(1_000_000, 40_000_000_000),
  });
};

function isLimited(limits: AccountLimits | undefined): boolean {
  return limits !== undefined && Object.values(limits).some((limit) => limit > 0);
}

/** For minutes, as a rule; now and then for hours, so that a cool-off can be lengthened. */
export const excludeOwner: Maker = ({ random, memory, machine }) => {
  const excluded = memory.accounts.find(({ owner }) => machine.exclusion(owner) !== null);
  const account = random.chance(0.5) ? (excluded ?? null) : random.pickOrNull(memory.accounts);
  if (account === null) return null;
  const running = machine.exclusion(account.owner);
  const longer = random.chance(0.6) ? random.magnitude(1, 60_000) : -random.magnitude(1, 60_000);
  const until =
    running === null ? memory.time + random.magnitude(1_000, 400_000) : running.until + longer;
  const kind = random.chance(0.5) ? "cool-off" : "self-exclusion";
  const actor = random.chance(0.8) ? account.owner : 0;
  return wish(actor, { type: "ExcludeOwner", owner: account.owner, kind, until });
};

/** One operator is enough most of the time. */
export const configureVenue: Maker = ({ random, machine }) => {
  const confirmations = machine.confirmations() === 2 || random.chance(0.3) ? 1 : 2;
  return venue({ type: "ConfigureVenue", confirmations });
};

/** What one operator asked for is wanted by another, or by the same again, or not quite. */
export const confirmEnding: Maker = ({ random, machine }) => {
  const request = random.pickOrNull(machine.endingRequests());
  if (request === null) return null;
  const { wish: asked, actor } = request;
  const isOther = asked.type === "ResolveMarket" && random.chance(0.1);
  const content = isOther ? { ...asked, yesPayout: 10_000 - asked.yesPayout } : asked;
  const second = random.chance(0.85) ? [0, 1, 2].find((other) => other !== actor) : actor;
  return wish(second ?? 0, content);
};

/** Owners 1 and 2 are made operators now and then, and others rarely. */
export const setRole: Maker = ({ random }) => {
  const owner = random.chance(0.9) ? random.between(1, 2) : random.between(3, 14);
  const role = owner <= 2 ? random.pick(["admin", "superadmin", "user"] as const) : "user";
  return wish(random.chance(0.8) ? 0 : 1, { type: "SetRole", owner, role });
};

export const resumeVenue: Maker = ({ random }) =>
  venue({
    type: "ResumeVenue",
    postOnlyMs: random.chance(0.5) ? 0 : random.magnitude(1_000, 60_000),
    graceMs: random.magnitude(1_000, 600_000),
  });

export const registerCollateral: Maker = ({ random, memory }) => {
  if (memory.assets.length >= 3 && random.chance(0.9)) return null;
  return venue({ type: "RegisterCollateral", symbol: random.pick(["USD", "EUR", "BIG"]) });
};
