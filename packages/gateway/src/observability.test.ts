/** How a request is found again: its id in answer and log, its spans, its error report, and the venue's state. */
import { Poisoned } from "@probity/sequencer";
import { afterEach, expect, test } from "vitest";
import type { ReadinessCheck } from "./readiness-check.ts";
import { refuse } from "./refusal.ts";
import { startTestGateway } from "./test-gateway.ts";
import type { GatewayExtras, TestGateway } from "./test-gateway.ts";
import type { Span } from "./tracing.ts";

let venue: TestGateway;
afterEach(() => venue.close());

async function open(extras: GatewayExtras): Promise<void> {
  venue = await startTestGateway({ requestsPerMinute: 0 }, extras);
}

/** A log that is kept. */
function keptLog() {
  const lines: { level: string; fields: Record<string, unknown>; text: string }[] = [];
  const at = (level: string, bound: object) => (fields: object, text: string) =>
    lines.push({ level, fields: { ...bound, ...fields }, text });
  const logger = (bound: object): never =>
    ({
      level: "debug",
      ...Object.fromEntries(
        ["fatal", "error", "warn", "info", "debug", "trace"].map((level) => [
          level,
          at(level, bound),
        ]),
      ),
      child: (more: object) => logger({ ...bound, ...more }),
    }) as never;
  return { lines, logger: logger({}) };
}

const ORDER = { type: "limit", outcome: "yes", side: "buy", price: "0.5", quantity: "1" };

test("S2.22 a request has an id in its answer, and its failure in the sequencer is logged under it", async () => {
  const { lines, logger } = keptLog();
  await open({ logger });
  const ada = await venue.join("ada", "100");
  const market = await venue.openMarket("rain");
  venue.failOn("PlaceOrder", new Poisoned("12-3", new Error("the machine broke")));
  const response = await venue.gateway.app.inject({
    method: "POST",
    url: "/api/v1/orders",
    headers: { authorization: `Bearer ${ada.token}` },
    payload: { ...ORDER, market_id: market },
  });
  expect(response.statusCode).toBe(500);
  const id = response.headers["x-request-id"];
  const failed = lines.filter(({ text }) => text === "request failed");
  expect(failed).toMatchObject([{ level: "error", fields: { reqId: id, code: "QUARANTINED" } }]);
  const answered = lines.findLast(({ text }) => text === "answered");
  expect(answered?.fields).toMatchObject({ reqId: id, method: "POST", status: 500 });
});

test("what operators do to people is logged with who did it, and without who they are", async () => {
  const { lines, logger } = keptLog();
  await open({ logger });
  const path = `/api/v1/admin/users/${(await venue.join("ada")).owner}`;
  const password_hash = `$2b$04$${"a".repeat(53)}`;
  const wish = { email: "old@example.org", password_hash };
  const imported = await venue.admin.ask("POST", "/api/v1/admin/users/import", wish);
  await venue.admin.ask("DELETE", `${path}/sessions`);
  await venue.admin.ask("DELETE", path);
  await venue.admin.ask("POST", "/api/v1/admin/clock/confirm");
  const acts = lines.filter(({ fields }) => "by" in fields);
  const by = venue.admin.owner;
  expect(acts.map(({ fields: { reqId: _id, ...fields }, text }) => ({ ...fields, text }))).toEqual([
    { by, owner: imported.body.user.owner_id, text: "brought somebody along from another venue" },
    { by, owner: path.slice(-5), text: "signed somebody out everywhere" },
    { by, owner: path.slice(-5), text: "forgot somebody" },
    { by, text: "confirmed the clock" },
  ]);
  expect(JSON.stringify(acts)).not.toMatch(/example\.org|\$2b/);
});

test("a part that is away is a warning in the log, without a stack for each request", async () => {
  const { lines, logger } = keptLog();
  await open({ logger });
  const ada = await venue.join("ada", "100");
  venue.failOn("Deposit", refuse("HISTORY_UNAVAILABLE"));
  const told = await ada.ask("POST", "/api/v1/deposits", { amount: "1" });
  expect(told.status).toBe(503);
  const failed = lines.filter(({ text }) => text === "request failed");
  expect(failed).toMatchObject([{ level: "warn", fields: { code: "HISTORY_UNAVAILABLE" } }]);
  expect(failed[0]?.fields).not.toHaveProperty("err");
});

