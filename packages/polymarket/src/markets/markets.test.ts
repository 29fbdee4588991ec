import { afterAll, beforeAll, expect, test } from "vitest";
import { placeLimit } from "../../test/native-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";
import { formatId } from "@probity/protocol";

let venue: TestVenue;
let market: ChainMarket;
let ada: TestTrader;
let bob: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue();
  ada = await venue.signIn();
  bob = await venue.signIn();
  market = await venue.openMarket("rain", {
    tags: ["weather"],
    markets: [
      {
        slug: "rain-market",
        question: "Will it rain?",
        description: "In Rome.",
        min_quantity: "5",
        fees: { formula: "quadratic", exponent: 1, taker_bps: 400, maker_bps: 0, rebate_bps: 100 },
      },
    ],
  });
  await place(ada, "yes", "buy", 4_000, 10_000);
  await place(ada, "no", "buy", 5_000, 2_500);
  await place(ada, "yes", "buy", 3_900, 1_234);
});
afterAll(() => venue.close());

async function place(
  trader: TestTrader,
  outcome: "yes" | "no",
  side: "buy" | "sell",
  price: number,
  quantity: number,
): Promise<void> {
  await placeLimit(venue, trader, market, { outcome, side, price, quantity });
  await venue.settled();
}

function get(path: string) {
  return venue.ask("GET", `/clob${path}`);
}

test("books of both tokens mirror each other, best last", async () => {
  const [yes, no] = market.tokens;
  const { body } = await get(`/book?token_id=${yes}`);
  expect(body).toEqual({
    market: market.conditionId,
    asset_id: yes,
    timestamp: expect.stringMatching(/^[0-9]{13}$/),
    hash: expect.stringMatching(/^[0-9a-f]{40}$/),
    bids: [
      { price: "0.39", size: "12.34" },
      { price: "0.4", size: "100" },
    ],
    asks: [{ price: "0.5", size: "25" }],
    min_order_size: "5",
    tick_size: "0.01",
    neg_risk: false,
    last_trade_price: "",
  });
  const { body: other } = await get(`/book?token_id=${no}`);
  expect(other.bids).toEqual([{ price: "0.5", size: "25" }]);
  expect(other.asks).toEqual([
    { price: "0.61", size: "12.34" },
    { price: "0.6", size: "100" },
  ]);
  expect(other.hash).not.toBe(body.hash);
  const tokens = [{ token_id: no }, { token_id: "1" }, { token_id: yes }, { token_id: no }];
  const { body: both } = await venue.ask("POST", "/clob/books", tokens);
  expect(both).toEqual([other, body]);
});

test("prices: BUY is the best bid, SELL the best ask", async () => {
  const [yes, no] = market.tokens;
  expect((await get(`/price?token_id=${yes}&side=BUY`)).body).toEqual({ price: "0.4" });
  expect((await get(`/price?token_id=${no}&side=sell`)).body).toEqual({ price: "0.6" });
  expect((await get(`/midpoint?token_id=${yes}`)).body).toEqual({ mid: "0.45" });
  expect((await get(`/spread?token_id=${no}`)).body).toEqual({ spread: "0.1" });
  const wishes = [
    { token_id: yes, side: "BUY" },
    { token_id: yes, side: "SELL" },
    { token_id: no, side: "SELL" },
  ];
  const prices = { [yes]: { BUY: "0.4", SELL: "0.5" }, [no]: { SELL: "0.6" } };
  expect((await venue.ask("POST", "/clob/prices", wishes)).body).toEqual(prices);
  const query = `token_ids=${yes},${yes},${no}&sides=BUY,SELL,SELL`;
  expect((await get(`/prices?${query}`)).body).toEqual(prices);
  expect((await venue.ask("POST", "/clob/midpoints", wishes)).body).toEqual({
    [yes]: "0.45",
    [no]: "0.55",
  });
  expect((await venue.ask("POST", "/clob/spreads", wishes)).body).toEqual({
    [yes]: "0.1",
    [no]: "0.1",
  });
});

