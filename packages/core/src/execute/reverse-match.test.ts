import { describe, expect, test } from "vitest";
import { TestVenue, USD, limit, only, story } from "../../test/venue.ts";
import type { EventWish } from "../../test/venue.ts";
import { Exchange } from "../index.ts";
import type {
  AccountId,
  Amount,
  CommandContent,
  Event,
  Leg,
  MarketId,
  MatchId,
  Price,
  Quantity,
  StateRecord,
} from "../index.ts";
import { brokenLaws } from "../laws.ts";

/* A match is undone: what went over goes back, out of what is available, once. */

type Words = "buy yes" | "buy no" | "sell yes" | "sell no";

/** A venue in which a maker and a taker have met. */
function matched(maker: Words, taker: Words, wish: EventWish = {}) {
  const venue = new TestVenue();
  const market = venue.market(wish);
  const [ann, bob] = [venue.account(), venue.account()];
  const split = (account: AccountId): void => {
    venue.run({ type: "SplitSet", account, market, quantity: 100 as Quantity, key: null });
  };
  if (maker.startsWith("sell")) split(ann);
  if (taker.startsWith("sell")) split(bob);
  const before = seen(venue, market, [ann, bob]);
  venue.place(ann, limit(market, maker, maker.endsWith("yes") ? 6_000 : 4_000, 100));
  const events = venue.place(bob, limit(market, taker, taker.endsWith("yes") ? 6_000 : 4_000, 100));
  const { match, kind, legs } = only(events, "OrdersMatched");
  const reversal = { type: "ReverseMatch", market, match, kind, legs } as const;
  return { venue, market, ann, bob, before, reversal };
}

/** What everybody has, and what the venue made. */
function seen(venue: TestVenue, market: MarketId, accounts: readonly AccountId[]): unknown {
  return {
    money: accounts.map((account) => [venue.available(account), venue.held(account)]),
    shares: accounts.map((account) => venue.shares(account, market)),
    pool: venue.exchange.market(market)?.pool,
    fees: venue.exchange.fees(USD),
  };
}

const fees = { takerBps: 200, makerBps: 50, rebateBps: 20 };

describe("everything is as it was before", () => {
  test.each([
    ["buy yes", "sell yes"],
    ["sell no", "buy no"],
    ["buy yes", "buy no"],
    ["sell no", "sell yes"],
  ] as const)("a maker's %s and a taker's %s", (maker, taker) => {
    const { venue, market, ann, bob, before, reversal } = matched(maker, taker, { fees });
    expect(venue.exchange.fees(USD)).toBeGreaterThan(0);
    const { type, ...told } = reversal;
    expect(venue.run(reversal)).toEqual([{ ...told, type: "MatchReversed" }]);
    expect(type).toBe("ReverseMatch");
    expect(seen(venue, market, [ann, bob])).toEqual(before);
    expect(venue.exchange.isReversed(reversal.match)).toBe(true);
    expect(brokenLaws(venue.exchange)).toEqual([]);
  });
});

describe("only what is available goes back", () => {
  const refusal = (venue: TestVenue, content: CommandContent): unknown =>
    only(venue.run(content), "CommandRejected").rejection;

  test("not shares that are gone, or locked in an order", () => {
    const { venue, market, ann, reversal } = matched("buy yes", "sell yes");
    const rest = only(venue.place(ann, limit(market, "sell yes", 9_000, 30)), "OrderAccepted");
    const lack = { code: "NotReversible", account: ann, shares: 30, collateral: 0 };
    expect(refusal(venue, reversal)).toEqual(lack);
    const targets = [{ kind: "order", order: rest.order }] as const;
    venue.run({ type: "CancelOrders", account: ann, targets });
    expect(story(venue.run(reversal))).toEqual(["MatchReversed"]);
  });

  test("not money that is gone, or held for an order", () => {
    const { venue, market, bob, reversal } = matched("buy yes", "sell yes");
    const all = venue.available(bob);
    venue.place(bob, limit(market, "buy no", 1_000, Math.floor((all - 100_000) / 1_000)));
    const collateral = 600_000 - venue.available(bob);
    expect(refusal(venue, reversal)).toEqual({
      code: "NotReversible",
      account: bob,
      shares: 0,
      collateral,
    });
    venue.run({ type: "CancelAll", account: bob, scope: { kind: "all" } });
    expect(story(venue.run(reversal))).toEqual(["MatchReversed"]);
  });

  test("not fees that the venue has spent", () => {
    const { venue, market, reversal } = matched("buy yes", "sell yes", { fees });
    const amount = venue.exchange.fees(USD);
    const to = { kind: "reserve", market } as const;
    venue.run({ type: "TransferSystem", from: { kind: "fees" }, to, asset: USD, amount });
    expect(refusal(venue, reversal)).toEqual({
      code: "NotReversible",
      account: 0,
      shares: 0,
      collateral: amount,
    });
  });

  test("once, whatever happens to the machine in between", () => {
    const { venue, reversal } = matched("buy yes", "buy no");
    venue.run(reversal);
    expect(story(venue.run(reversal))).toEqual(["AlreadyReversed"]);
    const records = JSON.parse(JSON.stringify([...venue.exchange.records()])) as StateRecord[];
    venue.exchange = Exchange.restore(records);
    expect([...venue.exchange.records()]).toEqual(records);
    expect(story(venue.run(reversal))).toEqual(["AlreadyReversed"]);
  });

  test("a state in which nothing was undone has the records it always had", () => {
    const { venue } = matched("buy yes", "buy no");
    expect([...venue.exchange.records()].map(([kind]) => kind)).not.toContain("reversed");
  });
});

