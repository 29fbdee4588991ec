import type { Market } from "@probity/protocol";

/**
 * What a market is called among the others of its event: its question without what all of them
 * share. "Will Norway win the cup?" of an event with other countries is "Norway".
 */
export function namesOf(
  markets: readonly Pick<Market, "market_id" | "question">[],
): ReadonlyMap<string, string> {
  const words = markets.map(({ question }) => question.split(/\s+/));
  const names = new Map<string, string>();
  const shortest = Math.min(...words.map((list) => list.length));
  let before = 0;
  let behind = 0;
  if (markets.length > 1) {
    while (before < shortest - 1 && words.every((list) => list[before] === words[0]?.[before]))
      before += 1;
    while (
      behind < shortest - before - 1 &&
      words.every((list) => list.at(-1 - behind) === words[0]?.at(-1 - behind))
    ) {
      behind += 1;
    }
  }
  for (const [index, { market_id: id, question }] of markets.entries()) {
    const own = words[index]
      ?.slice(before, (words[index]?.length ?? 0) - behind)
      .join(" ")
      .replace(/[?,;:]$/, "");
    const isAlone = markets.length === 1 || own === undefined || own === "";
    names.set(id, isAlone ? question : begun(own));
  }
  return names;
}

/** With a capital, unless the first word is written with one of its own: xAI stays xAI. */
function begun(name: string): string {
  return /^\p{Ll}+(?:\s|$)/u.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
