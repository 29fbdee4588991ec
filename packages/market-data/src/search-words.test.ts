import fc from "fast-check";
import { expect, test } from "vitest";
import { searchWords } from "./search-words.ts";

test.each([
  ["Will it RAIN in Zürich on 12-01?", ["will", "it", "rain", "in", "zurich", "on", "12", "01"]],
  ["明天会下雨吗 BTC", ["明", "天", "会", "下", "雨", "吗", "btc"]],
  ["'); DROP TABLE x; -- & | ! :*", ["drop", "table", "x"]],
  ["", []],
  ["ﬁne — ½", ["fine", "1", "2"]],
])("the words of %j", (text, words) => {
  expect(searchWords(text, 50)).toEqual(words);
});

test("whatever was typed, words are letters and digits, few and short, and find themselves", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
      const words = searchWords(text, 8);
      expect(words.length).toBeLessThanOrEqual(8);
      for (const word of words) {
        expect(word).toMatch(/^[\p{L}\p{N}]{1,32}$/u);
        expect(searchWords(word, 8).join("")).toBe(word);
      }
    }),
  );
});
