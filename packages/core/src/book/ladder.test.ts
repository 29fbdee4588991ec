import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderId } from "../ids.ts";
import { ArrayLadder } from "./array-ladder.ts";
import type { Ladder } from "./ladder.ts";
import { LevelPool } from "./level-pool.ts";
import { CANCEL_TAKER, NO_SLOT, OrderPool, placeOf } from "./order-pool.ts";
import { SortedLadder } from "./sorted-ladder.ts";

const LEVELS = 9_999;

const LADDERS = [
  ["array", (pool: OrderPool): Ladder => new ArrayLadder(LEVELS + 1, pool, new LevelPool())],
  ["sorted", (pool: OrderPool): Ladder => new SortedLadder(LEVELS, pool)],
] as const;

describe.each(LADDERS)("the %s ladder", (_name, make) => {
  test("is empty at first", () => {
    const ladder = make(new OrderPool());
    expect([ladder.best(true), ladder.best(false)]).toEqual([0, 0]);
    expect([ladder.head(5_000), ladder.worse(true, 5_000), ladder.worse(false, 1)]).toEqual([
      NO_SLOT,
      0,
      0,
    ]);
  });

  test("queues first in first out within a level", () => {
    const { ladder, add } = venue(make);
    const [first, second, third] = [
      add(true, 5_000, 10),
      add(true, 5_000, 20),
      add(true, 5_000, 30),
    ];
    ladder.remove(second);
    expect(ladder.head(5_000)).toBe(first);
    expect(ladder.behind(first)).toBe(third);
    expect(ladder.behind(third)).toBe(NO_SLOT);
    expect([ladder.quantityAt(5_000), ladder.ordersAt(5_000)]).toEqual([40, 2]);
  });

  test("S2.24 finds the best and the next worse level over gaps and word ends", () => {
    const { ladder, add } = venue(make);
    for (const level of [1, 31, 32, 63, 64, 4_095]) add(true, level, 1);
    for (const level of [4_127, 4_128, 6_000, 9_999]) add(false, level, 1);
    expect(walk(ladder, true)).toEqual([4_095, 64, 63, 32, 31, 1]);
    expect(walk(ladder, false)).toEqual([4_127, 4_128, 6_000, 9_999]);
  });

  test("refuses to be crossed", () => {
    const { add } = venue(make);
    add(true, 5_000, 1);
    expect(() => add(false, 5_000, 1)).toThrow("crossed");
    expect(() => add(false, 4_999, 1)).toThrow("crossed");
  });

  test("reduces in place and drops an order that has nothing left", () => {
    const { ladder, pool, add } = venue(make);
    const slot = add(false, 7_000, 10);
    const behind = add(false, 7_000, 5);
    ladder.reduce(slot, 4);
    expect([ladder.head(7_000), pool.remaining(slot), ladder.quantityAt(7_000)]).toEqual([
      slot,
      6,
      11,
    ]);
    ladder.reduce(slot, 6);
    expect([ladder.head(7_000), ladder.quantityAt(7_000)]).toEqual([behind, 5]);
    ladder.reduce(behind, 5);
    expect(ladder.best(false)).toBe(0);
  });
});

test("S2.24 both ladders do the same under any orders", () => {
  const step = fc.record({
    bid: fc.boolean(),
    level: fc.integer({ min: 1, max: 9_999 }),
    n: fc.nat(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const worlds = LADDERS.map(([, make]) => venue(make));
      const resting: number[] = [];
      for (const { bid, level, n } of steps) {
        const isLeaving = resting.length > 0 && n % 3 === 0;
        const opposite = worlds[0]?.ladder.best(!bid) ?? 0;
        if (isLeaving) {
          const [slot] = resting.splice(n % resting.length, 1);
          for (const { ladder } of worlds) ladder.remove(slot ?? NO_SLOT);
        } else if (opposite === 0 || (bid ? level < opposite : level > opposite)) {
          const slots = worlds.map(({ add }) => add(bid, level, 1 + (n % 50)));
          resting.push(slots[0] ?? NO_SLOT);
        }
        const [array, sorted] = worlds.map(({ ladder }) => picture(ladder));
        expect(array).toEqual(sorted);
      }
    }),
    { numRuns: 60 },
  );
});

test("a ladder that takes a finer grid keeps every queue, and goes on as one that always had it", () => {
  const step = fc.record({
    bid: fc.boolean(),
    price: fc.integer({ min: 1, max: 99 }),
    n: fc.nat(),
  });
  const run = fc.record({
    before: fc.array(step, { maxLength: 120 }),
    after: fc.array(step, { maxLength: 60 }),
    unit: fc.constantFrom(1, 10, 25, 50),
  });
  fc.assert(
    fc.property(run, ({ before, after, unit }) => {
      const worlds = [100, unit].map((from) =>
        venue((pool) => new ArrayLadder(10_000, pool, new LevelPool(), from)),
      );
      const [coarse] = worlds.map(({ ladder }) => ladder as ArrayLadder);
      const resting: number[] = [];
      const act = (steps: typeof before): void => {
        for (const { bid, price, n } of steps) {
          const best = (coarse?.best(!bid) ?? 0) * (coarse?.unit ?? 0);
          if (n % 3 === 0 && resting.length > 0) {
            const [slot] = resting.splice(n % resting.length, 1);
            for (const { ladder } of worlds) ladder.remove(slot ?? NO_SLOT);
          } else if (best === 0 || (bid ? price * 100 < best : price * 100 > best)) {
            const slots = worlds.map(({ add }) => add(bid, price * 100, 1 + (n % 50)));
            resting.push(slots[0] ?? NO_SLOT);
          }
        }
      };
      act(before);
      coarse?.regrid(unit);
      act(after);
      const [one, other] = worlds.map(({ ladder }) => picture(ladder));
      expect(one).toEqual(other);
    }),
    { numRuns: 60 },
  );
});

function venue(make: (pool: OrderPool) => Ladder): {
  ladder: Ladder;
  pool: OrderPool;
  add: (bid: boolean, level: number, lots: number) => number;
} {
  const pool = new OrderPool();
  const ladder = make(pool);
  let ids = 0;
  const add = (bid: boolean, level: number, lots: number): number => {
    const place = placeOf(level, bid, true, false, false, CANCEL_TAKER);
    const slot = pool.add(++ids as OrderId, 0, 0, 0, 0, place, lots, lots, 1);
    ladder.add(slot);
    return slot;
  };
  return { ladder, pool, add };
}

function walk(ladder: Ladder, bid: boolean): number[] {
  const found: number[] = [];
  for (let level = ladder.best(bid); level !== 0; level = ladder.worse(bid, level))
    found.push(level);
  return found;
}

function picture(ladder: Ladder): unknown {
  return [true, false].map((bid) =>
    walk(ladder, bid).map((level) => {
      const queue: number[] = [];
      for (let slot = ladder.head(level); slot !== NO_SLOT; slot = ladder.behind(slot))
        queue.push(slot);
      return [level, ladder.quantityAt(level), ladder.ordersAt(level), queue];
    }),
  );
}
