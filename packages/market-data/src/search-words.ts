/** Longest word kept; longer ones are cut, in texts and queries alike. */
const WORD_LENGTH = 32;

/** Letters of scripts that write no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu;

/**
 * The words of a text as search compares them: lower case, without accents, each
 * once, at most `limit`; a script without spaces comes letter by letter. Words
 * consist of letters and digits only, so they mean nothing else to a database,
 * whatever was typed.
 */
export function searchWords(text: string, limit: number): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const words = new Set<string>();
  for (const [word] of plain.replace(UNSPACED, " $& ").matchAll(/[\p{L}\p{N}]+/gu)) {
    if (words.size >= limit) break;
    words.add(Array.from(word).slice(0, WORD_LENGTH).join(""));
  }
  return [...words];
}
