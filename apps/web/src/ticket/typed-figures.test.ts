import type { Price } from "@probity/core";
import { expect, test } from "vitest";
import { centsText, typedCents, typedDollars, typedShares } from "./typed-figures.ts";

const figure = (value: number) => ({ kind: "figure", figure: value });

test("cents become prices exactly", () => {
  expect(typedCents("46")).toEqual(figure(4_600));
  expect(typedCents("46.25¢")).toEqual(figure(4_625));
  expect(typedCents(".5")).toEqual(figure(50));
  expect(typedCents("0,5")).toEqual(figure(50));
  expect(typedCents("100")).toEqual({ kind: "nonsense" });
  expect(typedCents("0")).toEqual({ kind: "nonsense" });
  expect(typedCents("46.123")).toEqual({ kind: "nonsense" });
});

test("a price comes back as it is typed", () => {
  for (const price of [1, 50, 100, 625, 4_600, 4_610, 9_999] as Price[]) {
    expect(typedCents(centsText(price))).toEqual(figure(price));
  }
  expect(centsText(4_600 as Price)).toBe("46");
  expect(centsText(4_000 as Price)).toBe("40");
  expect(centsText(50 as Price)).toBe("0.5");
  expect(centsText(625 as Price)).toBe("6.25");
});

test("shares and dollars are read as people type them", () => {
  expect(typedShares("1,000.5")).toEqual(figure(100_050));
  expect(typedShares("")).toEqual({ kind: "empty" });
  expect(typedShares("-1")).toEqual({ kind: "nonsense" });
  expect(typedShares("1.234")).toEqual({ kind: "nonsense" });
  expect(typedDollars("$ 25")).toEqual(figure(25_000_000));
  expect(typedDollars("007.")).toEqual(figure(7_000_000));
  expect(typedDollars("ten")).toEqual({ kind: "nonsense" });
});
