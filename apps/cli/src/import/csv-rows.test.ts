import { csvLine } from "@probity/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csvRows } from "./csv-rows.ts";

const cellsOf = (text: string) => Array.from(csvRows(text), ({ cells }) => cells);

test.each([
  ["", []],
  [
    "a,b\r\n1,2\r\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a,b\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ["\uFEFFa\r1\r", [["a"], ["1"]]],
  ["a\n\n\n1\n", [["a"], ["1"]]],
  [",\n", [["", ""]]],
  ['"a ""b"", c",d\n', [['a "b", c', "d"]]],
  ['"[""Yes"", ""No""]"\n', [['["Yes", "No"]']]],
  ['"two\nlines",x\n', [["two\nlines", "x"]]],
  ['a"b,c\n', [['a"b', "c"]]],
])("%j is %j", (text, rows) => {
  expect(cellsOf(text)).toEqual(rows);
});

test("a row's line is that of its first character", () => {
  const rows = csvRows('a\n"x\ny\nz"\r\nb\n');
  expect(Array.from(rows, ({ line }) => line)).toEqual([1, 2, 5]);
});

test.each([
  ['a\n"x', "line 2: a quote is opened and never closed"],
  ['a\n"x\n"y,z', "line 3: text behind the end of a quoted cell"],
])("%j is refused with its line", (text, message) => {
  expect(() => cellsOf(text)).toThrow(message);
});

test("reads what the venue's own tables write", () => {
  const table = fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 5 }));
  fc.assert(
    fc.property(table, (rows) => {
      expect(cellsOf(rows.map((cells) => csvLine(cells)).join(""))).toEqual(rows);
    }),
  );
});
