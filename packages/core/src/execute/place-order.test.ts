import { describe, expect, test } from "vitest";
import { TestVenue, all, cash, limit, only, story } from "../../test/venue.ts";
import type { AccountId, MarketId, OrderSpec } from "../index.ts";

describe("the four kinds of meeting", () => {
  const cases: [maker: string, taker: string, expected: string][] = [
    ["buy yes 6000", "sell yes 6000", "complementary 100 @ 6000"],
    ["buy yes 6000", "buy no 4000", "mint 100 @ 6000"],
    ["sell no 4000", "sell yes 6000", "merge 100 @ 6000"],
    ["sell no 4000", "buy no 4000", "complementary 100 @ 6000"],
    ["sell yes 6000", "buy yes 6000", "complementary 100 @ 6000"],
    ["buy no 4000", "buy yes 6000", "mint 100 @ 6000"],
    ["sell yes 6000", "sell no 4000", "merge 100 @ 6000"],
    ["buy no 4000", "sell no 4000", "complementary 100 @ 6000"],
  ];

  test.each(cases)("S1.6 S1.12 S1.13 S1.14 %s meets %s: %s", (maker, taker, expected) => {
    const venue = new TestVenue();
    const market = venue.market();
    const [a, b] = [stocked(venue, market), stocked(venue, market)];
    const before = venue.available(a) + venue.available(b) + pool(venue, market);
    venue.place(a, words(market, maker));
    expect(story(venue.place(b, words(market, taker)))).toEqual(["OrderAccepted", expected]);
    expect(venue.available(a) + venue.available(b) + pool(venue, market)).toBe(before);
    expect([venue.held(a), venue.held(b)]).toEqual([0, 0]);
  });
});

describe("priority and price", () => {
  test("S2.10 best price first, oldest first; improvement is the taker's", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const [m1, m2, m3, taker] = [
      venue.account(),
      venue.account(),
      venue.account(),
      venue.account(),
    ];
    venue.place(m1, limit(market, "buy no", 5_500, 100)); // an ask at 4500
    venue.place(m2, limit(market, "buy no", 5_600, 100)); // an ask at 4400
    venue.place(m3, limit(market, "buy no", 5_500, 100));
    expect(venue.draw(market)).toEqual(["4500 × 200 (2)", "4400 × 100 (1)", "---"]);
    const events = venue.place(taker, limit(market, "buy yes", 4_800, 250));
    expect(
      all(events, "OrdersMatched").map((match) => [
        match.price,
        match.quantity,
        match.legs[0]?.account,
      ]),
    ).toEqual([
      [4_400, 100, m2],
      [4_500, 100, m1],
      [4_500, 50, m3],
    ]);
    expect(venue.available(taker)).toBe(1_000_000_000 - 4_400 * 100 - 4_500 * 150);
    expect(venue.held(taker)).toBe(0);
    expect(venue.draw(market)).toEqual(["4500 × 50 (1)", "---"]);
  });

  test("the rest comes to rest and holds its notional and maker fee", () => {
    const venue = new TestVenue();
    const market = venue.market({ fees: { makerBps: 100, takerBps: 200 } });
    const trader = venue.account();
    expect(story(venue.place(trader, limit(market, "buy yes", 4_000, 1_000)))).toEqual([
      "OrderAccepted",
      "rested 1000",
    ]);
    expect(venue.held(trader)).toBe(4_000_000 + 40_000);
  });
});

