import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
let markets: string[];
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  ada = await venue.join("ada", "100");
  bob = await venue.join("bob", "1000");
  markets = [];
  for (const slug of ["one", "two", "three"]) markets.push(await venue.openMarket(slug));
});
afterAll(() => venue.close());

const order = (market_id: string | undefined, price: string, quantity: string, more = {}) => ({
  type: "limit",
  market_id,
  outcome: "yes",
  side: "buy",
  price,
  quantity,
  ...more,
});
const available = async (who: Caller): Promise<string> =>
  (await who.ask("GET", "/api/v1/balances")).body.balances[0].available;

describe("one order split over several markets", () => {
  test("S2.14 all parts are placed, with a result for each, and the same key does nothing again", async () => {
    await bob.ask("POST", "/api/v1/orders", order(markets[0], "0.7", "10", { outcome: "no" }));
    const basket = {
      client_order_id: "basket-1",
      orders: [order(markets[0], "0.3", "10"), order(markets[1], "0.2", "10")],
    };
    const preview = await ada.ask("POST", "/api/v1/orders/basket/preview", basket);
    expect(preview.body).toMatchObject({ placeable: true, notional: "3", required: "5" });
    const done = await ada.ask("POST", "/api/v1/orders/basket", basket);
    expect(done.body).toMatchObject({
      placed: true,
      results: [
        { order: { filled: "10", status: "closed" } },
        { order: { filled: "0", resting: "10" } },
      ],
      notional: "3",
      fee: "0",
    });
    const money = await available(ada);
    expect(money).toBe("95");
    const again = await ada.ask("POST", "/api/v1/orders/basket", basket);
    expect(again.body).toMatchObject({ placed: true, repeated: true, notional: "3" });
    expect(await available(ada)).toBe(money);
  });

  test("S2.14 if one part is refused none is placed, and each part says why", async () => {
    const before = await available(ada);
    const basket = { orders: [order(markets[0], "0.5", "10"), order(markets[1], "0.505", "10")] };
    const preview = await ada.ask("POST", "/api/v1/orders/basket/preview", basket);
    expect(preview.body).toMatchObject({
      placeable: false,
      results: [{ preview: { resting: "10" } }, { error: { code: "PRICE_OFF_TICK" } }],
    });
    const done = await ada.ask("POST", "/api/v1/orders/basket", basket);
    expect(done.body).toMatchObject({
      placed: false,
      results: [{ error: { code: "BASKET_FAILED" } }, { error: { code: "PRICE_OFF_TICK" } }],
    });
    expect(await available(ada)).toBe(before);
  });

  test("S2.14 the money must be there for all parts together", async () => {
    const orders = markets.map((market) => order(market, "0.5", "80"));
    const preview = await ada.ask("POST", "/api/v1/orders/basket/preview", { orders });
    expect(preview.body).toMatchObject({ placeable: false, required: "120" });
    expect(preview.body.results[0].preview.required).toBe("40");
    const done = await ada.ask("POST", "/api/v1/orders/basket", { orders });
    expect(done.body).toMatchObject({
      placed: false,
      results: [
        { error: { code: "BASKET_FAILED" } },
        { error: { code: "BASKET_FAILED" } },
        { error: { code: "INSUFFICIENT_COLLATERAL" } },
      ],
    });
  });

  test("S2.14 a basket has two to twenty parts, in different markets", async () => {
    const one = { orders: [order(markets[0], "0.5", "1")] };
    const twice = { orders: [order(markets[0], "0.5", "1"), order(markets[0], "0.4", "1")] };
    for (const basket of [one, twice]) {
      const refused = await ada.ask("POST", "/api/v1/orders/basket", basket);
      expect(refused.body.error).toMatchObject({
        code: "INVALID_FIELD",
        details: { field: "orders" },
      });
    }
  });
});

