/**
 * One body of each kind of answer, as clients parse it: a change of format shows here before it shows
 * to them. `npx vitest run gateway/src/golden -u` writes them anew.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
beforeAll(async () => {
  venue = await startTestGateway();
  ada = await venue.join("ada", "100");
  const bob = await venue.join("bob", "100");
  const market = await venue.openMarket("rain", { category: "Weather", tags: ["sky"] });
  const order = (outcome: string, side: string, price: string, quantity: string) => ({
    type: "limit",
    market_id: market,
    outcome,
    side,
    price,
    quantity,
  });
  await ada.ask("POST", "/api/v1/orders", order("yes", "buy", "0.6", "20"));
  await bob.ask("POST", "/api/v1/orders", order("no", "buy", "0.4", "12.5"));
  await bob.ask("POST", "/api/v1/orders", order("no", "sell", "0.3", "12.5"));
  await ada.ask("POST", "/api/v1/orders", order("no", "buy", "0.3", "12.5"));
}, 60_000);
afterAll(() => venue.close());

test.each([
  ["events", "anybody", "events"],
  ["event", "anybody", "events/rain"],
  ["markets", "anybody", "markets?q=rain"],
  ["market", "anybody", "markets/rain-market"],
  ["book", "anybody", "markets/rain-market/book"],
  ["trades", "anybody", "markets/rain-market/trades"],
  ["candles", "anybody", "markets/rain-market/candles?interval=1w"],
  ["stats", "anybody", "markets/rain-market/stats"],
  ["event-stats", "anybody", "events/rain/stats"],
  ["holders", "anybody", "markets/rain-market/holders"],
  ["open-interest", "anybody", "markets/rain-market/open-interest"],
  ["leaderboard", "anybody", "leaderboard"],
  ["categories", "anybody", "categories"],
  ["tags", "anybody", "tags"],
  ["error", "anybody", "markets/nothing"],
  ["accounts", "ada", "accounts"],
  ["balances", "ada", "balances"],
  ["orders", "ada", "orders?status=all"],
  ["fills", "ada", "fills"],
  ["positions", "ada", "positions"],
  ["portfolio", "ada", "portfolio"],
  ["statement", "ada", "statement"],
  ["equity", "ada", "portfolio/equity?points=2&from=2001-01-01T00:00:00Z&to=2001-01-02T00:00:00Z"],
  ["audit", "admin", "admin/audit?limit=2"],
])("the body of %s is what it was", async (name, who, path) => {
  const asker = who === "ada" ? ada : who === "admin" ? venue.admin : venue;
  const { body } = await asker.ask("GET", `/api/v1/${path}`);
  const text = JSON.stringify(body, null, 2).replaceAll(
    /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g,
    "2026-07-01T12:00:00.000Z",
  );
  await expect(`${text}\n`).toMatchFileSnapshot(`../test/golden/${name}.json`);
});
