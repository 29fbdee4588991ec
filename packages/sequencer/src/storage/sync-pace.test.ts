import { expect, test } from "vitest";
import { SyncPace } from "./sync-pace.ts";

/** Asks for `writes` writes on a disk that takes `ms`. @returns how many of them were done in place. */
function writesInPlace(pace: SyncPace, writes: number, ms: number): number {
  let inPlace = 0;
  for (let write = 0; write < writes; write++) {
    if (!pace.mayWriteInPlace()) continue;
    inPlace++;
    pace.tookInPlace(ms);
  }
  return inPlace;
}

test("a quick disk writes everything in place", () => {
  expect(writesInPlace(new SyncPace(), 1_000, 0.05)).toBe(1_000);
});

test("one hiccup sends nothing elsewhere", () => {
  const pace = new SyncPace();
  writesInPlace(pace, 100, 0.05);
  pace.tookInPlace(40);
  expect(writesInPlace(pace, 100, 0.05)).toBe(100);
});

test("a slow disk is found out within a few writes, and then tried ever more seldom", () => {
  const pace = new SyncPace();
  expect(writesInPlace(pace, 10, 10)).toBeLessThanOrEqual(9);
  expect(writesInPlace(pace, 1_000, 10)).toBeLessThanOrEqual(10);
  const settled = writesInPlace(pace, 100_000, 10);
  expect(settled).toBeGreaterThan(90);
  expect(settled).toBeLessThan(110);
});

test("a disk that got quick again is written in place again", () => {
  const pace = new SyncPace();
  writesInPlace(pace, 20_000, 10);
  expect(writesInPlace(pace, 5_000, 0.05)).toBeGreaterThan(3_900);
});
