import { expect, test } from "vitest";
import { ERRORS, ERROR_CODES } from "./error-codes.ts";
import { errorJson } from "./error-json.ts";
import { SENTENCES_ZH } from "./error-sentences-zh.ts";
import { languageOf, localisedError, settlementMessage } from "./languages.ts";

test.each(ERROR_CODES)("S1.40 %s has a Chinese sentence with the same facts", (code) => {
  const sentence = SENTENCES_ZH[code];
  expect(sentence ?? `add ${code} to error-sentences-zh.ts`).toMatch(/\p{Script=Han}.*。$/u);
  const places = (text = "") =>
    new Set([...text.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name));
  expect(places(sentence)).toEqual(places(ERRORS[code].sentence));
});

test.each([
  [undefined, "en"],
  ["zh", "zh"],
  ["zh-CN,zh;q=0.9,en;q=0.8", "zh"],
  ["en-GB,zh;q=0.5", "en"],
  ["en;q=0.3, ZH-Hans;q=0.7", "zh"],
  ["zh;q=0, en", "en"],
  ["fr, zh;q=0.1", "zh"],
  ["*", "en"],
  [",;;=q", "en"],
  ["zh,".repeat(1_000), "en"],
])("%j wants %s", (header, language) => {
  expect(languageOf(header)).toBe(language);
});

test("S1.40 facts and problems keep their values, and cannot write into the sentence", () => {
  const error = errorJson("INSUFFICIENT_COLLATERAL", { required: 4_020_000, available: 0 });
  expect(localisedError(error, "zh")).toEqual({
    ...error,
    message: "需要 4.02 美元，可用 0 美元。请存款、撤单或减少数量。",
  });
  expect(localisedError(error, "en")).toBe(error);
  const field = errorJson("INVALID_FIELD", { field: "{problem}$&" }, "it is bad");
  expect(localisedError(field, "zh").message).toBe("字段 {problem}$& 无效：it is bad");
});

test("S1.40 a settlement says what was paid", () => {
  const facts = { amount: "100.0", symbol: "USDC" };
  expect(settlementMessage("settled", facts, "zh")).toBe("成功结算 100.0 USDC");
  expect(settlementMessage("settled", facts, "en")).toBe("Settled 100.0 USDC.");
});
