import { expect, test } from "vitest";
import { totalOf, winnersAndLosers } from "./void-sums.ts";

const holder = (account: string, gain: string) => ({
  account_id: account,
  owner_id: "own_1",
  paid: "0",
  cost: "0",
  gain,
});

test("sums are exact, however large", () => {
  expect(totalOf(["0.1", "0.2", "-0.000001"])).toBe(299_999n);
  expect(totalOf(["9000000000", "9000000000"])).toBe(18_000_000_000_000_000n);
  expect(totalOf([])).toBe(0n);
});

test("those who win and lose most stand first", () => {
  const said = [
    holder("a", "1"),
    holder("b", "-2"),
    holder("c", "0"),
    holder("d", "10.5"),
    holder("e", "-9"),
  ];
  const { winners, losers, even } = winnersAndLosers(said);
  expect(winners.map((one) => one.account_id)).toEqual(["d", "a"]);
  expect(losers.map((one) => one.account_id)).toEqual(["e", "b"]);
  expect(even).toBe(1);
});
