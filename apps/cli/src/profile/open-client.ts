import { ApiError, OPERATIONS, ProbityClient } from "@probity/client";
import type { OperationId } from "@probity/client";
import { Credentials } from "./credentials.ts";
import type { SignedIn } from "./credentials.ts";
import { venueUrl } from "./venue-url.ts";

/** A token that ends within this time is renewed first. */
const RENEW_MS = 30_000;

/** How long a renewal may take: half of what others wait for the lock, see `Credentials.alone`. */
const RENEWAL_MS = 10_000;

/** Somebody waits for the answer. */
const RETRY_DELAYS_MS: readonly number[] = [100, 300, 1_000];

export interface OpenedClient {
  readonly client: ProbityClient;
  readonly url: string;
  /** For who stays: renews a token that is ending. @returns whether the client has another one now. */
  readonly renew: () => Promise<boolean>;
}

/**
 * A client of the venue that is meant, as whoever is signed in there or by the key kept for it. What
 * the environment says goes first: `PROBITY_TOKEN`, then `PROBITY_KEY` with `PROBITY_SECRET`.
 */
export async function openClient(named: string | null = null): Promise<OpenedClient> {
  const credentials = new Credentials();
  const url = venueUrl(named, credentials);
  const { PROBITY_TOKEN: given, PROBITY_KEY: id, PROBITY_SECRET: secret } = process.env;
  const key = id && secret ? { id, secret } : credentials.of(url).key;
  const options = { url, retryDelaysMs: RETRY_DELAYS_MS };
  if (given || key !== undefined) {
    const client = new ProbityClient({ ...options, ...(given ? { token: given } : { key }) });
    return { client, url, renew: () => Promise.resolve(false) };
  }
  let token = await tokenOf(credentials, url);
  const client = new ProbityClient({ ...options, ...(token !== null && { token }) });
  const renew = async (): Promise<boolean> => {
    const now = await tokenOf(credentials, url);
    if (now === null || now === token) return false;
    token = now;
    client.useToken(now);
    return true;
  };
  return { client, url, renew };
}

/** The token of who is signed in there, renewed if it is ending; null when nobody is. */
export async function tokenOf(credentials: Credentials, url: string): Promise<string | null> {
  const { signed_in: signedIn } = credentials.of(url);
  if (signedIn === undefined) return null;
  if (!isEnding(signedIn) || signedIn.refresh_token === undefined) return signedIn.access_token;
  return credentials.alone(async () => {
    // Another process may have renewed it meanwhile.
    const now = credentials.of(url).signed_in;
    if (now === undefined || !isEnding(now)) return now?.access_token ?? null;
    return renewed(credentials, url, now);
  });
}

function isEnding({ expires_at }: SignedIn): boolean {
  return Date.parse(expires_at) < Date.now() + RENEW_MS;
}

async function renewed(credentials: Credentials, url: string, old: SignedIn): Promise<string> {
  const renew: string = "auth.refresh";
  if (!isOperation(renew) || old.refresh_token === undefined) return old.access_token;
  try {
    const body = { refresh_token: old.refresh_token };
    // Given up before others take the lock for one of somebody who died, and use the same token.
    const client = new ProbityClient({ url, retryDelaysMs: [], timeoutMs: RENEWAL_MS });
    const answer = await client.callAny<SignedIn>(renew, { body });
    const signedIn = { ...old, ...pick(answer) };
    credentials.keep(url, { ...credentials.of(url), signed_in: signedIn });
    return signedIn.access_token;
  } catch (error) {
    // The old token will be refused, and the answer to that says what to do.
    if (error instanceof ApiError && !error.isOutcomeUnknown) return old.access_token;
    throw error;
  }
}

/** Of the answer to a sign-in, what is kept. */
export function pick({ access_token, expires_at, refresh_token }: SignedIn): SignedIn {
  return { access_token, expires_at, ...(refresh_token !== undefined && { refresh_token }) };
}

/** Whether the client knows an operation of this name. */
export function isOperation(id: string): id is OperationId {
  return Object.hasOwn(OPERATIONS, id);
}
