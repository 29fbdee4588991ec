/**
 * Any sequence of requests, right and wrong ones, by anybody, leaves the laws intact and is never
 * answered by a failure of ours. The routes come from the documentation and the bodies from the
 * table of valid ones, so a new route joins in by itself.
 */
import { brokenLaws } from "@probity/core";
import { mulberry32 } from "@probity/sequencer";
import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { TestGateway } from "./test-gateway.ts";
import { VALID_BODIES } from "./valid-bodies.ts";

type Method = "GET" | "POST" | "PATCH" | "DELETE";
interface Operation {
  readonly method: Method;
  readonly path: string;
}

const REQUESTS = 700;
/** More by hand: `API_LAWS_SEEDS=100 npm test -- --only api-laws`. */
const SEEDS = Array.from({ length: Number(process.env.API_LAWS_SEEDS ?? 3) }, (_, at) => at + 1);
/** Ways to sign out, to be forgotten or to be kept from trading, after which a caller does nothing any more. */
const FAREWELLS = /auth\/(?!register|login|keys)|admin\/users|exclu|erase|roles/;

let venue: TestGateway;
afterEach(() => venue.close());

/** Ids that answers told of, by prefix, so that later requests are about something. */
class Pool {
  readonly #ids = new Map<string, string[]>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Takes in every id of an answer. */
  learn(body: unknown): void {
    for (const [id = "", prefix = ""] of JSON.stringify(body).matchAll(/\b([a-z]{3})_\d+-\d+/g)) {
      const known = this.#ids.get(prefix) ?? [];
      if (!known.includes(id)) known.push(id);
      if (known.length > 40) known.shift();
      this.#ids.set(prefix, known);
    }
  }

  some(prefix: string): string {
    return this.pick(this.#ids.get(prefix) ?? []) ?? `${prefix}_1-1`;
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#random() * from.length)];
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }
}

const WRONG = [null, "", "-1", "1e9", "0", 0, -1, [], {}, "NaN", "9".repeat(40), "'; --", "\u0000"];

/** A valid body with ids of things that exist, other numbers, and now and then something wrong. */
function varied(value: unknown, name: string, pool: Pool): unknown {
  if (pool.chance(0.01)) return pool.pick(WRONG);
  if (Array.isArray(value)) return value.map((item) => varied(item, name.replace(/s$/, ""), pool));
  if (typeof value === "object" && value !== null) {
    const kept = Object.entries(value).filter(([field]) => !dropped(field, pool));
    return Object.fromEntries(kept.map(([field, inner]) => [field, varied(inner, field, pool)]));
  }
  if (typeof value === "boolean") return pool.chance(0.1);
  if (typeof value !== "string") return value;
  const [, prefix] = /^([a-z]{3})_\d+-\d+$/.exec(value) ?? [];
  if (prefix !== undefined) return pool.some(prefix);
  switch (name) {
    case "slug":
      return `${value}-${Math.floor(Number(pool.pick(HUNDRED)) * 50)}`;
    case "to":
      return pool.chance(0.8) ? "open" : value;
    case "side":
      return pool.chance(0.7) ? "buy" : "sell";
    case "outcome":
      return pool.chance(0.5) ? "yes" : "no";
    case "status":
      // Who is frozen for good trades no more.
      return value === "frozen" && pool.chance(0.9) ? "active" : value;
    case "client_order_id":
      return `key-${pool.pick(HUNDRED)}`;
    case "price":
      return (0.3 + 0.01 * Number(pool.pick(HUNDRED)) * 0.4).toFixed(2);
    case "quantity":
      return String(1 + Number(pool.pick(HUNDRED)));
    case "amount":
      return String(1 + Number(pool.pick(HUNDRED)) * 10);
    default:
      return value;
  }
}
const HUNDRED = Array.from({ length: 100 }, (_, at) => at);

/** Optional fields that most wishes do without. */
function dropped(field: string, pool: Pool): boolean {
  switch (field) {
    case "group_id":
    case "session_id":
    case "account_id":
      return pool.chance(0.95);
    case "expires_at":
    case "time_in_force":
      return false;
    case "client_order_id":
    case "slug":
      return pool.chance(0.1);
    default:
      return pool.chance(0.01);
  }
}

async function operationsOf(): Promise<Operation[]> {
  const { body } = await venue.ask("GET", "/api/docs/json");
  return Object.entries<Record<string, unknown>>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase() as Method, path })),
  );
}

/** Trading comes more often than its share of the routes, and so do the things it needs. */
function weightOf({ method, path }: Operation): number {
  if (method === "POST" && /\/orders(?:\/batch|\/basket)?$/.test(path)) return 60;
  if (/\/(?:deposits|sets\/split|admin\/events)$/.test(path) && method === "POST") return 12;
  if (/\/(?:resolve|void|state|status|close|cancel)$/.test(path)) return 1;
  return 3;
}

test.each(SEEDS)("requests of every kind leave the laws intact, seed %i", async (seed) => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  const random = mulberry32(seed);
  const pool = new Pool(random);
  const people = [venue.admin, await venue.join("ada", "5000"), await venue.join("bob", "5000")];
  const operations = await operationsOf();
  const hat = operations.flatMap((one) => Array.from({ length: weightOf(one) }, () => one));
  const failures: string[] = [];
  const seen = new Map<number, number>();
  for (let count = 0; count < REQUESTS; count += 1) {
    // Operators close and resolve what there is, so there is something new now and then.
    if (count % 100 === 0) pool.learn(await venue.openMarket(`fresh-${count}`));
    const { method, path } = pool.pick(hat) as Operation;
    if (FAREWELLS.test(path)) continue;
    const template = VALID_BODIES[`${method} ${path}`];
    const body = template === undefined ? undefined : varied(template, "", pool);
    const url = path.replace(/\{(\w+)\}/g, (_all, name: string) => nameOf(name, path, pool));
    const caller = pool.chance(0.05) ? venue : pool.pick(people);
    const answer = await (caller ?? venue).ask(method, url, body);
    if (answer.status === 200) pool.learn(answer.body);
    seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
    if (answer.status >= 500 && answer.status !== 503) {
      failures.push(`${method} ${url} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`);
    }
    if (count % 100 === 99) {
      const { value } = await venue.sequencer.read(brokenLaws);
      failures.push(...value);
    }
  }
  expect(failures).toEqual([]);
  const { value } = await venue.sequencer.read((machine) => ({
    broken: brokenLaws(machine),
    traded: machine.markets().filter((market) => machine.market(market)?.lastPrice !== null).length,
  }));
  expect(value.broken).toEqual([]);
  // A quiet run must not pass for a good one.
  expect(value.traded).toBeGreaterThan(0);
  for (const status of [200, 400, 401, 403, 404]) expect(seen.get(status) ?? 0).toBeGreaterThan(0);
});

function nameOf(name: string, path: string, pool: Pool): string {
  const prefixes: Readonly<Record<string, string>> = {
    account_id: "acc",
    order_id: "ord",
    group_id: "grp",
    session_id: "ses",
    withdrawal_id: "wdr",
    trade_id: "mat",
    owner_id: "own",
  };
  const prefix = prefixes[name] ?? (path.includes("/events/") ? "evt" : "mkt");
  return pool.some(prefix);
}
