import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

const limit = (
  who: Caller,
  market_id: string,
  outcome: string,
  side: string,
  price: string,
  quantity = "10",
) =>
  who.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id,
    outcome,
    side,
    price,
    quantity,
  });
const admin: Caller["ask"] = (method, path, body) =>
  venue.admin.ask(method, `/api/v1/admin${path}`, body);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("events", () => {
  test("S2.20 S2.21 S4.9 an event of one question makes its market by itself", async () => {
    const made = await admin("POST", "/events", { slug: "eclipse", title: "Will it darken?" });
    expect(made.body.markets).toMatchObject([
      { slug: "eclipse-market", question: "Will it darken?", state: "draft" },
    ]);
    expect(made.body.event.market_ids).toEqual([made.body.markets[0].market_id]);
  });

  test("S2.21 an event of many outcomes has a market for each", async () => {
    const markets = ["ann", "ben", "cy"].map((name) => ({ slug: `mayor-${name}`, question: name }));
    const made = await admin("POST", "/events", {
      slug: "mayor",
      title: "Who becomes mayor?",
      mutually_exclusive: true,
      exhaustive: true,
      markets,
    });
    expect(made.body.markets.map((one: { slug: string }) => one.slug)).toEqual([
      "mayor-ann",
      "mayor-ben",
      "mayor-cy",
    ]);
  });

  test.each([
    ["no title", { slug: "bad-1" }],
    ["no outcomes at all", { slug: "bad-2", title: "?", markets: [] }],
    [
      "a close time that is none",
      { slug: "bad-3", title: "?", markets: [{ slug: "b", question: "?", close_time: "soon" }] },
    ],
    [
      "one outcome that excludes nothing",
      { slug: "bad-4", title: "?", mutually_exclusive: true, exhaustive: true },
    ],
  ])("S4.9 an event with %s is refused, and nothing is made", async (_, body) => {
    const refused = await admin("POST", "/events", body);
    expect([refused.status, refused.body.error.code]).toEqual([400, "INVALID_FIELD"]);
    expect((await venue.ask("GET", `/api/v1/events/${body.slug}`)).status).toBe(404);
  });

  test("S2.20 rules are versioned, and their hash says which text it is", async () => {
    const rules = "It counts if the almanac says so. ☔";
    const made = await admin("POST", "/events", { slug: "ruled", title: "Rain?", rules });
    expect(made.body.event).toMatchObject({ rules_version: 1, rules_hash: sha256(rules) });
    const other = await admin("PATCH", "/events/ruled", { rules: "It counts if I say so." });
    expect(other.body.event).toMatchObject({
      rules: "It counts if I say so.",
      rules_version: 2,
      rules_hash: sha256("It counts if I say so."),
    });
    const words = await admin("PATCH", "/events/ruled", { title: "Rain tomorrow?", tags: ["sky"] });
    expect(words.body.event).toMatchObject({ rules_version: 2, title: "Rain tomorrow?" });
    const { body } = await venue.ask("GET", "/api/v1/markets/ruled");
    expect(body.event.rules_hash).toBe(sha256("It counts if I say so."));
    const { market_id } = body.markets[0];
    const { body: way } = await venue.ask("GET", `/api/v1/markets/${market_id}/timeline`);
    expect(way.milestones).toMatchObject([{ kind: "created" }, { kind: "rules", version: 2 }]);
  });

  test("S2.20 an event is deleted before it was opened, and not after", async () => {
    await admin("POST", "/events", { slug: "mistake", title: "?" });
    expect((await ada.ask("DELETE", "/api/v1/admin/events/mistake")).status).toBe(403);
    const gone = await admin("DELETE", "/events/mistake");
    expect(gone.body.markets).toMatchObject([{ state: "deleted" }]);
    const listed = await venue.ask("GET", "/api/v1/markets?limit=200");
    const slugs = listed.body.markets.map((market: { slug: string }) => market.slug);
    expect(slugs).not.toContain("mistake-market");
    const market = await venue.openMarket("kept");
    const refused = await admin("DELETE", `/markets/${market}`);
    expect(refused.body.error).toMatchObject({
      code: "ILLEGAL_TRANSITION",
      details: { from: "open", to: "deleted" },
    });
  });

  test("S2.20 an event is resolved by naming its winner", async () => {
    const market = await venue.openMarket("decided");
    await limit(ada, market, "yes", "buy", "0.5");
    await limit(bob, market, "no", "buy", "0.5");
    const done = await admin("POST", "/events/decided/resolve", {
      payouts: [{ market_id: market, yes_payout: "1" }],
    });
    expect(done.status).toBe(200);
    await expect
      .poll(async () => (await venue.ask("GET", `/api/v1/markets/${market}`)).body.markets[0].state)
      .toBe("resolved");
    const { body } = await venue.ask("GET", `/api/v1/markets/${market}/timeline`);
    expect(body.milestones.map((one: { kind: string; to?: string }) => one.to ?? one.kind)).toEqual(
      ["created", "open", "ended", "resolving", "resolved"],
    );
  });

  test("S4.20 one definition reaches the machine, the book and everybody who reads (partial: the chain comes later)", async () => {
    const market = await venue.openMarket("one-definition");
    const seen = await venue.ask("GET", `/api/v1/markets/${market}`);
    expect(seen.body.markets[0]).toMatchObject({ state: "open", slug: "one-definition-market" });
    expect((await venue.ask("GET", `/api/v1/markets/${market}/book`)).body.book.bids).toEqual([]);
    expect((await limit(ada, market, "yes", "buy", "0.5")).status).toBe(200);
    const closed = await admin("POST", `/markets/${market}/state`, { to: "closed" });
    expect((await limit(ada, market, "yes", "buy", "0.5")).body.error.code).toBe("MARKET_NOT_OPEN");
    const after = await venue.ask("GET", `/api/v1/markets/${market}?min_seq=${closed.body.seq}`);
    expect(after.body.markets[0].state).toBe("closed");
  });
});

