import type { AccountId, Amount, Event, Quantity } from "@probity/core";
import type { MarketDataChanges } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestVenue } from "../../test/test-venue.ts";
import type { ChainMarket } from "../ports.ts";
import { Notifications } from "./notifications.ts";

let venue: TestVenue;
let market: ChainMarket;

beforeAll(async () => {
  venue = await openTestVenue();
  market = await venue.openMarket("rain");
});
afterAll(() => venue.close());

test("an account has its last hundred, and all together as many as memory has room for", async () => {
  const notifications = new Notifications(venue.desk);
  const pay = (account: number): void => {
    const paid: Event = {
      type: "PositionPaid",
      market: market.market,
      account: account as AccountId,
      yes: 1 as Quantity,
      no: 0 as Quantity,
      amount: 1 as Amount,
    };
    const entry = { events: [paid], time: 1_800_000_000_000 } as unknown as FeedEntry<Event>;
    notifications.apply({ fills: [], orders: [] } as unknown as MarketDataChanges, entry);
  };
  const count = async (account: number) =>
    (await notifications.of(account as AccountId, "key")).length;
  for (let account = 1; account <= 2_000; account += 1) {
    for (let at = 0; at < 101; at += 1) pay(account);
  }
  expect([await count(1), await count(2), await count(2_000)]).toEqual([100, 100, 100]);
  // Heard of something again: others go first.
  pay(1);
  pay(2_001);
  expect([await count(1), await count(2), await count(3)]).toEqual([100, 0, 100]);
  const some = await notifications.of(3 as AccountId, "key");
  notifications.drop(3 as AccountId, new Set(some.slice(0, 40).map(({ id }) => id)));
  for (let at = 0; at < 100; at += 1) pay(2_002);
  expect([await count(3), await count(4), await count(2_002)]).toEqual([60, 100, 100]);
});
