import type { MatchId } from "@probity/core";

/** Begins the id of every trade; the rest is the match. */
const PREFIX = "70726f62-6974-4000-8";

/** A UUID for a match: the same for ever, and the match can be read off. */
export function tradeId(match: MatchId): string {
  const digits = match.toString(16).padStart(15, "0");
  return `${PREFIX}${digits.slice(0, 3)}-${digits.slice(3)}`;
}

/** Null for what is no trade's id. */
export function matchOf(id: string): MatchId | null {
  const text = id.toLowerCase();
  if (!/^[0-9a-f-]{36}$/.test(text) || !text.startsWith(PREFIX)) return null;
  const match = Number.parseInt(text.slice(PREFIX.length).replace("-", ""), 16);
  return Number.isSafeInteger(match) ? (match as MatchId) : null;
}
