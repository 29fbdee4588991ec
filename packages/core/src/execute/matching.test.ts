import { describe, expect, test } from "vitest";
import { TestVenue, all, limit, only, story } from "../../test/venue.ts";
import type { AccountId, Event, MarketId, OrderSpec, Price, Quantity } from "../index.ts";

/* How orders meet, case by case; `place-order.test.ts` has what an order is on its own. */

function stocked(venue: TestVenue, market: MarketId): AccountId {
  const account = venue.account();
  const quantity = 1_000 as Quantity;
  venue.run({ type: "SplitSet", account, market, quantity, key: null });
  return account;
}

function fills(events: readonly Event[]): [kind: string, price: number, lots: number][] {
  return all(events, "OrdersMatched").map(({ kind, price, quantity }) => [kind, price, quantity]);
}

describe("a mint", () => {
  test.each([
    [6_000, 4_000, true],
    [6_000, 4_100, true],
    [6_000, 3_900, false],
  ])(
    "S1.13 S1.18 YES bought at %i and NO at %i make shares of a dollar's worth: %s",
    (yesPrice, noPrice, isMinted) => {
      const venue = new TestVenue();
      const market = venue.market();
      const [a, b] = [venue.account(), venue.account()];
      venue.place(a, limit(market, "buy yes", yesPrice, 100));
      const events = venue.place(b, limit(market, "buy no", noPrice, 100));
      expect(fills(events)).toEqual(isMinted ? [["mint", 6_000, 100]] : []);
      expect([venue.shares(a, market), venue.shares(b, market)]).toEqual(
        isMinted
          ? [
              [100, 0],
              [0, 100],
            ]
          : [
              [0, 0],
              [0, 0],
            ],
      );
      expect(venue.exchange.market(market)).toMatchObject({
        pool: isMinted ? 1_000_000 : 0,
        outstanding: isMinted ? 100 : 0,
      });
    },
  );

  test("S1.15 one buyer meets several, is filled in part, and what remains comes to rest", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const taker = venue.account();
    for (const [price, lots] of [
      [4_200, 30],
      [4_100, 20],
      [4_000, 10],
      [3_000, 99],
    ] as const) {
      venue.place(venue.account(), limit(market, "buy no", price, lots));
    }
    const events = venue.place(taker, limit(market, "buy yes", 6_000, 100));
    expect(fills(events)).toEqual([
      ["mint", 5_800, 30],
      ["mint", 5_900, 20],
      ["mint", 6_000, 10],
    ]);
    expect(only(events, "OrderRested").quantity).toBe(40);
  });
});

describe("a merge", () => {
  test.each([
    [6_000, 4_000, true],
    [6_000, 3_900, true],
    [6_000, 4_100, false],
  ])(
    "S1.14 S1.18 YES sold at %i and NO at %i end shares of a dollar's worth: %s",
    (yesPrice, noPrice, isMerged) => {
      const venue = new TestVenue();
      const market = venue.market();
      const [a, b] = [stocked(venue, market), stocked(venue, market)];
      const before = venue.available(a) + venue.available(b);
      venue.place(a, limit(market, "sell yes", yesPrice, 100));
      const events = venue.place(b, limit(market, "sell no", noPrice, 100));
      expect(fills(events)).toEqual(isMerged ? [["merge", 6_000, 100]] : []);
      expect(venue.available(a) + venue.available(b) - before).toBe(isMerged ? 1_000_000 : 0);
      expect(venue.exchange.market(market)?.outstanding).toBe(isMerged ? 1_900 : 2_000);
    },
  );

  test("S1.15 one seller meets several, is filled in part, and what remains comes to rest", () => {
    const venue = new TestVenue();
    const market = venue.market();
    for (const [price, lots] of [
      [3_900, 30],
      [3_800, 20],
    ] as const) {
      venue.place(stocked(venue, market), limit(market, "sell no", price, lots));
    }
    const events = venue.place(stocked(venue, market), limit(market, "sell yes", 6_000, 70));
    expect(fills(events)).toEqual([
      ["merge", 6_200, 20],
      ["merge", 6_100, 30],
    ]);
    expect(only(events, "OrderRested").quantity).toBe(20);
  });
});

test("S1.16 an order meets those at its price or better and no others, on either side", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const maker = stocked(venue, market);
  for (const price of [4_000, 4_500, 5_000]) {
    venue.place(maker, limit(market, "buy yes", price, price / 100));
    venue.place(maker, limit(market, "sell yes", price + 2_000, price / 100));
  }
  const taker = stocked(venue, market);
  // Fill or kill for more than there is tells what there is, and changes nothing.
  const offered = (words: "buy yes" | "sell yes", price: number): unknown => {
    const [event] = venue.place(taker, limit(market, words, price, 900, { tif: "fok" }));
    return (event as { rejection?: { fillable?: number } }).rejection?.fillable;
  };
  expect([5_100, 5_000, 4_500, 4_400, 100].map((low) => offered("sell yes", low))).toEqual([
    0, 50, 95, 95, 135,
  ]);
  expect([5_900, 6_000, 6_400, 6_500, 9_900].map((high) => offered("buy yes", high))).toEqual([
    0, 40, 40, 85, 135,
  ]);
});

