import { complement, PRICE_ONE } from "@probity/core";
import { CreateEventRequest } from "@probity/protocol";
import { expect, test } from "vitest";
import { CatchUpClock } from "./catch-up-clock.ts";
import { Chance } from "./chance.ts";
import { bestPrices, wander } from "./fair-values.ts";
import type { DemoMarket } from "./fair-values.ts";
import { wantedLadder } from "./ladder.ts";
import { shownEvents } from "./shown-events.ts";

const NOW = Date.UTC(2026, 10, 21);
const DAY_MS = 86_400_000;

test("a dozen events and more, each good for the venue, of both kinds, closing in days to come", () => {
  const events = shownEvents(NOW);
  expect(events.length).toBeGreaterThanOrEqual(12);
  for (const event of events) expect(CreateEventRequest.safeParse(event).error).toBeUndefined();
  const sizes = events.map(({ markets }) => markets?.length ?? 0);
  expect(Math.min(...sizes)).toBe(1);
  expect(Math.max(...sizes)).toBeGreaterThan(4);
  expect(new Set(events.map(({ category }) => category)).size).toBeGreaterThan(4);
  const slugs = events.flatMap(({ slug, markets }) => [
    slug,
    ...(markets ?? []).map((market) => market.slug),
  ]);
  expect(new Set(slugs).size).toBe(slugs.length);
  for (const { close_time } of events.flatMap(({ markets }) => markets ?? [])) {
    expect(Date.parse(String(close_time))).toBeGreaterThan(NOW + DAY_MS);
  }
});

test("the same seed tells the same story; another tells another", () => {
  const story = (seed: number) => {
    const chance = new Chance(seed);
    return Array.from({ length: 20 }, () => chance.part());
  };
  expect(story(7)).toEqual(story(7));
  expect(story(7)).not.toEqual(story(8));
});

test.each([10, 50, 100, 1_000])(
  "wherever a value wanders, its ladder of tick %i is legal and uncrossed",
  (tick) => {
    const chance = new Chance(tick);
    const market: DemoMarket = {
      id: "mkt_1-1",
      event: "evt_1-0",
      tick,
      anchor: 4_000,
      fair: 9_990,
      weight: 1,
    };
    for (let i = 0; i < 500; i++) {
      wander([market], { deviation: 0.2, pull: 0.001 }, chance);
      const { bid, ask } = bestPrices(market);
      expect(bid).toBeLessThan(ask);
      const quotes = wantedLadder(market);
      const inYes = quotes.map(({ outcome, price }) =>
        outcome === "yes" ? price - bid : ask - complement(price),
      );
      const isLegal = ({ price }: (typeof quotes)[number]): boolean =>
        price % tick === 0 && price >= tick && price <= PRICE_ONE - tick;
      expect(quotes.every(isLegal)).toBe(true);
      expect(Math.max(...inYes)).toBe(0);
    }
  },
);

test("the clock catches up with the present, wall and monotonic together, and never passes it", () => {
  const clock = new CatchUpClock(7 * DAY_MS);
  const apart = () => clock.now() - clock.monotonic();
  const before = apart();
  expect(clock.now()).toBeLessThan(Date.now() - 6 * DAY_MS);
  clock.pass(3 * DAY_MS);
  expect(Math.abs(apart() - before)).toBeLessThan(50);
  clock.pass(30 * DAY_MS);
  expect(clock.behindMs).toBe(0);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
});
