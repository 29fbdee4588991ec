import { expect, test } from "vitest";
import { Random } from "./random.ts";

function draw(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.below(1_000_000));
}

test("the same seed gives the same numbers, today and tomorrow", () => {
  expect(draw(new Random("golden"), 5)).toEqual(draw(new Random("golden"), 5));
  expect(draw(new Random(1), 3)).not.toEqual(draw(new Random(2), 3));
});

test("a split stream is its own, however much is drawn from its parent", () => {
  const parent = new Random(7);
  const before = draw(parent.split("child"), 5);
  draw(parent, 100);
  expect(draw(parent.split("child"), 5)).toEqual(before);
  expect(draw(parent.split("other"), 5)).not.toEqual(before);
});

test("ranges include both ends and nothing beyond", () => {
  const random = new Random("ranges");
  const between = new Set(Array.from({ length: 1_000 }, () => random.between(-2, 2)));
  expect([...between].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  const magnitudes = Array.from({ length: 2_000 }, () => random.magnitude(3, 50));
  expect(Math.min(...magnitudes)).toBe(3);
  expect(Math.max(...magnitudes)).toBe(50);
});

test("weights decide how often", () => {
  const random = new Random("weights");
  const drawn = Array.from({ length: 10_000 }, () =>
    random.weighted([
      [3, "often"],
      [1, "seldom"],
      [0, "never"],
    ]),
  );
  const often = drawn.filter((value) => value === "often").length;
  expect(often).toBeGreaterThan(7_200);
  expect(often).toBeLessThan(7_800);
  expect(drawn).not.toContain("never");
});