describe("time in force and size", () => {
  test("IOC cancels the rest, FOK is all or nothing and changes nothing", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const [maker, taker] = [venue.account(), venue.account()];
    venue.place(maker, limit(market, "buy no", 4_000, 100));
    const order = (tif: "ioc" | "fok"): OrderSpec => limit(market, "buy yes", 6_000, 150, { tif });
    const refused = only(venue.place(taker, order("fok")), "OrderRejected");
    expect(refused.rejection).toEqual({ code: "FillOrKillUnfillable", fillable: 100 });
    expect(story(venue.place(taker, order("ioc")))).toEqual([
      "OrderAccepted",
      "mint 100 @ 6000",
      "cancelled 50 unfilled",
    ]);
  });

  test("cash with the fee inside buys what it can and returns the dust", () => {
    const venue = new TestVenue();
    const market = venue.market({ fees: { takerBps: 200 } });
    const [maker, taker] = [venue.account(), venue.account()];
    venue.place(maker, limit(market, "buy no", 5_000, 100_000));
    // A lot costs 5 000 µ$ and 100 µ$ fee: 1.961 dollars buy 384 of them and leave 2 600 µ$.
    const events = venue.place(taker, cash(market, "yes", 1_961_000));
    expect(only(events, "OrdersMatched").quantity).toBe(384);
    expect(only(events, "OrderCompleted").cash).toBe(1_961_000 - 384 * 5_100);
    expect(venue.available(taker)).toBe(1_000_000_000 - 384 * 5_100);
  });

  test("cash with the fee on top spends the cash on shares alone", () => {
    const venue = new TestVenue();
    const market = venue.market({ fees: { takerBps: 200 } });
    const [maker, taker] = [venue.account(), venue.account()];
    venue.place(maker, limit(market, "buy no", 5_000, 100_000));
    const events = venue.place(taker, cash(market, "yes", 2_000_000, { feeIncluded: false }));
    expect(only(events, "OrdersMatched").quantity).toBe(400);
    expect(venue.available(taker)).toBe(1_000_000_000 - 2_000_000 - 40_000);
  });

  test("reduce-only is clipped to free shares, and refused when there are none", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const trader = stocked(venue, market, 100);
    const sell = limit(market, "sell yes", 7_000, 500, { reduceOnly: true });
    expect(only(venue.place(trader, sell), "OrderAccepted").spec.pricing).toMatchObject({
      quantity: 100,
    });
    expect(only(venue.place(trader, sell), "OrderRejected").rejection).toEqual({
      code: "NothingToReduce",
    });
  });
});

describe("self-trade prevention", () => {
  const run = (selfTrade: OrderSpec["selfTrade"], tif: "gtc" | "fok" = "gtc"): string[] => {
    const venue = new TestVenue();
    const market = venue.market();
    const other = venue.account();
    const own = venue.account(1_000, 7);
    const sibling = venue.account(1_000, 7);
    venue.place(other, limit(market, "buy no", 4_500, 10)); // ask 5500
    venue.place(sibling, limit(market, "buy no", 4_400, 10)); // ask 5600, of the same owner
    venue.place(other, limit(market, "buy no", 4_300, 10)); // ask 5700
    return story(venue.place(own, limit(market, "buy yes", 6_000, 30, { selfTrade, tif })));
  };

  test("cancel-taker stops at the own order, and the rest never rests", () => {
    expect(run("cancel-taker")).toEqual([
      "OrderAccepted",
      "mint 10 @ 5500",
      "cancelled 20 self-trade",
    ]);
  });

  test("cancel-maker takes the own order out of the way", () => {
    expect(run("cancel-maker")).toEqual([
      "OrderAccepted",
      "mint 10 @ 5500",
      "cancelled 10 self-trade",
      "mint 10 @ 5700",
      "rested 10",
    ]);
  });

  test("cancel-both takes both out", () => {
    expect(run("cancel-both")).toEqual([
      "OrderAccepted",
      "mint 10 @ 5500",
      "cancelled 10 self-trade",
      "cancelled 20 self-trade",
    ]);
  });

  test("fill or kill counts only what it may take, and cancels nothing", () => {
    expect(run("cancel-maker", "fok")).toEqual(["FillOrKillUnfillable"]);
  });
});

test("fees: the taker's on the sum, the maker's floored, the rebate out of the taker's", () => {
  const venue = new TestVenue();
  const fees = { takerBps: 100, makerBps: 10, rebateBps: 25 };
  const market = venue.market({ fees });
  const [maker, taker] = [venue.account(), venue.account()];
  venue.place(maker, limit(market, "buy no", 6_700, 7));
  const events = venue.place(taker, limit(market, "buy yes", 4_000, 7));
  const legs = only(events, "OrdersMatched").legs;
  // min(.33, .67) × 7 lots = 23 100 µ$; 1 % is 231, 0.1 % is 23.1, 0.25 % is 57.75.
  expect(legs.map((leg) => [leg.role, leg.price, leg.fee, leg.rebate])).toEqual([
    ["maker", 6_700, 23, 57],
    ["taker", 3_300, 231, 0],
  ]);
  expect(venue.exchange.fees(1 as never)).toBe(231 + 23 - 57);
});

