import { expect, test } from "vitest";
import { CopyLines } from "./copy-lines.ts";

/** The one row with these values. */
function row(values: readonly (string | number | bigint | null)[]): string {
  const lines = new CopyLines(0);
  for (const value of values) {
    if (value === null) lines.null();
    else if (typeof value === "string") lines.text(value);
    else lines.integer(value);
    lines.endColumn();
  }
  lines.endRow();
  return lines.bytes().toString();
}

test("integers of every length are written as they are", () => {
  const values = [0, 7, 10, -1, -0, 999_999_999, 1_000_000_000, -1_000_000_001];
  for (let digits = 1; digits < 16; digits++) values.push(10 ** digits - 1, -(10 ** digits));
  values.push(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1_700_000_000_012);
  expect(row(values)).toBe(`${values.map(String).join("\t")}\n`);
  expect(row([2n ** 62n, -(2n ** 62n)])).toBe(`${2n ** 62n}\t${-(2n ** 62n)}\n`);
});

test("what is no integer is written for the database to refuse", () => {
  expect(row([2 ** 70, Number.NaN, 0.5])).toBe("1.1805916207174113e+21\tNaN\t0.5\n");
});

test("texts keep to their column, short and long", () => {
  const long = "x".repeat(100);
  expect(row(["yes", "", null, "a\tb\nc\rd\\N", `${long}\n${long}`, "naïve ☂ 🌧", "\0"])).toBe(
    `yes\t\t\\N\ta\\tb\\nc\\rd\\\\N\t${long}\\n${long}\tnaïve ☂ 🌧\t\uFFFD\n`,
  );
});
