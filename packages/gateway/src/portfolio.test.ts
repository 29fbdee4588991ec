/** History, portfolio and statistics through HTTP, from a machine by way of the database. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
let market: string;
beforeAll(async () => {
  venue = await startTestGateway();
  ada = await venue.join("ada", "1000");
  bob = await venue.join("bob", "1000");
  market = await venue.openMarket("rain", {
    category: "Weather",
    tags: ["sky", "water"],
    description: "Zürich, of course.",
  });
  await trade("0.6", "100");
  await trade("0.5", "20");
});
afterAll(() => venue.close());

const limit = (outcome: string, side: string, price: string, quantity: string) => ({
  type: "limit",
  market_id: market,
  outcome,
  side,
  price,
  quantity,
});

/** Ada buys YES at the price, Bob NO at the rest. */
async function trade(price: string, quantity: string): Promise<void> {
  const rest = (1 - Number(price)).toFixed(2);
  await ada.ask("POST", "/api/v1/orders", limit("yes", "buy", price, quantity));
  const met = await bob.ask("POST", "/api/v1/orders", limit("no", "buy", rest, quantity));
  expect(met.body.order).toMatchObject({ filled: quantity });
}

test("S1.10 category, total volume and volume of 24 hours of a market", async () => {
  const { body } = await venue.ask("GET", `/api/v1/markets/${market}/stats`);
  expect(body.stats).toMatchObject({
    volume: "70",
    volume_24h: "70",
    shares_traded: "120",
    trades: 2,
    open_interest: "120",
    last_price: "0.5",
    high_24h: "0.6",
    low_24h: "0.5",
    price_24h_ago: null,
  });
  const listed = await venue.ask("GET", "/api/v1/events?category=Weather&sort=volume-24h");
  expect(listed.body.events).toMatchObject([{ slug: "rain", category: "Weather" }]);
  const event = await venue.ask("GET", "/api/v1/events/rain/stats");
  expect(event.body).toMatchObject({
    volume: "70",
    volume_24h: "70",
    trades: 2,
    open_interest: "120",
  });
});
