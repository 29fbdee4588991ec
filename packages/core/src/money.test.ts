import fc from "fast-check";
import { expect, test } from "vitest";
import {
  PRICE_ONE,
  complement,
  isOrderQuantity,
  isPayout,
  mulDivDown,
  mulDivUp,
  notional,
  price,
} from "./money.ts";
import type { Quantity } from "./money.ts";

const prices = fc.integer({ min: 0, max: 10_000 }).map(price);
const lots = fc.integer({ min: 1, max: 2_147_483_647 }).map((n) => n as Quantity);
const naturals = fc.maxSafeNat();

test("a full set is worth one dollar at any price", () => {
  fc.assert(
    fc.property(prices, lots, (p, q) => {
      expect(notional(p, q) + notional(complement(p), q)).toBe(notional(PRICE_ONE, q));
    }),
  );
});

test("mulDiv is exact below and above the safe product", () => {
  fc.assert(
    fc.property(naturals, naturals, naturals, (a, b, c) => {
      const d = Math.max(c, b, 1); // so that the result is no larger than a
      const exact = BigInt(a) * BigInt(b);
      expect(BigInt(mulDivDown(a, b, d))).toBe(exact / BigInt(d));
      expect(BigInt(mulDivUp(a, b, d))).toBe((exact + BigInt(d) - 1n) / BigInt(d));
    }),
    { numRuns: 2_000 },
  );
});

test("brands and guards refuse what is no whole number in range", () => {
  for (const bad of [-1, 10_001, 0.5, Number.NaN, Infinity]) {
    expect(isPayout(bad)).toBe(false);
    expect(() => price(bad)).toThrow("price out of range");
  }
  for (const bad of [0, -1, 2_147_483_648, 1.5, Number.NaN])
    expect(isOrderQuantity(bad)).toBe(false);
});
