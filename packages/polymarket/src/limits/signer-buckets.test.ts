import fc from "fast-check";
import { expect, test } from "vitest";
import { CANCELS, ORDERS, SignerBuckets } from "./signer-buckets.ts";

const T = 1_800_000_000_000;

test("a full bucket gives its burst at once, then so many a second", () => {
  const buckets = new SignerBuckets(ORDERS);
  for (let left = 59; left >= 0; left -= 1) {
    expect(buckets.take("a", 1, T)).toMatchObject({ isGranted: true, remaining: left });
  }
  expect(buckets.take("a", 1, T)).toEqual({ isGranted: false, remaining: 0, waitMs: 25 });
  expect(buckets.take("b", 1, T).isGranted).toBe(true);
  expect(buckets.take("a", 1, T + 24).isGranted).toBe(false);
  expect(buckets.take("a", 1, T + 25).isGranted).toBe(true);
});

test("a batch is granted whole or not at all", () => {
  const buckets = new SignerBuckets(ORDERS);
  buckets.take("a", 50, T);
  expect(buckets.take("a", 15, T)).toEqual({ isGranted: false, remaining: 10, waitMs: 125 });
  expect(buckets.take("a", 10, T)).toMatchObject({ isGranted: true, remaining: 0 });
});

test("a batch larger than a bucket is granted by a full one, and paid for afterwards", () => {
  const buckets = new SignerBuckets(CANCELS);
  buckets.take("a", 1, T);
  expect(buckets.take("a", 1_000, T)).toEqual({ isGranted: false, remaining: 119, waitMs: 13 });
  expect(buckets.take("a", 1_000, T + 13)).toEqual({
    isGranted: true,
    remaining: -880,
    waitMs: 11_013,
  });
  expect(buckets.take("a", 1, T + 13 + 11_012).isGranted).toBe(false);
  expect(buckets.take("a", 1, T + 13 + 11_013).isGranted).toBe(true);
});

test("what a mass cancel cost in the end may leave a debt", () => {
  const buckets = new SignerBuckets(CANCELS);
  buckets.take("a", 1, T);
  expect(buckets.charge("a", 159, T)).toEqual({ isGranted: true, remaining: -40, waitMs: 513 });
  expect(buckets.take("a", 1, T + 512).isGranted).toBe(false);
  expect(buckets.take("a", 1, T + 513).isGranted).toBe(true);
});

test("nobody gets more than the burst and the rate, however they ask", () => {
  const asks = fc.array(fc.record({ wait: fc.nat(200), cost: fc.integer({ min: 1, max: 15 }) }));
  fc.assert(
    fc.property(asks, (all) => {
      const buckets = new SignerBuckets(ORDERS);
      let now = T;
      let granted = 0;
      for (const { wait, cost } of all) {
        now += wait;
        if (buckets.take("a", cost, now).isGranted) granted += cost;
        expect(granted).toBeLessThanOrEqual(60 + ((now - T) * 40) / 1_000);
      }
    }),
  );
});
