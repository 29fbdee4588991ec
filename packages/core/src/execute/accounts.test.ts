import { describe, expect, test } from "vitest";
import { TestVenue, USD, cash, limit, only, story } from "../../test/venue.ts";
import { Exchange } from "../index.ts";
import type { AccountId, AccountLimits, Amount, Quantity, Timestamp } from "../index.ts";

const DOLLAR = 1_000_000;
const NO_LIMITS = { maxOrderNotional: 0, maxExposure: 0, maxDailyDeposit: 0 };

function restrict(venue: TestVenue, account: AccountId, wish: object): void {
  const limits = { ...NO_LIMITS, ...wish } as unknown as AccountLimits;
  only(venue.run({ type: "SetAccountLimits", account, ...limits }), "AccountLimitsSet");
}

function exclude(venue: TestVenue, owner: number, until: number, actor = owner): string[] {
  const kind = "cool-off";
  const wish = { type: "ExcludeOwner", owner, kind, until } as never;
  return story(venue.run(wish, actor));
}

describe("a new account of an owner", () => {
  const open = (venue: TestVenue, owner: number) => {
    const events = venue.run({ type: "OpenAccount", owner } as never);
    const { account } = events[0] as { account: AccountId };
    return { account, story: story(events) };
  };
  const update = (venue: TestVenue, account: AccountId, status: string, maxOpenOrders: number) =>
    venue.run({ type: "UpdateAccount", account, status, maxOpenOrders } as never);

  test("is as free as the default when nothing binds the others", () => {
    const venue = new TestVenue();
    const { account } = open(venue, 70);
    update(venue, account, "active", 50_000);
    expect(open(venue, 70).story).toEqual(["AccountOpened"]);
  });

  test("has the strictest status, open orders and limits of the others, each by itself", () => {
    const venue = new TestVenue();
    const [first, second] = [open(venue, 70).account, open(venue, 70).account];
    update(venue, first, "closed-only", 50);
    update(venue, second, "active", 7);
    restrict(venue, first, { maxOrderNotional: 9, maxExposure: 100 });
    restrict(venue, second, { maxOrderNotional: 12, maxExposure: 40 });
    const third = open(venue, 70);
    expect(third.story).toEqual(["AccountOpened", "AccountUpdated", "AccountLimitsSet"]);
    expect(venue.exchange.account(third.account)).toMatchObject({
      status: "closed-only",
      maxOpenOrders: 7,
      limits: { maxOrderNotional: 9, maxExposure: 40, maxDailyDeposit: 0 },
    });
    update(venue, second, "frozen", 7);
    const fourth = open(venue, 70);
    expect(venue.exchange.account(fourth.account)).toMatchObject({ status: "frozen" });
    expect(open(venue, 71).story).toEqual(["AccountOpened"]);
    const restored = Exchange.restore(venue.exchange.records());
    expect(restored.account(fourth.account)).toEqual(venue.exchange.account(fourth.account));
  });

  test("can be loosened by an operator alone, and keeps what it began with otherwise", () => {
    const venue = new TestVenue();
    const first = open(venue, 70).account;
    restrict(venue, first, { maxDailyDeposit: 5 });
    const second = open(venue, 70).account;
    restrict(venue, first, {});
    expect(venue.exchange.account(second)?.limits.maxDailyDeposit).toBe(5);
    restrict(venue, second, {});
    expect(open(venue, 70).story).toEqual(["AccountOpened"]);
  });
});

