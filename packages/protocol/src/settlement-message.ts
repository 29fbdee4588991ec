/** The sentence that comes with a settlement, in the languages a client may ask for. */
const SENTENCES = {
  en: (paid: string) => `Settled: ${paid}.`,
  zh: (paid: string) => `成功结算 ${paid}`,
} as const;
type Language = keyof typeof SENTENCES;

/**
 * @param acceptLanguage the header of that name: `zh-CN,zh;q=0.9,en;q=0.8`.
 * @param paid with its currency: `100 USD`.
 */
export function settlementMessage(acceptLanguage: string | undefined, paid: string): string {
  return SENTENCES[languageOf(acceptLanguage ?? "")](paid);
}

/** The known language the client wants most; English when it wants none of them. */
function languageOf(header: string): Language {
  let best: Language = "en";
  let bestWeight = 0;
  for (const part of header.slice(0, 1_000).split(",")) {
    const [tag = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const [language = ""] = tag.toLowerCase().split("-");
    const quality = parameters.find((parameter) => parameter.startsWith("q="));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (!Object.hasOwn(SENTENCES, language) || !(weight > bestWeight)) continue;
    best = language as Language;
    bestWeight = weight;
  }
  return best;
}
