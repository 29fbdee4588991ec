import fc from "fast-check";
import { expect, test } from "vitest";
import { RankedList } from "./ranked-list.ts";

type Step =
  | { readonly kind: "set"; readonly id: number; readonly closed: boolean | null }
  | { readonly kind: "move"; readonly id: number; readonly key: number };

const id = fc.integer({ min: 1, max: 30 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("set" as const),
    id,
    closed: fc.constantFrom(true, false, null),
  }),
  fc.record({ kind: fc.constant("move" as const), id, key: fc.integer({ min: -3, max: 3 }) }),
);

test("however it is changed, each order is that of sorting, and a page goes on behind the last", () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.boolean(),
      fc.constantFrom(true, false, null),
      (steps, ascending, closed) => {
        const keys = new Map<number, number>();
        const states = new Map<number, boolean>();
        const list = new RankedList<number>({ key: (one) => keys.get(one) ?? 0 });
        // Asked before, so that it is kept up from here on.
        expect([...list.walk("key", true, null, null)]).toEqual([]);
        for (const change of steps) {
          if (change.kind === "move") {
            keys.set(change.id, change.key);
            list.moved([change.id]);
            continue;
          }
          if (change.closed === null) states.delete(change.id);
          else states.set(change.id, change.closed);
          list.set(change.id, change.closed);
        }
        const sorted = [...states]
          .filter(([, isClosed]) => closed === null || isClosed === closed)
          .map(([one]) => ({ one, key: keys.get(one) ?? 0 }))
          .sort((a, b) => a.key - b.key || a.one - b.one)
          .map(({ one }) => one);
        if (!ascending) sorted.reverse();
        expect([...list.walk("key", ascending, closed, null)]).toEqual(sorted);
        for (const [place, one] of sorted.entries()) {
          const behind = list.walk("key", ascending, closed, list.placeOf("key", one));
          expect([...behind]).toEqual(sorted.slice(place + 1));
        }
      },
    ),
  );
});

test("many that move at once are sorted anew, and end where one by one would", () => {
  const keys = new Map(Array.from({ length: 1_000 }, (_, index) => [index, index] as const));
  const list = new RankedList<number>({ key: (one) => keys.get(one) ?? 0 });
  for (const one of keys.keys()) list.set(one, false);
  expect([...list.walk("key", true, false, null)]).toHaveLength(1_000);
  for (const one of keys.keys()) keys.set(one, -one);
  list.moved([...keys.keys()]);
  expect([...list.walk("key", true, false, null)]).toEqual([...keys.keys()].reverse());
  expect(list.aboveZero("key")).toEqual([]);
});
