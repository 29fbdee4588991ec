import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ["+1", "'+1"],
  ["-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["  =1", "'  =1"],
  ["\t=1", "'\t=1"],
  ["＝1", "'＝1"],
  ["Will it rain, or not?", '"Will it rain, or not?"'],
  ['say "no"', '"say ""no"""'],
  ["two\nlines", '"two\nlines"'],
  ["a=b", "a=b"],
])("text %j cannot be a formula, nor leave its cell", (text, cell) => {
  expect(csvLine([{ text }])).toBe(`${cell}\r\n`);
});

test("our own numbers stay numbers", () => {
  expect(csvLine(["-12.5", 3, null, "x"])).toBe("-12.5,3,,x\r\n");
});
