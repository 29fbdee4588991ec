import { describe, expect, test } from "vitest";
import { TestVenue, only, story } from "../../test/venue.ts";
import { CONFIRMATION_WINDOW_MS, Exchange } from "../index.ts";
import type { CommandContent, MarketId, Price } from "../index.ts";

const ALICE = 101;
const BOB = 102;

/** A venue with two administrators that both must want an ending. */
function careful(): TestVenue {
  const venue = new TestVenue();
  for (const owner of [ALICE, BOB]) {
    venue.run({ type: "SetRole", owner: owner as never, role: "admin" });
  }
  only(venue.run({ type: "ConfigureVenue", confirmations: 2 }), "VenueConfigured");
  return venue;
}

function resolve(market: MarketId, yesPayout: number): CommandContent {
  return { type: "ResolveMarket", market, yesPayout: yesPayout as Price };
}

describe("two operators", () => {
  test("the first wish is recorded, the same wish of another carries it out", () => {
    const venue = careful();
    const market = venue.market();
    const request = only(venue.run(resolve(market, 10_000), ALICE), "EndingRequested");
    expect(request).toEqual({
      type: "EndingRequested",
      target: { kind: "market", market },
      wish: resolve(market, 10_000),
      actor: ALICE,
      until: venue.now + CONFIRMATION_WINDOW_MS,
    });
    expect(story(venue.run(resolve(market, 10_000), ALICE))).toEqual(["EndingRequested"]);
    expect(venue.exchange.market(market)?.state).toBe("open");
    const twin = Exchange.restore(venue.exchange.records());
    expect(twin.endingRequests()).toEqual(venue.exchange.endingRequests());
    expect(story(venue.run(resolve(market, 10_000), BOB))).toEqual([
      "EndingFixed",
      "MarketStateChanged",
    ]);
    expect(venue.exchange.endingRequests()).toEqual([]);
  });

  test("another wish takes its place, and one that is a day old is none", () => {
    const venue = careful();
    const market = venue.market();
    venue.run(resolve(market, 10_000), ALICE);
    expect(story(venue.run(resolve(market, 0), BOB))).toEqual(["EndingRequested"]);
    expect(story(venue.run(resolve(market, 10_000), ALICE))).toEqual(["EndingRequested"]);
    venue.now += CONFIRMATION_WINDOW_MS;
    expect(story(venue.run(resolve(market, 10_000), BOB))).toEqual(["EndingRequested"]);
    expect(story(venue.run(resolve(market, 10_000), 0))[0]).toBe("EndingFixed");
  });

  test("events and voids as well, payouts in whatever order; what is illegal is refused at once", () => {
    const venue = careful();
    const { event, markets } = venue.event(2, { exclusive: true });
    const payouts = markets.map((market, place) => {
      return { market, yesPayout: (place * 10_000) as Price };
    });
    const whole = { type: "ResolveEvent", event, payouts } as const;
    expect(story(venue.run(whole, ALICE))).toEqual(["EndingRequested"]);
    const twin = Exchange.restore(venue.exchange.records());
    expect([...twin.records()]).toEqual([...venue.exchange.records()]);
    const reversed = { ...whole, payouts: payouts.toReversed() };
    expect(story(venue.run(reversed, BOB)).filter((type) => type === "EndingFixed")).toHaveLength(
      2,
    );

    const market = venue.market();
    const policy = { kind: "split", yesPayout: 4_000 as Price } as const;
    const voided = { type: "VoidMarket", market, policy } as const;
    expect(story(venue.run(voided, BOB))).toEqual(["EndingRequested"]);
    expect(story(venue.run({ ...voided, policy: { kind: "last-price" } }, ALICE))).toEqual([
      "NoLastPrice",
    ]);
    expect(story(venue.run(voided, ALICE))[0]).toBe("EndingFixed");
    expect(story(venue.run(voided, ALICE))).toEqual(["IllegalTransition"]);
  });

  test("administrators cannot do away with the second; who makes administrators can", () => {
    const venue = careful();
    const lower = { type: "ConfigureVenue", confirmations: 1 } as const;
    expect(story(venue.run(lower, ALICE))).toEqual(["NotAuthorised"]);
    venue.run({ type: "SetRole", owner: ALICE as never, role: "superadmin" });
    expect(story(venue.run(lower, ALICE))).toEqual(["VenueConfigured"]);
    const market = venue.market();
    expect(story(venue.run(resolve(market, 0), BOB))[0]).toBe("EndingFixed");
    const wrong = { type: "ConfigureVenue", confirmations: 3 as 1 } as const;
    expect(story(venue.run(wrong))).toEqual(["InvalidField"]);
  });
});

test("a probability is checked, told and forgotten", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const before = [...venue.exchange.records()].slice(1);
  const set = (probability: number, actor = 0): string[] => {
    const wish = { type: "SetProbability", market, probability, source: "manual" };
    return story(venue.run(wish as never, actor));
  };
  expect([set(100), set(9_900), set(99), set(9_901), set(5_000, 5)]).toEqual([
    ["ProbabilitySet"],
    ["ProbabilitySet"],
    ["InvalidField"],
    ["InvalidField"],
    ["NotAuthorised"],
  ]);
  expect([...venue.exchange.records()].slice(1).filter(([kind]) => kind !== "origin")).toEqual(
    before.filter(([kind]) => kind !== "origin"),
  );
  venue.run(resolve(market, 0));
  expect(set(5_000)).toEqual(["MarketNotOpen"]);
});
