import { expect, test } from "vitest";
import { curveOf } from "./equity-curve.ts";
import { difference, profitOf, shareOf, worthOf } from "./profit.ts";

test("differences of money are exact", () => {
  expect(difference("0.3", "0.1")).toBe("0.2");
  expect(difference("1", "1000000.000001")).toBe("-999999.000001");
  expect(profitOf({ equity: "1023.5", net_deposits: "1000" })).toBe("23.5");
  expect(worthOf("0.07", "36.5")).toBe("2.555");
});

test("of nothing paid there is no part", () => {
  expect(shareOf("5", "0")).toBeNull();
  expect(shareOf("-5", "20")).toBe(-0.25);
});

test("a curve has one point a second, the last, in order", () => {
  const at = (time: string, equity: string) => ({
    time,
    equity,
    profit: "0",
    cash: "0",
    positions: "0",
    net_deposits: "0",
  });
  const points = [
    at("2026-07-01T12:00:00.000Z", "1"),
    at("2026-07-01T12:00:00.900Z", "2"),
    at("2026-07-01T12:00:01.000Z", "3"),
  ];
  expect(curveOf(points, "equity").map(({ value }) => value)).toEqual([2, 3]);
});

test("a curve begins where the account does", () => {
  const points = ["0", "0", "0", "1000", "0", "5"].map((equity, second) => ({
    time: `2026-07-01T12:00:0${second}.000Z`,
    equity,
    profit: "0",
    cash: "0",
    positions: "0",
    net_deposits: "0",
  }));
  expect(curveOf(points, "equity").map(({ value }) => value)).toEqual([0, 1000, 0, 5]);
});
