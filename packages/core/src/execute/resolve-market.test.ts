import { describe, expect, test } from "vitest";
import { TestVenue, USD, all, limit, only, story } from "../../test/venue.ts";
import type { AccountId, MarketId, Price, Quantity } from "../index.ts";

const lots = (n: number): Quantity => n as Quantity;

function split(venue: TestVenue, account: AccountId, market: MarketId, n: number): void {
  venue.run({ type: "SplitSet", account, market, quantity: lots(n), key: null });
}

test("S1.35 a resolution cancels, pays once and ends with an empty pool", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const [a, b] = [venue.account(), venue.account()];
  venue.place(a, limit(market, "buy yes", 6_000, 500));
  venue.place(b, limit(market, "buy no", 4_000, 300));
  expect(story(venue.run({ type: "ResolveMarket", market, yesPayout: 10_000 as Price }))).toEqual([
    "EndingFixed",
    "MarketStateChanged",
  ]);
  expect(story(venue.place(b, limit(market, "buy no", 4_000, 1)))).toEqual(["MarketNotOpen"]);
  expect(story(venue.run({ type: "ClaimPayout", account: a, market }))).toEqual([
    "ResolutionInProgress",
  ]);
  expect(story(venue.work())).toEqual([
    "WorkContinued",
    "cancelled 200 resolution",
    "PositionPaid",
    "PositionPaid",
    "MarketStateChanged",
  ]);
  expect([venue.available(a), venue.available(b)]).toEqual([1_001_200_000, 998_800_000]);
  expect(venue.exchange.market(market)).toMatchObject({ state: "resolved", pool: 0 });
  expect(story(venue.run({ type: "ClaimPayout", account: a, market }))).toEqual(["NothingToClaim"]);
});

test("work is bounded, goes on where it stopped, and a claim in between is paid once", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const maker = venue.account(1_000_000);
  for (let i = 0; i < 13; i++) {
    const items = Array.from({ length: 80 }, () => ({
      key: null,
      order: limit(market, "buy yes", 100, 1),
    }));
    venue.run({ type: "PlaceOrders", account: maker, items });
  }
  const holders = [maker, venue.account(), venue.account()];
  for (const holder of holders) split(venue, holder, market, 100);
  venue.run({ type: "ResolveMarket", market, yesPayout: 2_500 as Price });
  const next = { type: "ContinueResolution", market } as const;
  expect(venue.exchange.pendingWork()).toEqual(next);
  expect(all(venue.run(next), "OrderCancelled")).toHaveLength(1_000);
  expect(venue.exchange.market(market)?.openOrders).toBe(40);
  const paid = all(venue.work(), "PositionPaid");
  expect(paid.map(({ amount }) => amount)).toEqual([1_000_000, 1_000_000, 1_000_000]);
});

describe("an exclusive and exhaustive event", () => {
  test("eliminates early, converts, and resolves as one", () => {
    const venue = new TestVenue();
    const { event, markets } = venue.event(4, { exclusive: true });
    const [m1, m2, m3, m4] = markets as [MarketId, MarketId, MarketId, MarketId];
    const trader = venue.account();
    split(venue, trader, m1, 100);
    split(venue, trader, m2, 100);
    const events = venue.run({
      type: "ConvertPositions",
      account: trader,
      event,
      markets: [m2, m1],
      quantity: lots(100),
      key: null,
    });
    expect(only(events, "PositionsConverted")).toMatchObject({
      given: [m1, m2],
      received: [m3, m4],
      collateral: 1_000_000,
    });
    // Two NO cost 1.00 together and gave 1.00 back: nothing is carried over to the YES.
    expect(venue.exchange.position(trader, m3)).toMatchObject({ yes: 100, costYes: 0 });
    expect(venue.exchange.event(event)?.conversionDebt).toBe(3_000_000);

    const resolve = (market: MarketId, yesPayout: number): string[] =>
      story(venue.run({ type: "ResolveMarket", market, yesPayout: yesPayout as Price }));
    expect(resolve(m1, 10_000)).toEqual(["EventMustActAsOne"]);
    expect(resolve(m4, 0)).toEqual(["EndingFixed", "MarketStateChanged"]);
    venue.work();
    expect(venue.exchange.event(event)?.conversionDebt).toBe(2_000_000);
    const payouts = (parts: number[]): { market: MarketId; yesPayout: Price }[] =>
      [m1, m2, m3].map((market, i) => ({ market, yesPayout: parts[i] as Price }));
    const wrong = venue.run({ type: "ResolveEvent", event, payouts: payouts([5_000, 5_000, 1]) });
    expect(story(wrong)).toEqual(["PayoutsMustSumToOne"]);
    venue.run({ type: "ResolveEvent", event, payouts: payouts([5_000, 0, 5_000]) });
    venue.work();
    // YES of m1 at a half, YES of m2 at nothing, YES of m3 at a half.
    expect(venue.available(trader)).toBe(1_000_000_000 - 2_000_000 + 1_000_000 + 500_000 + 500_000);
    expect(venue.exchange.event(event)?.conversionDebt).toBe(0);
  });

  test("is voided whole, in parts that sum to one dollar", () => {
    const venue = new TestVenue();
    const { event, markets } = venue.event(3, { exclusive: true });
    const [first] = markets as [MarketId, ...MarketId[]];
    const policy = { kind: "split", yesPayout: 0 as Price } as const;
    expect(story(venue.run({ type: "VoidMarket", market: first, policy }))).toEqual([
      "EventMustActAsOne",
    ]);
    const endings = all(venue.run({ type: "VoidEvent", event, policy }), "EndingFixed");
    expect(endings.map(({ ending }) => ending)).toEqual([
      { kind: "voided", yesPayout: 3_334 },
      { kind: "voided", yesPayout: 3_333 },
      { kind: "voided", yesPayout: 3_333 },
    ]);
  });
});

test("S1.36 cost basis owes more than the pool after a resale, and needs the reserve", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const [a, b, c] = [venue.account(), venue.account(), venue.account()];
  venue.place(a, limit(market, "buy yes", 6_000, 100));
  venue.place(b, limit(market, "buy no", 4_000, 100));
  venue.place(a, limit(market, "sell yes", 9_000, 100));
  venue.place(c, limit(market, "buy yes", 9_000, 100));
  // Costs are now .90 for c and .40 for b: 1.30 against a pool of 1.00 (source S1, X1).
  const policy = { kind: "cost-basis" } as const;
  const plan = venue.exchange.planVoid({ kind: "market", market }, policy);
  expect(plan).toMatchObject({
    markets: [{ pool: 1_000_000, owed: 1_300_000, shortfall: 300_000 }],
  });
  const refused = only(venue.run({ type: "VoidMarket", market, policy }), "CommandRejected");
  expect(refused.rejection).toEqual({
    code: "ReserveInsufficient",
    required: 300_000,
    available: 0,
  });
  venue.run({
    type: "TransferSystem",
    from: { kind: "account", account: a },
    to: { kind: "reserve", market },
    asset: USD,
    amount: 300_000 as never,
  });
  venue.run({ type: "VoidMarket", market, policy });
  venue.work();
  expect([venue.available(b), venue.available(c)]).toEqual([1_000_000_000, 1_000_000_000]);
  expect(venue.exchange.market(market)).toMatchObject({ state: "voided", pool: 0, reserve: 0 });
});
