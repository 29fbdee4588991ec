import { describe, expect, test } from "vitest";
import { TestVenue, limit, only, story } from "../../test/venue.ts";
import type { AccountId, Event, MarketId, OrderId, Price, Quantity } from "../index.ts";

interface World {
  venue: TestVenue;
  market: MarketId;
  trader: AccountId;
  rival: AccountId;
  order: OrderId;
}

/** The trader's bid of 100 at 40 cents stands before a rival's. */
function world(): World {
  const venue = new TestVenue();
  const market = venue.market();
  const [trader, rival] = [venue.account(), venue.account()];
  const { order } = only(venue.place(trader, limit(market, "buy yes", 4_000, 100)), "OrderRested");
  venue.place(rival, limit(market, "buy yes", 4_000, 100));
  return { venue, market, trader, rival, order };
}

function amend(w: World, price: number | null, quantity: number | null): readonly Event[] {
  return w.venue.run({
    type: "AmendOrder",
    account: w.trader,
    order: w.order,
    price: price as Price | null,
    quantity: quantity as Quantity | null,
    key: null,
  });
}

describe("amend", () => {
  test("less keeps priority and releases the difference", () => {
    const w = world();
    expect(only(amend(w, null, 60), "OrderAmended")).toMatchObject({
      remaining: 60,
      keepsPriority: true,
    });
    expect(w.venue.held(w.trader)).toBe(4_000 * 60);
    expect(w.venue.exchange.queueAhead(w.order)).toEqual({ orders: 0, lots: 0 });
  });

  test("more goes to the end of the queue under the same id", () => {
    const w = world();
    expect(story(amend(w, null, 150))).toEqual(["OrderAmended", "rested 150"]);
    expect(w.venue.exchange.queueAhead(w.order)).toEqual({ orders: 1, lots: 100 });
    expect(w.venue.held(w.trader)).toBe(4_000 * 150);
  });

  test("the quantity is the new total: at or below the filled lots it is a cancel", () => {
    const w = world();
    w.venue.place(w.rival, limit(w.market, "buy no", 6_000, 30, { selfTrade: "cancel-maker" }));
    expect(w.venue.exchange.order(w.order)).toMatchObject({ quantity: 100, remaining: 70 });
    expect(only(amend(w, null, 50), "OrderAmended").remaining).toBe(20);
    expect(story(amend(w, null, 30))).toEqual(["cancelled 20 amended"]);
  });

  test("on rejection the old order stands with its priority", () => {
    const w = world();
    const before = [...w.venue.exchange.records()].slice(2);
    expect(story(amend(w, 4_050, null))).toEqual(["PriceOffTick"]);
    expect(story(amend(w, 9_900, 2_000_000_000))).toEqual(["InsufficientCollateral"]);
    expect([...w.venue.exchange.records()].slice(2)).toEqual(before);
  });

  test("a better price may trade at once, with the old hold's money", () => {
    const w = world();
    const other = w.venue.account();
    w.venue.place(other, limit(w.market, "buy no", 5_500, 100));
    expect(story(amend(w, 4_600, null))).toEqual(["OrderAmended", "mint 100 @ 4500"]);
    expect(w.venue.available(w.trader)).toBe(1_000_000_000 - 4_500 * 100);
  });
});

describe("replace", () => {
  test("the old order counts as gone, also as a counterparty", () => {
    const w = world();
    const replacement = limit(w.market, "sell yes", 4_000, 10);
    w.venue.run({
      type: "SplitSet",
      account: w.trader,
      market: w.market,
      quantity: 10 as Quantity,
      key: null,
    });
    const events = w.venue.run({
      type: "ReplaceOrder",
      account: w.trader,
      order: w.order,
      key: null,
      replacement,
    });
    expect(story(events)).toEqual([
      "cancelled 100 replaced",
      "OrderAccepted",
      "complementary 10 @ 4000",
    ]);
  });

  test("on rejection the old order stands", () => {
    const w = world();
    const replacement = limit(w.market, "buy yes", 9_900, 2_000_000_000);
    const events = w.venue.run({
      type: "ReplaceOrder",
      account: w.trader,
      order: w.order,
      key: null,
      replacement,
    });
    expect(story(events)).toEqual(["InsufficientCollateral"]);
    expect(w.venue.exchange.order(w.order)).toMatchObject({ remaining: 100 });
  });
});
