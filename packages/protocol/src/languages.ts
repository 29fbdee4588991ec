/** Sentences in the reader's language. Codes, fields and numbers are the same in all of them. */
import type { ErrorJson } from "./error-json.ts";
import { SENTENCES_ZH } from "./error-sentences-zh.ts";

export type Language = "en" | "zh";

/** The language a reader likes best of those we have, from an `Accept-Language` header (RFC 9110, 12.5.4). */
export function languageOf(header: string | undefined): Language {
  if (header === undefined || header.length > 1_000) return "en";
  const wishes = header.split(",").map((wish, place) => {
    const [range = "", ...parameters] = wish.trim().toLowerCase().split(";");
    const quality = parameters.map((one) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(one)?.[1]);
    const weight = Number(quality.find((one) => one !== undefined) ?? 1);
    return { language: range.split("-")[0] ?? "", weight, place };
  });
  wishes.sort((a, b) => b.weight - a.weight || a.place - b.place);
  const best = wishes.find(({ language, weight }) => weight > 0 && /^(?:en|zh|\*)$/.test(language));
  return best?.language === "zh" ? "zh" : "en";
}

/** The same error with its sentence in `language`; one without a sentence there stays English. */
export function localisedError(error: ErrorJson, language: Language): ErrorJson {
  const sentence = language === "zh" ? SENTENCES_ZH[error.code] : undefined;
  if (sentence === undefined) return error;
  const { details } = error;
  const told = sentence.replace(/\{([a-z_]+)\}/g, (place, fact: string) => details[fact] ?? place);
  const { problem } = details;
  const message = problem === undefined ? told : `${told.replace(/。$/, "")}：${problem}`;
  return { ...error, message };
}

/** What is said of a settlement. `amount` is decimal text, `symbol` that of the collateral. */
const MESSAGES = {
  settled: { en: "Settled {amount} {symbol}.", zh: "成功结算 {amount} {symbol}" },
  refunded: { en: "Refunded {amount} {symbol}.", zh: "成功退款 {amount} {symbol}" },
  "nothing-paid": { en: "The shares are worth nothing.", zh: "份额没有价值，结算 0 {symbol}" },
} as const;

/** The message of a settled market (S1.40). */
export function settlementMessage(
  kind: keyof typeof MESSAGES,
  facts: { readonly amount: string; readonly symbol: string },
  language: Language,
): string {
  const text: string = MESSAGES[kind][language];
  return text.replace("{amount}", () => facts.amount).replace("{symbol}", () => facts.symbol);
}
