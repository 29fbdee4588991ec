import { expect, test } from "vitest";
import { equalParts, payoutsJson, readPayout, sumOf, winnerTakesAll } from "./payouts.ts";

const ONE_OF = { mutually_exclusive: true, exhaustive: true };
const AT_MOST_ONE = { mutually_exclusive: true, exhaustive: false };
const FREE = { mutually_exclusive: false, exhaustive: false };

test("a payout lies between nothing and a dollar", () => {
  expect(["0", "1", "0.5", " 0.3333 "].map(readPayout)).toEqual([0, 10_000, 5_000, 3_333]);
  expect(["", "1.1", "-0.1", "0.33333", "half"].map(readPayout)).toEqual(Array(5).fill(null));
});

test("the winner takes all, and equal parts come to a dollar", () => {
  expect(winnerTakesAll(["a", "b"], "b")).toEqual({ a: "0", b: "1" });
  for (let count = 1; count <= 40; count++) {
    const ids = Array.from({ length: count }, (_, index) => `m${index}`);
    const parts = Object.values(equalParts(ids));
    expect(sumOf(ONE_OF, [], parts)).toEqual({ text: "1", problem: null });
  }
});

test("one of several must come to a dollar, with what was decided before", () => {
  expect(sumOf(ONE_OF, [], ["0.5", "0.4999"])).toEqual({ text: "0.9999", problem: "mustBeOne" });
  expect(sumOf(ONE_OF, [], ["1", "1"])).toEqual({ text: "2", problem: "mustBeOne" });
  const gone = [{ ending: { kind: "resolved", yes_payout: "0" } } as const, { ending: null }];
  expect(sumOf(ONE_OF, gone, ["1", "0"])).toEqual({ text: "1", problem: null });
  expect(sumOf(AT_MOST_ONE, [], ["0", "0"]).problem).toBeNull();
  expect(sumOf(AT_MOST_ONE, [], ["1", "0.01"]).problem).toBe("atMostOne");
  expect(sumOf({ mutually_exclusive: false, exhaustive: true }, [], ["0.2"]).problem).toBe(
    "atLeastOne",
  );
  expect(sumOf(FREE, [], ["1", "1", "1"]).problem).toBeNull();
  expect(sumOf(FREE, [], ["1", "x"])).toEqual({ text: null, problem: "unreadable" });
});

test("they are told to the venue without what was typed around them", () => {
  expect(payoutsJson({ mkt_1: " 1 ", mkt_2: "0" })).toEqual([
    { market_id: "mkt_1", yes_payout: "1" },
    { market_id: "mkt_2", yes_payout: "0" },
  ]);
});
