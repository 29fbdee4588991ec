/** What a market is worth and what it turned over, for messages that say so. */
import { amount } from "@probity/core";
import type { Amount, Ending, MarketId, Price } from "@probity/core";
import type { MarketData } from "@probity/market-data";

/** What a YES share is worth now: the fixed payout, else the last trade; null when nobody knows. */
export function worthOfYes(ending: Ending | null, lastPrice: Price | null): Price | null {
  return ending !== null && ending.kind !== "voided-at-cost" ? ending.yesPayout : lastPrice;
}

/** The same of a market as the read side knows it. */
export function yesPrice(data: MarketData, market: MarketId): Price | null {
  const { lastPrice } = data.tickers.ticker(market);
  return worthOfYes(data.statuses.status(market)?.ending ?? null, lastPrice);
}

/** Value traded in the 24 hours before `now`, at YES prices. */
export function volume24h(data: MarketData, market: MarketId, now: number): Amount {
  return amount(data.dayVolumes.notional24h(market, now));
}