test("S1.17 a resting order is filled by an amount: less remains, and at nothing it is gone", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const [maker, taker] = [venue.account(), venue.account()];
  const { order } = only(venue.place(maker, limit(market, "buy yes", 6_000, 100)), "OrderAccepted");
  const left = (lots: number): number | undefined => {
    venue.place(taker, limit(market, "buy no", 4_000, lots, { tif: "ioc" }));
    return venue.exchange.order(order)?.remaining;
  };
  expect([left(30), left(69), left(1)]).toEqual([70, 1, undefined]);
  expect(venue.held(maker)).toBe(0);
  const [, end] = venue.place(taker, limit(market, "buy no", 4_000, 5, { tif: "ioc" }));
  expect(end).toMatchObject({ type: "OrderCancelled", quantity: 5, reason: "unfilled" });
});

test("S2.16 the last price is that of the last fill, in YES terms, and none before the first", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const last = (): number | null | undefined => venue.exchange.market(market)?.lastPrice;
  expect(last()).toBeNull();
  venue.place(venue.account(), limit(market, "buy no", 4_500, 10));
  venue.place(venue.account(), limit(market, "buy no", 4_000, 10));
  expect(last()).toBeNull();
  venue.place(venue.account(), limit(market, "buy yes", 6_000, 15));
  expect(last()).toBe(6_000);
  venue.place(venue.account(), limit(market, "buy no", 3_000, 10));
  expect(last()).toBe(6_000);
});

type Words = `${"buy" | "sell"} ${"yes" | "no"}`;

/** Every pair that can meet, every kind of taker, and prices better than, at and worse than the maker's. */
describe("S4.30 the table of meetings", () => {
  const pairs = [
    ["buy yes", "sell yes", "complementary"],
    ["buy yes", "buy no", "mint"],
    ["sell no", "sell yes", "merge"],
    ["sell no", "buy no", "complementary"],
    ["sell yes", "buy yes", "complementary"],
    ["buy no", "buy yes", "mint"],
    ["sell yes", "sell no", "merge"],
    ["buy no", "sell no", "complementary"],
  ] as const;
  const takers = ["gtc", "ioc", "fok", "market"] as const;
  const margins = [200, 0, -200];
  const cases = pairs.flatMap((pair) =>
    takers.flatMap((kind) => margins.map((margin) => [...pair, kind, margin] as const)),
  );

  function meet(
    maker: Words,
    taker: Words,
    kind: (typeof takers)[number],
    margin: number,
  ): { events: readonly Event[]; before: string[]; after: string[]; price: number } {
    const venue = new TestVenue();
    const market = venue.market();
    const [a, b] = [stocked(venue, market), stocked(venue, market)];
    venue.place(a, limit(market, maker, fairOf(maker), 50));
    const before = venue.draw(market);
    const price = fairOf(taker) + (taker.startsWith("buy") ? margin : -margin);
    const spec = limit(market, taker, price, 80, kind === "market" ? {} : { tif: kind });
    const events = venue.place(b, kind === "market" ? asMarket(spec) : spec);
    return { events, before, after: venue.draw(market), price };
  }

  const resting = cases.filter(([, , , kind]) => kind !== "fok");
  test.each(resting)("S4.30 %s meets %s (%s) as %s with %i to spare", (maker, taker, ...wish) => {
    const [match, kind, margin] = wish;
    const { events, after, price } = meet(maker, taker, kind, margin);
    const crosses = margin >= 0;
    const rest = crosses ? 30 : 80;
    expect(story(events)).toEqual([
      "OrderAccepted",
      ...(crosses ? [`${match} 50 @ 6000`] : []),
      kind === "gtc" ? `rested ${rest}` : `cancelled ${rest} unfilled`,
    ]);
    // The maker's level is gone if it was met; the taker's is there if it rests.
    const level = taker.endsWith("yes") ? price : 10_000 - price;
    expect(after.filter((line) => line !== "---").toSorted()).toEqual(
      [
        ...(crosses ? [] : ["6000 × 50 (1)"]),
        ...(kind === "gtc" ? [`${level} × ${rest} (1)`] : []),
      ].toSorted(),
    );
  });

  const whole = cases.filter(([, , , kind]) => kind === "fok");
  test.each(whole)("S4.30 %s before %s (%s) as %s with %i to spare", (maker, taker, ...wish) => {
    const [, kind, margin] = wish;
    const { events, before, after } = meet(maker, taker, kind, margin);
    const fillable = margin >= 0 ? 50 : 0;
    expect(events).toMatchObject([{ rejection: { code: "FillOrKillUnfillable", fillable } }]);
    expect(after).toEqual(before);
  });

  function fairOf(words: Words): number {
    return words.endsWith("yes") ? 6_000 : 4_000;
  }

  function asMarket(spec: OrderSpec): OrderSpec {
    if (spec.pricing.kind !== "limit") return spec;
    const { price, quantity } = spec.pricing;
    const cap: Price = price;
    return { ...spec, pricing: { kind: "market", quantity, cap, fillOrKill: false } };
  }
});