test("shares that leave take their part of the cost, shares that come back cost what they were sold for", () => {
  const { venue, market, ann, bob, reversal } = matched("buy yes", "sell yes");
  // The buyer has other shares, at another price.
  venue.place(venue.account(), limit(market, "buy no", 8_000, 100));
  venue.place(ann, limit(market, "buy yes", 2_000, 100));
  expect(venue.exchange.position(ann, market)).toMatchObject({ yes: 200, costYes: 800_000 });
  venue.run(reversal);
  expect(venue.exchange.position(ann, market)).toMatchObject({ yes: 100, costYes: 400_000 });
  expect(venue.exchange.position(bob, market)).toMatchObject({ yes: 100, costYes: 600_000 });
});

test("what the operator forbids an account does not keep it from giving back", () => {
  const { venue, ann, bob, reversal } = matched("buy yes", "sell yes");
  for (const account of [ann, bob]) {
    venue.run({ type: "UpdateAccount", account, status: "frozen", maxOpenOrders: 0 });
  }
  expect(story(venue.run(reversal))).toEqual(["MatchReversed"]);
});

describe("of two reasons the earlier is given", () => {
  const broken = (legs: readonly Leg[], change: Partial<Leg>): readonly Leg[] =>
    legs.map((leg, place) => (place === 0 ? { ...leg, ...change } : leg));

  test("authority, accounts, fields, market, its state, whether it was undone", () => {
    const { venue, market, bob, reversal } = matched("buy yes", "sell yes");
    const { legs } = reversal;
    const nobody = broken(legs, { account: 5 as AccountId });
    const wrong = { ...reversal, match: 1 as MatchId, market: 5 as MarketId };
    const codes: string[] = [];
    const give = (content: CommandContent, actor = 0): void => {
      codes.push(...story(venue.run(content, actor)));
    };
    give({ ...wrong, legs: nobody }, venue.exchange.account(bob)?.owner);
    give({ ...wrong, legs: nobody });
    give(wrong);
    give({ ...wrong, match: reversal.match, legs: legs.slice(1) });
    give({ ...reversal, market: 5 as MarketId });
    venue.run(reversal);
    give(reversal);
    venue.run({ type: "ResolveMarket", market, yesPayout: 10_000 as Price });
    give(reversal);
    expect(codes).toEqual([
      "NotAuthorised",
      "AccountNotFound",
      "InvalidField",
      "InvalidField",
      "MarketNotFound",
      "AlreadyReversed",
      "MarketNotOpen",
    ]);
  });

  test.each<[string, (legs: readonly Leg[]) => readonly Leg[]]>([
    ["no legs", () => []],
    ["the taker first", (legs) => legs.toReversed()],
    ["three legs", (legs) => [...legs, ...legs.slice(1)]],
    ["one account twice", ([one, other]) => [{ ...one!, account: other!.account }, other!]],
    ["different quantities", (legs) => broken(legs, { quantity: 1 as Quantity })],
    ["no quantity", (legs) => legs.map((leg) => ({ ...leg, quantity: 0 as Quantity }))],
    ["different prices", (legs) => broken(legs, { price: 5_900 as Price })],
    ["no price", (legs) => legs.map((leg) => ({ ...leg, price: Number.NaN as Price }))],
    ["one side twice", (legs) => broken(legs, { side: "sell" })],
    ["two outcomes", (legs) => broken(legs, { outcome: "no" })],
    ["a fee below zero", (legs) => broken(legs, { fee: -1 as Amount })],
    ["a rebate beyond all money", (legs) => broken(legs, { rebate: (2 ** 53) as Amount })],
  ])("legs that no match can have: %s", (_what, change) => {
    const { venue, reversal } = matched("buy yes", "sell yes");
    const events: readonly Event[] = venue.run({ ...reversal, legs: change(reversal.legs) });
    expect(only(events, "CommandRejected").rejection).toEqual({
      code: "InvalidField",
      field: "legs",
    });
    expect(story(venue.run({ ...reversal, kind: "mint" }))).toEqual(["InvalidField"]);
  });
});
