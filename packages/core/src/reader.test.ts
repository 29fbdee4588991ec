import { expect, test } from "vitest";
import { TestVenue, limit } from "../test/venue.ts";

test("a dry run on a quiet venue is judged at the time the order would come", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account(1_000_000);
  const order = limit(market, "buy yes", 2_000, 500, { expiresAt: venue.now + 60_000 });
  expect(venue.exchange.previewOrder(account, order)).toMatchObject({ resting: 500 });
  expect(venue.exchange.previewOrder(account, order, venue.now - 1)).toMatchObject({
    resting: 500,
  });
  expect(venue.exchange.previewOrder(account, order, venue.now + 60_000)).toEqual({
    code: "ExpiryInPast",
  });
});