describe("limits of an account", () => {
  test("one order is worth no more than allowed, bought or sold, in shares or cash", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const account = venue.account();
    venue.run({ type: "SplitSet", account, market, quantity: 5_000 as Quantity, key: null });
    restrict(venue, account, { maxOrderNotional: 10 * DOLLAR });
    const place = (order: Parameters<typeof venue.place>[1]): string | undefined =>
      story(venue.place(account, order))[0];
    expect(place(limit(market, "buy yes", 4_000, 2_500))).toBe("OrderAccepted");
    expect(place(limit(market, "buy yes", 4_000, 2_501))).toBe("OrderNotionalExceeded");
    expect(place(limit(market, "sell no", 8_000, 1_251))).toBe("OrderNotionalExceeded");
    expect(place(cash(market, "no", 10 * DOLLAR + 1))).toBe("OrderNotionalExceeded");
    restrict(venue, account, {});
    expect(place(limit(market, "buy yes", 4_000, 2_501))).toBe("OrderAccepted");
  });

  test("exposure counts holds and cost, not withdrawals, and gives the replaced order its part back", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const account = venue.account(100);
    restrict(venue, account, { maxExposure: 20 * DOLLAR });
    const exposure = (): number => (venue.exchange.account(account)?.exposure ?? -1) / DOLLAR;
    venue.run({
      type: "RequestWithdrawal",
      account,
      asset: USD,
      amount: (50 * DOLLAR) as Amount,
      key: "w",
    });
    expect(exposure()).toBe(0);
    venue.run({ type: "SplitSet", account, market, quantity: 1_000 as Quantity, key: null });
    expect(exposure()).toBe(10);
    const { order } = only(
      venue.place(account, limit(market, "buy yes", 4_000, 2_500)),
      "OrderAccepted",
    );
    expect(exposure()).toBe(20);
    expect(venue.place(account, limit(market, "buy yes", 100, 1))).toMatchObject([
      { rejection: { code: "ExposureLimitExceeded", limit: 20 * DOLLAR, would: 20_000_100 } },
    ]);
    const split = {
      type: "SplitSet",
      account,
      market,
      quantity: 1 as Quantity,
      key: null,
    } as const;
    expect(story(venue.run(split))).toEqual(["ExposureLimitExceeded"]);
    const replacement = limit(market, "buy yes", 5_000, 2_000);
    const replace = { type: "ReplaceOrder", account, order, key: null, replacement } as const;
    expect(story(venue.run(replace))[0]).toBe("cancelled 2500 replaced");
    expect(exposure()).toBe(20);
    // Selling takes risk away, so it is never refused for it.
    expect(story(venue.place(account, limit(market, "sell yes", 6_000, 1_000)))).toEqual([
      "OrderAccepted",
      "rested 1000",
    ]);
  });

  test("deposits are counted by the day, which begins at midnight UTC", () => {
    const venue = new TestVenue();
    const account = venue.account(3);
    restrict(venue, account, { maxDailyDeposit: 5 * DOLLAR });
    const deposit = (dollars: number, key: string): string[] =>
      story(
        venue.run({
          type: "Deposit",
          account,
          asset: USD,
          amount: (dollars * DOLLAR) as Amount,
          key,
        }),
      );
    expect(deposit(3, "a")).toEqual(["DailyDepositExceeded"]);
    expect(deposit(2, "b")).toEqual(["Deposited"]);
    venue.now = 86_400_000;
    expect(deposit(5, "c")).toEqual(["Deposited"]);
    expect(deposit(1, "d")).toEqual(["DailyDepositExceeded"]);
  });
});

test("an account that may only sell makes no set to sell a side of, but ends those it has", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const trader = venue.account(100, 7);
  const set = { account: trader, market, quantity: 1 as Quantity, key: null };
  venue.run({ type: "SplitSet", ...set });
  venue.run({ type: "UpdateAccount", account: trader, status: "closed-only", maxOpenOrders: 0 });
  expect(story(venue.run({ type: "SplitSet", ...set }))).toEqual(["AccountClosedOnly"]);
  expect(story(venue.run({ type: "MergeSet", ...set }))).toEqual(["SetMerged"]);
});

