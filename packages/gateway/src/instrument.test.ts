import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "./test-gateway.ts";
import type { Caller, TestGateway } from "./test-gateway.ts";

/* What is traded: shares of YES or NO of a market of an event, as the world sees it. */

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  venue = await startTestGateway();
  ada = await venue.join("ada", "1000");
  bob = await venue.join("bob", "1000");
});
afterAll(() => venue.close());

const order = (market: string, outcome: string, side: string, price: string, quantity = "10") => ({
  type: "limit",
  market_id: market,
  outcome,
  side,
  price,
  quantity,
});

test("S1.1 every order, book, trade, fill and position names market and outcome, and the market its event", async () => {
  const market = await venue.openMarket("triple");
  const placed = await ada.ask("POST", "/api/v1/orders", order(market, "no", "buy", "0.4"));
  await bob.ask("POST", "/api/v1/orders", order(market, "yes", "buy", "0.6", "4"));
  const instrument = { market_id: market, outcome: "no" };

  const read = await ada.ask("GET", `/api/v1/orders/${placed.body.order.order_id}`);
  expect(read.body.order).toMatchObject({ ...instrument, filled: "4" });
  const book = await venue.ask("GET", `/api/v1/markets/${market}/book?outcome=no`);
  expect(book.body.book).toMatchObject({ ...instrument, bids: [{ price: "0.4", quantity: "6" }] });
  const trades = await venue.ask("GET", `/api/v1/markets/${market}/trades`);
  expect(trades.body.trades).toMatchObject([{ market_id: market, taker_outcome: "yes" }]);
  const fills = await ada.ask("GET", "/api/v1/fills");
  expect(fills.body.fills).toMatchObject([instrument]);
  const positions = await ada.ask("GET", "/api/v1/positions");
  expect(positions.body.positions).toMatchObject([{ ...instrument, quantity: "4" }]);

  const { markets } = (await venue.ask("GET", `/api/v1/markets/${market}`)).body;
  expect(markets[0].event_id).toMatch(/^evt_/);
  const event = await venue.ask("GET", `/api/v1/markets/${markets[0].event_id}`);
  expect(event.body.markets).toMatchObject([{ market_id: market }]);
});

test("S1.7 a price is a probability: 0.01 to 0.99 on a grid of cents, neither 0 nor 1 nor beyond", async () => {
  const market = await venue.openMarket("prices", {
    markets: [{ slug: "prices-market", question: "Prices?", tick_size: "0.01" }],
  });
  const place = async (price: string): Promise<number> =>
    (await ada.ask("POST", "/api/v1/orders", order(market, "yes", "buy", price, "1"))).status;
  expect(await Promise.all(["0.01", "0.5", "0.99"].map(place))).toEqual([200, 200, 200]);
  const bad = ["0", "1", "-0.01", "1.01", "0.00", "1.00", "0.005", "0.00001", "NaN", ""];
  for (const price of bad) expect([price, (await place(price)) >= 400]).toEqual([price, true]);
});

test("S1.11 a market of several outcomes has a YES and a NO share, and a book, for each", async () => {
  const names = ["red", "green", "blue"];
  const created = await venue.admin.ask("POST", "/api/v1/admin/events", {
    slug: "colours",
    title: "Which colour?",
    markets: names.map((name) => ({ slug: `colour-${name}`, question: `Will it be ${name}?` })),
  });
  expect(created.body.markets).toHaveLength(3);
  await venue.admin.ask("POST", "/api/v1/admin/events/colours/state", { to: "open" });
  for (const [place, { market_id: market }] of created.body.markets.entries()) {
    for (const outcome of ["yes", "no"]) {
      const price = `0.${place + 2}`;
      const placed = await ada.ask("POST", "/api/v1/orders", order(market, outcome, "buy", price));
      expect(placed.status).toBe(200);
      const { book } = (
        await venue.ask("GET", `/api/v1/markets/colour-${names[place]}/book?outcome=${outcome}`)
      ).body;
      expect(book.bids).toMatchObject([{ price, quantity: "10" }]);
    }
  }
});

test("S2.15 every order asks for the market's state: none before it opens, while it is halted, closed or over", async () => {
  const created = await venue.admin.ask("POST", "/api/v1/admin/events", {
    slug: "states",
    title: "States",
    markets: [{ slug: "states-market", question: "States?" }],
  });
  const market = created.body.markets[0].market_id;
  const said: string[] = [];
  const attempt = async (): Promise<void> => {
    const { status, body } = await ada.ask(
      "POST",
      "/api/v1/orders",
      order(market, "yes", "buy", "0.5", "1"),
    );
    said.push(status === 200 ? "taken" : body.error.details.state);
  };
  const move = (to: string): Promise<unknown> =>
    venue.admin.ask("POST", "/api/v1/admin/events/states/state", { to });
  await attempt();
  for (const to of ["open", "halted", "open", "closed"]) {
    await move(to);
    await attempt();
  }
  await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/resolve`, { yes_payout: "0" });
  await expect
    .poll(async () => (await venue.ask("GET", `/api/v1/markets/${market}`)).body.markets[0].state)
    .toBe("resolved");
  await attempt();
  expect(said).toEqual(["draft", "taken", "halted", "taken", "closed", "resolved"]);
});
