import { PROBABILITY_MAX, PROBABILITY_MIN, price, quantity } from "@probity/core";
import type { MarketId, OrderId } from "@probity/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Probabilities, clampProbability, weightedMid } from "./probability.ts";
import { limitOrder, matched } from "./sample-events.ts";

const MARKET = 4_097 as MarketId;
const level = (at: number, lots: number) => ({ price: price(at), quantity: quantity(lots) });

test("S1.49 the weighted mid leans to the side with less behind it", () => {
  // (0.40 × 300 + 0.60 × 100) / 400
  const book = { bids: [level(4_000, 100)], asks: [level(6_000, 300)] };
  expect(weightedMid(book)).toBe(4_500);
  expect(weightedMid({ bids: [level(4_000, 100)], asks: [level(6_000, 100)] })).toBe(5_000);
  // 5,001.5 ten-thousandths are rounded half up.
  expect(weightedMid({ bids: [level(5_001, 1)], asks: [level(5_002, 1)] })).toBe(5_002);
  expect(weightedMid({ bids: [], asks: [level(6_000, 1)] })).toBeNull();
  expect(weightedMid({ bids: [level(6_000, 1)], asks: [] })).toBeNull();
});

test("S1.49 S1.50 the weighted mid lies between bid and ask, as far as it may be shown", () => {
  const lots = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  const at = fc.integer({ min: 1, max: 9_999 });
  fc.assert(
    fc.property(at, at, lots, lots, (one, other, bidLots, askLots) => {
      const bid = Math.min(one, other);
      const ask = Math.max(one, other);
      const mid = weightedMid({ bids: [level(bid, bidLots)], asks: [level(ask, askLots)] });
      expect(mid).toBeGreaterThanOrEqual(clampProbability(bid));
      expect(mid).toBeLessThanOrEqual(clampProbability(ask));
    }),
  );
});

test("S1.50 nothing is shown as certain", () => {
  expect([clampProbability(0), clampProbability(10_000)]).toEqual([
    PROBABILITY_MIN,
    PROBABILITY_MAX,
  ]);
  expect([PROBABILITY_MIN, PROBABILITY_MAX]).toEqual([100, 9_900]);
});

test("S1.46 a trade sets the probability, an operator sets another, and the next trade takes over", () => {
  const probabilities = new Probabilities();
  expect(probabilities.of(MARKET)).toBeNull();
  const ask = limitOrder(MARKET, "yes", "sell", 9_950, 100);
  const bid = limitOrder(MARKET, "yes", "buy", 9_950, 40);
  const trade = matched(1 as OrderId, ask, 2 as OrderId, bid);
  probabilities.apply({ sequence: 1, time: 10, events: [trade] });
  expect(probabilities.of(MARKET)).toEqual({ yes: 9_900, source: "trade", time: 10, sequence: 1 });
  const set = { type: "ProbabilitySet", market: MARKET, probability: price(6_500) } as const;
  probabilities.apply({ sequence: 2, time: 20, events: [{ ...set, source: "manual" }] });
  expect(probabilities.of(MARKET)).toMatchObject({ yes: 6_500, source: "manual" });
  probabilities.apply({ sequence: 3, time: 30, events: [trade] });
  expect(probabilities.of(MARKET)).toMatchObject({ yes: 9_900, source: "trade", sequence: 3 });
});
