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

test("a market BUY is for the shares that were signed, while it waits and when it ends without them", async () => {
  const market = await venue.openMarket("wind");
  const path = `/admin/markets/${market.slug}`;
  expect((await venue.operate("PATCH", path, { taker_delay_ms: 60_000 })).status).toBe(200);
  const offer = { market, outcome: "no", side: "BUY", price: 6_000, lots: 500 } as const;
  await place(ann, offer);
  const wish = { market, outcome: "yes", side: "BUY", price: 5_500, lots: 0 } as const;
  const { orderID, status } = await place(bob, { ...wish, orderType: "FAK", cash: 50_000_000 });
  expect(status).toBe("delayed");
  const order = async () => (await bob.ask("GET", `/data/order/${orderID}`)).body;
  const waits = { status: "DELAYED", original_size: "90.909", size_matched: "0" };
  expect(await order()).toMatchObject(waits);
  await bob.ask("DELETE", "/order", { orderID });
  expect(await order()).toMatchObject({ ...waits, status: "CANCELED" });
  expect((await venue.operate("PATCH", path, { taker_delay_ms: 0 })).status).toBe(200);
  const part = await place(bob, { ...wish, orderType: "FAK", cash: 20_000_000 });
  const { body } = await bob.ask("GET", `/data/order/${part.orderID}`);
  expect(body).toMatchObject({ original_size: "36.3636", size_matched: "5", status: "CANCELED" });
  await place(ann, { ...offer, lots: 10_000 });
  const more = await place(bob, { ...wish, orderType: "FOK", cash: 20_000_000 });
  const { body: improved } = await bob.ask("GET", `/data/order/${more.orderID}`);
  expect(improved).toMatchObject({ original_size: "50", size_matched: "50", status: "MATCHED" });
});
