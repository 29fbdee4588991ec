import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Inbox } from "./inbox.ts";
import type { Waiter } from "./ports.ts";

/** Throws where the inbox and the plain list differ. */
function same(found: unknown, expected: unknown): void {
  expect(found).toBe(expected);
}

const waiter = (): Waiter<unknown> => ({ done() {}, failed() {} });

test("refuses and hands out as a plain list that counts every time", () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ actor: fc.nat(3), exempt: fc.boolean() }) },
    { weight: 2, arbitrary: fc.constant(null) },
  );
  const limits = fc.record({
    total: fc.integer({ min: 1, max: 200 }),
    reserved: fc.nat(5),
    perActor: fc.integer({ min: 1, max: 30 }),
  });
  const seen = { total: 0, actor: 0 };
  fc.assert(
    fc.property(
      limits,
      fc.array(step, { maxLength: 400, size: "max" }),
      ({ total, reserved, perActor }, steps) => {
        const inbox = new Inbox<null, unknown>({ total, reserved, perActor });
        const list: { actor: number; counter: number; waiter: Waiter<unknown> }[] = [];
        for (const [counter, each] of steps.entries()) {
          if (each === null) {
            const expected = list.shift();
            const shifted = inbox.shift();
            same(shifted?.counter, expected?.counter);
            if (expected !== undefined) same(inbox.taken, expected.waiter);
            continue;
          }
          const { actor, exempt } = each;
          const own = list.filter((other) => other.actor === actor).length;
          const isFull = list.length >= (exempt ? total : total - reserved);
          const isOwnFull = actor !== 0 && own >= (exempt ? 2 * perActor : perActor);
          const scope = isFull ? "total" : isOwnFull ? "actor" : null;
          const submission = { origin: 1, counter, actor, content: null };
          same(inbox.refusal(submission, () => exempt)?.scope ?? null, scope);
          if (scope !== null) {
            seen[scope]++;
            continue;
          }
          const entry = { actor, counter, waiter: waiter() };
          list.push(entry);
          inbox.push(submission, entry.waiter);
        }
        same(inbox.length, list.length);
        same(inbox.actors, new Set(list.map(({ actor }) => actor)).size);
      },
    ),
    { numRuns: 300 },
  );
  expect(seen.total > 10 && seen.actor > 10).toBe(true);
});
