/**
 * The key of a book of source S1, in place of a symbol: `evt_1042-0:mkt_1042-1:yes`. S1's market
 * is our event, its outcome our market, and its share type the outcome.
 */
import type { EventId, MarketId, Outcome } from "@probity/core";
import { formatId, parseId } from "./ids.ts";

/** One book: shares of one outcome of a market. */
export interface MarketKey {
  readonly event: EventId;
  readonly market: MarketId;
  readonly outcome: Outcome;
}

export function formatMarketKey({ event, market, outcome }: MarketKey): string {
  return `${formatId("evt", event)}:${formatId("mkt", market)}:${outcome}`;
}

/** @returns the key, or null if `text` is not exactly one. Whether the market is of that event only the venue knows. */
export function parseMarketKey(text: string): MarketKey | null {
  const [first = "", second = "", outcome, ...more] = text.split(":", 4);
  const event = parseId("evt", first);
  const market = parseId("mkt", second);
  if (event === null || market === null || more.length > 0) return null;
  return outcome === "yes" || outcome === "no" ? { event, market, outcome } : null;
}

/** The other book of the same market: YES and NO are two views of one ladder. */
export function complementKey({ event, market, outcome }: MarketKey): MarketKey {
  return { event, market, outcome: outcome === "yes" ? "no" : "yes" };
}
