import type { Account, Turn } from "./state.ts";
import type { AccountId, Rejection } from "@probity/core";

/** Refuses the command as a whole. */
export function reject(turn: Turn, rejection: Rejection): void {
  turn.events.push({ type: "CommandRejected", rejection });
}

/** Refuses one order, or one item of a batch of them. */
export function rejectOrder(
  turn: Turn,
  account: Account,
  item: number,
  key: string | null,
  rejection: Rejection,
): void {
  turn.events.push({ type: "OrderRejected", account: account.id, item, key, rejection });
}

export function invalid(field: string): Rejection {
  return { code: "InvalidField", field };
}

export function isAdmin(turn: Turn): boolean {
  const role = turn.state.roles.get(turn.actor);
  return turn.actor === 0 || role === "admin" || role === "superadmin";
}

/** Until when the account's owner is excluded; null when it is not. */
export function excludedUntil(turn: Turn, account: Account): number | null {
  const until = turn.state.exclusions.get(account.owner)?.until ?? 0;
  return until > turn.time ? until : null;
}

/**
 * The account an account command speaks for, or null with the refusal sent.
 * Admins may act for others only where `admins` says so.
 */
export function speaker(turn: Turn, id: AccountId, admins = false): Account | null {
  const account = turn.state.accounts.get(id);
  if (account === undefined) {
    reject(turn, { code: "AccountNotFound" });
    return null;
  }
  const mayAct = account.owner === turn.actor || turn.actor === 0 || (admins && isAdmin(turn));
  if (mayAct) return account;
  reject(turn, { code: "NotAuthorised" });
  return null;
}
