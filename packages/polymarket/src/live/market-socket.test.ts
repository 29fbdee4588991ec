import { formatId } from "@probity/protocol";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { ClobListener, patiently } from "../../test/clob-listener.ts";
import type { Heard } from "../../test/clob-listener.ts";
import { cancelEverything, placeLimit } from "../../test/native-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";

let venue: TestVenue;
let url: string;
let ada: TestTrader;
let bob: TestTrader;
let market: ChainMarket;
const listeners: ClobListener[] = [];

type Settings = NonNullable<Parameters<typeof openTestVenue>[1]>["settings"];

interface Opened {
  readonly venue: TestVenue;
  readonly url: string;
  readonly ada: TestTrader;
  readonly bob: TestTrader;
}

/** By their settings: a test needs a market of its own, but no venue. */
const venues = new Map<string, Opened>();
let markets = 0;

async function open(settings: NonNullable<Settings> = {}): Promise<void> {
  const name = JSON.stringify(settings);
  let opened = venues.get(name);
  if (opened === undefined) {
    const one = await openTestVenue({}, { settings });
    opened = {
      venue: one,
      url: await one.listen(),
      ada: await one.signIn(),
      bob: await one.signIn(),
    };
    venues.set(name, opened);
  }
  ({ venue, url, ada, bob } = opened);
  market = await venue.openMarket(`rain-${++markets}`, { tags: ["weather"] });
}
beforeAll(() => open(), 60_000);
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
});
afterAll(async () => {
  for (const one of venues.values()) await one.venue.close();
});

async function listen(): Promise<ClobListener> {
  const listener = await ClobListener.open(url, "market");
  listeners.push(listener);
  return listener;
}

/** Follows both tokens and has heard their books. */
async function follow(more: object = {}): Promise<ClobListener> {
  const listener = await listen();
  listener.say({ type: "market", assets_ids: market.tokens, ...more });
  await listener.hearType("book");
  await listener.hearType("book");
  return listener;
}

async function bookOf(token: string): Promise<Heard> {
  return (await venue.ask("GET", `/clob/book?token_id=${token}`)).body;
}

test("a subscription after a start waits for ids that are still worked out", async () => {
  await open();
  const { markets: known } = venue.desk;
  let isWhole = false;
  vi.spyOn(known, "known").mockImplementation(async () => {
    isWhole = true;
  });
  const ofToken = known.ofToken.bind(known);
  vi.spyOn(known, "ofToken").mockImplementation((token) => (isWhole ? ofToken(token) : null));
  try {
    await follow();
  } finally {
    vi.restoreAllMocks();
  }
});

test("a follower begins with the books as /book has them, in one array", async () => {
  await open();
  await placeLimit(venue, ada, market, {
    outcome: "yes",
    side: "buy",
    price: 4_000,
    quantity: 700,
  });
  const [yes, no] = market.tokens;
  const listener = await listen();
  listener.say({ assets_ids: [yes, "12345", yes, no], type: "market" });
  const first = await listener.hearType("book");
  const second = await listener.hearType("book");
  expect(listener.frames).toHaveLength(1);
  expect(first).toEqual({ ...(await bookOf(yes)), event_type: "book" });
  expect(second).toEqual({ ...(await bookOf(no)), event_type: "book" });
  expect(first.bids).toEqual([{ price: "0.4", size: "7" }]);
  expect(second.asks).toEqual([{ price: "0.6", size: "7" }]);
});

test("PING is answered PONG, and what is not understood is not answered", async () => {
  await open();
  const listener = await listen();
  for (const message of ["", "{", "null", "[]", "{}", "7", '"x"', { type: "market" }]) {
    listener.say(message);
  }
  listener.say({ type: "market", assets_ids: "x" });
  listener.say({ type: "market", assets_ids: [1, null, {}] });
  listener.say({ operation: "explode", assets_ids: [market.tokens[0]] });
  listener.say({ operation: "unsubscribe", assets_ids: ["nothing"] });
  listener.say({ type: "market", assets_ids: ["9".repeat(81)] });
  listener.sayBytes(Buffer.from([1, 2, 3]));
  listener.say("PING");
  await patiently(() => expect(listener.texts).toEqual(["PONG"]));
  listener.say({ type: "market", assets_ids: ["77", "not a number"] });
  await patiently(() => expect(listener.texts).toEqual(["PONG", "NO NEW ASSETS"]));
  expect(listener.heard).toEqual([]);
  expect(listener.closedWith).toBeNull();
});

