import { afterAll, beforeAll, expect, test } from "vitest";
import { signedOrder } from "../../test/signed-orders.ts";
import type { OrderWish } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";

let venue: TestVenue;
let market: ChainMarket;
let ann: TestTrader;
let bob: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue();
  market = await venue.openMarket("rain");
  ann = await venue.signIn();
  bob = await venue.signIn();
});

afterAll(() => venue.close());

async function place(trader: TestTrader, wish: Partial<OrderWish>) {
  const usual = { market, outcome: "yes", side: "BUY", price: 4_300, lots: 10_000 } as const;
  const body = await signedOrder(trader.wallet, trader.apiKey, { ...usual, ...wish });
  return trader.ask("POST", "/order", body);
}

test("an order rests, another meets it: a mint, with its hash at once", async () => {
  const rests = await place(ann, { price: 4_300, lots: 1_000 });
  expect(rests).toMatchObject({
    status: 200,
    body: { success: true, errorMsg: "", status: "live", makingAmount: "", takingAmount: "" },
  });
  expect(rests.body.orderID).toMatch(/^0x[0-9a-f]{64}$/);
  const meets = await place(bob, { outcome: "no", price: 5_700, lots: 500 });
  expect(meets).toMatchObject({
    status: 200,
    body: { status: "matched", makingAmount: "2.85", takingAmount: "5" },
  });
  expect(meets.body.transactionsHashes).toHaveLength(1);
  expect(meets.body.tradeIDs).toHaveLength(1);
});

test("an order whose execution may be deferred is carried out at once, and answered with its hashes", async () => {
  const cat = await venue.signIn();
  await place(cat, { outcome: "no", price: 3_000, lots: 500 });
  const wish = { market, outcome: "yes", side: "BUY", price: 7_000, lots: 500 } as const;
  const body = await signedOrder(bob.wallet, bob.apiKey, wish);
  expect(await bob.ask("POST", "/order", { ...body, deferExec: true })).toMatchObject({
    status: 200,
    body: {
      success: true,
      status: "matched",
      makingAmount: "3.5",
      transactionsHashes: [expect.stringMatching(/^0x[0-9a-f]{64}$/)],
      tradeIDs: [expect.any(String)],
    },
  });
});

test("the maker's and the taker's trade are one, told from both sides", async () => {
  const mine = await ann.ask("GET", "/data/trades?next_cursor=MA==");
  expect(mine.body).toMatchObject({ limit: 100, count: 1, next_cursor: "LTE=" });
  const [trade] = mine.body.data;
  expect(trade).toMatchObject({
    market: market.conditionId,
    asset_id: market.tokens[1],
    outcome: "No",
    side: "BUY",
    size: "5",
    price: "0.57",
    trader_side: "MAKER",
    owner: bob.apiKey,
    maker_address: bob.wallet.address,
    bucket_index: 0,
    fee_rate_bps: "0",
  });
  expect(trade.transaction_hash).toMatch(/^0x[0-9a-f]{64}$/);
  expect(trade.maker_orders).toEqual([
    expect.objectContaining({
      owner: ann.apiKey,
      maker_address: ann.wallet.address,
      matched_amount: "5",
      price: "0.43",
      asset_id: market.tokens[0],
      outcome: "Yes",
      side: "BUY",
    }),
  ]);
  const theirs = await bob.ask("GET", `/data/trades?id=${trade.id}`);
  expect(theirs.body.data).toEqual([{ ...trade, trader_side: "TAKER" }]);
});

test("what rests is listed, found by its hash, and cancelled once", async () => {
  const { body: placed } = await place(ann, { price: 1_000, lots: 2_500 });
  const listed = await ann.ask("GET", `/data/orders?asset_id=${market.tokens[0]}`);
  expect(listed.body.data[0]).toMatchObject({
    id: placed.orderID,
    status: "LIVE",
    owner: ann.apiKey,
    maker_address: ann.wallet.address,
    market: market.conditionId,
    original_size: "25",
    size_matched: "0",
    price: "0.1",
    associate_trades: [],
    outcome: "Yes",
    expiration: "0",
    order_type: "GTC",
  });
  expect(await ann.ask("GET", `/data/order/${placed.orderID}`)).toMatchObject({
    status: 200,
    body: listed.body.data[0],
  });
  expect(await bob.ask("GET", `/data/order/${placed.orderID}`)).toMatchObject({ status: 404 });
  const cancel = { orderID: placed.orderID };
  const others = await bob.ask("DELETE", "/order", cancel);
  const gone = "order can't be found - already canceled or matched";
  expect(others.body).toEqual({ canceled: [], not_canceled: { [placed.orderID]: gone } });
  const own = await ann.ask("DELETE", "/order", cancel);
  expect(own.body).toEqual({ canceled: [placed.orderID], not_canceled: {} });
  const again = await ann.ask("DELETE", "/order", cancel);
  expect(again.body).toEqual({ canceled: [], not_canceled: { [placed.orderID]: gone } });
  const after = await ann.ask("GET", `/data/orders?id=${placed.orderID}`);
  expect(after.body.data).toMatchObject([{ status: "CANCELED" }]);
});
