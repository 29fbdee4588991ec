import { describe, expect, test } from "vitest";
import { TestVenue, cash, limit, only, story } from "../../test/venue.ts";
import { Exchange } from "../index.ts";
import type { AccountId, MarketId, StateRecord } from "../index.ts";

interface World {
  venue: TestVenue;
  market: MarketId;
  maker: AccountId;
  taker: AccountId;
}

/** A market where takers wait half a second; the maker asks 60 cents for 100 lots. */
function world(): World {
  const venue = new TestVenue();
  const market = venue.market({ takerDelayMs: 500, fees: { takerBps: 100 } });
  const [maker, taker] = [venue.account(), venue.account()];
  venue.place(maker, limit(market, "buy no", 4_000, 100));
  return { venue, market, maker, taker };
}

describe("an order that would trade at once", () => {
  test("waits with all it may need held, and trades with the book as it is then", () => {
    const { venue, market, maker, taker } = world();
    const order = limit(market, "buy yes", 7_000, 150);
    expect(story(venue.place(taker, order))).toEqual(["OrderAccepted", "OrderDelayed"]);
    // 150 × 0.70, 1 % of .30 × 150 in fees, and a micro-dollar.
    expect(venue.held(taker)).toBe(1_050_000 + 4_500 + 1);
    venue.place(maker, limit(market, "buy no", 3_500, 20));
    expect(story(venue.pass(500))).toEqual([
      "TimeAdvanced",
      "OrderReleased",
      "mint 100 @ 6000",
      "mint 20 @ 6500",
      "rested 30",
    ]);
    expect(venue.held(taker)).toBe(7_000 * 30);
  });

  test("can be cancelled while it waits, and everything comes back", () => {
    const { venue, market, taker } = world();
    const { order } = only(venue.place(taker, cash(market, "yes", 500_000)), "OrderDelayed");
    const events = venue.run({
      type: "CancelOrders",
      account: taker,
      targets: [{ kind: "order", order }],
    });
    expect(only(events, "OrderCancelled")).toMatchObject({ quantity: 0, cash: 500_000 });
    expect([venue.available(taker), venue.held(taker)]).toEqual([1_000_000_000, 0]);
    expect(venue.pass(1_000)).toEqual([]);
  });

  test("is cancelled when the market does not take it any more, or it cannot be filled whole", () => {
    const { venue, market, maker, taker } = world();
    venue.place(taker, limit(market, "buy yes", 6_000, 100, { tif: "fok" }));
    venue.run({ type: "CancelAll", account: maker, scope: { kind: "all" } });
    expect(story(venue.pass(500))).toEqual([
      "TimeAdvanced",
      "OrderReleased",
      "cancelled 100 unfilled",
    ]);
    venue.place(maker, limit(market, "buy no", 4_000, 100));
    venue.place(taker, limit(market, "buy yes", 6_000, 100));
    const target = { kind: "market", market } as const;
    venue.run({ type: "ChangeMarketState", target, to: "halted", mode: "normal" });
    expect(story(venue.pass(500))).toEqual([
      "TimeAdvanced",
      "OrderReleased",
      "cancelled 100 market-state",
    ]);
  });

  test("ends with its market, before the orders at rest", () => {
    const { venue, market, taker } = world();
    venue.place(taker, limit(market, "buy yes", 6_000, 30));
    venue.run({ type: "ResolveMarket", market, yesPayout: 0 as never });
    expect(story(venue.work())).toEqual([
      "WorkContinued",
      "cancelled 30 resolution",
      "cancelled 100 resolution",
      "MarketStateChanged",
    ]);
  });

  test("cannot come in by an amend", () => {
    const { venue, market, taker } = world();
    const { order } = only(venue.place(taker, limit(market, "buy yes", 5_000, 10)), "OrderRested");
    const amend = { type: "AmendOrder", account: taker, order, quantity: null, key: null } as const;
    expect(story(venue.run({ ...amend, price: 6_000 as never }))).toEqual(["AmendWouldTrade"]);
    expect(story(venue.run({ ...amend, price: 5_500 as never }))).toEqual([
      "OrderAmended",
      "rested 10",
    ]);
  });
});

test("what would not trade does not wait, and a snapshot carries what waits", () => {
  const { venue, market, taker } = world();
  expect(story(venue.place(taker, limit(market, "buy yes", 5_900, 10)))).toEqual([
    "OrderAccepted",
    "rested 10",
  ]);
  venue.place(taker, limit(market, "buy yes", 6_000, 30, { expiresAt: venue.now + 100_000 }));
  venue.place(taker, cash(market, "yes", 300_000, { fillOrKill: true, feeIncluded: false }));
  const records = JSON.parse(JSON.stringify([...venue.exchange.records()])) as StateRecord[];
  const twin = Exchange.restore(records);
  expect([...twin.records()]).toEqual(records);
  expect(twin.delayedOrdersOf(taker)).toEqual(venue.exchange.delayedOrdersOf(taker));
  venue.exchange = twin;
  expect(story(venue.pass(600))).toEqual([
    "TimeAdvanced",
    "OrderReleased",
    "mint 30 @ 6000",
    "TimeAdvanced",
    "OrderReleased",
    "mint 50 @ 6000",
    "OrderCompleted",
  ]);
});
