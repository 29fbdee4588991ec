import type { AccountId, OwnerId } from "@probity/core";
import { SCOPES } from "@probity/identity";
import type { ApiKeyInfo, Scope } from "@probity/identity";

/** Who asks, and how far they may go. */
export interface Principal {
  readonly owner: OwnerId;
  readonly via: "token" | "key" | "development";
  readonly scopes: ReadonlySet<Scope>;
  /** The only accounts they may touch; null: all of the owner's. */
  readonly accounts: readonly AccountId[] | null;
  readonly keyId: string | null;
  /** The session a token belongs to. */
  readonly sessionId: string | null;
  /** In ms since 1970; infinity: never by itself. */
  readonly expiresAt: number;
}

const EVERYTHING: ReadonlySet<Scope> = new Set(SCOPES);

/** Somebody who signed in and is here in person. */
export function principalOfSession(
  owner: OwnerId,
  sessionId: string,
  expiresAt: number,
): Principal {
  const scopes = EVERYTHING;
  return { owner, via: "token", scopes, accounts: null, keyId: null, sessionId, expiresAt };
}

/** A program with a key. */
export function principalOfKey({ id, owner, scopes, accounts, expiresAt }: ApiKeyInfo): Principal {
  return {
    owner,
    via: "key",
    scopes: new Set(scopes),
    accounts,
    keyId: id,
    sessionId: null,
    expiresAt: expiresAt ?? Number.POSITIVE_INFINITY,
  };
}

/** Whoever the headers of development claim to be. */
export function principalOfTest(owner: OwnerId): Principal {
  return {
    owner,
    via: "development",
    scopes: EVERYTHING,
    accounts: null,
    keyId: null,
    sessionId: null,
    expiresAt: Number.POSITIVE_INFINITY,
  };
}
