import { price, quantity } from "@probity/core";
import type { AccountId, MarketId, OrderId } from "@probity/core";
import { expect, test } from "vitest";
import { FINAL_ORDERS_KEPT, OwnOrders } from "./own-orders.ts";
import { ACCOUNT, accepted, cancelled, limitOrder, matched, rested } from "./sample-events.ts";

const MARKET = 4_097 as MarketId;
const MAKER = 8_192 as OrderId;
const TAKER = 12_288 as OrderId;

const bid = limitOrder(MARKET, "yes", "buy", 4_000, 100);
const hit = limitOrder(MARKET, "yes", "sell", 3_900, 60);

function withRestingBid(): OwnOrders {
  const own = new OwnOrders();
  own.apply({
    sequence: 2,
    time: 10,
    events: [accepted(MAKER, bid, ACCOUNT, "a"), rested(MAKER, bid)],
  });
  return own;
}

test("an order at rest is open with all of it remaining", () => {
  expect(withRestingBid().orderWithKey(ACCOUNT, "a")).toMatchObject({
    order: MAKER,
    status: "open",
    filled: 0,
    remaining: 100,
    placedAt: 10,
  });
});

test("a match fills both orders at the maker's price and charges each its own fee", () => {
  const own = withRestingBid();
  const changed = own.apply({
    sequence: 3,
    time: 20,
    events: [accepted(TAKER, hit), matched(MAKER, bid, TAKER, hit, 777)],
  });
  expect(changed.map(({ order, status }) => [order, status])).toEqual([
    [TAKER, "filled"],
    [MAKER, "open"],
  ]);
  expect(own.order(ACCOUNT, MAKER)).toMatchObject({
    filled: 60,
    remaining: 40,
    notional: 240_000,
    fee: 0,
  });
  expect(own.order(ACCOUNT, TAKER)).toMatchObject({
    filled: 60,
    remaining: 0,
    notional: 240_000,
    fee: 777,
  });
  expect(own.open(ACCOUNT).map((order) => order.order)).toEqual([MAKER]);
});

test("an amend that loses priority, trades and rests again shows the new price and total", () => {
  const own = withRestingBid();
  const counter = limitOrder(MARKET, "no", "buy", 5_500, 100);
  own.apply({ sequence: 3, time: 11, events: [accepted(TAKER, counter), rested(TAKER, counter)] });
  const amendedBid = limitOrder(MARKET, "yes", "buy", 4_500, 30);
  own.apply({
    sequence: 4,
    time: 12,
    events: [
      {
        type: "OrderAmended",
        order: MAKER,
        account: ACCOUNT,
        market: MARKET,
        price: price(4_500),
        quantity: quantity(150),
        remaining: quantity(150),
        keepsPriority: false,
      },
      matched(TAKER, counter, MAKER, amendedBid),
      rested(MAKER, bid, 120),
    ],
  });
  expect(own.order(ACCOUNT, MAKER)).toMatchObject({
    status: "open",
    price: 4_500,
    quantity: 150,
    filled: 30,
    remaining: 120,
  });
  expect(own.order(ACCOUNT, TAKER)).toMatchObject({ filled: 30, remaining: 70 });
});

test("a cancelled order says why and keeps what it filled", () => {
  const own = withRestingBid();
  own.apply({
    sequence: 3,
    time: 20,
    events: [accepted(TAKER, hit), matched(MAKER, bid, TAKER, hit)],
  });
  own.apply({ sequence: 4, time: 30, events: [cancelled(MAKER, bid)] });
  expect(own.order(ACCOUNT, MAKER)).toMatchObject({
    status: "cancelled",
    cancelReason: "requested",
    filled: 60,
    remaining: 0,
    updatedAt: 30,
  });
});

test("another account's order is not found, and final orders beyond the window are forgotten", () => {
  const own = withRestingBid();
  expect(own.order(2 as AccountId, MAKER)).toBeNull();
  for (let i = 0; i <= FINAL_ORDERS_KEPT; i++) {
    const order = (TAKER + i) as OrderId;
    own.apply({ sequence: 3 + i, time: 20, events: [accepted(order, hit), cancelled(order, hit)] });
  }
  expect(own.order(ACCOUNT, TAKER)).toBeNull();
  expect(own.newestFirst(ACCOUNT)).toHaveLength(FINAL_ORDERS_KEPT + 1);
  expect(own.order(ACCOUNT, MAKER)?.status).toBe("open");
});
