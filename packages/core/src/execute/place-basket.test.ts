import { describe, expect, test } from "vitest";
import { TestVenue, all, cash, limit, only, story } from "../../test/venue.ts";
import type { AccountId, CommandContent, OrderSpec } from "../index.ts";

function basket(
  account: AccountId,
  orders: readonly OrderSpec[],
  key: string | null = null,
  keys: readonly (string | null)[] = [],
): CommandContent {
  const items = orders.map((order, item) => ({ key: keys[item] ?? null, order }));
  return { type: "PlaceBasket", account, key, items };
}

describe("a basket", () => {
  test("S2.14 one order split over several markets is placed as a whole, each part with its own result", () => {
    const venue = new TestVenue();
    const { markets } = venue.event(3);
    const [a, b, c] = markets as [never, never, never];
    const maker = venue.account();
    const taker = venue.account(10);
    venue.place(maker, limit(a, "buy no", 6_000, 10));
    venue.place(maker, limit(b, "buy no", 7_000, 10));
    const orders = [
      limit(a, "buy yes", 4_000, 10, { tif: "fok" }),
      limit(b, "buy yes", 3_000, 15),
      cash(c, "yes", 500_000),
    ];
    const events = venue.run(basket(taker, orders, "k", ["x", null, null]));
    expect(story(events)).toEqual([
      "OrderAccepted",
      "mint 10 @ 4000",
      "OrderAccepted",
      "mint 10 @ 3000",
      "rested 5",
      "OrderAccepted",
      "cancelled 0 unfilled",
    ]);
    const accepted = all(events, "OrderAccepted");
    expect(accepted.map(({ item }) => item)).toEqual([0, 1, 2]);
    const again = only(venue.run(basket(taker, orders, "k", ["x", null, null])), "CommandRepeated");
    expect(again.outcome).toEqual({
      id: accepted[0]?.order,
      filled: 20,
      notional: 70_000,
      fee: 0,
      resting: 5,
    });
    expect(story(venue.place(taker, orders[0] as OrderSpec, "x"))).toEqual(["CommandRepeated"]);
  });

  test("S2.14 when one part is refused nothing changes, and each says why", () => {
    const venue = new TestVenue();
    const { markets } = venue.event(2);
    const [a, b] = markets as [never, never];
    const maker = venue.account();
    const taker = venue.account(10);
    venue.place(maker, limit(a, "buy no", 6_000, 10));
    const before = JSON.stringify([...venue.exchange.records()].slice(3));
    const orders = [limit(a, "buy yes", 4_000, 10), limit(b, "buy yes", 4_000, 10, { tif: "fok" })];
    expect(story(venue.run(basket(taker, orders, "k")))).toEqual([
      "BasketFailed",
      "FillOrKillUnfillable",
    ]);
    expect(JSON.stringify([...venue.exchange.records()].slice(3))).toBe(before);
    const mended = [orders[0] as OrderSpec, limit(b, "buy yes", 4_000, 10)];
    expect(story(venue.run(basket(taker, mended, "k")))[0]).toBe("OrderAccepted");
  });

  test("the money of all parts is judged together, exposure and the number of orders too", () => {
    const venue = new TestVenue();
    const { markets } = venue.event(2);
    const account = venue.account(10);
    const orders = markets.map((market) => limit(market, "buy yes", 6_000, 1_000));
    expect(venue.run(basket(account, orders))).toMatchObject([
      { rejection: { code: "BasketFailed" } },
      {
        rejection: { code: "InsufficientCollateral", required: 6_000_000, available: 4_000_000 },
      },
    ]);
    const halves = markets.map((market) => limit(market, "buy yes", 5_000, 1_000));
    const none = { maxOrderNotional: 0 as never, maxDailyDeposit: 0 as never };
    const maxExposure = 9_999_999 as never;
    venue.run({ type: "SetAccountLimits", account, ...none, maxExposure });
    expect(story(venue.run(basket(account, halves)))).toEqual([
      "BasketFailed",
      "ExposureLimitExceeded",
    ]);
    venue.run({ type: "SetAccountLimits", account, ...none, maxExposure: 0 as never });
    venue.run({ type: "UpdateAccount", account, status: "active", maxOpenOrders: 1 });
    expect(story(venue.run(basket(account, halves)))).toEqual([
      "BasketFailed",
      "TooManyOpenOrders",
    ]);
    venue.run({ type: "UpdateAccount", account, status: "active", maxOpenOrders: 2 });
    expect(story(venue.run(basket(account, halves)))).toEqual([
      "OrderAccepted",
      "rested 1000",
      "OrderAccepted",
      "rested 1000",
    ]);
    expect(venue.available(account)).toBe(0);
  });

  test("a group trips when the last part is in, so that no part meets another book than was judged", () => {
    const venue = new TestVenue();
    const { markets } = venue.event(2);
    const [a, b] = markets as [never, never];
    const maker = venue.account();
    const { group } = only(
      venue.run({ type: "CreateOrderGroup", account: maker, limit: 10 }),
      "OrderGroupCreated",
    );
    for (const market of [a, b]) {
      venue.place(maker, limit(market, "buy no", 6_000, 10, { group }));
      venue.place(maker, limit(market, "buy no", 5_000, 10, { group }));
    }
    const taker = venue.account();
    const orders = [a, b].map((market) => limit(market, "buy yes", 4_000, 10, { tif: "fok" }));
    expect(story(venue.run(basket(taker, orders)))).toEqual([
      "OrderAccepted",
      "mint 10 @ 4000",
      "OrderAccepted",
      "mint 10 @ 4000",
      "OrderGroupTripped",
      "cancelled 10 group",
      "cancelled 10 group",
    ]);
  });

  test("is of 2 to 20 different markets and keys", () => {
    const venue = new TestVenue();
    const { markets } = venue.event(21);
    const account = venue.account();
    const orders = markets.map((market) => limit(market, "buy yes", 100, 1));
    const [one] = orders as [OrderSpec];
    const other = orders[1] as OrderSpec;
    const said = [
      basket(account, [one]),
      basket(account, orders),
      basket(account, [one, one]),
      basket(account, [one, other], null, ["k", "k"]),
    ].map((wish) => story(venue.run(wish)));
    expect(said).toEqual(said.map(() => ["InvalidField"]));
    expect(story(venue.run(basket(account, orders.slice(0, 20))))).toHaveLength(40);
    venue.place(account, one, "used");
    expect(story(venue.run(basket(account, [one, other], null, ["used"])))).toEqual([
      "IdempotencyKeyReused",
      "BasketFailed",
    ]);
  });
});
