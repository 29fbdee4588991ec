import { expect, test } from "vitest";
import { TestVenue, all, limit, only, story } from "../../test/venue.ts";

test("a heartbeat that does not come again cancels everything", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account();
  venue.place(account, limit(market, "buy yes", 4_000, 10));
  venue.run({ type: "Heartbeat", account, timeoutMs: 1_000 });
  venue.pass(600);
  venue.run({ type: "Heartbeat", account, timeoutMs: 1_000 });
  expect(venue.pass(600)).toEqual([]);
  expect(story(venue.pass(600))).toEqual([
    "TimeAdvanced",
    "DeadManTriggered",
    "cancelled 10 dead-man",
  ]);
  expect(venue.pass(10_000)).toEqual([]);
});

test("closing a session cancels what was placed with it and nothing else", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account();
  const { session } = only(venue.run({ type: "OpenSession", account }), "SessionOpened");
  venue.place(account, limit(market, "buy yes", 4_000, 10, { session }));
  venue.place(account, limit(market, "buy yes", 3_000, 20));
  expect(story(venue.run({ type: "CloseSession", account, session }))).toEqual([
    "SessionClosed",
    "cancelled 10 session",
  ]);
  expect(venue.exchange.ordersOf(account)).toHaveLength(1);
});

test("a group that has filled its limit trips, cancels and takes no more until reset", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const [account, other] = [venue.account(), venue.account()];
  const { group } = only(
    venue.run({ type: "CreateOrderGroup", account, limit: 15 }),
    "OrderGroupCreated",
  );
  for (const price of [4_000, 3_900, 3_800]) {
    venue.place(account, limit(market, "buy yes", price, 10, { group }));
  }
  expect(story(venue.place(other, limit(market, "buy no", 6_100, 20)))).toEqual([
    "OrderAccepted",
    "mint 10 @ 4000",
    "mint 10 @ 3900",
    "OrderGroupTripped",
    "cancelled 10 group",
  ]);
  const again = limit(market, "buy yes", 4_000, 10, { group });
  expect(story(venue.place(account, again))).toEqual(["GroupTripped"]);
  venue.run({ type: "ResetOrderGroup", account, group });
  expect(story(venue.place(account, again))).toEqual(["OrderAccepted", "rested 10"]);
});

test("after a recovery: post-only, a grace interval for dead men, old sessions closed in turn", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account();
  const { session } = only(venue.run({ type: "OpenSession", account }), "SessionOpened");
  venue.place(account, limit(market, "buy yes", 4_000, 10, { session }));
  venue.run({ type: "Heartbeat", account, timeoutMs: 1_000 });
  venue.now += 60_000; // the venue was down
  const resumed = venue.execute(
    { type: "ResumeVenue", postOnlyMs: 500, graceMs: 5_000 },
    0,
    venue.now,
  );
  expect(story(resumed)).toEqual(["VenueResumed"]);
  expect(story(venue.work())).toEqual(["WorkContinued", "SessionClosed", "cancelled 10 session"]);
  expect(story(venue.place(account, limit(market, "buy yes", 4_000, 10)))).toEqual([
    "PostOnlyMode",
  ]);
  expect(venue.pass(4_000)).toEqual([]);
  expect(story(venue.place(account, limit(market, "buy yes", 4_000, 10)))).toEqual([
    "OrderAccepted",
    "rested 10",
  ]);
  expect(story(venue.pass(2_000))).toEqual([
    "TimeAdvanced",
    "DeadManTriggered",
    "cancelled 10 dead-man",
  ]);
});

test("a mass cancel of more than a thousand goes on in later commands", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account(100_000);
  for (let i = 0; i < 30; i++) {
    const items = Array.from({ length: 50 }, () => ({
      key: null,
      order: limit(market, "buy yes", 100, 1),
    }));
    venue.run({ type: "PlaceOrders", account, items });
  }
  const first = venue.run({ type: "CancelAll", account, scope: { kind: "all" } });
  expect(all(first, "OrderCancelled")).toHaveLength(1_000);
  venue.place(account, limit(market, "buy yes", 100, 1));
  expect(all(venue.work(), "OrderCancelled")).toHaveLength(500);
  expect(venue.exchange.ordersOf(account)).toHaveLength(1);
});
