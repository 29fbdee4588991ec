import { BATCH_MAX, price, quantity } from "@probity/core";
import type { MarketId, OrderSpec, Outcome } from "@probity/core";
import { FILLS_KEPT } from "@probity/market-data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signedOrder } from "../../test/signed-orders.ts";
import type { OrderWish } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";

let venue: TestVenue;
let ann: TestTrader;
let bob: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue();
  ann = await venue.signIn();
  bob = await venue.signIn();
});
afterAll(() => venue.close());

async function place(trader: TestTrader, wish: OrderWish) {
  const { body } = await trader.ask(
    "POST",
    "/order",
    await signedOrder(trader.wallet, trader.apiKey, wish),
  );
  expect(body.error).toBeUndefined();
  return body;
}

function bid(market: MarketId, outcome: Outcome, lots: number): OrderSpec {
  const timeInForce = { kind: "gtc", postOnly: false } as const;
  return {
    market,
    outcome,
    side: "buy",
    pricing: { kind: "limit", price: price(5_000), quantity: quantity(lots), timeInForce },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  };
}

/** So many matches between the two, in another market. */
async function trade(times: number): Promise<void> {
  const { market } = await venue.openMarket("elsewhere");
  const { submitter } = venue.gateway;
  const items = Array.from({ length: BATCH_MAX }, () => ({
    key: null,
    order: bid(market, "yes", 100),
  }));
  for (let made = 0; made < times; made += BATCH_MAX) {
    const { account, owner } = ann;
    await submitter.submit(owner, { type: "PlaceOrders", account, items });
    const order = bid(market, "no", 100 * BATCH_MAX);
    const content = { type: "PlaceOrder", account: bob.account, key: null, order } as const;
    await submitter.submit(bob.owner, content);
  }
}

test("an order's trades are told though memory has forgotten them", async () => {
  const market = await venue.openMarket("rain");
  const wish = { market, outcome: "yes", side: "BUY", price: 2_000, lots: 1_000 } as const;
  const { orderID } = await place(ann, wish);
  const met = { ...wish, outcome: "no", price: 8_000, lots: 300 } as const;
  const first = await place(bob, met);
  await trade(FILLS_KEPT);
  const second = await place(bob, { ...met, lots: 200 });
  await venue.settled();
  const { ownFills } = venue.venue.readSide.data;
  expect(ownFills.forgottenUntil(ann.account)).toBeGreaterThan(0);
  const told = {
    id: orderID,
    status: "LIVE",
    size_matched: "5",
    associate_trades: [...second.tradeIDs, ...first.tradeIDs],
  };
  expect((await ann.ask("GET", `/data/order/${orderID}`)).body).toMatchObject(told);
  expect((await ann.ask("GET", "/data/orders")).body.data).toMatchObject([told]);
});
