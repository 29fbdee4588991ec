/** `/metrics` as Prometheus reads it, over a venue on which something happened. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Listener } from "../../test/listener.ts";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { USUAL_SETTINGS } from "../venue.ts";

let venue: TestGateway;
let market: string;
let event: string;
let ada: Caller;
let text: string;

/** One line of the answer, found by name and some of its labels. */
function value(name: string, labels: Record<string, string> = {}): number | undefined {
  const line = text.split("\n").find((one) => {
    const [, metric, inner = ""] = /^([a-z0-9_]+)(?:\{(.*)\})? \S+$/.exec(one) ?? [];
    if (metric !== name) return false;
    return Object.entries(labels).every(([key, wanted]) => inner.includes(`${key}="${wanted}"`));
  });
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
}

function bounds(name: string): number[] {
  const found = [...text.matchAll(new RegExp(`^${name}_bucket\\{le="([0-9.]+)"`, "gm"))];
  return [...new Set(found.map(([, bound]) => Number(bound)))].sort((a, b) => a - b);
}

async function read(): Promise<string> {
  const response = await venue.gateway.app.inject({ url: "/metrics", remoteAddress: "127.0.0.1" });
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toContain("text/plain; version=0.0.4");
  return response.body;
}

beforeAll(async () => {
  venue = await startTestGateway({
    requestsPerMinute: 0,
    metrics: { ...USUAL_SETTINGS.metrics, aliases: true },
  });
  const url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "1000");
  const bob = await venue.join("bob", "1000");
  market = await venue.openMarket("rain");
  event = (await venue.ask("GET", `/api/v1/markets/${market}`)).body.event.event_id;
  const order = (who: Caller, more: object) =>
    fetch(`${url}/api/v1/orders`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${who.token}` },
      body: JSON.stringify({ type: "limit", market_id: market, quantity: "10", ...more }),
    }).then((response) => response.json());
  // A mint: both buy. Then a normal match, then a merge: both sell.
  await order(ada, { outcome: "yes", side: "buy", price: "0.60" });
  await order(bob, { outcome: "no", side: "buy", price: "0.40" });
  await order(ada, { outcome: "yes", side: "sell", price: "0.70", quantity: "4" });
  await order(bob, { outcome: "yes", side: "buy", price: "0.70", quantity: "4" });
  await order(ada, { outcome: "yes", side: "sell", price: "0.50", quantity: "5" });
  await order(bob, { outcome: "no", side: "sell", price: "0.50", quantity: "5" });
  // A quote on each side, one order taken back and one rejected.
  await order(ada, { outcome: "yes", side: "buy", price: "0.40", quantity: "3" });
  await order(bob, { outcome: "yes", side: "sell", price: "0.50", quantity: "2" });
  const placed = await order(ada, { outcome: "yes", side: "buy", price: "0.10" });
  const { order: resting } = placed as { readonly order: { readonly order_id: string } };
  await ada.ask("DELETE", `/api/v1/orders/${resting.order_id}`);
  await order(ada, { outcome: "yes", side: "buy", price: "0.39", quantity: "1000000" });
  await venue.ask("GET", "/api/v1/markets/nothing-like-that");
  await venue.ask("GET", "/nowhere");
  const listener = await Listener.open(url);
  listener.say({ op: "ping" });
  await listener.hear("pong");
  await venue.gateway.venue.marketCache.getMarket(event);
  await venue.gateway.venue.cache.through("market", [event], async () => ({ seq: 1 }));
  await venue.gateway.venue.cache.through("market", [event], async () => ({ seq: 2 }));
  await venue.gateway.venue.cache.through("orderbook", [event, market, "yes"], async () => ({
    seq: 1,
  }));
  venue.gateway.venue.metrics.store.queried("fills", 3);
  venue.gateway.venue.metrics.store.watch(() => ({
    connectionsActive: 2,
    connectionsIdle: 3,
    lagCommands: 4,
    deadLetters: 0,
  }));
  text = await read();
  listener.close();
});
afterAll(() => venue.close());

test("S1.59 S3.1 GET /metrics answers in the text format of Prometheus, each name described once", () => {
  const described = [...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram|summary)$/gm)];
  const names = described.map(([, name]) => name);
  expect(names.length).toBeGreaterThan(35);
  expect(new Set(names).size).toBe(names.length);
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    expect(line).toMatch(
      /^[a-z_][a-z0-9_]*(\{([a-z_]+="[^"\n]*",?)*\})? (-?[0-9.e+-]+|NaN|\+Inf)$/,
    );
  }
});

test("S1.60 S1.66 S1.68 HTTP requests count by method, route pattern and status, at both doors", () => {
  // Seven orders rested or traded by the fast door, one rejected.
  const orders = { method: "POST", path: "/api/v1/orders" };
  expect(value("http_requests_total", { ...orders, status: "200" })).toBe(9);
  expect(value("http_requests_total", { ...orders, status: "409" })).toBe(1);
  expect(value("http_request_duration_seconds_count", { ...orders, status: "200" })).toBe(9);
  const notFound = { method: "GET", path: "/api/v1/markets/:ref", status: "404" };
  expect(value("http_requests_total", notFound)).toBe(1);
  expect(value("http_requests_total", { path: "unmatched", status: "404" })).toBe(1);
  // The one that is being answered.
  expect(value("http_requests_in_flight")).toBe(1);
  expect(text).not.toContain("nothing-like-that");
});

test("S1.61 S1.66 S1.68 the engine counts orders by side and type, matches by kind, and money", () => {
  expect(value("orders_submitted_total", { side: "buy", order_type: "limit" })).toBe(5);
  expect(value("orders_submitted_total", { side: "sell", order_type: "limit" })).toBe(4);
  expect(value("orders_rejected_total", { reason: "InsufficientCollateral" })).toBe(1);
  expect(value("orders_cancelled_total", { reason: "requested" })).toBe(1);
  for (const kind of ["normal", "mint", "merge"]) {
    expect(value("orders_matched_total", { match_type: kind })).toBe(1);
    expect(value("trades_executed_total", { match_type: kind })).toBe(1);
  }
  expect(value("trade_volume_usdc", { match_type: "mint" })).toBeCloseTo(6);
  expect(value("trade_volume_usdc", { match_type: "normal" })).toBeCloseTo(2.8);
  expect(value("trade_volume_usdc", { match_type: "merge" })).toBeCloseTo(2.5);
  expect(value("mint_operations_total")).toBe(1);
  expect(value("merge_operations_total")).toBe(1);
  const { durableSequence } = venue.sequencer;
  expect(value("order_match_duration_seconds_count")).toBeGreaterThanOrEqual(durableSequence - 1);
});

test("S1.62 S1.66 markets show probability, depth, spread and volume of the day by share", () => {
  const place = { market: event, outcome: market };
  expect(value("active_markets")).toBe(1);
  expect(value("market_volume_24h_usdc", place)).toBeCloseTo(11.3);
  expect(value("market_probability", { ...place, share: "yes" })).toBeCloseTo(0.45);
  expect(value("market_probability", { ...place, share: "no" })).toBeCloseTo(0.55);
  expect(value("orderbook_depth", { ...place, share: "yes", side: "bid" })).toBe(3);
  expect(value("orderbook_depth", { ...place, share: "no", side: "bid" })).toBe(2);
  expect(value("orderbook_spread", { ...place, share: "yes" })).toBeCloseTo(0.1);
  expect(value("orderbook_spread", { ...place, share: "no" })).toBeCloseTo(0.1);
});

test("S1.63 S1.66 S1.68 the cache counts hits and misses by kind, and its time", () => {
  expect(value("cache_hits_total", { kind: "market" })).toBe(1);
  expect(value("cache_misses_total", { kind: "market" })).toBe(1);
  expect(value("cache_misses_total", { kind: "orderbook" })).toBe(1);
  expect(value("cache_operation_duration_seconds_count", { operation: "get" })).toBeGreaterThan(2);
  expect(value("cache_operation_duration_seconds_count", { operation: "set" })).toBe(2);
});

test("S1.64 the database shows its queries and connections", () => {
  expect(value("db_query_duration_seconds_count", { query: "fills" })).toBe(1);
  expect(value("db_connections_active")).toBe(2);
  expect(value("db_connections_idle")).toBe(3);
  expect(value("store_lag_commands")).toBe(4);
});

test("S1.65 S1.68 live sockets count themselves and their messages", () => {
  expect(value("ws_connections_active")).toBe(1);
  expect(value("ws_messages_received_total")).toBe(1);
  expect(value("ws_messages_sent_total")).toBe(1);
});

test("S1.67 histograms have the bounds of the specification", () => {
  const http = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  expect(bounds("http_request_duration_seconds")).toEqual(http);
  const match = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];
  expect(bounds("order_match_duration_seconds")).toEqual(match);
  const cache = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1];
  expect(bounds("cache_operation_duration_seconds")).toEqual(cache);
  const database = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
  expect(bounds("db_query_duration_seconds")).toEqual(database);
  // Cumulative, and the last has everything.
  const all = value("http_request_duration_seconds_bucket", { le: "+Inf", status: "200" });
  expect(all).toBe(value("http_request_duration_seconds_count", { status: "200" }));
});

test("the sequencer and the journal are seen, too", () => {
  expect(value("sequencer_state", { state: "running" })).toBe(1);
  expect(value("sequencer_durable_sequence")).toBe(venue.sequencer.durableSequence);
  expect(value("read_side_lag_commands")).toBe(0);
  expect(value("journal_sync_duration_seconds_count")).toBeGreaterThan(10);
  expect(value("sequencer_quarantined_commands")).toBe(0);
});

test("S3.24 the names of the other source are aliases behind one switch", async () => {
  expect(value("websocket_connections_total")).toBe(value("ws_connections_active"));
  expect(value("websocket_messages_total")).toBe(value("ws_messages_sent_total"));
  expect(value("orders_placed_total", { side: "buy" })).toBe(5);
  expect(value("order_matching_duration_seconds_count")).toBe(
    value("order_match_duration_seconds_count"),
  );
  expect(value("database_query_duration_seconds_count", { query: "fills" })).toBe(1);
  expect(value("http_requests_total", { status: "200" })).toBeGreaterThan(0);
  const plain = await startTestGateway();
  const answer = await plain.gateway.app.inject({ url: "/metrics" });
  expect(answer.body).toContain("ws_connections_active");
  expect(answer.body).not.toContain("websocket_");
  await plain.close();
});

describe("who may read them", () => {
  test("without a token: this machine, and nobody by way of a proxy", async () => {
    const { app } = venue.gateway;
    const from = (remoteAddress: string, headers = {}) =>
      app.inject({ url: "/metrics", remoteAddress, headers }).then(({ statusCode }) => statusCode);
    expect(await from("::1")).toBe(200);
    expect(await from("192.0.2.7")).toBe(403);
    expect(await from("127.0.0.1", { "x-forwarded-for": "192.0.2.7" })).toBe(403);
  });

  test("with a token: who has it, from anywhere", async () => {
    const guarded = await startTestGateway({
      metrics: { ...USUAL_SETTINGS.metrics, token: "a token of metrics" },
    });
    const asked = (authorization?: string) =>
      guarded.gateway.app
        .inject({
          url: "/metrics",
          remoteAddress: "192.0.2.7",
          headers: authorization === undefined ? {} : { authorization },
        })
        .then(({ statusCode }) => statusCode);
    expect(await asked()).toBe(401);
    expect(await asked("Bearer something else")).toBe(401);
    expect(await asked("Bearer a token of metrics")).toBe(200);
    await guarded.close();
  });
});

test("a hundred markets make no more series than are allowed", async () => {
  const many = await startTestGateway({
    requestsPerMinute: 0,
    metrics: { ...USUAL_SETTINGS.metrics, marketsMax: 3 },
  });
  for (let count = 0; count < 8; count++) await many.openMarket(`many-${count}`);
  const { body } = await many.gateway.app.inject({ url: "/metrics" });
  expect(body.match(/^market_volume_24h_usdc\{/gm)).toHaveLength(3);
  expect(body).toMatch(/^active_markets 8$/m);
  await many.close();
});