test("a message that is too large, or too many of them, end the connection", async () => {
  await open();
  const large = await listen();
  large.say({ type: "market", assets_ids: ["7".repeat(200_000)] });
  await patiently(() => expect(large.closedWith).toBe(1_009));
  const many = await listen();
  for (let count = 0; count < 1_001; count++) many.say("PING");
  await patiently(() => expect(many.closedWith).toBe(4_029));
});

test("an order is told for both tokens, with best prices and the hash of the book", async () => {
  await open();
  const listener = await follow();
  await placeLimit(venue, ada, market, {
    outcome: "no",
    side: "buy",
    price: 3_000,
    quantity: 1_234,
  });
  const { timestamp, ...told } = await listener.hearType("price_change");
  const [yes, no] = await Promise.all(market.tokens.map(bookOf));
  expect(told).toEqual({
    event_type: "price_change",
    market: market.conditionId,
    price_changes: [
      {
        asset_id: market.tokens[0],
        price: "0.7",
        size: "12.34",
        side: "SELL",
        hash: yes.hash,
        best_bid: "",
        best_ask: "0.7",
      },
      {
        asset_id: market.tokens[1],
        price: "0.3",
        size: "12.34",
        side: "BUY",
        hash: no.hash,
        best_bid: "0.3",
        best_ask: "",
      },
    ],
  });
  expect(timestamp).toBe(yes.timestamp);
  await cancelEverything(venue, ada);
  const gone = await listener.hearType("price_change");
  expect(gone.price_changes.map(({ size }: Heard) => size)).toEqual(["0", "0"]);
  expect(listener.heard.filter(({ event_type }) => event_type === "book")).toEqual([]);
});

test("a trade is told of the token its taker traded, and the books after it", async () => {
  await open();
  const listener = await follow();
  const [yes, no] = market.tokens;
  await placeLimit(venue, ada, market, {
    outcome: "yes",
    side: "buy",
    price: 4_200,
    quantity: 900,
  });
  await placeLimit(venue, bob, market, { outcome: "no", side: "buy", price: 6_000, quantity: 500 });
  const trade = await listener.hearType("last_trade_price");
  expect(trade).toMatchObject({
    market: market.conditionId,
    asset_id: no,
    price: "0.58",
    size: "5",
    side: "BUY",
    fee_rate_bps: "0",
    timestamp: expect.stringMatching(/^[0-9]{13}$/),
    transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
  });
  const first = await listener.hearType("book");
  const second = await listener.hearType("book");
  expect([first, second]).toEqual([
    { ...(await bookOf(yes)), event_type: "book" },
    { ...(await bookOf(no)), event_type: "book" },
  ]);
  expect(first.last_trade_price).toBe("0.420");
  expect(first.bids).toEqual([{ price: "0.42", size: "4" }]);
});

test("who follows one token hears of no other's book, and nothing once they left", async () => {
  await open();
  const [yes, no] = market.tokens;
  const listener = await listen();
  listener.say({ type: "market", assets_ids: [no], initial_dump: false });
  listener.say({ type: "market", assets_ids: [no], initial_dump: false });
  await patiently(() => expect(listener.texts.splice(0)).toEqual(["NO NEW ASSETS"]));
  const other = await follow();
  await placeLimit(venue, ada, market, {
    outcome: "yes",
    side: "buy",
    price: 4_200,
    quantity: 900,
  });
  await placeLimit(venue, bob, market, { outcome: "no", side: "buy", price: 5_800, quantity: 100 });
  await other.hearType("last_trade_price");
  const told = await listener.hearType("price_change");
  expect(told.price_changes).toHaveLength(2);
  expect((await listener.hearType("book")).asset_id).toBe(no);
  listener.say({ operation: "unsubscribe", assets_ids: [no] });
  listener.say({ operation: "subscribe", assets_ids: [no], custom_feature_enabled: true });
  expect((await listener.hearType("book")).asset_id).toBe(no);
  listener.say({ operation: "subscribe", assets_ids: [no] });
  await patiently(() => expect(listener.texts).toEqual(["NO NEW ASSETS"]));
  listener.say({ operation: "unsubscribe", assets_ids: [no] });
  await listener.pinged();
  await placeLimit(venue, ada, market, {
    outcome: "yes",
    side: "buy",
    price: 4_000,
    quantity: 100,
  });
  await other.hearType("price_change");
  await listener.pinged();
  expect(listener.heard).toEqual([]);
  expect(yes).not.toBe(no);
});

