import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { Reply, TestTrader, TestVenue } from "../../test/test-venue.ts";

const FAULTS = "/admin/polymarket/faults";
let venue: TestVenue;
let trader: TestTrader;
let url: string;

beforeAll(async () => {
  venue = await openTestVenue();
  url = await venue.listen();
  trader = await venue.signIn();
});
afterAll(() => venue.close());
afterEach(async () => {
  await venue.operate("DELETE", FAULTS);
});

async function begin(...steps: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const { status, body } = await venue.operate("PUT", FAULTS, { seed: 7, steps });
  expect([status, body.error]).toEqual([200, undefined]);
}

const ORDER = { order: {}, owner: "", orderType: "GTC" };
const POST_ONLY = { ...ORDER, postOnly: true };
/** Refused by the route, and so let through by the faults. */
const isLetThrough = ({ status }: Reply) => status === 200 || status === 400;

test("a restart answers 425 to whoever trades, and takes post-only orders for two minutes", async () => {
  await begin({ fault: "restart", for: 90_000 });
  for (const [method, path] of [
    ["POST", "/order"],
    ["POST", "/orders"],
    ["DELETE", "/order"],
    ["DELETE", "/orders"],
    ["DELETE", "/cancel-all"],
    ["DELETE", "/cancel-market-orders"],
  ] as const) {
    const { status, headers } = await trader.ask(method, path, {});
    expect([method, path, status, headers["retry-after"]]).toEqual([method, path, 425, "1"]);
  }
  expect((await venue.ask("GET", "/clob/time")).status).not.toBe(425);

  // The engine is back.
  await begin({ fault: "restart", for: 0 });
  const refused = await trader.ask("POST", "/order", ORDER);
  expect(refused).toMatchObject({
    status: 503,
    body: {
      error: "post-only mode: only post-only orders and cancels are allowed",
      code: "post_only_mode",
    },
  });
  const seconds = Number(refused.headers["retry-after"]);
  expect(refused.body.retry_after_seconds).toBe(seconds);
  expect(seconds).toBeGreaterThan(60);
  expect(seconds).toBeLessThanOrEqual(120);
  expect(await trader.ask("POST", "/orders", [POST_ONLY, ORDER])).toMatchObject({ status: 503 });
  expect(await trader.ask("POST", "/order", POST_ONLY)).toSatisfy(isLetThrough);
  expect(await trader.ask("POST", "/orders", [POST_ONLY])).toSatisfy(isLetThrough);
  expect(await trader.ask("DELETE", "/cancel-all")).toSatisfy(isLetThrough);

  await begin({ fault: "restart", for: 0, post_only_for: 0 });
  expect(await trader.ask("POST", "/order", ORDER)).toSatisfy(isLetThrough);
});

test("trading is disabled, cancel-only or post-only, in the words that clients compare", async () => {
  await begin({ fault: "trading-disabled" });
  const disabled = "Trading is currently disabled. Check polymarket.com for updates";
  expect(await trader.ask("POST", "/order", POST_ONLY)).toMatchObject({
    status: 503,
    body: { error: disabled },
  });
  expect(await trader.ask("DELETE", "/order", {})).toMatchObject({ status: 503 });

  await begin({ fault: "cancel-only" });
  expect(await trader.ask("POST", "/order", POST_ONLY)).toMatchObject({
    status: 503,
    body: {
      error:
        "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
    },
  });
  expect(await trader.ask("DELETE", "/cancel-all")).toSatisfy(isLetThrough);

  await begin({ fault: "post-only", for: 10_000 });
  const postOnly = await trader.ask("POST", "/order", ORDER);
  expect(postOnly).toMatchObject({ status: 503, body: { code: "post_only_mode" } });
  expect(Number(postOnly.headers["retry-after"])).toBeLessThanOrEqual(10);
  expect(await trader.ask("POST", "/order", POST_ONLY)).toSatisfy(isLetThrough);
});

test("whoever has no key hears of that before they hear of post-only mode", async () => {
  await begin({ fault: "post-only" });
  const { status } = await venue.ask("POST", "/clob/order", ORDER);
  expect([401, 404]).toContain(status);
});

test("429 comes with its headers, for the requests that are meant", async () => {
  const now = Math.floor(Date.now() / 1_000);
  const match = { method: "GET", path: "/auth/*", address: trader.wallet.address };
  await begin({ fault: "too-many-requests", retry_after: 3, match });
  const { status, headers, body } = await trader.ask("GET", "/auth/api-keys");
  expect([status, body]).toEqual([429, { error: "Too Many Requests" }]);
  expect(headers).toMatchObject({
    "retry-after": "3",
    "poly-ratelimit-remaining": "0",
    "poly-ratelimit-tier": "standard",
  });
  expect(Number(headers["poly-ratelimit-reset"]) - now).toBeGreaterThanOrEqual(3);
  const other = await venue.signIn();
  expect((await other.ask("GET", "/auth/api-keys")).status).toBe(200);
  expect(await trader.ask("POST", "/order", ORDER)).toSatisfy(isLetThrough);
});

