import { parseArgs } from "node:util";
import { ApiError, ProbityClient } from "@probity/client";
import { ask, isAttended, piped } from "../profile/ask.ts";
import { Credentials } from "../profile/credentials.ts";
import { pick, tokenOf } from "../profile/open-client.ts";
import { checkedUrl, isOpenToOthers, venueUrl } from "../profile/venue-url.ts";
import { harmless } from "../terminal-text.ts";
import { UsageError } from "../usage-error.ts";

/**
 * Signs in with e-mail and password, or with a key, and keeps what it takes in the user's own file.
 * The password is `PROBITY_PASSWORD`, the secret `PROBITY_SECRET`; else it is asked for, or the first
 * line of what is piped in; never an argument, which others on the machine could read.
 */
export async function login(args: readonly string[]): Promise<void> {
  const { email: given, key, url: named } = readLogin(args);
  const credentials = new Credentials();
  const url = venueUrl(named, credentials);
  if (isOpenToOthers(url)) console.error(`Others on the way can read what is sent to ${url}.`);
  if (key !== undefined) {
    if (given !== undefined) throw new UsageError("say --email or --key");
    const secret = process.env["PROBITY_SECRET"] || (await typed("Secret: "));
    await new ProbityClient({ url, key: { id: key, secret } }).accounts.list();
    credentials.keep(url, { key: { id: key, secret } });
    credentials.use(url);
    console.log(`The key ${harmless(key)} is kept for ${url}.`);
    return;
  }
  if (given === undefined && !isAttended()) throw new UsageError("say --email <address>");
  const email = given ?? (await ask("E-mail: "));
  const password = process.env["PROBITY_PASSWORD"] || (await typed("Password: "));
  const client = new ProbityClient({ url });
  const answer = await client.signIn({ email, password });
  credentials.keep(url, { signed_in: { email, ...pick(answer) } });
  credentials.use(url);
  console.log(`Signed in at ${url} as ${harmless(email)}, ${answer.owner_id}, ${answer.role}.`);
}

/**
 * Signs out at the venue and forgets it; it is forgotten whatever the venue says. An access token lasts
 * minutes and the sign-in for days, so a token that ended is renewed for it.
 */
export async function logout(args: readonly string[]): Promise<void> {
  const { url: named, email, key } = readLogin(args);
  if (email !== undefined || key !== undefined) throw new UsageError("logout takes --url alone");
  const credentials = new Credentials();
  const url = venueUrl(named, credentials);
  try {
    const token = await tokenOf(credentials, url);
    if (token === null) {
      console.log(`Nobody is signed in at ${url}; a key kept for it is forgotten.`);
      return;
    }
    await new ProbityClient({ url, token }).signOut();
  } catch (error) {
    // What is good no longer needs no end.
    if (!(error instanceof ApiError) || error.code !== "TOKEN_INVALID") throw error;
  } finally {
    credentials.forget(url);
  }
  console.log(`Signed out at ${url}.`);
}

function typed(question: string): Promise<string> {
  return process.stdin.isTTY ? ask(question, { isSecret: true }) : piped();
}

function readLogin(args: readonly string[]): {
  readonly email?: string;
  readonly key?: string;
  readonly url: string | null;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { email: { type: "string" }, key: { type: "string" }, url: { type: "string" } },
    });
    const { email, key, url } = values;
    return {
      ...(email !== undefined && { email }),
      ...(key !== undefined && { key }),
      url: url === undefined ? null : checkedUrl(url),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
