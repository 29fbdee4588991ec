/** How many requests an address may make: Polymarket's limits as of August 2026 (reference §5.6), and ours without them. */

/** A number of requests in a time. */
export interface Allowed {
  readonly requests: number;
  readonly windowMs: number;
}

/** Requests that are counted together. */
export interface RequestRule {
  /** What they are counted under. */
  readonly name: string;
  readonly host: "clob" | "gamma" | "data" | "all";
  readonly method?: "GET" | "POST" | "DELETE";
  /** Any of them, exactly, or with what follows after a slash; left out: every path. */
  readonly paths?: readonly string[];
  readonly allowed: readonly Allowed[];
}

const TEN_SECONDS = 10_000;
const TEN_MINUTES = 600_000;

function per10s(requests: number): Allowed {
  return { requests, windowMs: TEN_SECONDS };
}

function clob(requests: number, ...paths: readonly string[]): RequestRule {
  return { name: paths[0] ?? "", host: "clob", paths, allowed: [per10s(requests)] };
}

function trading(
  method: "POST" | "DELETE",
  path: string,
  requests: number,
  inTenMinutes?: number,
): RequestRule {
  const long =
    inTenMinutes === undefined ? [] : [{ requests: inTenMinutes, windowMs: TEN_MINUTES }];
  const allowed = [per10s(requests), ...long];
  return { name: `${method} ${path}`, host: "clob", method, paths: [path], allowed };
}

/** Each path of a family has its own count. */
function each(requests: number, ...paths: readonly string[]): RequestRule[] {
  return paths.map((path) => clob(requests, path));
}

export const AS_POLYMARKET: readonly RequestRule[] = [
  { name: "all", host: "all", allowed: [per10s(15_000)] },
  { name: "clob", host: "clob", allowed: [per10s(9_000)] },
  ...each(1_500, "/book", "/price", "/midpoint"),
  ...each(500, "/books", "/prices", "/midpoints", "/data/orders", "/data/trades"),
  clob(100, "/ok"),
  clob(1_000, "/prices-history"),
  clob(200, "/tick-size"),
  { ...clob(50, "/balance-allowance/update"), method: "GET" },
  clob(200, "/balance-allowance"),
  clob(125, "/notifications"),
  clob(100, "/auth/api-key", "/auth/api-keys", "/auth/derive-api-key", "/auth/readonly-api-key"),
  trading("POST", "/order", 5_000, 120_000),
  trading("POST", "/orders", 2_000),
  trading("DELETE", "/order", 5_000),
  trading("DELETE", "/orders", 2_000),
  trading("DELETE", "/cancel-all", 250),
  trading("DELETE", "/cancel-market-orders", 1_500),
  { name: "gamma", host: "gamma", allowed: [per10s(4_000)] },
  { name: "gamma/events", host: "gamma", paths: ["/events"], allowed: [per10s(500)] },
  { name: "gamma/markets", host: "gamma", paths: ["/markets"], allowed: [per10s(300)] },
  { name: "gamma/search", host: "gamma", paths: ["/public-search"], allowed: [per10s(350)] },
  { name: "data", host: "data", allowed: [per10s(1_000)] },
  { name: "data/trades", host: "data", paths: ["/trades"], allowed: [per10s(200)] },
  { name: "data/positions", host: "data", paths: ["/positions"], allowed: [per10s(150)] },
  { name: "data/closed", host: "data", paths: ["/closed-positions"], allowed: [per10s(150)] },
];

/**
 * Against floods alone: no bot that works as it should meets them, and nobody keeps the venue busy with
 * what is dear by themselves: signatures of newcomers, and answers of the database.
 */
export const AGAINST_FLOODS: readonly RequestRule[] = [
  { name: "all", host: "all", allowed: [per10s(30_000)] },
  clob(1_000, "/auth/api-key", "/auth/derive-api-key"),
  clob(5_000, "/prices-history"),
  clob(500, "/rebates/current"),
  { name: "gamma", host: "gamma", allowed: [per10s(5_000)] },
  { name: "data", host: "data", allowed: [per10s(5_000)] },
];

/** Those that a request counts for. */
export function rulesFor(
  rules: readonly RequestRule[],
  { host, method, path }: { readonly host: string; readonly method: string; readonly path: string },
): readonly RequestRule[] {
  return rules.filter(
    (rule) =>
      (rule.host === "all" || rule.host === host) &&
      (rule.method === undefined || rule.method === method) &&
      (rule.paths === undefined ||
        rule.paths.some((one) => path === one || path.startsWith(`${one}/`))),
  );
}
