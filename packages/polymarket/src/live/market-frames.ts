/** The messages of the market channel. */
import { complement } from "@probity/core";
import type { MarketParameters, Outcome, Price } from "@probity/core";
import type {
  CatalogueEvent,
  CatalogueMarket,
  LevelChange,
  MarketStatus,
  Trade,
} from "@probity/market-data";
import { formatPrice, formatQuantity } from "@probity/protocol";
import type { BookText } from "../markets/book-text.ts";
import { feeDetails } from "../markets/fee-details.ts";
import { winnerOf } from "../markets/market-standing.ts";
import { tokenOf } from "../markets/token-books.ts";
import { ofOutcome, priceOrNone, spreadText } from "../markets/token-prices.ts";
import type { BestPrices } from "../markets/token-prices.ts";
import type { ChainMarket } from "../ports.ts";

/** Of YES and of NO. */
export type Both<T> = Readonly<Record<Outcome, T>>;

export const OUTCOMES = ["yes", "no"] as const satisfies readonly Outcome[];

/** A book as the sockets say it: as `GET /book` does, and what it is. */
export function bookJson({ text }: BookText): string {
  return `${text.slice(0, -1)},"event_type":"book"}`;
}

/** What levels hold now, 0: they are gone. Each is told for both tokens: a bid of one is an offer of the other. */
export function priceChangeJson(
  chain: ChainMarket,
  levels: readonly LevelChange[],
  {
    time,
    books,
    best,
  }: {
    readonly time: number;
    readonly books: Both<BookText>;
    readonly best: Both<BestPrices>;
  },
): string {
  const told = (outcome: Outcome, { side, price, quantity }: LevelChange) => ({
    asset_id: tokenOf(chain, outcome),
    price: formatPrice(outcome === "yes" ? price : complement(price)),
    size: formatQuantity(quantity),
    side: (side === "bid") === (outcome === "yes") ? "BUY" : "SELL",
    hash: books[outcome].hash,
    best_bid: priceOrNone(best[outcome].bid),
    best_ask: priceOrNone(best[outcome].ask),
  });
  return JSON.stringify({
    market: chain.conditionId,
    price_changes: levels.flatMap((level) => OUTCOMES.map((outcome) => told(outcome, level))),
    timestamp: String(time),
    event_type: "price_change",
  });
}

export function bestBidAskJson(
  chain: ChainMarket,
  outcome: Outcome,
  best: BestPrices,
  time: number,
): string {
  const isWhole = best.bid !== null && best.ask !== null;
  return JSON.stringify({
    market: chain.conditionId,
    asset_id: tokenOf(chain, outcome),
    best_bid: priceOrNone(best.bid),
    best_ask: priceOrNone(best.ask),
    spread: isWhole ? spreadText(best) : "",
    timestamp: String(time),
    event_type: "best_bid_ask",
  });
}

/** A trade, of the token that its taker traded. */
export function lastTradePriceJson(
  chain: ChainMarket,
  { price, quantity, taker, time }: Trade,
  { fees }: MarketParameters,
  transactionHash: string,
): string {
  const { side, outcome } = taker ?? { side: "buy", outcome: "yes" };
  return JSON.stringify({
    market: chain.conditionId,
    asset_id: tokenOf(chain, outcome),
    price: formatPrice(ofOutcome(outcome, price)),
    size: formatQuantity(quantity),
    fee_rate_bps: String(fees.takerBps),
    side: side === "buy" ? "BUY" : "SELL",
    timestamp: String(time),
    transaction_hash: transactionHash,
    event_type: "last_trade_price",
  });
}

export function tickSizeChangeJson(
  chain: ChainMarket,
  outcome: Outcome,
  { from, to, time }: { readonly from: Price; readonly to: Price; readonly time: number },
): string {
  return JSON.stringify({
    market: chain.conditionId,
    asset_id: tokenOf(chain, outcome),
    old_tick_size: formatPrice(from),
    new_tick_size: formatPrice(to),
    timestamp: String(time),
    event_type: "tick_size_change",
  });
}

/** The words of a market's event. */
export type EventWords = CatalogueEvent | null;

export function newMarketJson(
  chain: ChainMarket,
  words: { readonly market: CatalogueMarket; readonly event: EventWords },
  parameters: MarketParameters,
  status: MarketStatus,
): string {
  const { rate, exponent, takerOnly, rebateRate } = feeDetails(parameters.fees);
  return JSON.stringify({
    id: chain.gammaId,
    question: words.market.text.question,
    market: chain.conditionId,
    slug: chain.slug,
    description: words.market.text.description,
    assets_ids: chain.tokens,
    outcomes: chain.outcomes,
    event_message: eventMessage(chain, words.event),
    timestamp: String(status.time),
    tags: words.event?.text.tags ?? [],
    condition_id: chain.conditionId,
    active: true,
    clob_token_ids: chain.tokens,
    sports_market_type: "",
    line: "",
    game_start_time: null,
    order_price_min_tick_size: formatPrice(status.tickSize),
    group_item_title: chain.groupItemTitle,
    taker_base_fee: String(parameters.fees.takerBps),
    fees_enabled: rate > 0,
    fee_schedule: { rate, exponent, taker_only: takerOnly, rebate_rate: rebateRate },
    event_type: "new_market",
  });
}

/** The market's ending is fixed; nobody is named where nobody gets all. */
export function marketResolvedJson(
  chain: ChainMarket,
  event: EventWords,
  { ending, time }: MarketStatus,
): string {
  const winner = winnerOf(ending);
  return JSON.stringify({
    id: chain.gammaId,
    market: chain.conditionId,
    assets_ids: chain.tokens,
    winning_asset_id: winner === null ? "" : tokenOf(chain, winner),
    winning_outcome: winner === null ? "" : chain.outcomes[winner === "yes" ? 0 : 1],
    event_message: eventMessage(chain, event),
    timestamp: String(time),
    tags: event?.text.tags ?? [],
    event_type: "market_resolved",
  });
}

function eventMessage({ gammaEventId, eventSlug }: ChainMarket, event: EventWords) {
  return {
    id: gammaEventId,
    ticker: eventSlug,
    slug: eventSlug,
    title: event?.text.title ?? "",
    description: event?.text.description ?? "",
  };
}