test("S2.22 a caller's trace goes on: a span of the request, and one of its command until it is durable", async () => {
  const spans: Span[] = [];
  await open({ spans: { ratio: 0, add: (span) => spans.push(span) } });
  const ada = await venue.join("ada", "100");
  const market = await venue.openMarket("rain");
  const url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  expect(spans).toEqual([]);
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const response = await fetch(`${url}/api/v1/orders`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${ada.token}`,
      "content-type": "application/json",
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ ...ORDER, market_id: market }),
  });
  expect(response.headers.get("traceparent")).toMatch(`00-${traceId}-`);
  const { seq } = (await response.json()) as { seq: number };
  await expect.poll(() => spans.length).toBe(2);
  const [command, request] = spans;
  expect(request).toMatchObject({
    traceId,
    parentId: "b7ad6b7169203331",
    name: "POST /api/v1/orders",
    kind: "server",
    attributes: { "http.response.status_code": 200 },
  });
  expect(command).toMatchObject({
    traceId,
    parentId: request?.spanId,
    name: "sequencer PlaceOrder",
    attributes: { "probity.seq": seq },
    isError: false,
  });
  expect(command!.startMs).toBeGreaterThanOrEqual(request!.startMs);
  expect(command!.endMs).toBeLessThanOrEqual(request!.endMs);
  // One that the caller does not keep is not kept here.
  const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-00` };
  await fetch(`${url}/api/v1/markets`, { headers });
  expect(spans).toHaveLength(2);
});

test("traces begin here as well, as many as are asked for, and nonsense does not go on", async () => {
  const spans: Span[] = [];
  await open({ spans: { ratio: 1, add: (span) => spans.push(span) } });
  await venue.ask("GET", "/health", undefined, { traceparent: "00-zz-1-01" });
  const zeros = `00-${"0".repeat(32)}-${"0".repeat(16)}-01`;
  await venue.ask("GET", "/health", undefined, { traceparent: zeros });
  const [one, other] = spans.slice(-2);
  expect(one?.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(one?.parentId).toBeNull();
  expect(other?.traceId).not.toBe(one?.traceId);
  expect(other?.traceId).not.toMatch(/^0+$/);
});

test("S3.25 our own faults are reported with the names of the request, refusals are not", async () => {
  const reports: { readonly error: unknown; readonly facts: object }[] = [];
  await open({ reportError: (error, facts) => reports.push({ error, facts }) });
  const ada = await venue.join("ada", "100");
  await ada.ask("GET", "/api/v1/markets/no-such");
  await ada.ask("POST", "/api/v1/deposits", { amount: "many" });
  expect(reports).toEqual([]);
  const fault = new Error("the abacus broke");
  venue.failOn("Deposit", fault);
  const { status, body } = await ada.ask("POST", "/api/v1/deposits", { amount: "1" });
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain("abacus");
  expect(reports).toEqual([
    {
      error: fault,
      facts: {
        code: "INTERNAL",
        method: "POST",
        route: "/api/v1/deposits",
        request_id: body.error.details.request_id,
      },
    },
  ]);
});

test("S3.1 /health lives, /ready asks every part, and a vital one that is not well makes it 503", async () => {
  let database: "well" | "down" | "silent" = "well";
  const checks: ReadinessCheck[] = [
    {
      name: "database",
      isVital: true,
      check: () => {
        if (database === "down") throw new Error("gone");
        return database === "well" ? 3 : new Promise(() => {});
      },
    },
    { name: "redis", isVital: false, check: () => Promise.reject(new Error("gone")) },
  ];
  await open({ checks });
  expect((await venue.ask("GET", "/health")).body).toEqual({ status: "ok" });
  const ready = await venue.ask("GET", "/ready");
  expect(ready.status).toBe(200);
  expect(ready.body).toMatchObject({
    status: "ready",
    durable_seq: venue.sequencer.durableSequence,
    checks: [
      { name: "journal", status: "ok" },
      { name: "read-side", status: "ok", lag: 0 },
      { name: "database", status: "ok", lag: 3 },
      { name: "redis", status: "degraded" },
    ],
  });
  for (const mood of ["down", "silent"] as const) {
    database = mood;
    const { status, body } = await venue.ask("GET", "/ready");
    expect(status).toBe(503);
    expect(body.status).toBe("failed");
    expect(body.checks[2]).toMatchObject({ name: "database", status: "failed" });
  }
});
