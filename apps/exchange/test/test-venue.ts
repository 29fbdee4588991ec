/** A venue on a folder and a port of its own, and a way to ask it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig, startVenue } from "../src/index.ts";
import type { RunningVenue } from "../src/index.ts";

export const OPERATOR = { email: "operator@example.org", password: "a long sentence" };

/** Settings of a venue that tests may hurry. */
export function settings(folder: string): Record<string, string> {
  return {
    HOST: "127.0.0.1",
    PORT: "0",
    PROBITY_DATA: folder,
    PROBITY_ADMIN_EMAIL: OPERATOR.email,
    PROBITY_ADMIN_PASSWORD: OPERATOR.password,
    POST_ONLY_AFTER_START_MS: "0",
    RATE_LIMIT_PER_MINUTE: "0",
    LIVE_CONNECTIONS_PER_MINUTE: "0",
    SEGMENT_BYTES: "1048576",
    LOG_LEVEL: "silent",
  };
}

export function start(folder: string): Promise<RunningVenue> {
  return startVenue(readConfig(settings(folder)), () => {});
}

/** A data folder that is gone after the test. */
export async function newFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "probity-venue-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

export interface Answer {
  readonly status: number;
  // The tests look into bodies of every shape.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** Somebody who is signed in at a venue. */
export class Person {
  readonly token: string;
  readonly account: string;
  private readonly url: string;

  private constructor(url: string, token: string, account: string) {
    this.url = url;
    this.token = token;
    this.account = account;
  }

  static async register(url: string, name: string): Promise<Person> {
    const credentials = { email: `${name}@example.org`, password: "a long sentence" };
    return Person.from(url, await ask(url, "POST", "/auth/register", credentials));
  }

  static async signIn(url: string, credentials: typeof OPERATOR): Promise<Person> {
    return Person.from(url, await ask(url, "POST", "/auth/login", credentials));
  }

  /** With the signed message of a wallet challenge. */
  static async byWallet(
    url: string,
    proof: { readonly message: string; readonly signature: string },
  ): Promise<Person> {
    return Person.from(url, await ask(url, "POST", "/auth/wallet", proof));
  }

  async must(method: string, path: string, body?: unknown): Promise<Answer["body"]> {
    const answer = await ask(this.url, method, path, body, this.token);
    if (answer.status === 200) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  private static from(url: string, { status, body }: Answer): Person {
    if (status !== 200) throw new Error(JSON.stringify(body));
    return new Person(url, body.access_token, body.account_ids[0]);
  }
}

export async function ask(
  url: string,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** Creates an event of one market and opens it. @returns the market's id. */
export async function openMarket(operator: Person, slug: string): Promise<string> {
  const { markets } = await operator.must("POST", "/admin/events", {
    slug,
    title: slug,
    markets: [{ slug: `${slug}-market`, question: `Will ${slug} happen?` }],
  });
  await operator.must("POST", `/admin/events/${slug}/state`, { to: "open" });
  return markets[0].market_id;
}

export function limitOrder(
  market: string,
  outcome: string,
  side: string,
  price: string,
  quantity: string,
) {
  return { type: "limit", market_id: market, outcome, side, price, quantity };
}