test("where nobody bids that is 0, where nobody offers 1", async () => {
  const empty = await venue.openMarket("empty");
  const [yes] = empty.tokens;
  expect((await get(`/price?token_id=${yes}&side=BUY`)).body).toEqual({ price: "0" });
  expect((await get(`/price?token_id=${yes}&side=SELL`)).body).toEqual({ price: "1" });
  expect((await get(`/midpoint?token_id=${yes}`)).body).toEqual({ mid: "0.5" });
  expect((await get(`/spread?token_id=${yes}`)).body).toEqual({ spread: "1" });
  expect((await get(`/last-trade-price?token_id=${yes}`)).body).toEqual({ price: "0.5", side: "" });
  expect((await get(`/book?token_id=${yes}`)).body).toMatchObject({ bids: [], asks: [] });
});

test("a market in its four descriptions", async () => {
  const { conditionId, questionId, tokens } = market;
  const told = (await get(`/markets/${conditionId.toUpperCase().replace("0X", "0x")}`)).body;
  expect(told).toMatchObject({
    enable_order_book: true,
    active: true,
    closed: false,
    archived: false,
    accepting_orders: true,
    minimum_order_size: 5,
    minimum_tick_size: 0.01,
    condition_id: conditionId,
    question_id: questionId,
    question: "Will it rain?",
    description: "In Rome.",
    market_slug: "rain-market",
    end_date_iso: null,
    seconds_delay: 0,
    maker_base_fee: 0,
    taker_base_fee: 400,
    neg_risk: false,
    neg_risk_market_id: "",
    tags: ["weather"],
    rewards: { rates: null, min_size: 0, max_spread: 0 },
    is_50_50_outcome: false,
    tokens: [
      { token_id: tokens[0], outcome: "Yes", price: 0.45, winner: false },
      { token_id: tokens[1], outcome: "No", price: 0.55, winner: false },
    ],
  });
  expect((await get(`/clob-markets/${conditionId}`)).body).toEqual({
    c: conditionId,
    t: [
      { t: tokens[0], o: "Yes" },
      { t: tokens[1], o: "No" },
    ],
    mos: 5,
    mts: 0.01,
    mbf: 0,
    tbf: 400,
    fd: { r: 0.04, e: 1, to: true },
    r: null,
    ao: true,
    aot: told.accepting_order_timestamp,
  });
  expect((await get(`/markets-by-token/${tokens[1]}`)).body).toEqual({
    condition_id: conditionId,
    primary_token_id: tokens[0],
    secondary_token_id: tokens[1],
  });
  for (const [path, answer] of [
    ["tick-size", { minimum_tick_size: 0.01 }],
    ["neg-risk", { neg_risk: false }],
    ["fee-rate", { base_fee: 400 }],
  ] as const) {
    expect((await get(`/${path}?token_id=${tokens[0]}`)).body).toEqual(answer);
    expect((await get(`/${path}/${tokens[1]}`)).body).toEqual(answer);
  }
});

test("the outcomes of an exclusive event are neg-risk", async () => {
  const [first] = await venue.openNegRisk("cup", ["red", "blue", "green"]);
  expect((await get(`/neg-risk?token_id=${first?.tokens[0]}`)).body).toEqual({ neg_risk: true });
  const told = (await get(`/markets/${first?.conditionId}`)).body;
  expect(told.neg_risk_market_id).toMatch(/^0x[0-9a-f]{64}$/);
  expect((await get(`/clob-markets/${first?.conditionId}`)).body.nr).toBe(true);
});

