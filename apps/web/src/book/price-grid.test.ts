import { expect, test } from "vitest";
import type { Price } from "@probity/core";
import { centDecimals, gridOf, nearestOn, priceAt, rowOf, rowsOf, stepped } from "./price-grid.ts";

const whole = { tick_size: "0.01", band_low: "0.0001", band_high: "0.9999" };
const cents = gridOf(whole, "yes");

test("the grid keeps to the band, in the terms of the outcome", () => {
  expect(cents).toEqual({ tick: 100, low: 100, high: 9_900 });
  expect(rowsOf(cents)).toBe(99);
  expect(rowsOf(gridOf({ ...whole, tick_size: "0.001" }, "yes"))).toBe(999);
  const banded = { tick_size: "0.0025", band_low: "0.1", band_high: "0.301" };
  expect(gridOf(banded, "yes")).toEqual({ tick: 25, low: 1_000, high: 3_000 });
  expect(gridOf(banded, "no")).toEqual({ tick: 25, low: 7_000, high: 9_000 });
});

test("row 0 is the highest price, and rows find their prices again", () => {
  expect(priceAt(cents, 0)).toBe(9_900);
  expect(priceAt(cents, 98)).toBe(100);
  expect(rowOf(cents, 4_600)).toBe(53);
  expect(rowOf(cents, 4_640)).toBe(53);
  expect(rowOf(cents, 10_000)).toBe(0);
});

test("off the grid the nearest price is taken; of two, the better for who asks", () => {
  expect(nearestOn(cents, 4_634)).toBe(4_600);
  expect(nearestOn(cents, 4_650, "buy")).toBe(4_600);
  expect(nearestOn(cents, 4_650, "sell")).toBe(4_700);
  expect(nearestOn(cents, 1)).toBe(100);
});

test("a step goes to the next price that way and stops at the edge", () => {
  expect(stepped(cents, 4_600, 1)).toBe(4_700);
  expect(stepped(cents, 4_650, 1)).toBe(4_700);
  expect(stepped(cents, 4_650, -1)).toBe(4_600);
  expect(stepped(cents, 9_900, 10)).toBe(9_900);
});

test("prices of a grid have as many decimals as its step", () => {
  const decimals = ([1_000, 100, 50, 25, 10, 1] as Price[]).map((tick) => centDecimals({ tick }));
  expect(decimals).toEqual([0, 0, 1, 2, 1, 2]);
});