test("best prices, new markets and endings are told to those who want custom features", async () => {
  await open();
  const plain = await follow();
  const custom = await follow({ custom_feature_enabled: true });
  await placeLimit(venue, ada, market, {
    outcome: "yes",
    side: "buy",
    price: 4_000,
    quantity: 100,
  });
  await placeLimit(venue, bob, market, {
    outcome: "yes",
    side: "buy",
    price: 3_000,
    quantity: 100,
  });
  await placeLimit(venue, bob, market, { outcome: "no", side: "buy", price: 5_500, quantity: 100 });
  const isBest = ({ event_type, asset_id }: Heard) =>
    event_type === "best_bid_ask" && asset_id === market.tokens[1];
  expect(await custom.hear(isBest)).toMatchObject({ best_bid: "", best_ask: "0.6", spread: "" });
  expect(await custom.hear(isBest)).toMatchObject({
    best_bid: "0.55",
    best_ask: "0.6",
    spread: "0.05",
    market: market.conditionId,
  });
  const snow = await venue.openMarket("snow", { title: "Snow", tags: ["winter"] });
  expect(await custom.hearType("new_market")).toMatchObject({
    id: snow.gammaId,
    question: "Will snow happen?",
    market: snow.conditionId,
    condition_id: snow.conditionId,
    assets_ids: snow.tokens,
    clob_token_ids: snow.tokens,
    outcomes: ["Yes", "No"],
    event_message: { id: snow.gammaEventId, slug: "snow", title: "Snow" },
    tags: ["winter"],
    order_price_min_tick_size: "0.01",
    taker_base_fee: "0",
    fees_enabled: false,
  });
  const path = `/admin/markets/${formatId("mkt", market.market)}`;
  const ended = await venue.operate("POST", `${path}/resolve`, { yes_payout: "1" });
  expect(ended.status).toBe(200);
  expect(await custom.hearType("market_resolved")).toMatchObject({
    id: market.gammaId,
    market: market.conditionId,
    assets_ids: market.tokens,
    winning_asset_id: market.tokens[0],
    winning_outcome: "Yes",
    tags: ["weather"],
  });
  await plain.pinged();
  const types = new Set(plain.heard.map(({ event_type }) => event_type));
  expect([...types]).toEqual(["price_change"]);
});

test("a change of the tick size is told of both tokens", async () => {
  await open();
  const listener = await follow();
  const path = `/admin/markets/${formatId("mkt", market.market)}/tick-size`;
  expect((await venue.operate("POST", path, { tick_size: "0.001" })).status).toBe(200);
  for (const token of market.tokens) {
    expect(await listener.hearType("tick_size_change")).toMatchObject({
      market: market.conditionId,
      asset_id: token,
      old_tick_size: "0.01",
      new_tick_size: "0.001",
    });
  }
  await venue.settled();
  expect((await bookOf(market.tokens[0])).tick_size).toBe("0.001");
});

test("no more tokens than a connection may have", async () => {
  await open({ liveChannels: 3 });
  const others = await venue.openMarket("more");
  const listener = await listen();
  listener.say({ type: "market", assets_ids: [...market.tokens, ...others.tokens] });
  for (let count = 0; count < 3; count++) await listener.hearType("book");
  listener.say({ operation: "subscribe", assets_ids: [others.tokens[1]] });
  await patiently(() => expect(listener.texts).toEqual(["NO NEW ASSETS"]));
  expect(listener.heard).toEqual([]);
});

/** A book made of what the socket says, as a bot would keep it. */
class FoldedBook {
  readonly #levels = { BUY: new Map<string, string>(), SELL: new Map<string, string>() };
  readonly #token: string;
  hash = "";
  /** Hashes of whole books that were not those of the changes before. */
  breaks = 0;

  constructor(token: string) {
    this.#token = token;
  }

