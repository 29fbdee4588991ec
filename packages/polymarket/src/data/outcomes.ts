import { PRICE_ONE, price } from "@probity/core";
import type { MarketId, Outcome, Price } from "@probity/core";
import type { Desk } from "../desk.ts";
import { standingOf } from "../markets/market-standing.ts";
import { tokenPrice } from "../markets/market-json.ts";

/** One of a market's two shares, in the words of the Data API. */
export interface OutcomeWords {
  readonly asset: string;
  readonly conditionId: string;
  readonly title: string;
  readonly slug: string;
  readonly icon: string;
  readonly eventSlug: string;
  readonly outcome: string;
  readonly outcomeIndex: number;
}

/** The same with what only positions tell. */
export interface OutcomeFacts extends OutcomeWords {
  readonly eventId: string;
  readonly oppositeOutcome: string;
  readonly oppositeAsset: string;
  readonly isNegRisk: boolean;
  /** What a share is worth, 0 to 1: its payout once that is fixed. */
  readonly price: number;
  readonly isClosed: boolean;
}

/** Null for a market the read side does not know. */
export function outcomeWords(desk: Desk, market: MarketId, outcome: Outcome): OutcomeWords | null {
  const chain = desk.markets.of(market);
  const words = desk.venue.readSide.data.catalogue.market(market);
  if (chain === null || words === null) return null;
  const index = outcome === "yes" ? 0 : 1;
  return {
    asset: chain.tokens[index],
    conditionId: chain.conditionId,
    title: words.text.question,
    slug: chain.slug,
    icon: words.text.image,
    eventSlug: chain.eventSlug,
    outcome: chain.outcomes[index],
    outcomeIndex: index,
  };
}

export function outcomeFacts(desk: Desk, market: MarketId, outcome: Outcome): OutcomeFacts | null {
  const words = outcomeWords(desk, market, outcome);
  const chain = desk.markets.of(market);
  const { data } = desk.venue.readSide;
  const status = data.statuses.status(market);
  if (words === null || chain === null || status === null) return null;
  const other = outcome === "yes" ? 1 : 0;
  return {
    ...words,
    eventId: chain.gammaEventId,
    oppositeOutcome: chain.outcomes[other],
    oppositeAsset: chain.tokens[other],
    isNegRisk: chain.isNegRisk,
    price: tokenPrice(data, status, outcome),
    isClosed: standingOf(status).closed,
  };
}

/** A price as the machine has it, nearest to what a share is worth. */
export function priceUnits(worth: number): Price {
  return price(Math.round(worth * PRICE_ONE));
}
