/** Who asks, for which account, and under which key. */
import type { AccountId, OwnerId } from "@probity/core";
import type { Scope } from "@probity/identity";
import { clientKey } from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import { testPrincipal } from "./development-headers.ts";
import { gate } from "./needs.ts";
import type { Gate } from "./needs.ts";
import type { Principal } from "./principal.ts";
import { limitRefused } from "./rate-limit.ts";
import { badField, refuse } from "./refusal.ts";
import { KEY_HEADER, readRawBody, signatureIn } from "./signed-request.ts";
import type { Venue } from "./venue.ts";

const callers = new WeakMap<FastifyRequest, Principal>();
/** Bodies that were read to check a signature, on their way to the parser. */
const rawBodies = new WeakMap<FastifyRequest, Buffer>();

/**
 * A hook for routes of people who are known, by token or key, and may do what the route does.
 * Without a scope, reading needs `read` and the rest `trade`; `person` is for what keys may not do.
 */
export function signedIn(venue: Venue, scope?: Exclude<Scope, "admin"> | "person"): Gate {
  const needOf = (method: string) => scope ?? (method === "GET" ? "read" : "trade");
  return limitedGate(needOf, async (request) => {
    const principal = await recognise(venue, request);
    const need = needOf(request.method === "HEAD" ? "GET" : request.method);
    if (need !== "person") requireScope(principal, need);
    else if (principal.via === "key") throw refuse("KEY_NOT_ENOUGH");
  });
}

/** A hook for routes of operators: the role is the machine's to tell. */
export function operator(venue: Venue, least: "admin" | "superadmin" = "admin"): Gate {
  return limitedGate(
    () => least,
    async (request) => {
      const principal = await recognise(venue, request);
      const { owner } = principal;
      const { sequence, value: role } = await venue.sequencer.read((machine) =>
        machine.role(owner),
      );
      if (role === "user" || (least === "superadmin" && role !== least)) {
        throw refuse("NOT_AUTHORISED", {}, sequence);
      }
      requireScope(principal, "admin");
    },
  );
}

/** @throws Refusal when a key was not made for this. */
export function requireScope({ scopes }: Principal, scope: Scope): void {
  if (!scopes.has(scope)) throw refuse("SCOPE_MISSING", { scope });
}

/** Whose request it is. Only behind `signedIn` or `operator`. */
export function callerOf(request: FastifyRequest): OwnerId {
  return principalOf(request).owner;
}

/** Who asks, and how far they may go. Only behind `signedIn` or `operator`. */
export function principalOf(request: FastifyRequest): Principal {
  const principal = callers.get(request);
  if (principal === undefined) throw new Error("the route has no hook that asks who is there");
  return principal;
}

/** The body of a request that was read already to check its signature. */
export function bodyReadBefore(request: FastifyRequest): Buffer | null {
  return rawBodies.get(request) ?? null;
}

/** The limits of requests stand behind this hook; who is refused here must meet them all the same. */
function limitedGate(
  needOf: Parameters<typeof gate>[0],
  judge: (request: FastifyRequest) => Promise<void>,
): Gate {
  return gate(needOf, async (request, reply) => {
    try {
      await judge(request);
    } catch (error) {
      await limitRefused(request, reply, callers.has(request));
      throw error;
    }
  });
}

/** Finds out who asks. @throws Refusal when that is nobody. */
async function recognise(venue: Venue, request: FastifyRequest): Promise<Principal> {
  const principal = await principalBehind(venue, request);
  callers.set(request, principal);
  return principal;
}

async function principalBehind(venue: Venue, request: FastifyRequest): Promise<Principal> {
  const { headers } = request;
  if (headers[KEY_HEADER] !== undefined) {
    const parts = { method: request.method, path: request.originalUrl };
    return venue.signedRequests.verify(signatureIn(headers), parts, async () => {
      const body = await readRawBody(request.raw);
      rawBodies.set(request, body);
      return body;
    });
  }
  const { authorization } = headers;
  if (authorization !== undefined) {
    const token = /^Bearer ([A-Za-z0-9._-]{1,4096})$/i.exec(authorization)?.[1];
    const principal = token === undefined ? null : await venue.tokens.verify(token);
    if (principal === null) throw refuse("TOKEN_INVALID");
    return principal;
  }
  const test = await testPrincipal(venue, headers);
  if (test === null) throw refuse("NOT_SIGNED_IN");
  return test;
}

/**
 * The account a request is for: the one it names, which the caller must be allowed to touch, or
 * the first of those.
 */
export async function accountOf(
  venue: Venue,
  who: Principal,
  named: AccountId | undefined,
): Promise<AccountId> {
  const wanted = named ?? who.accounts?.[0];
  const known = knownAccountOf(venue, who, wanted);
  if (known !== null) return known;
  if (wanted !== undefined) return ownAccount(wanted, await ownerInMachine(venue, wanted), who);
  const first = await firstAccount(venue, who.owner);
  if (first === undefined) throw refuse("ACCOUNT_NOT_FOUND");
  return first;
}

/** The same at once; null when the read side does not know it yet and the machine must be asked. */
export function knownAccountOf(
  { readSide }: Venue,
  who: Principal,
  named: AccountId | undefined,
): AccountId | null {
  const wanted = named ?? who.accounts?.[0];
  if (wanted === undefined) return readSide.accountsOf(who.owner)[0] ?? null;
  const holder = readSide.ownerOf(wanted);
  return holder === null ? null : ownAccount(wanted, holder, who);
}

/** The accounts of a list of the owner's that the caller may touch. */
export function touchable(
  { accounts: limited }: Principal,
  accounts: readonly AccountId[],
): readonly AccountId[] {
  return limited === null ? accounts : accounts.filter((one) => limited.includes(one));
}

/** Whether an account of somebody else, or out of reach of a key, exists is nobody's business. */
function ownAccount(account: AccountId, holder: OwnerId | null, who: Principal): AccountId {
  const isInReach = who.accounts === null || who.accounts.includes(account);
  if (holder !== who.owner || !isInReach) throw refuse("ACCOUNT_NOT_FOUND");
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
