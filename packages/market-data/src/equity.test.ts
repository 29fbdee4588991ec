import { price } from "@probity/core";
import { expect, test } from "vitest";
import { equityCurve } from "./equity.ts";

test("equity is cash and shares at the last price; profit is what was not put in", () => {
  const curve = equityCurve([10, 20, 30, 40], {
    cash: [
      { time: 5, balance: 100_000_000, deposited: 100_000_000 },
      { time: 15, balance: 60_000_000, deposited: 0 },
      { time: 35, balance: 140_000_000, deposited: -20_000_000 },
    ],
    shares: [
      { time: 15, key: "yes", lots: 10_000, cost: 40_000_000 },
      { time: 35, key: "yes", lots: 0, cost: 0 },
    ],
    prices: [{ time: 25, key: "yes", price: price(7_000) }],
  });
  expect(curve.map(({ cash, positions, profit }) => [cash, positions, profit])).toEqual([
    [100_000_000, 0, 0],
    // Without a price, shares count at their cost.
    [60_000_000, 40_000_000, 0],
    [60_000_000, 70_000_000, 30_000_000],
    [140_000_000, 0, 60_000_000],
  ]);
  expect(curve.at(-1)).toMatchObject({ netDeposits: 80_000_000, equity: 140_000_000 });
  expect(equityCurve([], { cash: [], shares: [], prices: [] })).toEqual([]);
});