describe("an excluded owner", () => {
  test("sells, cancels and withdraws, but does not buy, split or receive deposits, with any account", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const first = venue.account(100, 7);
    const second = venue.account(100, 7);
    venue.run({ type: "SplitSet", account: first, market, quantity: 50 as Quantity, key: null });
    venue.place(first, limit(market, "buy yes", 3_000, 10));
    const { order } = only(
      venue.place(first, limit(market, "sell yes", 6_000, 10)),
      "OrderAccepted",
    );
    venue.place(second, limit(market, "buy no", 3_000, 20));
    const until = venue.now + 10_000;
    expect(exclude(venue, 7, until)).toEqual([
      "OwnerExcluded",
      "cancelled 10 excluded",
      "cancelled 20 excluded",
    ]);
    const third = venue.account(0, 7);
    const amount = DOLLAR as Amount;
    for (const account of [first, second, third]) {
      const buy = limit(market, "buy no", 100, 1);
      expect(story(venue.place(account, buy))).toEqual(["OwnerExcluded"]);
      const deposit = { type: "Deposit", account, asset: USD, amount, key: "d" } as const;
      expect(story(venue.run(deposit))).toEqual(["OwnerExcluded"]);
      const split = { type: "SplitSet", account, market, quantity: 1 as Quantity, key: null };
      expect(story(venue.run(split as never))).toEqual(["OwnerExcluded"]);
    }
    expect(story(venue.place(first, limit(market, "sell no", 6_000, 10)))[0]).toBe("OrderAccepted");
    const targets = [{ kind: "order", order }] as const;
    expect(story(venue.run({ type: "CancelOrders", account: first, targets }))[0]).toBe(
      "cancelled 10 requested",
    );
    const withdrawal = { type: "RequestWithdrawal", account: first, asset: USD, amount } as const;
    expect(story(venue.run({ ...withdrawal, key: "w" }))).toEqual(["WithdrawalRequested"]);
    venue.now = until;
    expect(story(venue.place(third, limit(market, "buy no", 100, 1)))).toEqual([
      "InsufficientCollateral",
    ]);
    expect(story(venue.place(second, limit(market, "buy no", 100, 1)))[0]).toBe("OrderAccepted");
  });

  test("can lengthen it and nobody can shorten it, the operator neither", () => {
    const venue = new TestVenue();
    venue.account(0, 7);
    const until = venue.now + 10_000;
    expect(exclude(venue, 7, until)).toEqual(["OwnerExcluded"]);
    for (const actor of [7, 0])
      expect(exclude(venue, 7, until - 1, actor)).toEqual(["ExclusionStands"]);
    expect(exclude(venue, 7, until, 8)).toEqual(["NotAuthorised"]);
    expect(exclude(venue, 7, 5)).toEqual(["InvalidField"]);
    const longer = { type: "ExcludeOwner", owner: 7, until: until + 1 };
    venue.run({ ...longer, kind: "self-exclusion" } as never, 7);
    const events = venue.run({ ...longer, kind: "cool-off" } as never, 7);
    expect(only(events, "OwnerExcluded").kind).toBe("self-exclusion");
    expect(Exchange.restore(venue.exchange.records()).exclusion(7 as never)).toEqual({
      owner: 7,
      kind: "self-exclusion",
      until: until + 1,
    });
  });
});

describe("keys of money", () => {
  test("a deposit's is never forgotten, a withdrawal's lasts while it is pending, and neither meets an order's", () => {
    const venue = new TestVenue();
    const market = venue.market();
    const account = venue.account(100);
    const amount = DOLLAR as Amount;
    const deposit = { type: "Deposit", account, asset: USD, amount, key: "k" } as const;
    const withdraw = { type: "RequestWithdrawal", account, asset: USD, amount, key: "k" } as const;
    venue.run(deposit);
    const { withdrawal } = only(venue.run(withdraw), "WithdrawalRequested");
    expect(story(venue.place(account, limit(market, "buy yes", 100, 1), "k"))[0]).toBe(
      "OrderAccepted",
    );
    venue.now += 400 * 86_400_000;
    expect(story(venue.run(deposit))).toEqual(["CommandRepeated"]);
    expect(story(venue.run({ ...deposit, amount: 5 as Amount }))).toEqual(["IdempotencyKeyReused"]);
    expect(story(venue.run(withdraw))).toEqual(["CommandRepeated"]);
    venue.run({ type: "ConfirmWithdrawal", withdrawal });
    const twin = Exchange.restore(venue.exchange.records());
    expect([...twin.records()]).toEqual([...venue.exchange.records()]);
    expect(story(venue.run(withdraw))).toEqual(["WithdrawalRequested"]);
    expect(story(venue.run(deposit))).toEqual(["CommandRepeated"]);
  });
});

test("time of an exclusion is command time", () => {
  const venue = new TestVenue();
  venue.account(0, 7);
  exclude(venue, 7, venue.now + 100);
  expect(venue.exchange.exclusion(7 as never)?.until).toBeGreaterThan(venue.now);
  venue.now += 200 as Timestamp;
  venue.account(0, 8);
  expect(venue.exchange.exclusion(7 as never)).toBeNull();
});
