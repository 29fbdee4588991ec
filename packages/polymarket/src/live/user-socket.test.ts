import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ClobListener, patiently } from "../../test/clob-listener.ts";
import type { Heard } from "../../test/clob-listener.ts";
import { cancelEverything, placeLimit } from "../../test/native-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { Credentials, TestTrader, TestVenue } from "../../test/test-venue.ts";
import { orderHash } from "../orders/order-hash.ts";
import type { ChainMarket } from "../ports.ts";

let venue: TestVenue;
let url: string;
let ada: TestTrader;
let bob: TestTrader;
let market: ChainMarket;
let markets = 0;
const listeners: ClobListener[] = [];

beforeAll(async () => {
  venue = await openTestVenue({ minedMs: 300, confirmedMs: 300 });
  url = await venue.listen();
}, 60_000);
beforeEach(async () => {
  ada = await venue.signIn();
  bob = await venue.signIn();
  market = await venue.openMarket(`rain-${++markets}`);
});
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
});
afterAll(() => venue.close());

async function listen(): Promise<ClobListener> {
  const listener = await ClobListener.open(url, "user");
  listeners.push(listener);
  return listener;
}

function authOf({ apiKey, secret, passphrase }: Credentials) {
  return { apiKey, secret, passphrase };
}

/** Is told of the trader's orders from now on. */
async function follow(trader: TestTrader, more: object = {}): Promise<ClobListener> {
  const listener = await listen();
  const before = venue.gateway.connections;
  listener.say({ type: "user", auth: authOf(trader), ...more });
  // A subscription is not answered, so an order shows that it stands.
  const probe = await venue.openMarket(`probe-${before}-${Math.random().toString(36).slice(2)}`);
  listener.say({ operation: "subscribe", markets: "markets" in more ? [probe.conditionId] : [] });
  await patiently(async () => {
    await placeLimit(venue, trader, probe, BID);
    await venue.settled();
    expect(listener.heard.length).toBeGreaterThan(0);
  });
  await cancelEverything(venue, trader);
  await listener.hear(({ type }) => type === "CANCELLATION");
  await new Promise((resolve) => setTimeout(resolve, 50));
  listener.heard.splice(0);
  if ("markets" in more) {
    listener.say({ operation: "unsubscribe", markets: [probe.conditionId] });
  }
  return listener;
}

const BID = { outcome: "yes", side: "buy", price: 4_000, quantity: 1_000 } as const;

test("an order is told when it is placed, filled and cancelled", async () => {
  const listener = await follow(ada);
  const events = await placeLimit(venue, ada, market, BID);
  const [accepted] = events.filter(({ type }) => type === "OrderAccepted");
  if (accepted?.type !== "OrderAccepted") throw new Error("not accepted");
  const placed = await listener.hearType("order");
  expect(placed).toMatchObject({
    event_type: "order",
    type: "PLACEMENT",
    id: orderHash(accepted.order, null),
    market: market.conditionId,
    asset_id: market.tokens[0],
    side: "BUY",
    original_size: "10",
    size_matched: "0",
    price: "0.4",
    outcome: "Yes",
    status: "LIVE",
    order_type: "GTC",
    expiration: "0",
    associate_trades: [],
    maker_address: ada.wallet.address,
    created_at: expect.stringMatching(/^[0-9]{10}$/),
    timestamp: expect.stringMatching(/^[0-9]{13}$/),
  });
  await placeLimit(venue, bob, market, { ...BID, outcome: "no", price: 6_000, quantity: 400 });
  const filled = await listener.hearType("order");
  expect(filled).toMatchObject({ type: "UPDATE", size_matched: "4", status: "LIVE" });
  const trade = await listener.hearType("trade");
  expect(filled.associate_trades).toEqual([trade.id]);
  expect(trade).toMatchObject({
    type: "TRADE",
    status: "MATCHED",
    market: market.conditionId,
    asset_id: market.tokens[1],
    side: "BUY",
    size: "4",
    price: "0.6",
    outcome: "No",
    trader_side: "MAKER",
    bucket_index: 0,
    maker_address: bob.wallet.address,
    transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    maker_orders: [
      {
        order_id: placed.id,
        maker_address: ada.wallet.address,
        matched_amount: "4",
        price: "0.4",
        asset_id: market.tokens[0],
        outcome: "Yes",
        outcome_index: 0,
        side: "BUY",
      },
    ],
  });
  await cancelEverything(venue, ada);
  const gone = await listener.hear(({ type }) => type === "CANCELLATION");
  expect(gone).toMatchObject({ id: placed.id, status: "CANCELED", size_matched: "4" });
});

