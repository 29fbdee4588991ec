import { expect, test } from "vitest";
import { TestVenue, limit } from "../test/venue.ts";
import { brokenLaws } from "./laws.ts";
import type { Amount, Quantity } from "./money.ts";

/** A venue with a set outstanding, an order at rest and fees taken. */
function traded() {
  const venue = new TestVenue();
  const market = venue.market();
  const ada = venue.account();
  const bob = venue.account();
  venue.place(ada, limit(market, "buy yes", 6_000, 10), null);
  venue.place(bob, limit(market, "buy no", 4_000, 7), null);
  return { exchange: venue.exchange, market };
}

test("a venue that traded breaks no law", () => {
  const { exchange } = traded();
  expect(exchange.markets().flatMap((market) => exchange.holdersOf(market))).toHaveLength(2);
  expect(brokenLaws(exchange)).toEqual([]);
});

test("what is not there, or is there twice, is noticed", () => {
  const { exchange, market } = traded();
  const broken = (change: Partial<typeof exchange>): string[] => {
    const views = Object.create(exchange) as typeof exchange;
    return brokenLaws(Object.assign(views, change));
  };
  expect(broken({ rewards: () => 1 as Amount })).toEqual(["asset 1 sums to 1 instead of 0"]);
  const holders = exchange.holdersOf(market);
  const [first] = holders;
  if (first === undefined) throw new Error("nobody holds anything");
  const withOne = (change: Partial<typeof first>) => ({
    holdersOf: () => [{ ...first, ...change }, ...holders.slice(1)],
  });
  expect(broken(withOne({ yes: (first.yes + 1) as Quantity }))).toHaveLength(2);
  expect(broken(withOne({ heldNo: 1 as Quantity }))).toEqual([
    `account ${first.account} holds shares of market ${market} that it has not`,
  ]);
  const level = { price: 6_000, quantity: 1, orders: 1 } as never;
  expect(broken({ depth: () => ({ bids: [level], asks: [level] }) })).toHaveLength(1);
});
