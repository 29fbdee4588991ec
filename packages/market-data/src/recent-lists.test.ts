import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentLists } from "./recent-lists.ts";

const PER_KEY = 3;
const TOTAL = 8;

/** The same, remembering everything. */
class NaiveLists {
  private readonly pushed: { readonly key: number; item: number }[] = [];

  push(key: number, item: number): void {
    this.pushed.push({ key, item });
  }

  /** The last item pushed of a key that is not remembered; −1: there is none. */
  lastForgotten(key: number): number {
    const remembered = new Set(this.newest(key));
    const lost = this.pushed.filter((one) => one.key === key && !remembered.has(one.item));
    return Math.max(-1, ...lost.map(({ item }) => item));
  }

  newest(key: number): number[] {
    const last = this.pushed.slice(-TOTAL).filter((one) => one.key === key);
    return last
      .slice(-PER_KEY)
      .map(({ item }) => item)
      .reverse();
  }
}

const pushes = fc.array(fc.nat({ max: 4 }), { maxLength: 80 });

test("of the last pushes the last few of each key are remembered, before and after being saved", () => {
  fc.assert(
    fc.property(pushes, pushes, (before, after) => {
      const naive = new NaiveLists();
      let lists = new RecentLists<number, number>(PER_KEY, TOTAL);
      for (const [at, key] of before.entries()) {
        lists.push(key, at);
        naive.push(key, at);
      }
      const saved = structuredClone(lists.save());
      lists = new RecentLists(PER_KEY, TOTAL);
      lists.load(saved);
      for (const [at, key] of [...after, null].entries()) {
        for (let one = 0; one <= 4; one += 1) {
          expect(lists.newest(one)).toEqual(naive.newest(one));
          // All that is forgotten is older than what it says, and what is forgotten is told of.
          expect(lists.forgottenBefore(one) ?? 0).toBeGreaterThan(naive.lastForgotten(one));
        }
        if (key === null) break;
        lists.push(key, 1_000 + at);
        naive.push(key, 1_000 + at);
      }
    }),
  );
});

test("an item is found and replaced only while it is remembered", () => {
  const lists = new RecentLists<number, { readonly id: number; readonly text: string }>(2, 10);
  for (const id of [1, 2, 3]) lists.push(7, { id, text: "old" });
  expect(lists.find(7, ({ id }) => id === 1)).toBeUndefined();
  expect(lists.replace(7, ({ id }) => id === 1, { id: 1, text: "new" })).toBe(false);
  expect(lists.replace(7, ({ id }) => id === 2, { id: 2, text: "new" })).toBe(true);
  expect(lists.newest(7, 9)).toEqual([
    { id: 3, text: "old" },
    { id: 2, text: "new" },
  ]);
  expect(lists.newest(8)).toEqual([]);
});