describe("tick sizes", () => {
  test("a coarser grid cancels the orders that are off it and keeps the others", async () => {
    const market = await venue.openMarket("coarser");
    const off = await limit(ada, market, "yes", "buy", "0.43");
    const on = await limit(ada, market, "yes", "buy", "0.4");
    const changed = await admin("POST", `/markets/${market}/tick-size`, { tick_size: "0.1" });
    expect(changed.body.markets[0]).toMatchObject({ tick_size: "0.1", tick_change: null });
    const one = await ada.ask("GET", `/api/v1/orders/${off.body.order.order_id}`);
    expect(one.body.order).toMatchObject({ status: "cancelled", cancel_reason: "tick-size" });
    const other = await ada.ask("GET", `/api/v1/orders/${on.body.order.order_id}`);
    expect(other.body.order.status).toBe("open");
    expect((await limit(ada, market, "yes", "buy", "0.45")).body.error.code).toBe("PRICE_OFF_TICK");
    const { body } = await venue.ask("GET", `/api/v1/markets/${market}/timeline`);
    expect(body.milestones.slice(-2)).toMatchObject([
      { kind: "tick-size-announced", tick_size: "0.1" },
      { kind: "tick-size", tick_size: "0.1" },
    ]);
  });

  test("a change at a time is announced first", async () => {
    const market = await venue.openMarket("announced");
    const at = "2099-01-01T00:00:00.000Z";
    const done = await admin("POST", `/markets/${market}/tick-size`, { tick_size: "0.001", at });
    expect(done.body.markets[0]).toMatchObject({
      tick_size: "0.01",
      tick_change: { tick_size: "0.001", at, has_begun: false },
    });
    const past = await admin("POST", `/markets/${market}/tick-size`, {
      tick_size: "0.001",
      at: "2001-01-01T00:00:00.000Z",
    });
    expect(past.status).toBe(400);
  });
});

describe("orders of others", () => {
  test("an operator cancels them, one or all; nobody else does", async () => {
    const market = await venue.openMarket("others");
    const first = await limit(ada, market, "yes", "buy", "0.2");
    await limit(ada, market, "yes", "buy", "0.3");
    const targets = [{ order_id: first.body.order.order_id }, { order_id: "ord_999999-0" }];
    const wish = { account_id: ada.account, targets };
    expect((await bob.ask("POST", "/api/v1/admin/orders/cancel", wish)).status).toBe(403);
    const done = await admin("POST", "/orders/cancel", wish);
    expect(done.body.results).toMatchObject([
      { cancelled: { remaining: "10" } },
      { error: { code: "ORDER_NOT_FOUND" } },
    ]);
    const all = await admin("POST", "/orders/cancel-all", {
      account_id: ada.account,
      market_id: market,
    });
    expect(all.body.cancelled).toHaveLength(1);
    const nobody = await admin("POST", "/orders/cancel-all", { account_id: "acc_999999-0" });
    expect(nobody.body.error.code).toBe("ACCOUNT_NOT_FOUND");
  });
});

describe("books", () => {
  test("S2.8 S2.11 a market, an outcome and a whole event have a book; the outcomes mirror each other", async () => {
    const slugs = ["cup-a", "cup-b"];
    await admin("POST", "/events", {
      slug: "cup",
      title: "Who wins the cup?",
      mutually_exclusive: true,
      exhaustive: true,
      markets: slugs.map((slug) => ({ slug, question: slug })),
    });
    await admin("POST", "/events/cup/state", { to: "open" });
    const { body } = await venue.ask("GET", "/api/v1/events/cup");
    const [a, b] = body.markets.map((market: { market_id: string }) => market.market_id);
    await limit(ada, a, "yes", "buy", "0.55", "20");
    await limit(ada, a, "no", "buy", "0.4", "30");
    await limit(ada, b, "yes", "buy", "0.35", "10");
    const yes = await venue.ask("GET", "/api/v1/markets/cup-a/book?outcome=yes");
    expect(yes.body.book).toMatchObject({
      bids: [{ price: "0.55", quantity: "20" }],
      asks: [{ price: "0.6", quantity: "30" }],
    });
    const no = await venue.ask("GET", "/api/v1/markets/cup-a/book?outcome=no");
    expect(no.body.book).toMatchObject({
      bids: [{ price: "0.4", quantity: "30" }],
      asks: [{ price: "0.45", quantity: "20" }],
    });
    const before = await venue.ask("GET", "/api/v1/events/cup/book");
    expect(before.body).toMatchObject({
      markets: [
        { market_id: a, bids: yes.body.book.bids, asks: yes.body.book.asks },
        { market_id: b, bids: [{ price: "0.35", quantity: "10" }], asks: [] },
      ],
      best_bid_sum: "0.9",
      best_ask_sum: null,
    });
    await limit(ada, b, "no", "buy", "0.5", "10");
    const after = await venue.ask("GET", "/api/v1/events/cup/book?depth=1");
    expect(after.body).toMatchObject({ best_ask_sum: "1.1", best_bid_sum: "0.9" });
    // The weighted mids 0.57 and 0.425, as nothing was traded yet.
    expect(after.body.probability_sum).toBe("0.995");
    expect((await venue.ask("GET", "/api/v1/events/nowhere/book")).status).toBe(404);
    expect((await venue.ask("GET", "/api/v1/events/cup/book?depth=26")).status).toBe(400);
  });
});