test("any status with any text, every second time, twice at most, is listed and counted", async () => {
  const match = { path: "/auth/api-keys" };
  await begin({
    fault: "error",
    status: 500,
    text: "order timed out",
    every: 2,
    after: 1,
    count: 2,
    match,
  });
  const statuses: number[] = [];
  for (let at = 0; at < 8; at += 1)
    statuses.push((await trader.ask("GET", "/auth/api-keys")).status);
  expect(statuses).toEqual([200, 500, 200, 500, 200, 200, 200, 200]);
  const { body } = await venue.operate("GET", FAULTS);
  expect(body.steps).toEqual([{ fault: "error", is_awake: true, occasions: 8, fired: 2 }]);
  expect(body.fired).toMatchObject([
    { step: 0, fault: "error", subject: "GET /auth/api-keys" },
    { step: 0, fault: "error", subject: "GET /auth/api-keys" },
  ]);
  expect(body.problems).toEqual([]);
  expect(body.scenario.steps[0]).toMatchObject({ text: "order timed out", every: 2 });
});

test("the same seed meets the same requests with the same faults", async () => {
  const run = async (): Promise<string> => {
    await begin({
      fault: "error",
      text: "by chance",
      chance: 0.5,
      match: { path: "/auth/api-keys" },
    });
    let seen = "";
    for (let at = 0; at < 24; at += 1) {
      seen += (await trader.ask("GET", "/auth/api-keys")).status === 200 ? "." : "x";
    }
    return seen;
  };
  const first = await run();
  expect(first).toMatch(/x.*\.|\..*x/);
  expect(await run()).toBe(first);
});

test("a slow answer comes late, and the scenario's end sets it free", async () => {
  await begin({ fault: "slow", ms: 300, match: { path: "/auth/api-keys" } });
  const before = performance.now();
  expect((await trader.ask("GET", "/auth/api-keys")).status).toBe(200);
  expect(performance.now() - before).toBeGreaterThanOrEqual(290);

  await begin({ fault: "slow", ms: 60_000, match: { path: "/auth/api-keys" } });
  const waiting = trader.ask("GET", "/auth/api-keys");
  await sleep(50);
  await venue.operate("DELETE", FAULTS);
  expect((await waiting).status).toBe(200);
});

test.each(["before", "after"] as const)("a connection is closed %s the work", async (when) => {
  const nonce = when === "before" ? 11 : 12;
  await begin({ fault: "close", when, count: 1, match: { method: "POST", path: "/auth/api-key" } });
  const { l1Headers } = await import("../../test/test-venue.ts");
  const headers = await l1Headers(trader.wallet, 80_002, nonce);
  const create = () => fetch(`${url}/clob/auth/api-key`, { method: "POST", headers });
  await expect(create()).rejects.toThrow(/fetch failed/);
  // What was done before the answer was lost is done.
  expect((await create()).status).toBe(when === "before" ? 200 : 400);
});

test("faults of Gamma and Data are told apart by their host", async () => {
  await begin({ fault: "error", status: 502, text: "bad gateway", match: { host: "gamma" } });
  expect((await venue.ask("GET", "/gamma/markets")).status).toBe(502);
  expect((await venue.ask("GET", "/data/trades")).status).not.toBe(502);
  expect((await venue.ask("GET", "/clob/time")).status).not.toBe(502);
});

test("a scenario that says nothing sensible is refused with the place, and the old one goes on", async () => {
  await begin({ fault: "trading-disabled" });
  for (const steps of [
    [],
    [{ fault: "earthquake" }],
    [{ fault: "slow" }],
    [{ fault: "slow", ms: 1e9 }],
    [{ fault: "error", text: "x", status: 200 }],
    [{ fault: "drop", chance: 2 }],
    [{ fault: "drop", surprise: true }],
    Array.from({ length: 101 }, () => ({ fault: "drop" })),
  ]) {
    const { status, body } = await venue.operate("PUT", FAULTS, { steps });
    expect([status, body.error?.code]).toEqual([400, "INVALID_FIELD"]);
  }
  expect((await trader.ask("POST", "/order", ORDER)).status).toBe(503);
});

test("of scenarios that are begun at once the last one runs, alone", async () => {
  const match = { path: "/auth/api-keys" };
  const steps = ["one", "two", "three"].map((text) => [{ fault: "error", text, match }]);
  await Promise.all(steps.map((all) => venue.operate("PUT", FAULTS, { steps: all })));
  expect((await trader.ask("GET", "/auth/api-keys")).body).toEqual({ error: "three" });
  expect((await venue.operate("GET", FAULTS)).body.steps).toHaveLength(1);
});

test("only operators reach the faults", async () => {
  for (const method of ["GET", "PUT", "DELETE"]) {
    const { status } = await venue.ask(
      method,
      `/api/v1${FAULTS}`,
      method === "PUT" ? { steps: [] } : undefined,
    );
    expect(status).toBe(401);
  }
});