function stocked(venue: TestVenue, market: MarketId, lots = 1_000): AccountId {
  const account = venue.account();
  venue.run({ type: "SplitSet", account, market, quantity: lots as never, key: null });
  return account;
}

function words(market: MarketId, text: string): OrderSpec {
  const [side, outcome, price] = text.split(" ");
  return limit(market, `${side} ${outcome}` as "buy yes", Number(price), 100);
}

function pool(venue: TestVenue, market: MarketId): number {
  return venue.exchange.market(market)?.pool ?? Number.NaN;
}

describe("orders that their owner signed", () => {
  const signed = (venue: TestVenue, account: AccountId, ...orders: readonly OrderSpec[]) =>
    venue.run({
      type: "PlaceSignedOrders",
      account,
      items: orders.map((order, place) => ({ key: `key-${place}`, order, signed: `by ${place}` })),
    });

  test("are placed as any others, with what was signed right behind each acceptance", () => {
    const [plain, venue] = [new TestVenue(), new TestVenue()];
    const story = [plain, venue].map((one) => {
      const market = one.market({ fees: { takerBps: 100, makerBps: 50 } });
      one.place(one.account(), limit(market, "buy no", 4_000, 30));
      const account = one.account(10);
      const orders = [
        limit(market, "buy yes", 6_000, 50),
        limit(market, "buy yes", 6_050, 10),
        limit(market, "sell yes", 6_000, 10),
        limit(market, "buy yes", 5_000, 100_000),
      ];
      const items = orders.map((order, place) => ({ key: `key-${place}`, order }));
      if (one === plain) return one.run({ type: "PlaceOrders", account, items });
      return signed(one, account, ...orders);
    });
    const [theirs = [], ours = []] = story;
    expect(ours.filter(({ type }) => type !== "OrderSigned")).toEqual(theirs);
    expect(all(theirs, "OrderAccepted").map(({ item }) => item)).toEqual([0, 2]);
    for (const accepted of all(ours, "OrderAccepted")) {
      const { order, account, item } = accepted;
      const next = ours[ours.indexOf(accepted) + 1];
      expect(next).toEqual({ type: "OrderSigned", order, account, signed: `by ${item}` });
    }
  });

  test("a key is answered as by any door: again, or reused", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const account = venue.account();
    const order = limit(market, "buy yes", 4_000, 10);
    signed(venue, account, order);
    expect(story(signed(venue, account, order))).toEqual(["CommandRepeated"]);
    expect(story(venue.place(account, order, "key-0"))).toEqual(["CommandRepeated"]);
    const other = limit(market, "buy yes", 4_000, 11);
    expect(story(signed(venue, account, other))).toEqual(["IdempotencyKeyReused"]);
  });

  test("1 to 15 of them, each with 1 to 4,096 characters of what was signed", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const account = venue.account();
    const order = limit(market, "buy yes", 4_000, 1);
    const many = (count: number) => signed(venue, account, ...Array<OrderSpec>(count).fill(order));
    expect([story(many(0)), story(many(16))]).toEqual([["InvalidField"], ["InvalidField"]]);
    expect(all(many(15), "OrderSigned")).toHaveLength(15);
    const long = (length: number) => {
      const items = [{ key: `l-${length}`, order, signed: "x".repeat(length) }];
      return venue.run({ type: "PlaceSignedOrders", account, items });
    };
    expect(story(long(4_096)).slice(0, 2)).toEqual(["OrderAccepted", "OrderSigned"]);
    for (const length of [0, 4_097]) {
      expect(only(long(length), "OrderRejected").rejection).toEqual({
        code: "InvalidField",
        field: "signed",
      });
    }
  });
});
