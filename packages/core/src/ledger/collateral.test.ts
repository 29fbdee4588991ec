import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TestVenue, USD, all, limit, only, story } from "../../test/venue.ts";
import type { AccountId, Amount, Event, MarketId, Quantity } from "../index.ts";
import { transfersOf } from "../index.ts";

/* Money and shares around orders: what is set aside, what comes back, and that nothing is lent. */

test("S1.4 nothing is lent: whoever cannot pay the worst case, or does not hold the shares, is refused", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account(49.99);
  const place = (words: "buy yes" | "sell yes" | "sell no", lots: number): string[] =>
    story(venue.place(account, limit(market, words, 5_000, lots)));
  expect(place("buy yes", 10_000)).toEqual(["InsufficientCollateral"]);
  expect(place("sell yes", 1)).toEqual(["InsufficientShares"]);
  expect(place("sell no", 1)).toEqual(["InsufficientShares"]);
  expect(place("buy yes", 9_998)).toEqual(["OrderAccepted", "rested 9998"]);
  // All that a buyer can lose is held when the order rests; there is nothing to call for later.
  expect(venue.held(account)).toBe(9_998 * 5_000);
  expect(venue.available(account)).toBe(0);
});

test("S1.5 a position is shares of YES and of NO, not a signed number, and both can be held at once", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account();
  venue.run({ type: "SplitSet", account, market, quantity: 30 as Quantity, key: null });
  venue.place(venue.account(), limit(market, "buy no", 4_000, 20));
  venue.place(account, limit(market, "buy yes", 6_000, 20));
  expect(venue.shares(account, market)).toEqual([50, 30]);
  const position = venue.exchange.position(account, market);
  expect([position?.costYes, position?.costNo]).toEqual([150_000 + 120_000, 150_000]);
});

