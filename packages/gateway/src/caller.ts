/** Who asks, for which account, and under which key. */
import type { AccountId, OwnerId } from "@probity/core";
import { clientKey } from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import { badField, refuse } from "./refusal.ts";
import type { Bearer } from "./tokens.ts";
import type { Venue } from "./venue.ts";

const callers = new WeakMap<FastifyRequest, Bearer>();

/** A hook for routes of signed-in people: reads the bearer token. */
export function signedIn(venue: Venue) {
  return async (request: FastifyRequest): Promise<void> => {
    const { authorization } = request.headers;
    if (authorization === undefined) throw refuse("NOT_SIGNED_IN");
    const token = /^Bearer ([A-Za-z0-9._-]{1,4096})$/i.exec(authorization)?.[1];
    const bearer = token === undefined ? null : await venue.tokens.verify(token);
    if (bearer === null) throw refuse("TOKEN_INVALID");
    callers.set(request, bearer);
  };
}

/** A hook for routes of operators: the role is the machine's to tell. */
export function operator(venue: Venue) {
  const signIn = signedIn(venue);
  return async (request: FastifyRequest): Promise<void> => {
    await signIn(request);
    const owner = callerOf(request);
    const { sequence, value } = await venue.sequencer.read((machine) => machine.role(owner));
    if (value === "user") throw refuse("NOT_AUTHORISED", {}, sequence);
  };
}

/** Whose token the request carries. Only behind `signedIn` or `operator`. */
export function callerOf(request: FastifyRequest): OwnerId {
  return bearerOf(request).owner;
}

/** The token the request carries, as it was verified. Only behind `signedIn` or `operator`. */
export function bearerOf(request: FastifyRequest): Bearer {
  const bearer = callers.get(request);
  if (bearer === undefined) throw new Error("the route has no hook that asks who is there");
  return bearer;
}

/**
 * The account a request is for: the one it names, which must be the caller's,
 * or the caller's first.
 */
export async function accountOf(
  venue: Venue,
  owner: OwnerId,
  named: AccountId | undefined,
): Promise<AccountId> {
  const known = knownAccountOf(venue, owner, named);
  if (known !== null) return known;
  if (named === undefined) {
    const first = await firstAccount(venue, owner);
    if (first === undefined) throw refuse("ACCOUNT_NOT_FOUND");
    return first;
  }
  return ownAccount(named, await ownerInMachine(venue, named), owner);
}

/** The same at once; null when the read side does not know it yet and the machine must be asked. */
export function knownAccountOf(
  { readSide }: Venue,
  owner: OwnerId,
  named: AccountId | undefined,
): AccountId | null {
  if (named === undefined) return readSide.accountsOf(owner)[0] ?? null;
  const holder = readSide.ownerOf(named);
  return holder === null ? null : ownAccount(named, holder, owner);
}

/** Whether an account of somebody else exists is nobody's business. */
function ownAccount(account: AccountId, holder: OwnerId | null, owner: OwnerId): AccountId {
  if (holder !== owner) throw refuse("ACCOUNT_NOT_FOUND");
  return account;
}

/** The `Idempotency-Key` header, null when there is none. */
export function keyOf(request: FastifyRequest): string | null {
  const header = request.headers["idempotency-key"];
  return header === undefined ? null : readKey(String(header));
}

/** The text of an `Idempotency-Key` header as a key. */
export function readKey(header: string): string {
  const key = clientKey.safeParse(header);
  if (key.success) return key.data;
  throw badField("idempotency-key", key.error.issues[0]?.message ?? "it is not a key");
}

/** An order's key: its client order id, or the header; both only if they agree. */
export function orderKey(header: string | null, clientOrderId: string | null): string | null {
  if (clientOrderId === null) return header;
  if (header !== null && header !== clientOrderId) {
    throw badField("client_order_id", "it differs from the header idempotency-key");
  }
  return clientOrderId;
}

async function firstAccount(venue: Venue, owner: OwnerId): Promise<AccountId | undefined> {
  return (await venue.sequencer.read((machine) => machine.accountsOf(owner)[0])).value;
}

async function ownerInMachine(venue: Venue, account: AccountId): Promise<OwnerId | null> {
  return (await venue.sequencer.read((machine) => machine.account(account)?.owner ?? null)).value;
}
