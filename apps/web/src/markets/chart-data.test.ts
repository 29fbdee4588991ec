import { expect, test } from "vitest";
import { bars, carried, change, extended } from "./chart-data.ts";
import { fittingRange, intervalOf, windowOf } from "./chart-range.ts";

const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
const told = (seconds: number, close: string) => ({
  time: at(seconds),
  open: "0.4",
  high: "0.6",
  low: "0.3",
  close,
  volume: "12.5",
});
const window = { from: 0, to: 250, step: 60 };

test("a price stays what it was until something trades, up to now", () => {
  expect(carried([told(60, "0.4"), told(180, "0.5")], window, null)).toEqual([
    { time: 60, value: 0.4 },
    { time: 120, value: 0.4 },
    { time: 180, value: 0.5 },
    { time: 240, value: 0.5 },
  ]);
});

test("a market that did not trade within the window is worth what it was worth", () => {
  expect(carried([], window, 0.2).map(({ value }) => value)).toEqual([0.2, 0.2, 0.2, 0.2, 0.2]);
  expect(carried([], window, null)).toEqual([]);
});

test("steps without a candle keep their place", () => {
  const drawn = bars([told(60, "0.5"), told(180, "0.5")], window);
  expect(drawn.map(({ time }) => time)).toEqual([60, 120, 180, 240]);
  expect(drawn[1]).toEqual({ time: 120 });
});

test("a live price goes into the candle of its time, or begins the next where the last one closed", () => {
  const bar = { time: 60, open: 0.4, high: 0.5, low: 0.4, close: 0.45, volume: 3 };
  expect(extended(bar, 60, 0.55)).toMatchObject({ high: 0.55, low: 0.4, close: 0.55, volume: 3 });
  expect(extended(bar, 120, 0.4)).toEqual({
    time: 120,
    open: 0.45,
    high: 0.45,
    low: 0.4,
    close: 0.4,
    volume: 0,
  });
  expect(extended(undefined, 120, 0.4)).toMatchObject({ open: 0.4, close: 0.4 });
});

test("the change is since the window began", () => {
  expect(change([{ time: 0, value: 0.5 }], 0.75)).toBe(0.25);
  expect(change([], 0.75)).toBeNull();
  expect(change([{ time: 0, value: 0.5 }], null)).toBeNull();
});

test("the change within a week is the week's, however long ago its first trade was", () => {
  const day = 86_400;
  const now = 30 * day * 1_000;
  const week = windowOf("1w", "1h", 0, now);
  expect(week).toEqual({ from: 23 * day, to: 30 * day, step: 3_600 });
  expect(windowOf("1w", "1h", 29 * day * 1_000, now).from).toBe(29 * day);
  const candles = [told(24 * day, "0.4"), told(29 * day, "0.5"), told(30 * day - 3_600, "0.52")];
  expect(change(carried(candles, week, null), 0.5)).toBeCloseTo(0.1);
});

test("a young event is looked at from near", () => {
  const hour = 3_600_000;
  expect(fittingRange(hour / 2)).toBe("1h");
  expect(fittingRange(5 * hour)).toBe("6h");
  expect(fittingRange(400 * hour)).toBe("1w");
  expect(intervalOf("all", hour)).toBe("1m");
  expect(intervalOf("all", 24 * 365 * hour)).toBe("1d");
  expect(intervalOf("1w", hour)).toBe("1h");
});
