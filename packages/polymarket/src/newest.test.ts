import fc from "fast-check";
import { expect, test } from "vitest";
import { Newest } from "./newest.ts";

test("the newest are remembered as by a list that is cut at its beginning", () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(40)), { maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), steps, (most, all) => {
      const newest = new Newest<number, number>(most);
      let came: number[] = [];
      const values = new Map<number, number>();
      let key = 0;
      for (const [isNew, back] of all) {
        const known = Math.max(1, key - back);
        const said: (number | undefined)[] = [];
        const expected: (number | undefined)[] = [];
        if (isNew) {
          key += 1;
          came.push(key);
          values.set(key, key);
          const oldest = came.length > most ? came[0] : undefined;
          came = came.slice(-most);
          const wasThere = oldest !== undefined && values.delete(oldest);
          expected.push(wasThere ? oldest : undefined);
          said.push(newest.set(key, key));
        } else if (back % 5 === 0) {
          values.delete(known);
          newest.delete(known);
        } else if (values.has(known)) {
          values.set(known, back);
          expected.push(undefined);
          said.push(newest.set(known, back));
        }
        expect(said).toEqual(expected);
        const everything = Array.from({ length: key }, (_, index) => index + 1);
        expect(everything.map((one) => newest.get(one))).toEqual(
          everything.map((one) => values.get(one)),
        );
        expect(everything.filter((one) => newest.has(one))).toEqual(
          everything.filter((one) => values.has(one)),
        );
      }
    }),
  );
});

test("cleared, it begins anew", () => {
  const newest = new Newest<string, number>(2);
  for (const key of ["a", "b", "c"]) newest.set(key, 1);
  newest.clear();
  expect(["a", "b", "c"].some((key) => newest.has(key))).toBe(false);
  expect([newest.set("d", 1), newest.set("e", 1), newest.set("f", 1)]).toEqual([
    undefined,
    undefined,
    "d",
  ]);
});