  take(message: Heard): void {
    if (message.event_type === "book" && message.asset_id === this.#token) {
      for (const [side, levels] of [
        ["BUY", message.bids],
        ["SELL", message.asks],
      ] as const) {
        this.#levels[side].clear();
        for (const { price, size } of levels) this.#levels[side].set(price, size);
      }
      this.hash = message.hash;
    }
    if (message.event_type !== "price_change") return;
    for (const { asset_id, side, price, size, hash, best_bid, best_ask } of message.price_changes) {
      if (asset_id !== this.#token) continue;
      const levels = this.#levels[side as "BUY" | "SELL"];
      if (size === "0") levels.delete(price);
      else levels.set(price, size);
      this.hash = hash;
      this.best = [best_bid, best_ask];
    }
  }

  best: readonly [string, string] | null = null;

  get bids() {
    return [...this.#levels.BUY].map(([price, size]) => ({ price, size })).sort(byPrice);
  }

  get asks() {
    return [...this.#levels.SELL]
      .map(([price, size]) => ({ price, size }))
      .sort(byPrice)
      .reverse();
  }
}

function byPrice(a: { price: string }, b: { price: string }): number {
  return Number(a.price) - Number(b.price);
}

const wish = fc.record({
  who: fc.constantFrom(0, 1),
  outcome: fc.constantFrom("yes" as const, "no" as const),
  price: fc.integer({ min: 1, max: 99 }),
  quantity: fc.integer({ min: 1, max: 5_000 }),
  cancels: fc.boolean(),
});

test.each([0, 10])(
  "what the socket says folds to the books of /book, with a tick of %i ms",
  async (liveTickMs) => {
    await open({ liveTickMs });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 30 }), async (wishes) => {
        const listener = await follow({ initial_dump: true });
        listener.say({ operation: "unsubscribe", assets_ids: market.tokens });
        listener.say({ type: "market", assets_ids: market.tokens });
        const books = market.tokens.map((token) => new FoldedBook(token));
        await Promise.all(
          wishes.map(async ({ who, outcome, price, quantity, cancels }) => {
            const trader = who === 0 ? ada : bob;
            const order = { outcome, side: "buy", price: price * 100, quantity } as const;
            await placeLimit(venue, trader, market, order);
            if (cancels) await cancelEverything(venue, trader);
          }),
        );
        await venue.settled();
        for (const [index, token] of market.tokens.entries()) {
          const book = await bookOf(token);
          await patiently(() => {
            for (const message of listener.heard.splice(0)) {
              for (const one of books) one.take(message);
            }
            const { bids, asks, hash } = books[index]!;
            expect({ bids, asks, hash }).toEqual({
              bids: book.bids,
              asks: book.asks,
              hash: book.hash,
            });
          });
        }
        listener.close();
        await cancelEverything(venue, ada);
        await cancelEverything(venue, bob);
      }),
      { numRuns: 15 },
    );
  },
  60_000,
);

test("who reads nothing is given up by name, and costs others nothing", async () => {
  await open({ slowReaderBytes: 256 << 10, liveTickMs: 0 });
  const deep = {
    slug: "deep-market",
    question: "How deep?",
    tick_size: "0.0001",
    min_quantity: "0.01",
  };
  market = await venue.openMarket("deep", { markets: [deep] });
  const bid = { outcome: "yes", side: "buy", quantity: 100 } as const;
  await Promise.all(
    Array.from({ length: 800 }, (_, at) =>
      placeLimit(venue, ada, market, { ...bid, price: 4_000 + at }),
    ),
  );
  const other = await follow();
  const frozen = await follow();
  frozen.pause();
  // Some fifty kilobytes with each trade, to a kernel that takes a few million.
  const sell = { outcome: "no", side: "buy", price: 5_900, quantity: 1 } as const;
  for (let count = 0; count < 400; count++) await placeLimit(venue, bob, market, sell);
  frozen.resume();
  await patiently(() => expect(frozen.closedWith).toBe(4_008));
  expect(frozen.closeReason).toBe("SLOW_CONSUMER");
  await patiently(() => {
    const trades = other.heard.filter(({ event_type }) => event_type === "last_trade_price");
    expect(trades).toHaveLength(400);
  });
  expect(other.closedWith).toBeNull();
}, 120_000);

test("what is said goes by the fault scenarios", async () => {
  await open();
  const listener = await follow();
  const steps = [{ fault: "duplicate", match: { channel: "market" }, count: 1 }];
  const begun = await venue.operate("PUT", "/admin/polymarket/faults", { steps });
  expect(begun.status).toBe(200);
  await placeLimit(venue, ada, market, {
    outcome: "yes",
    side: "buy",
    price: 4_000,
    quantity: 100,
  });
  const first = await listener.hearType("price_change");
  expect(await listener.hearType("price_change")).toEqual(first);
  await venue.operate("DELETE", "/admin/polymarket/faults");
});

test("markets nobody follows cost nothing, and followers that hang up are forgotten", async () => {
  await open();
  const listener = await follow({ custom_feature_enabled: true });
  listener.close();
  await patiently(() => expect(venue.gateway.connections).toBe(0));
  await placeLimit(venue, ada, market, {
    outcome: "yes",
    side: "buy",
    price: 4_000,
    quantity: 100,
  });
  await venue.settled();
});
