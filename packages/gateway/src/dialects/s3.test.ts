/** Source S3 through HTTP: its paths under /api and its words, on the one machine. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";

let venue: TestGateway;
let ada: Caller;
let bob: Caller;
beforeAll(async () => {
  venue = await startTestGateway({ signInsPerMinute: 0, requestsPerMinute: 0 });
  ada = await venue.join("ada", "1000");
  bob = await venue.join("bob", "1000");
});
afterAll(() => venue.close());

async function create(slug: string): Promise<string> {
  const made = await venue.admin.ask("POST", "/api/markets", { slug, question: `Will ${slug}?` });
  expect(made.status).toBe(200);
  return made.body.market.id;
}

const order = (caller: Caller, slug: string, body: object, headers?: Record<string, string>) =>
  caller.ask("POST", `/api/orders/${slug}`, body, headers);
const LIMIT = { side: "BUY", outcome: "YES", type: "LIMIT", price: "0.60", quantity: 10 };

describe("markets", () => {
  test("S3.3 an administrator creates a market; it is open, listed, and found by its slug", async () => {
    const made = await venue.admin.ask("POST", "/api/markets", {
      slug: "rain",
      question: "Will it rain?",
      description: "In Turin.",
    });
    expect(made.body.market).toEqual({
      id: expect.stringMatching(/^mkt_/),
      slug: "rain",
      question: "Will it rain?",
      description: "In Turin.",
      status: "OPEN",
    });
    const list = await venue.ask("GET", "/api/markets");
    expect(list.body.markets).toContainEqual(expect.objectContaining(made.body.market));
    const one = await venue.ask("GET", "/api/markets/rain");
    expect(one.body).toMatchObject(made.body.market);
    expect((await ada.ask("POST", "/api/markets", { slug: "x", question: "?" })).status).toBe(403);
    expect((await venue.ask("GET", "/api/markets/nowhere")).status).toBe(404);
  });

  test("S3.3 PATCH status pauses, opens, closes and resolves, and refuses what is no step", async () => {
    await create("steps");
    await order(ada, "steps", LIMIT);
    await order(bob, "steps", { ...LIMIT, outcome: "NO", price: "0.40" });
    const patch = (body: object, caller = venue.admin) =>
      caller.ask("PATCH", "/api/markets/steps/status", body);
    expect((await patch({ status: "PAUSED" }, ada)).status).toBe(403);
    expect((await patch({ status: "PAUSED" })).body.market.status).toBe("PAUSED");
    expect((await patch({ status: "PAUSED" })).body.error.code).toBe("ILLEGAL_TRANSITION");
    expect((await order(ada, "steps", LIMIT)).body.error.code).toBe("MARKET_NOT_OPEN");
    expect((await patch({ status: "OPEN" })).body.market.status).toBe("OPEN");
    expect((await patch({ status: "CLOSED" })).body.market.status).toBe("CLOSED");
    expect((await patch({ status: "RESOLVED" })).body.error.code).toBe("INVALID_FIELD");
    expect((await patch({ status: "RESOLVED", outcome: "NO" })).body.market.status).toBe(
      "RESOLVED",
    );
    await expect
      .poll(async () => (await bob.ask("GET", "/api/user/balance")).body.total)
      .toBe("1006");
  });

  test("S3.3 a cancelled market names the policy by which its money goes back", async () => {
    await create("called-off");
    const patch = (body: object) =>
      venue.admin.ask("PATCH", "/api/markets/called-off/status", body);
    expect((await patch({ status: "CANCELLED" })).status).toBe(400);
    const done = await patch({ status: "CANCELLED", void: { policy: "split" } });
    expect(done.body.market.status).toBe("CANCELLED");
  });
});

describe("orders", () => {
  let market: string;
  beforeAll(async () => {
    market = await create("orders");
  });

  test("S3.4 an order is placed by slug, seen in the book and in one's orders, and cancelled by id", async () => {
    const placed = await order(ada, "orders", LIMIT);
    expect(placed.body.order).toMatchObject({
      marketId: market,
      userId: ada.owner,
      side: "BUY",
      outcome: "YES",
      type: "LIMIT",
      price: "0.60",
      quantity: 10,
      filled: 0,
      status: "OPEN",
    });
    const min = `min_seq=${placed.body.seq}`;
    const book = await venue.ask("GET", `/api/orders/orders/orderbook?${min}`);
    expect(book.body).toMatchObject({
      marketId: market,
      YES: { bids: [{ price: "0.6", quantity: 10 }], asks: [] },
      NO: { bids: [], asks: [{ price: "0.4", quantity: 10 }] },
    });
    const mine = await ada.ask("GET", `/api/orders/user/orders?${min}`);
    expect(mine.body.orders[0]).toMatchObject({ id: placed.body.order.id, status: "OPEN" });
    const gone = await ada.ask("DELETE", `/api/orders/${placed.body.order.id}`);
    expect(gone.status).toBe(200);
    const after = await ada.ask("GET", `/api/orders/user/orders?min_seq=${gone.body.seq}`);
    expect(after.body.orders[0]).toMatchObject({ id: placed.body.order.id, status: "CANCELLED" });
    expect((await bob.ask("DELETE", `/api/orders/${placed.body.order.id}`)).status).toBe(404);
  });

  test("S3.4 orders match, and trades are shown to everybody without saying whose they are", async () => {
    await order(ada, "orders", { ...LIMIT, price: 0.55, quantity: "4" });
    const taken = await order(bob, "orders", {
      side: "BUY",
      outcome: "NO",
      type: "MARKET",
      quantity: 3,
    });
    expect(taken.body.order).toMatchObject({ type: "MARKET", filled: 3, status: "FILLED" });
    const trades = await venue.ask("GET", `/api/orders/orders/trades?min_seq=${taken.body.seq}`);
    const [last] = trades.body.trades;
    expect(last).toMatchObject({ marketId: market, outcome: "NO", price: "0.45", quantity: 3 });
    expect(JSON.stringify(last)).not.toContain("acc_");
    const mine = await ada.ask("GET", `/api/orders/user/orders?min_seq=${taken.body.seq}`);
    expect(mine.body.orders[0]).toMatchObject({ filled: 3, status: "PARTIALLY_FILLED" });
  });

  test("S3.4 S2.23 the same client order id places once", async () => {
    const wish = { ...LIMIT, price: "0.10", quantity: 2, clientOrderId: "once" };
    const first = await order(ada, "orders", wish);
    const again = await order(ada, "orders", wish);
    expect(again.body.order.id).toBe(first.body.order.id);
    const other = await order(ada, "orders", { ...wish, quantity: 3 });
    expect(other.body.error.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  test.each([
    ["no market of that name", "nowhere", LIMIT, 404, "MARKET_NOT_FOUND"],
    ["no price", "orders", { ...LIMIT, price: undefined }, 400, "INVALID_FIELD"],
    ["a price off the grid", "orders", { ...LIMIT, price: "0.605" }, 400, "PRICE_OFF_TICK"],
    ["a price of a dollar", "orders", { ...LIMIT, price: 1 }, 400, "INVALID_FIELD"],
    ["shares in thousandths", "orders", { ...LIMIT, quantity: 1.234 }, 400, "INVALID_FIELD"],
    ["too little money", "orders", { ...LIMIT, quantity: 1e6 }, 409, "INSUFFICIENT_COLLATERAL"],
    ["a word in small letters", "orders", { ...LIMIT, side: "buy" }, 400, "INVALID_FIELD"],
  ])("S3.4 an order is refused for %s", async (_, slug, body, status, code) => {
    const refused = await order(ada, slug, body);
    expect([refused.status, refused.body.error.code]).toEqual([status, code]);
    expect((await venue.ask("POST", `/api/orders/${slug}`, body)).status).toBe(401);
  });
});

describe("user", () => {
  test("S3.5 balance, positions and portfolio agree with each other", async () => {
    await create("user");
    const eve = await venue.join("eve", "100");
    await order(eve, "user", { ...LIMIT, price: "0.50", quantity: 20 });
    const met = await order(bob, "user", { ...LIMIT, outcome: "NO", price: "0.50", quantity: 8 });
    const min = `min_seq=${met.body.seq}`;
    const balance = await eve.ask("GET", `/api/user/balance?${min}`);
    expect(balance.body).toMatchObject({ available: "90", locked: "6", total: "96" });
    const positions = await eve.ask("GET", `/api/user/positions?${min}`);
    expect(positions.body.positions).toMatchObject([
      { slug: "user", outcome: "YES", shares: 8, vwap: "0.5", currentPrice: "0.5", value: "4" },
    ]);
    const portfolio = await eve.ask("GET", `/api/user/portfolio?${min}`);
    expect(portfolio.body).toMatchObject({
      balance: { available: "90", locked: "6", total: "96" },
      positions: positions.body.positions,
      positionsValue: "4",
      totalCost: "4",
      unrealizedPnl: "0",
      totalValue: "100",
    });
    expect((await venue.ask("GET", "/api/user/portfolio")).status).toBe(401);
  });
});
