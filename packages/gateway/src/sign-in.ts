/** What every way of signing in leads to. */
import type { AccountId, OwnerId, Role } from "@probity/core";
import type { Session, SessionStep } from "@probity/identity";
import { formatId, formatOwner, formatTime } from "@probity/protocol";
import type { SignInAnswer } from "@probity/protocol";
import type { FastifyReply, FastifyRequest } from "fastify";
import { openFirstAccount } from "./first-account.ts";
import { setRefreshCookie } from "./refresh-cookie.ts";
import { refuse } from "./refusal.ts";
import { readMachine } from "./venue.ts";
import type { Venue } from "./venue.ts";

/** What the machine knows of a person. */
export interface Standing {
  readonly role: Role;
  readonly accounts: readonly AccountId[];
}

/** Opens a session for somebody who proved who they are. */
export async function signIn(
  venue: Venue,
  owner: OwnerId,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SignInAnswer> {
  // Registering may have been cut short before the account was opened.
  await openFirstAccount(venue, owner);
  const step = await venue.sessions.openSession(owner, deviceOf(request));
  if (step === null) throw refuse("WRONG_CREDENTIALS");
  return handOut(venue, step, reply, "body");
}

/** The tokens of a step of a session: the refresh token in a cookie, and in the body if wanted. */
export async function handOut(
  venue: Venue,
  step: SessionStep,
  reply: FastifyReply,
  where: "body" | "cookie",
): Promise<SignInAnswer> {
  const tokens = await venue.tokens.issue(step);
  setRefreshCookie(reply, venue, tokens.refreshToken, tokens.refreshExpiresAt);
  const { sequence, value } = await standingOf(venue, step.owner, undefined);
  return {
    seq: sequence,
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_at: formatTime(tokens.accessExpiresAt),
    ...(where === "body" ? { refresh_token: tokens.refreshToken } : {}),
    refresh_expires_at: formatTime(tokens.refreshExpiresAt),
    ...standingJson(step.owner, value),
  };
}

/** A person as the machine has them at `minSequence` or later. */
export function standingOf(venue: Venue, owner: OwnerId, minSequence: number | undefined) {
  return readMachine(
    venue,
    (machine): Standing => ({ role: machine.role(owner), accounts: machine.accountsOf(owner) }),
    minSequence,
  );
}

export function standingJson(owner: OwnerId, { role, accounts }: Standing) {
  return {
    owner_id: formatOwner(owner),
    role,
    account_ids: accounts.map((account) => formatId("acc", account)),
  };
}

/** @param current the session that asks; null: none of theirs does. */
export function sessionJson(one: Session, current: string | null) {
  return {
    session: one.session,
    device: one.device,
    opened_at: formatTime(one.openedAt),
    used_at: formatTime(one.usedAt),
    expires_at: formatTime(one.expiresAt),
    is_current: one.session === current,
  };
}

/** What the person signed in with, for their list of sessions. */
function deviceOf({ headers }: FastifyRequest): string {
  return (headers["user-agent"] ?? "").slice(0, 200);
}
