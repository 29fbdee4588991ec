import type { AccountId, Event, MarketId, Pricing } from "@probity/core";
import { describe, expect, test } from "vitest";
import { Both } from "../test/both.ts";
import type { Loose } from "./workload/wish.ts";

/*
 * Cases a person can check with pencil and paper. They run on core as well, but the
 * expectations are worked out from RULES.md.
 */

type Wanted = `${"buy" | "sell"} ${"yes" | "no"}`;

function place(
  venue: Both,
  account: AccountId,
  market: MarketId,
  wanted: Wanted,
  pricing: Loose<Pricing>,
): readonly Event[] {
  const [side, outcome] = wanted.split(" ") as ["buy" | "sell", "yes" | "no"];
  const order = {
    market,
    outcome,
    side,
    pricing,
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  } as const;
  return venue.run({ type: "PlaceOrder", account, key: null, order });
}

function limit(price: number, quantity: number): Loose<Pricing> {
  return { kind: "limit", price, quantity, timeInForce: { kind: "gtc", postOnly: false } };
}

/** Matches as `kind lots@price fee/rebate fee`: price in YES terms, then maker's and taker's money. */
function matches(events: readonly Event[]): string[] {
  return events.flatMap((event) => {
    if (event.type !== "OrdersMatched") return [];
    const [maker, taker] = event.legs;
    const fees = `${maker?.fee}-${maker?.rebate} ${taker?.fee}`;
    return [`${event.kind} ${event.quantity}@${event.price} ${fees}`];
  });
}

function ending(events: readonly Event[]): string {
  const last = events.at(-1);
  switch (last?.type) {
    case "OrderCancelled":
      return `cancelled ${last.quantity} lots, ${last.cash} back: ${last.reason}`;
    case "OrderCompleted":
      return `completed, ${last.cash} back`;
    case "OrderRejected":
      return last.rejection.code;
    default:
      return last?.type ?? "nothing";
  }
}

describe("the four ways two orders meet", () => {
  const cases: [Wanted, number, Wanted, number, string, number, number][] = [
    // maker at, taker at: kind at YES price; what each paid for 100 lots, in micro-dollars
    ["buy yes", 6_000, "buy no", 4_000, "mint 100@6000", 600_000, 400_000],
    ["buy no", 4_000, "buy yes", 7_000, "mint 100@6000", 400_000, 600_000],
    ["buy yes", 6_000, "sell yes", 5_500, "complementary 100@6000", 600_000, -600_000],
    ["sell no", 4_500, "buy no", 5_000, "complementary 100@5500", -450_000, 450_000],
    ["sell yes", 6_000, "sell no", 3_000, "merge 100@6000", -600_000, -400_000],
  ];
  test.each(cases)("%s at %i, then %s at %i", (first, at, second, then, match, paid, spent) => {
    const venue = new Both();
    const market = venue.market();
    const [maker, taker] = [venue.account(), venue.account()];
    for (const account of [maker, taker]) {
      venue.run({ type: "SplitSet", account, market, quantity: 100, key: null });
    }
    const before = [venue.available(maker), venue.available(taker)] as const;
    place(venue, maker, market, first, limit(at, 100));
    const events = place(venue, taker, market, second, limit(then, 100));
    expect(matches(events)).toEqual([`${match} 0-0 0`]);
    expect(before[0] - venue.available(maker)).toBe(paid);
    expect(before[1] - venue.available(taker)).toBe(spent);
  });
});

test("price first, then time; an amendment that grows goes to the end", () => {
  const venue = new Both();
  const market = venue.market();
  const [a, b, c, taker] = [venue.account(), venue.account(), venue.account(), venue.account()];
  const [, first] = place(venue, a, market, "buy yes", limit(5_000, 10));
  place(venue, b, market, "buy yes", limit(5_000, 20));
  place(venue, c, market, "sell no", limit(4_900, 5)); // no shares
  place(venue, c, market, "buy yes", limit(5_100, 5));
  if (first?.type !== "OrderRested") throw new Error("the first order should rest");
  venue.run({
    type: "AmendOrder",
    account: a,
    order: first.order,
    price: null,
    quantity: 11,
    key: null,
  });
  const events = place(venue, taker, market, "buy no", limit(5_000, 30));
  const makers = events.flatMap((event) =>
    event.type === "OrdersMatched" ? [[event.legs[0]?.account, event.quantity]] : [],
  );
  expect(makers).toEqual([
    [c, 5],
    [b, 20],
    [a, 5],
  ]);
});

