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