test("S2.14 complete sets are split from a dollar and merged back into one", async () => {
  const eve = await venue.join("eve", "10");
  const set = { market_id: markets[2], quantity: "4" };
  await eve.ask("POST", "/api/v1/sets/split", set);
  expect(await available(eve)).toBe("6");
  const held = await eve.ask("GET", "/api/v1/positions");
  expect(held.body.positions).toMatchObject([
    { outcome: "yes", quantity: "4", cost: "2" },
    { outcome: "no", quantity: "4", cost: "2" },
  ]);
  await eve.ask("POST", "/api/v1/sets/merge", set);
  expect(await available(eve)).toBe("10");
  expect((await eve.ask("GET", "/api/v1/positions")).body.positions).toEqual([]);
});

describe("before an order is placed, and while it rests", () => {
  test("a preview tells fee, average price and how far it moves from the best", async () => {
    const fees = { taker_bps: 100 };
    const market = await venue.openMarket("priced", {
      markets: [{ slug: "priced-market", question: "?", fees }],
    });
    await bob.ask("POST", "/api/v1/orders", order(market, "0.6", "10", { outcome: "no" }));
    await bob.ask("POST", "/api/v1/orders", order(market, "0.5", "10", { outcome: "no" }));
    const wish = order(market, "0.5", "20");
    const { body } = await ada.ask("POST", "/api/v1/orders/preview", wish);
    expect(body.preview).toEqual({
      filled: "20",
      resting: "0",
      notional: "9",
      average_price: "0.45",
      best_price: "0.4",
      price_impact: "0.05",
      fee: "0.09",
      required: expect.any(String),
    });
    const placed = await ada.ask("POST", "/api/v1/orders", wish);
    expect(placed.body.order).toMatchObject({ notional: "9", fee: "0.09", average_price: "0.45" });
    const alone = await ada.ask("POST", "/api/v1/orders/preview", order(market, "0.5", "1"));
    expect(alone.body.preview).toMatchObject({ best_price: null, price_impact: null, filled: "0" });
  });

  test("S2.7 S2.8 an order is placed, modified and cancelled, and knows its place in the queue", async () => {
    const market = markets[1];
    await bob.ask("POST", "/api/v1/orders", order(market, "0.11", "7"));
    await bob.ask("POST", "/api/v1/orders", order(market, "0.11", "5"));
    const placed = await ada.ask("POST", "/api/v1/orders", order(market, "0.11", "3"));
    const path = `/api/v1/orders/${placed.body.order.order_id}`;
    const place = { orders_ahead: 2, quantity_ahead: "12" };
    expect((await ada.ask("GET", `${path}/queue`)).body).toMatchObject(place);
    expect((await ada.ask("GET", path)).body).toMatchObject(place);
    expect((await bob.ask("GET", `${path}/queue`)).body.error.code).toBe("ORDER_NOT_FOUND");
    const fewer = await ada.ask("PATCH", path, { quantity: "2" });
    expect(fewer.body.order).toMatchObject({ status: "open", resting: "2" });
    expect((await ada.ask("GET", `${path}/queue`)).body).toMatchObject(place);
    // More shares wait at the end of the queue again, as does another price.
    await bob.ask("POST", "/api/v1/orders", order(market, "0.11", "1"));
    await ada.ask("PATCH", path, { quantity: "4" });
    const behind = { orders_ahead: 3, quantity_ahead: "13" };
    expect((await ada.ask("GET", `${path}/queue`)).body).toMatchObject(behind);
    await ada.ask("PATCH", path, { price: "0.12" });
    const first = { orders_ahead: 0, quantity_ahead: "0" };
    expect((await ada.ask("GET", `${path}/queue`)).body).toMatchObject(first);
    expect((await ada.ask("DELETE", path)).status).toBe(200);
    const gone = await ada.ask("GET", path);
    expect(gone.body).toMatchObject({ order: { status: "cancelled" }, orders_ahead: null });
  });
});