test("lists go on to their last page, and then say so", async () => {
  for (let count = 0; count < 3; count++) {
    const markets = Array.from({ length: 40 }, (_, at) => ({
      slug: `many-${count}-${at}`,
      question: `${at}?`,
    }));
    await venue.openMarket(`many-${count}`, { markets });
  }
  for (const list of ["markets", "sampling-markets", "simplified-markets"]) {
    const seen = new Set<string>();
    let cursor = "MA==";
    for (let pages = 0; cursor !== "LTE="; pages++) {
      const { body } = await get(`/${list}?next_cursor=${encodeURIComponent(cursor)}`);
      expect(body.count).toBe(body.data.length);
      expect(body.data.length).toBeGreaterThan(0);
      for (const { condition_id } of body.data) seen.add(condition_id);
      cursor = body.next_cursor;
      expect(pages).toBeLessThan(5);
    }
    expect(seen.size).toBeGreaterThanOrEqual(124);
  }
  expect((await get("/markets?next_cursor=LTE%3D")).body.data).toEqual([]);
  expect((await get("/markets?next_cursor=nonsense")).status).toBe(400);
  const { body } = await get("/sampling-simplified-markets");
  expect(Object.keys(body.data[0]).sort()).toEqual(
    [
      "accepting_orders",
      "active",
      "archived",
      "closed",
      "condition_id",
      "rewards",
      "tokens",
    ].sort(),
  );
});

test("what is not there is answered in the words clients know", async () => {
  const unknown = "123456789";
  const noBook = { error: "No orderbook exists for the requested token id" };
  for (const path of ["book", "midpoint", "spread", "last-trade-price"]) {
    const { status, body } = await get(`/${path}?token_id=${unknown}`);
    expect([status, body]).toEqual([404, noBook]);
    expect((await get(`/${path}?token_id=0x12`)).body).toEqual({ error: "Invalid token id" });
    expect((await get(`/${path}`)).status).toBe(400);
  }
  expect((await get(`/price?token_id=${unknown}&side=BUY`)).body).toEqual(noBook);
  expect((await get(`/price?token_id=${unknown}&side=LEFT`)).body).toEqual({
    error: "Invalid side",
  });
  const missing = { error: "market not found" };
  for (const path of ["tick-size", "neg-risk", "fee-rate", "markets-by-token"]) {
    const { status, body } = await get(`/${path}/${unknown}`);
    expect([status, body]).toEqual([404, missing]);
  }
  for (const path of ["markets", "clob-markets", "rewards/markets"]) {
    const { status, body } = await get(`/${path}/0x${"0".repeat(64)}`);
    expect([status, body]).toEqual([404, missing]);
  }
  for (const body of [{}, "not json", [{ token: 1 }], null, [null]]) {
    expect((await venue.ask("POST", "/clob/books", body)).body).toEqual({
      error: "Invalid payload",
    });
  }
  const many = Array.from({ length: 501 }, () => ({ token_id: unknown }));
  expect((await venue.ask("POST", "/clob/prices", many)).body).toEqual({
    error: "Payload exceeds the limit",
  });
});

test("the clock, the version, and that all is well", async () => {
  expect((await get("/ok")).body).toBe("OK");
  const { body: time } = await get("/time");
  expect(Math.abs(time - Date.now() / 1_000)).toBeLessThan(5);
  expect((await get("/version")).body).toEqual({ version: 2 });
  const empty = { limit: 100, count: 0, next_cursor: "LTE=", data: [] };
  expect((await get("/rewards/markets/current")).body).toEqual(empty);
  expect((await get(`/rewards/markets/${market.conditionId}`)).body).toEqual(empty);
  expect((await get("/orderbook-history?asset_id=1")).body).toEqual({ count: 0, data: [] });
});

