import type { MarketParameters, Outcome } from "@probity/core";
import { PRICE_ONE } from "@probity/core";
import type { CatalogueMarket, MarketData, MarketStatus } from "@probity/market-data";
import type { ChainMarket } from "../ports.ts";
import { isoSecond } from "../wire-times.ts";
import { feeDetails } from "./fee-details.ts";
import { standingOf } from "./market-standing.ts";

/** Prices and lots as JSON numbers; the wire has them so in descriptions of markets. */
const LOTS_PER_SHARE = 100;
const OUTCOMES = ["yes", "no"] as const;

/** Everything a description of a market is made of. */
export interface KnownMarket {
  readonly chain: ChainMarket;
  readonly words: CatalogueMarket;
  readonly status: MarketStatus;
  readonly parameters: MarketParameters;
  /** Of its event. */
  readonly tags: readonly string[];
}

/** `GET /markets/{condition_id}`, and an item of `GET /markets`. */
export function marketJson(data: MarketData, known: KnownMarket) {
  const { chain, words, status, parameters, tags } = known;
  const { active, closed, acceptingOrders } = standingOf(status);
  const fees = parameters.fees;
  return {
    enable_order_book: !closed,
    active,
    closed,
    archived: false,
    accepting_orders: acceptingOrders,
    accepting_order_timestamp: isoOrNull(words.openedAt),
    minimum_order_size: parameters.minQuantity / LOTS_PER_SHARE,
    minimum_tick_size: status.tickSize / PRICE_ONE,
    condition_id: chain.conditionId,
    question_id: chain.questionId,
    question: words.text.question,
    description: words.text.description,
    market_slug: chain.slug,
    end_date_iso: isoOrNull(parameters.closeTime) ?? chain.endDate,
    game_start_time: null,
    seconds_delay: Math.floor(parameters.takerDelayMs / 1_000),
    fpmm: "",
    maker_base_fee: fees.makerBps,
    taker_base_fee: fees.takerBps,
    notifications_enabled: true,
    neg_risk: chain.isNegRisk,
    neg_risk_market_id: chain.negRiskMarketId ?? "",
    neg_risk_request_id: "",
    icon: words.text.image,
    image: words.text.image,
    rewards: NO_REWARDS,
    // Polymarket knows no voids: what it calls off ends like this.
    is_50_50_outcome: payoutOf(status.ending) === HALF,
    tokens: tokensJson(data, known),
    tags,
    version: "v1",
  };
}

/** An item of `GET /simplified-markets`. */
export function simplifiedMarketJson(data: MarketData, known: KnownMarket) {
  const { active, closed, acceptingOrders } = standingOf(known.status);
  return {
    condition_id: known.chain.conditionId,
    rewards: NO_REWARDS,
    tokens: tokensJson(data, known),
    active,
    closed,
    archived: false,
    accepting_orders: acceptingOrders,
  };
}

/** `GET /clob-markets/{condition_id}`: short names, and what is false or nothing is left out. */
export function compactMarketJson({ chain, words, status, parameters }: KnownMarket) {
  const { acceptingOrders } = standingOf(status);
  const { fees, takerDelayMs } = parameters;
  const { rate, exponent, takerOnly } = feeDetails(fees);
  const aot = isoOrNull(words.openedAt);
  return {
    c: chain.conditionId,
    t: OUTCOMES.map((_, index) => ({ t: chain.tokens[index], o: chain.outcomes[index] })),
    mos: parameters.minQuantity / LOTS_PER_SHARE,
    mts: status.tickSize / PRICE_ONE,
    ...(chain.isNegRisk ? { nr: true } : {}),
    mbf: fees.makerBps,
    tbf: fees.takerBps,
    fd: { r: rate, e: exponent, to: takerOnly },
    r: null,
    ...(acceptingOrders ? { ao: true } : {}),
    ...(aot === null ? {} : { aot }),
    ...(takerDelayMs >= 1_000 ? { sd: Math.floor(takerDelayMs / 1_000) } : {}),
    ...(takerDelayMs > 0 && takerDelayMs < 1_000 ? { itode: true } : {}),
  };
}

/** What a token is worth: its payout, else the middle of its book, else the last trade, else a half. */
export function tokenPrice(data: MarketData, status: MarketStatus, outcome: Outcome): number {
  const { market, ending } = status;
  const { twiceMid, lastPrice } = data.tickers.ticker(market);
  let twice = twiceMid ?? 2 * (lastPrice ?? HALF);
  const payout = payoutOf(ending);
  if (payout !== null) twice = 2 * payout;
  return (outcome === "yes" ? twice : 2 * PRICE_ONE - twice) / (2 * PRICE_ONE);
}

/** What a share of YES is paid; null: that is not fixed, or each holder gets what they gave. */
function payoutOf(ending: MarketStatus["ending"]): number | null {
  return ending === null || ending.kind === "voided-at-cost" ? null : ending.yesPayout;
}

const HALF = PRICE_ONE / 2;
const NO_REWARDS = { rates: null, min_size: 0, max_spread: 0 };

function tokensJson(data: MarketData, { chain, status }: KnownMarket) {
  const { winner } = standingOf(status);
  return OUTCOMES.map((outcome, index) => ({
    token_id: chain.tokens[index] ?? "",
    outcome: chain.outcomes[index] ?? "",
    price: tokenPrice(data, status, outcome),
    winner: winner === outcome,
  }));
}

function isoOrNull(time: number | null): string | null {
  return time === null || time === 0 ? null : isoSecond(time);
}
