import fc from "fast-check";
import { expect, test } from "vitest";
import { Deadlines } from "./deadlines.ts";

test("whatever is put in comes out in the order of its deadline, and none before it is due", () => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ now: fc.integer({ min: 0, max: 60 }) }),
    ),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const deadlines = new Deadlines<number>(1_000);
      const naive: { due: number; value: number }[] = [];
      for (const [value, step] of all.entries()) {
        const now = "now" in step ? step.now : -1;
        if ("add" in step) {
          deadlines.add(step.add, value);
          naive.push({ due: step.add, value });
          naive.sort((one, other) => one.due - other.due || one.value - other.value);
        }
        const [head] = naive;
        const wanted = head !== undefined && head.due <= now ? naive.shift() : undefined;
        expect(deadlines.take(now)).toBe(wanted?.value);
        expect(deadlines.size).toBe(naive.length);
        expect(deadlines.next).toBe(naive[0]?.due ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});

test("beyond the most the earliest is forgotten", () => {
  const deadlines = new Deadlines<string>(2);
  for (const [due, value] of ["a", "b", "c"].entries()) deadlines.add(due, value);
  expect([deadlines.take(9), deadlines.take(9), deadlines.take(9)]).toEqual(["b", "c", undefined]);
});

test("what was taken is let go of", () => {
  const deadlines = new Deadlines<number>(10_000);
  for (let at = 0; at < 100_000; at += 1) {
    deadlines.add(at, at);
    expect(deadlines.take(at)).toBe(at);
  }
  expect(deadlines.size).toBe(0);
});
