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
      { time: 15, key: "yes", lots: 8_000, deposited: 0 },
      { time: 35, key: "yes", lots: 0, deposited: 0 },
    ],
    prices: [{ time: 25, key: "yes", price: price(7_000) }],
  });
  expect(curve.map(({ cash, positions, profit }) => [cash, positions, profit])).toEqual([
    [100_000_000, 0, 0],
    // Before the first trade a share counts half a dollar.
    [60_000_000, 40_000_000, 0],
    [60_000_000, 56_000_000, 16_000_000],
    [140_000_000, 0, 60_000_000],
  ]);
  expect(curve.at(-1)).toMatchObject({ netDeposits: 80_000_000, equity: 140_000_000 });
  expect(equityCurve([], { cash: [], shares: [], prices: [] })).toEqual([]);
});

test("shares from another account are no profit", () => {
  const [point] = equityCurve([10], {
    cash: [],
    shares: [{ time: 5, key: "no", lots: 100, deposited: 100 }],
    prices: [{ time: 5, key: "no", price: price(3_000) }],
  });
  expect(point).toMatchObject({ equity: 300_000, netDeposits: 300_000, profit: 0 });
});
