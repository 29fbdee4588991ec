import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  ada = await venue.join("ada", "10000");
  bob = await venue.join("bob", "10000");
});
afterAll(() => venue.close());

/** The event's id and its market's. */
async function open(slug: string): Promise<{ id: string; market: string }> {
  const market = await venue.openMarket(slug);
  const { body } = await venue.ask("GET", `/api/v1/markets/${slug}`);
  return { id: body.id, market };
}

const order = (who: Caller, market_id: string, side: string, price: string, quantity: string) =>
  who.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id,
    outcome: "yes",
    side,
    price,
    quantity,
  });
const set = (ref: string, body: object, caller = venue.admin) =>
  caller.ask("POST", `/api/v1/admin/markets/${ref}/probability`, body);
const refresh = (ref: string, body: object) =>
  venue.admin.ask("POST", `/api/v1/admin/markets/${ref}/refresh-probability`, body);
const shown = async (market: string): Promise<string | null> =>
  (await venue.ask("GET", `/api/v1/markets/${market}`)).body.markets[0].probability;

/** A bid at 0.40 of 100 and an ask at 0.60 of 300. */
async function quote(market: string): Promise<void> {
  await order(ada, market, "buy", "0.4", "100");
  await ada.ask("POST", "/api/v1/sets/split", { market_id: market, quantity: "300" });
  await order(ada, market, "sell", "0.6", "300");
}

test("S1.47 S1.51 an operator sets it by hand, in the words of the source", async () => {
  const { id, market } = await open("by-hand");
  const done = await set(id, { outcome_id: market, probability: 0.65 });
  expect(done.body).toMatchObject({
    market_id: id,
    outcome_id: market,
    yes_probability: 0.65,
    no_probability: 0.35,
    message: "Probability updated to 0.65",
  });
  expect(await shown(market)).toBe("0.65");
  expect((await set(market, { probability: "0.7" })).body.yes_probability).toBe(0.7);
  expect((await set(id, { probability: 0.5 }, ada)).status).toBe(403);
});

test("S1.50 what is set by hand is kept between 0.01 and 0.99", async () => {
  const { id, market } = await open("clamped");
  expect((await set(id, { outcome_id: market, probability: 1 })).body.yes_probability).toBe(0.99);
  expect((await set(id, { outcome_id: market, probability: 0 })).body.yes_probability).toBe(0.01);
  for (const probability of [1.01, -0.1, "half", "0.12345", null]) {
    const refused = await set(id, { outcome_id: market, probability });
    expect(refused.body.error.code).toBe("INVALID_FIELD");
  }
  const elsewhere = await set(id, { outcome_id: "mkt_999999-1", probability: 0.5 });
  expect(elsewhere.body.error.code).toBe("MARKET_NOT_FOUND");
});

test("S1.46 S1.51 a trade sets it by itself", async () => {
  const { market } = await open("by-trade");
  expect(await shown(market)).toBeNull();
  await order(ada, market, "buy", "0.62", "10");
  await bob.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id: market,
    outcome: "no",
    side: "buy",
    price: "0.38",
    quantity: "10",
  });
  expect(await shown(market)).toBe("0.62");
});

test("S1.48 S1.49 S1.46 it is refreshed from the book by the weighted mid", async () => {
  const { id, market } = await open("by-book");
  await set(id, { outcome_id: market, probability: 0.9 });
  await quote(market);
  const done = await refresh(id, { source: "orderbook" });
  expect(done.body.updated).toEqual([
    {
      market_id: id,
      outcome_id: market,
      yes_probability: 0.45,
      no_probability: 0.55,
      source: "orderbook",
    },
  ]);
  expect(await shown(market)).toBe("0.45");
});

test("S1.48 a book with an empty side has none to give", async () => {
  const { id } = await open("half-a-book");
  expect((await refresh(id, { source: "orderbook" })).body.error.code).toBe("NO_QUOTES");
});

test.each(["chainlink", "uma", "pyth"])(
  "S1.46 S1.48 S1.51 the external source %s is not connected yet, and says so (partial: oracles come later)",
  async (source) => {
    const { id } = await open(`by-${source}`);
    const refused = await refresh(id, { source });
    expect(refused.body.error).toMatchObject({
      code: "ORACLE_NOT_CONFIGURED",
      details: { source },
    });
  },
);

test("S1.51 all open markets are refreshed at once, page by page", async () => {
  const { market } = await open("all-quoted");
  await quote(market);
  const empty = await open("all-empty");
  const done = await venue.admin.ask("POST", "/api/v1/admin/probabilities/refresh", {});
  const updated = done.body.updated.map((one: { outcome_id: string }) => one.outcome_id);
  expect(updated).toContain(market);
  expect(done.body.skipped).toContain(empty.market);
  expect(done.body.next_cursor).toBeNull();
  expect(await shown(market)).toBe("0.45");
});

test("S1.47 a market that has ended takes none", async () => {
  const { id, market } = await open("ended");
  await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/resolve`, { yes_payout: "1" });
  const refused = await set(id, { outcome_id: market, probability: 0.5 });
  expect(refused.body.error.code).toBe("MARKET_NOT_OPEN");
});