describe("S4.29 an order and the ledger", () => {
  test("S2.12 S4.29 placing a buy freezes exactly its cost, cancelling gives exactly that back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.constantFrom("buy yes" as const, "buy no" as const),
        (cents, lots, words) => {
          const venue = new TestVenue();
          const market = venue.market();
          const account = venue.account(100_000);
          const { order } = only(
            venue.place(account, limit(market, words, cents * 100, lots)),
            "OrderAccepted",
          );
          const cost = cents * 100 * lots;
          expect([venue.available(account), venue.held(account)]).toEqual([1e11 - cost, cost]);
          venue.run({ type: "CancelOrders", account, targets: [{ kind: "order", order }] });
          expect([venue.available(account), venue.held(account)]).toEqual([1e11, 0]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("S2.12 S4.29 a fill takes what was reserved and books shares; a sell freezes shares instead", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const [buyer, seller] = [venue.account(), venue.account()];
    venue.run({ type: "SplitSet", account: seller, market, quantity: 50 as Quantity, key: null });
    venue.place(seller, limit(market, "sell yes", 6_000, 50));
    expect(venue.exchange.position(seller, market)).toMatchObject({ yes: 50, heldYes: 50, no: 50 });
    expect(venue.held(seller)).toBe(0);
    venue.place(buyer, limit(market, "buy yes", 6_500, 20));
    expect([venue.available(buyer), venue.held(buyer)]).toEqual([1_000_000_000 - 120_000, 0]);
    expect(venue.shares(buyer, market)).toEqual([20, 0]);
    expect(venue.exchange.position(seller, market)).toMatchObject({ yes: 30, heldYes: 30 });
    expect(venue.available(seller)).toBe(1_000_000_000 - 500_000 + 120_000);
  });
});

test("S3.16 matching is a transaction: escrow in, escrow out, and never a part of it", () => {
  const venue = new TestVenue();
  const market = venue.market({ fees: { takerBps: 100, makerBps: 50 } });
  const maker = venue.account();
  const taker = venue.account(1);
  for (const price of [4_000, 3_900]) venue.place(maker, limit(market, "buy no", price, 100));
  const whole = (): unknown => [
    venue.available(maker),
    venue.held(maker),
    venue.available(taker),
    venue.held(taker),
    venue.draw(market),
    venue.exchange.market(market)?.pool,
  ];
  const before = JSON.stringify(whole());
  // The second maker's price is not affordable, so the first is not met either.
  expect(story(venue.place(taker, limit(market, "buy yes", 6_100, 200)))).toEqual([
    "InsufficientCollateral",
  ]);
  expect(JSON.stringify(whole())).toBe(before);
  const matched = all(venue.place(taker, limit(market, "buy yes", 6_000, 100)), "OrdersMatched");
  expect(matched).toHaveLength(1);
  const money = [maker, taker].map((account) => venue.available(account) + venue.held(account));
  const pool = venue.exchange.market(market)?.pool ?? 0;
  expect((money[0] ?? 0) + (money[1] ?? 0) + pool + venue.exchange.fees(USD)).toBe(1_001_000_000);
});

describe("S4.12 the ledger hears of", () => {
  /** Who gave what to whom, in short. */
  function moved(events: readonly Event[]): string[] {
    const of = { market: () => USD, event: () => USD };
    return events.flatMap((event) =>
      transfersOf(event, of)
        .filter(({ amount }) => amount > 0)
        .map(({ debit, credit, asset, amount, reason }) => {
          const what = asset.kind === "shares" ? asset.outcome : "money";
          return `${reason}: ${amount} ${what} ${debit.kind} → ${credit.kind}`;
        }),
    );
  }

  interface Desk {
    readonly venue: TestVenue;
    readonly market: MarketId;
    readonly account: AccountId;
  }

  function desk(): Desk {
    const venue = new TestVenue();
    return { venue, market: venue.market(), account: venue.account() };
  }

  test("S4.12 deposits and withdrawals, once each", () => {
    const { venue, account } = desk();
    const amount = 5 as Amount;
    const deposit = { type: "Deposit", account, asset: USD, amount, key: "d" } as const;
    expect(moved(venue.run(deposit))).toEqual(["deposit: 5 money external → account"]);
    expect(moved(venue.run(deposit))).toEqual([]);
    const request = { type: "RequestWithdrawal", account, asset: USD, amount, key: "w" } as const;
    const { withdrawal } = only(venue.run(request), "WithdrawalRequested");
    expect(venue.held(account)).toBe(5);
    expect(moved(venue.run({ type: "ConfirmWithdrawal", withdrawal }))).toEqual([
      "withdrawal: 5 money account → external",
    ]);
  });

  test("S4.12 orders taken, refused and cancelled: holds change, nothing moves", () => {
    const { venue, market, account } = desk();
    const events = venue.place(account, limit(market, "buy yes", 4_000, 10));
    const { order } = only(events, "OrderAccepted");
    expect([moved(events), venue.held(account)]).toEqual([[], 40_000]);
    const refused = venue.place(account, limit(market, "sell yes", 4_000, 10));
    expect([story(refused), moved(refused)]).toEqual([["InsufficientShares"], []]);
    const targets = [{ kind: "order", order }] as const;
    const cancelled = venue.run({ type: "CancelOrders", account, targets });
    expect([story(cancelled), moved(cancelled)]).toEqual([["cancelled 10 requested"], []]);
    expect(venue.held(account)).toBe(0);
  });

  test("S4.12 trades, splits, merges and redemptions", () => {
    const { venue, market, account } = desk();
    const quantity = 10 as Quantity;
    const set = { account, market, quantity, key: null } as const;
    expect(moved(venue.run({ type: "SplitSet", ...set }))).toEqual([
      "split: 100000 money account → pool",
      "split: 10 yes pool → account",
      "split: 10 no pool → account",
    ]);
    venue.place(venue.account(), limit(market, "buy yes", 4_000, 4));
    expect(moved(venue.place(account, limit(market, "sell yes", 4_000, 4)))).toEqual([
      "trade: 16000 money account → account",
      "trade: 4 yes account → account",
    ]);
    const rest = { ...set, quantity: 6 as Quantity };
    expect(moved(venue.run({ type: "MergeSet", ...rest }))).toEqual([
      "merge: 60000 money pool → account",
      "merge: 6 yes account → pool",
      "merge: 6 no account → pool",
    ]);
    venue.run({ type: "ResolveMarket", market, yesPayout: 10_000 as never });
    expect(moved(venue.work()).toSorted()).toEqual(
      [
        "payout: 40000 money pool → account",
        "payout: 4 no account → pool",
        "payout: 4 yes account → pool",
      ].toSorted(),
    );
  });
});