test("a trade is told to both its sides, and again with each standing", async () => {
  const [maker, taker] = [await follow(ada), await follow(bob)];
  await placeLimit(venue, ada, market, BID);
  await placeLimit(venue, bob, market, { ...BID, outcome: "no", price: 6_000 });
  const isOf = (status: string) => (message: Heard) =>
    message.event_type === "trade" && message.status === status;
  const seen = [];
  for (const status of ["MATCHED", "MINED", "CONFIRMED"]) {
    const [one, other] = [await maker.hear(isOf(status)), await taker.hear(isOf(status))];
    expect([one.trader_side, other.trader_side]).toEqual(["MAKER", "TAKER"]);
    expect({ ...one, trader_side: "", trade_owner: "" }).toEqual({
      ...other,
      trader_side: "",
      trade_owner: "",
    });
    seen.push(one);
  }
  expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
  expect(new Set(seen.map(({ transaction_hash }) => transaction_hash)).size).toBe(1);
  const [first, second, third] = seen.map(({ timestamp }) => Number(timestamp));
  expect(second! - first!).toBe(300);
  expect(third! - second!).toBe(300);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(taker.heard).toEqual([]);
}, 60_000);

test("nobody hears of somebody else's orders", async () => {
  const listener = await follow(ada);
  await placeLimit(venue, bob, market, BID);
  await placeLimit(venue, ada, market, { ...BID, price: 100 });
  const first = await listener.hearType("order");
  expect(first.price).toBe("0.01");
});

test("only the markets asked for, until none is named: then all", async () => {
  const other = await venue.openMarket("snow");
  const listener = await follow(ada, {
    markets: [market.conditionId.toUpperCase().replace("0X", "0x")],
  });
  await placeLimit(venue, ada, other, BID);
  await placeLimit(venue, ada, market, BID);
  expect((await listener.hearType("order")).market).toBe(market.conditionId);
  listener.say({ operation: "unsubscribe", markets: [market.conditionId] });
  await patiently(async () => {
    await placeLimit(venue, ada, other, BID);
    await venue.settled();
    expect(listener.heard.map((message) => message.market)).toContain(other.conditionId);
  });
});

test("whoever has no good key is told nothing and hung up on", async () => {
  const wrong: readonly unknown[] = [
    { type: "user" },
    { type: "user", auth: {} },
    { type: "user", auth: { ...authOf(ada), secret: authOf(bob).secret } },
    { type: "user", auth: { ...authOf(ada), passphrase: "" } },
    { type: "user", auth: { ...authOf(ada), apiKey: "00000000-0000-4000-8000-000000000000" } },
    { type: "user", auth: { ...authOf(ada), apiKey: "x" } },
    { operation: "subscribe", markets: [market.conditionId] },
    { type: "user", markets: "all" },
    [],
    7,
  ];
  for (const message of wrong) {
    const listener = await listen();
    listener.say(message);
    await patiently(() => expect(listener.closedWith).toBe(4_001));
    expect(listener.heard).toEqual([]);
  }
  const silent = await listen();
  silent.say("PING");
  silent.say("{");
  await patiently(() => expect(silent.texts).toEqual(["PONG"]));
  expect(silent.closedWith).toBeNull();
});

test("a key that is taken back ends what it opened, and another's key changes nothing", async () => {
  const listener = await follow(ada);
  const second = await follow(ada);
  second.say({ type: "user", auth: authOf(bob) });
  await patiently(() => expect(second.closedWith).toBe(4_001));
  expect((await ada.ask("DELETE", "/auth/api-key")).status).toBe(200);
  await placeLimit(venue, ada, market, BID);
  await patiently(() => expect(listener.closedWith).toBe(4_001));
  expect(listener.heard.filter((message) => message.market === market.conditionId)).toEqual([]);
});

test("a trade begins with MATCHED, however soon it is confirmed", async () => {
  const quick = await openTestVenue({ minedMs: 0, confirmedMs: 0 });
  try {
    const [maker, taker] = [await quick.signIn(), await quick.signIn()];
    const rain = await quick.openMarket("rain");
    const listener = await ClobListener.open(await quick.listen(), "user");
    listeners.push(listener);
    listener.say({ type: "user", auth: authOf(taker) });
    await patiently(async () => {
      await placeLimit(quick, taker, rain, { ...BID, price: 100 });
      expect(listener.heard.length).toBeGreaterThan(0);
    });
    await placeLimit(quick, maker, rain, BID);
    await placeLimit(quick, taker, rain, { ...BID, outcome: "no", price: 6_000 });
    const statuses: string[] = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await listener.hearType("trade")).status);
    expect(statuses).toEqual(["MATCHED", "MINED", "CONFIRMED"]);
  } finally {
    await quick.close();
  }
});
