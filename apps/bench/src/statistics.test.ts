import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Samples, median, percentileOf } from "./statistics.ts";

describe("statistics", () => {
  test("the median of an even number is the mean of the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
    expect(() => median([])).toThrow("no median");
  });

  test("percentiles are those of the sorted list, by nearest rank", () => {
    const samples = new Samples();
    for (let value = 1_000; value >= 1; value--) samples.add(value);
    expect(samples.percentiles()).toEqual({
      count: 1_000,
      p50: 500,
      p90: 900,
      p99: 990,
      p999: 999,
      max: 1_000,
    });
  });

  test("at least the share of the values is not above a percentile, and no lesser value does", () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (list, share) => {
        const sorted = Float64Array.from(list).sort();
        const found = percentileOf(sorted, share);
        const notAbove = list.filter((value) => value <= found).length;
        const below = list.filter((value) => value < found).length;
        expect(notAbove).toBeGreaterThanOrEqual(share * list.length);
        expect(below).toBeLessThan(share * list.length);
      }),
    );
  });

  test("there is no percentile of nothing", () => {
    expect(new Samples().percentiles().p50).toBeNaN();
  });
});
