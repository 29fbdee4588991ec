import type { AccountId } from "../ids.ts";
import { SYSTEM } from "../ids.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account } from "../state.ts";

export const NOT_AUTHORISED: Rejection = { code: "NotAuthorised" };
export const ACCOUNT_NOT_FOUND: Rejection = { code: "AccountNotFound" };

/**
 * The account a command is about, if its actor may act for it; otherwise the
 * command is rejected and null returned. `adminToo`: administrators may as well.
 */
export function actFor(run: Run, id: AccountId, adminToo = false): Account | null {
  const account = run.state.accounts.get(id);
  if (account === undefined) {
    run.reject(ACCOUNT_NOT_FOUND);
    return null;
  }
  const mayAct =
    run.actor === SYSTEM ||
    account.owner === run.actor ||
    (adminToo && run.state.isAdmin(run.actor));
  if (mayAct) return account;
  run.reject(NOT_AUTHORISED);
  return null;
}

/** Rejects the command unless its actor is an administrator or the venue itself. */
export function isOperator(run: Run): boolean {
  const isAllowed = run.state.isAdmin(run.actor);
  if (!isAllowed) run.reject(NOT_AUTHORISED);
  return isAllowed;
}
