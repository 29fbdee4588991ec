import fc from "fast-check";
import { expect, test } from "vitest";
import { Registry } from "./registry.ts";

test("finds what was added and nothing else, whatever the ids have in common", () => {
  const stride = fc.constantFrom(1, 2, 4_096, 8_192, 1 << 20, 2 ** 32, 2 ** 40);
  fc.assert(
    fc.property(stride, fc.nat({ max: 3_000 }), fc.nat({ max: 4_095 }), (step, count, offset) => {
      const registry = new Registry<number, string>();
      const idOf = (index: number): number => 1 + offset + index * step;
      for (let index = 0; index < count; index++) {
        expect(registry.indexOf(idOf(index))).toBe(-1);
        expect(registry.add(idOf(index), `item ${index}`)).toBe(index);
      }
      expect(registry.size).toBe(count);
      for (let index = 0; index < count; index++) {
        expect(registry.get(idOf(index))).toBe(`item ${index}`);
      }
      expect(registry.get(idOf(count))).toBeUndefined();
      expect([registry.has(0), registry.has(-1), registry.has(0.5)]).toEqual([false, false, false]);
    }),
    { numRuns: 30 },
  );
});