test("trades make last prices and histories, of both tokens", async () => {
  const [yes, no] = market.tokens;
  await place(bob, "no", "buy", 6_000, 1_000);
  expect((await get(`/last-trade-price?token_id=${yes}`)).body).toEqual({
    price: "0.4",
    side: "SELL",
  });
  expect((await get(`/book?token_id=${yes}`)).body.last_trade_price).toBe("0.400");
  expect((await get(`/book?token_id=${no}`)).body.last_trade_price).toBe("0.600");
  expect((await get(`/last-trades-prices?token_ids=${no},${yes},77`)).body).toEqual([
    { price: "0.6", side: "BUY", token_id: no },
    { price: "0.4", side: "SELL", token_id: yes },
  ]);
  const { body } = await get(`/prices-history?market=${no}&interval=1d&fidelity=1`);
  expect(body.history.at(-1).p).toBe(0.6);
  expect(body.history.at(-1).t).toBeCloseTo(Date.now() / 1_000, -1);
  const { body: batch } = await venue.ask("POST", "/clob/batch-prices-history", {
    markets: [yes, no, "5"],
    interval: "max",
  });
  expect(Object.keys(batch.history).sort()).toEqual([yes, no].sort());
  expect(batch.history[yes].at(-1).p).toBe(0.4);
  expect((await get(`/markets/live-activity/${market.conditionId}`)).body).toEqual([
    {
      event_type: "trade",
      market: {
        condition_id: market.conditionId,
        asset_id: no,
        question: "Will it rain?",
        icon: "",
        slug: "rain-market",
      },
      user: expect.objectContaining({ address: bob.wallet.address }),
      side: "BUY",
      size: "10",
      fee_rate_bps: "0",
      price: "0.6",
      outcome: "No",
      outcome_index: 1,
      transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      timestamp: expect.stringMatching(/^[0-9]{10}$/),
    },
  ]);
  const start = Math.floor(Date.now() / 1_000) - 3_600;
  const { body: ohlc } = await get(`/ohlc?asset_id=${no}&startTs=${start}&fidelity=30m`);
  expect(ohlc.data.at(-1)).toMatchObject({ o: 0.6, h: 0.6, l: 0.6, c: 0.6, v: 10 });
  for (const path of [
    `/prices-history?market=${yes}&interval=1y`,
    `/prices-history?interval=1d`,
    `/prices-history?market=${yes}&startTs=-1`,
    `/ohlc?asset_id=${yes}&startTs=1&fidelity=2m`,
  ]) {
    expect((await get(path)).status).toBe(400);
  }
  // A period of the past, and one that ends before it begins.
  expect((await get(`/prices-history?market=${yes}&startTs=1&endTs=2`)).body).toEqual({
    history: [],
  });
});

test("when a market has ended its winner is told, and its book is gone", async () => {
  const over = await venue.openMarket("over");
  const path = `/admin/markets/${formatId("mkt", over.market)}/resolve`;
  const { status, body } = await venue.operate("POST", path, { yes_payout: "0" });
  expect([status, body.error]).toEqual([200, undefined]);
  await venue.settled();
  const { body: told } = await get(`/markets/${over.conditionId}`);
  expect(told).toMatchObject({ closed: true, accepting_orders: false, enable_order_book: false });
  expect(
    told.tokens.map(({ winner, price }: { winner: boolean; price: number }) => [winner, price]),
  ).toEqual([
    [false, 0],
    [true, 1],
  ]);
  expect((await get(`/book?token_id=${over.tokens[0]}`)).status).toBe(404);
  expect((await get(`/tick-size?token_id=${over.tokens[0]}`)).status).toBe(200);
});

test("a market that is called off by halves ends fifty-fifty, with no winner", async () => {
  const off = await venue.openMarket("off");
  const path = `/admin/markets/${formatId("mkt", off.market)}/void`;
  expect((await venue.operate("POST", path, { policy: "split" })).status).toBe(200);
  await venue.settled();
  const { body } = await get(`/markets/${off.conditionId}`);
  expect(body).toMatchObject({ closed: true, is_50_50_outcome: true });
  expect(body.tokens).toMatchObject([
    { winner: false, price: 0.5 },
    { winner: false, price: 0.5 },
  ]);
});

test("drafts are nobody's to see", async () => {
  const event = { slug: "draft", title: "Draft", markets: [{ slug: "draft-m", question: "?" }] };
  await venue.operate("POST", "/admin/events", event);
  await venue.settled();
  const draft = venue.desk.markets.ofSlug("draft-m");
  expect((await get(`/markets/${draft?.conditionId}`)).status).toBe(404);
  expect((await get(`/book?token_id=${draft?.tokens[0]}`)).status).toBe(404);
});
