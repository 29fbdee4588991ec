import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FeeMeter, feeQuantum, makerFee, worstFee } from "./fees.ts";
import type { FeeSchedule } from "./market.ts";
import { complement } from "./money.ts";
import type { Price, Quantity } from "./money.ts";

const bps = fc.integer({ min: 0, max: 10_000 });
const schedules = fc.oneof(
  fc.record({
    formula: fc.constant("symmetric" as const),
    exponent: fc.constant(1),
    takerBps: bps,
    makerBps: bps,
    rebateBps: bps,
  }),
  fc.record({
    formula: fc.constant("quadratic" as const),
    exponent: fc.constantFrom(1, 2),
    takerBps: bps,
    makerBps: bps,
    rebateBps: bps,
  }),
);
const prices = fc.integer({ min: 1, max: 9_999 }).map((n) => n as Price);
const lots = fc.integer({ min: 1, max: 2_147_483_647 }).map((n) => n as Quantity);
const fills = fc.array(fc.tuple(prices, lots), { minLength: 1, maxLength: 12 });

/** Numerator and denominator of a fill's fee, straight from the formulas. */
function exactFee(schedule: FeeSchedule, rate: number, p: Price, q: Quantity): [bigint, bigint] {
  if (schedule.formula === "symmetric")
    return [BigInt(Math.min(p, 10_000 - p)) * BigInt(q) * BigInt(rate), 10_000n];
  const e = BigInt(schedule.exponent);
  return [BigInt(q) * BigInt(rate) * (BigInt(p) * BigInt(10_000 - p)) ** e, 100_000_000n ** e];
}

test("the meter rounds the exact sum once, half up to the quantum", () => {
  fc.assert(
    fc.property(schedules, fills, (schedule, list) => {
      const meter = new FeeMeter(schedule, schedule.takerBps);
      let numerator = 0n;
      let denominator = 1n;
      for (const [p, q] of list) {
        const expected = meter.roundedWith(p, q);
        meter.add(p, q);
        expect(meter.rounded()).toBe(expected);
        const [n, d] = exactFee(schedule, schedule.takerBps, p, q);
        numerator += n;
        denominator = d;
      }
      const step = BigInt(feeQuantum(schedule));
      const rounded = ((2n * numerator + denominator * step) / (2n * denominator * step)) * step;
      expect(BigInt(meter.rounded())).toBe(rounded);
      expect(BigInt(meter.floor())).toBe(numerator / denominator);
    }),
    { numRuns: 1_000 },
  );
});

test("S1.9 a price and its complement pay the same", () => {
  fc.assert(
    fc.property(schedules, prices, lots, (schedule, p, q) => {
      expect(makerFee(schedule, schedule.makerBps, p, q)).toBe(
        makerFee(schedule, schedule.makerBps, complement(p), q),
      );
    }),
  );
});

test("notional and worst fee at the limit cover any fills at the limit or better", () => {
  fc.assert(
    fc.property(schedules, prices, fills, (schedule, bound, list) => {
      const small = list.map(([p, q]) => [Math.min(p, bound) as Price, (q % 100_000) + 1] as const);
      const meter = new FeeMeter(schedule, schedule.takerBps);
      let paid = 0;
      let total = 0;
      for (const [p, q] of small) {
        meter.add(p, q as Quantity);
        paid += p * q;
        total += q;
      }
      expect(paid + meter.rounded()).toBeLessThanOrEqual(
        bound * total + worstFee(schedule, bound, total as Quantity),
      );
    }),
    { numRuns: 1_000 },
  );
});

describe("examples", () => {
  const polymarket = {
    formula: "quadratic",
    exponent: 1,
    takerBps: 700,
    makerBps: 0,
    rebateBps: 0,
  } as const;
  test("100 shares at 50 cents and 7 % of p(1 − p) cost $1.75", () => {
    const meter = new FeeMeter(polymarket, 700);
    meter.add(5_000 as Price, 10_000 as Quantity);
    expect(meter.rounded()).toBe(1_750_000);
  });

  test("2 % of min(p, 1 − p) on 10 shares at 30 or 70 cents is 6 cents", () => {
    const s1 = {
      formula: "symmetric",
      exponent: 1,
      takerBps: 200,
      makerBps: 0,
      rebateBps: 0,
    } as const;
    for (const p of [3_000, 7_000]) {
      const meter = new FeeMeter(s1, 200);
      meter.add(p as Price, 1_000 as Quantity);
      expect(meter.rounded()).toBe(60_000);
    }
  });

  test("charges by cumulative difference, and never more than there is", () => {
    const s1 = {
      formula: "symmetric",
      exponent: 1,
      takerBps: 5_000,
      makerBps: 0,
      rebateBps: 0,
    } as const;
    const meter = new FeeMeter(s1, 5_000);
    const charges: number[] = [];
    for (let i = 0; i < 4; i++) {
      meter.add(1 as Price, 1 as Quantity);
      charges.push(meter.charge(1));
    }
    expect(charges).toEqual([1, 0, 1, 0]);
  });
});
