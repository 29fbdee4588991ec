/** What a market is worth and what it turned over, for messages that say so. */
import { amount } from "@probity/core";
import type { Amount, Ending, MarketId, Price } from "@probity/core";
import type { MarketData } from "@probity/market-data";

/** What a YES share is worth now: the fixed payout, else the last trade; null when nobody knows. */
export function worthOfYes(ending: Ending | null, lastPrice: Price | null): Price | null {
  return ending !== null && ending.kind !== "voided-at-cost" ? ending.yesPayout : lastPrice;
}

/** What a market is shown to be worth: the fixed payout, else the display probability; null before there is one. */
export function shownPrice(data: MarketData, market: MarketId): Price | null {
  const ending = data.statuses.status(market)?.ending ?? null;
  return worthOfYes(ending, data.probabilities.of(market)?.yes ?? null);
}

/** Value traded in the 24 hours before `now`, at YES prices. */
export function volume24h(data: MarketData, market: MarketId, now: number): Amount {
  return amount(data.dayVolumes.notional24h(market, now));
}