describe("fees", () => {
  test("a taker's are summed over the walk and rounded once, a maker's and the rebate per fill", () => {
    const venue = new Both();
    // 30 bp of min(p, 1 − p): a lot at .10 owes 3 µ$, 1 lot at .05 owes 1.5 µ$.
    const market = venue.market({ takerBps: 30, makerBps: 7, rebateBps: 10 });
    const [maker, taker] = [venue.account(), venue.account()];
    for (const price of [9_500, 9_500, 9_000]) {
      place(venue, maker, market, "buy no", limit(price, 1));
    }
    // Fees owed in all after each fill: 1.5, 3, 6; rounded half up: 2, 3, 6.
    const events = place(venue, taker, market, "buy yes", limit(1_000, 3));
    expect(matches(events)).toEqual(["mint 1@500 0-0 2", "mint 1@500 0-0 1", "mint 1@1000 0-1 3"]);
  });

  test("the quadratic formula rounds to ten micro-dollars", () => {
    const venue = new Both();
    const market = venue.market({ formula: "quadratic", takerBps: 700 });
    const [maker, taker] = [venue.account(), venue.account()];
    place(venue, maker, market, "buy no", limit(6_000, 9));
    // 9 lots × .07 × .4 × .6 = 1 512 µ$; the second walk: 1 lot, 168 µ$.
    expect(matches(place(venue, taker, market, "buy yes", limit(4_000, 9)))).toEqual([
      "mint 9@4000 0-0 1510",
    ]);
    place(venue, maker, market, "buy no", limit(6_000, 1));
    expect(matches(place(venue, taker, market, "buy yes", limit(4_000, 1)))).toEqual([
      "mint 1@4000 0-0 170",
    ]);
  });

  test("a seller never pays more than it gets; what it still owes is charged with the next fill", () => {
    const venue = new Both();
    const market = venue.market({ formula: "quadratic", takerBps: 10_000 }, 1);
    const [maker, taker] = [venue.account(), venue.account()];
    venue.run({ type: "SplitSet", account: taker, market, quantity: 12, key: null });
    place(venue, maker, market, "buy yes", limit(1, 6));
    place(venue, maker, market, "buy yes", limit(1, 6));
    // Six lots at .0001 bring 6 µ$ and owe 5.9994, rounded to 10; twelve owe 11.9988, rounded to 10.
    expect(matches(place(venue, taker, market, "sell yes", limit(1, 12)))).toEqual([
      "complementary 6@1 0-0 6",
      "complementary 6@1 0-0 4",
    ]);
  });
});

describe("cash", () => {
  const cash = (amount: number, feeIncluded: boolean, cap = 9_900): Loose<Pricing> => ({
    kind: "cash",
    cash: amount,
    cap,
    feeIncluded,
    fillOrKill: false,
  });

  test("buys what it can, level by level, and gives back what buys no lot", () => {
    const venue = new Both();
    const market = venue.market();
    const [maker, taker] = [venue.account(), venue.account()];
    place(venue, maker, market, "buy no", limit(6_000, 10));
    place(venue, maker, market, "buy no", limit(5_000, 10));
    // 10 lots at .40 are 40 000, then 3 at .50 are 15 000 of the 19 999 left.
    const events = place(venue, taker, market, "buy yes", cash(59_999, true));
    expect(matches(events)).toEqual(["mint 10@4000 0-0 0", "mint 3@5000 0-0 0"]);
    expect(ending(events)).toBe("completed, 4999 back");
  });

  test("pays the fee out of it or on top", () => {
    const venue = new Both();
    const market = venue.market({ takerBps: 1_000 });
    const [maker, taker] = [venue.account(), venue.account()];
    place(venue, maker, market, "buy no", limit(6_000, 1_000));
    // A lot costs 4 000 and 400 of fee.
    const included = place(venue, taker, market, "buy yes", cash(44_000, true));
    expect(matches(included)).toEqual(["mint 10@4000 0-0 4000"]);
    expect(ending(included)).toBe("completed, 0 back");
    const onTop = place(venue, taker, market, "buy yes", cash(44_000, false));
    expect(matches(onTop)).toEqual(["mint 11@4000 0-0 4400"]);
    expect(ending(onTop)).toBe("completed, 0 back");
  });

  test("is not complete when makers run out before it", () => {
    const venue = new Both();
    const market = venue.market();
    const [maker, taker] = [venue.account(), venue.account()];
    expect(ending(place(venue, taker, market, "buy yes", cash(100_000, true)))).toBe(
      "cancelled 0 lots, 100000 back: unfilled",
    );
    place(venue, maker, market, "buy no", limit(6_000, 10));
    expect(ending(place(venue, taker, market, "buy yes", cash(100_000, true)))).toBe(
      "cancelled 0 lots, 60000 back: unfilled",
    );
  });
});

test("conversion carries what the NO cost beyond the dollars it gives, odd micro-dollars to the first", () => {
  const venue = new Both();
  const { event, markets } = venue.event(4);
  const [m1, m2, m3, m4] = markets as [MarketId, MarketId, MarketId, MarketId];
  const [trader, other] = [venue.account(), venue.account()];
  // NO of the first at .77, of the second at .86: 163 cents for 100 lots give one dollar back.
  for (const [market, price] of [
    [m1, 7_700],
    [m2, 8_600],
  ] as const) {
    place(venue, other, market, "buy yes", limit(10_000 - price, 100));
    place(venue, trader, market, "buy no", limit(price, 100));
  }
  const before = venue.available(trader);
  venue.run({
    type: "ConvertPositions",
    account: trader,
    event,
    markets: [m2, m1],
    quantity: 33,
    key: null,
  });
  expect(venue.available(trader) - before).toBe(330_000);
  // A third of both costs, rounded down each: 254 100 + 283 800 − 330 000 = 207 900.
  const costs = [m3, m4].map((market) => venue.reference.holdersOf(market)[0]?.costYes);
  expect(costs).toEqual([103_950, 103_950]);
  expect(venue.reference.event(event)?.conversionDebt).toBe(3 * 330_000);
  expect(venue.machine.event(event)?.conversionDebt).toBe(3 * 330_000);
});

test("a void at cost pays what was paid, and the difference goes to the reserve", () => {
  const venue = new Both();
  const market = venue.market();
  const [a, b] = [venue.account(), venue.account()];
  place(venue, a, market, "buy yes", limit(6_000, 100));
  place(venue, b, market, "buy no", limit(4_000, 100));
  // A sells half of it for .10 more than it paid: 300 000 of cost leave, 350 000 come.
  const c = venue.account();
  place(venue, c, market, "buy yes", limit(7_000, 50));
  place(venue, a, market, "sell yes", limit(7_000, 50));
  const policy = { kind: "cost-basis" } as const;
  const [refused] = venue.run({ type: "VoidMarket", market, policy });
  expect(refused).toMatchObject({
    rejection: { code: "ReserveInsufficient", required: 50_000, available: 0 },
  });
  venue.run({
    type: "TransferSystem",
    from: { kind: "account", account: b },
    to: { kind: "reserve", market },
    asset: 1,
    amount: 50_000,
  });
  const [fixed] = venue.run({ type: "VoidMarket", market, policy });
  expect(fixed).toMatchObject({ ending: { kind: "voided-at-cost" }, reserveIn: 50_000 });
  venue.run({ type: "ContinueResolution", market });
  expect([a, b, c].map((account) => venue.available(account))).toEqual([
    1_000_050_000, 999_950_000, 1_000_000_000,
  ]);
});

test("an order that expires, a market that closes and a dead man fall due in that order", () => {
  const venue = new Both();
  const market = venue.market();
  const account = venue.account();
  const due = venue.time + 500;
  venue.run({ type: "Heartbeat", account, timeoutMs: 500 });
  const parameters = venue.reference.market(market)?.parameters;
  if (parameters === undefined) throw new Error("the market should be there");
  venue.run({
    type: "UpdateMarket",
    market,
    text: null,
    parameters: { ...parameters, closeTime: due },
  });
  place(venue, account, market, "buy yes", {
    kind: "limit",
    price: 5_000,
    quantity: 1,
    timeInForce: { kind: "gtd", postOnly: false, expiresAt: due },
  });
  venue.time = due;
  const events = venue.run({ type: "AdvanceTime" });
  expect(events.map(({ type }) => type)).toEqual([
    "TimeAdvanced",
    "OrderCancelled",
    "MarketStateChanged",
    "DeadManTriggered",
  ]);
});
