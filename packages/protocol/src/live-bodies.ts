/** What live channels say of trades, books, markets, balances and shares, as JSON and as schemas. */
import { amount, complement, notional } from "@probity/core";
import type {
  AccountId,
  Amount,
  BalanceView,
  Ending,
  EventId,
  MarketId,
  MarketMode,
  MarketState,
  MatchId,
  MatchKind,
  Outcome,
  PositionView,
  Price,
  Quantity,
  Side,
} from "@probity/core";
import { z } from "zod";
import { S1_STATUSES } from "./dialect-states.ts";
import type { S1Status } from "./dialect-states.ts";
import { averagePrice, formatAmount, formatPrice, formatQuantity } from "./decimal.ts";
import {
  amountText,
  formatTime,
  idText,
  outcomeField,
  priceText,
  quantityText,
  sideField,
  timeText,
} from "./fields.ts";
import { formatId } from "./ids.ts";
import { EndingJson, MARKET_STATES, endingJson } from "./markets.ts";

// ---- source S1: its market is our event, its outcome our market, its timestamps are ms ----

const pair = z.tuple([priceText, quantityText]).meta({ description: "Price and shares." });
const place = { market_id: idText, outcome_id: idText, share_type: outcomeField };
const timestamp = z.int().meta({ description: "Milliseconds since 1970." });

/** One match, in the terms of the share its taker dealt in. */
export const MarketTrade = z
  .object({
    id: idText,
    ...place,
    match_type: z.enum(["normal", "mint", "merge"]),
    price: priceText,
    amount: quantityText,
    side: sideField,
    timestamp,
  })
  .meta({ id: "MarketTrade" });
export type MarketTrade = z.output<typeof MarketTrade>;

/** A book as a whole, best levels first. */
export const MarketOrderbook = z
  .object({ ...place, bids: z.array(pair), asks: z.array(pair), timestamp })
  .meta({ id: "MarketOrderbook" });
export type MarketOrderbook = z.output<typeof MarketOrderbook>;

/** How one outcome stands. Prices are null before the first trade. */
export const MarketUpdate = z
  .object({
    market_id: idText,
    status: z.enum(S1_STATUSES),
    yes_price: priceText.nullable(),
    no_price: priceText.nullable(),
    volume_24h: amountText,
    timestamp,
  })
  .meta({ id: "MarketUpdate" });
export type MarketUpdate = z.output<typeof MarketUpdate>;

/** What made shares change. */
const SHARE_EVENTS = [
  "trade",
  "mint",
  "merge",
  "split",
  "convert",
  "transfer",
  "redeem",
  "reversal",
] as const;
export type ShareEvent = (typeof SHARE_EVENTS)[number];

/** Shares as they are now; `amount` "0": none are left. */
export const ShareUpdate = z
  .object({
    ...place,
    amount: quantityText,
    avg_cost: priceText.nullable(),
    unrealized_pnl: amountText.nullable(),
    event: z.enum(SHARE_EVENTS).meta({ description: "What changed them last." }),
  })
  .meta({ id: "ShareUpdate" });
export type ShareUpdate = z.output<typeof ShareUpdate>;

/** @param trade in YES terms, `event` the market's. */
export function marketTradeJson(
  event: EventId,
  trade: {
    readonly match: MatchId;
    readonly market: MarketId;
    readonly time: number;
    readonly kind: MatchKind;
    readonly price: Price;
    readonly quantity: Quantity;
    readonly taker: { readonly side: Side; readonly outcome: Outcome } | null;
  },
): MarketTrade {
  const { side, outcome } = trade.taker ?? { side: "buy", outcome: "yes" };
  return {
    id: formatId("mat", trade.match),
    ...placeOf(event, trade.market, outcome),
    match_type: trade.kind === "complementary" ? "normal" : trade.kind,
    price: formatPrice(outcome === "yes" ? trade.price : complement(trade.price)),
    amount: formatQuantity(trade.quantity),
    side,
    timestamp: trade.time,
  };
}

interface LevelLike {
  readonly price: Price;
  readonly quantity: Quantity;
}

/** A level as price and shares. */
export function levelPair({ price, quantity }: LevelLike): [string, string] {
  return [formatPrice(price), formatQuantity(quantity)];
}

/** @param book in the terms of `outcome`. */
export function marketOrderbookJson(
  event: EventId,
  market: MarketId,
  outcome: Outcome,
  book: { readonly bids: readonly LevelLike[]; readonly asks: readonly LevelLike[] },
  time: number,
): MarketOrderbook {
  return {
    ...placeOf(event, market, outcome),
    bids: book.bids.map(levelPair),
    asks: book.asks.map(levelPair),
    timestamp: time,
  };
}

/** @param yesPrice what a YES share is worth now; null when nobody knows. @param volume of 24 hours. */
export function marketUpdateJson(
  event: EventId,
  status: S1Status,
  yesPrice: Price | null,
  volume: Amount,
  time: number,
): MarketUpdate {
  return {
    market_id: formatId("evt", event),
    status,
    yes_price: yesPrice === null ? null : formatPrice(yesPrice),
    no_price: yesPrice === null ? null : formatPrice(complement(yesPrice)),
    volume_24h: formatAmount(volume),
    timestamp: time,
  };
}

/** Both kinds of share of a position, yes before no, whether there are some or not. */
export function sharesJson(
  event: EventId,
  view: PositionView,
  yesPrice: Price | null,
): Omit<ShareUpdate, "event">[] {
  return sidesOf(view, yesPrice).map((side) => ({
    ...placeOf(event, view.market, side.outcome),
    amount: formatQuantity(side.lots),
    avg_cost: averagePrice(side.cost, side.lots),
    unrealized_pnl: side.pnl === null ? null : formatAmount(side.pnl),
  }));
}

// ---- native ----

/** How a market stands, without its book. */
export const MarketNow = z
  .object({
    market_id: idText,
    event_id: idText,
    state: z.enum(MARKET_STATES),
    mode: z.enum(["normal", "post-only", "cancel-only"]),
    tick_size: priceText,
    next_tick_size: z.object({ tick_size: priceText, at: timeText }).nullable(),
    probability: priceText.nullable().meta({ description: "Of YES; for display, moves no money." }),
    proposed_payout: priceText.nullable(),
    ending: EndingJson.nullable(),
    parameters_version: z.int(),
    time: timeText,
  })
  .meta({ id: "MarketNow" });
export type MarketNow = z.output<typeof MarketNow>;

export const LiveBalance = z
  .object({
    account_id: idText,
    asset: z.string(),
    available: amountText,
    held: amountText,
    total: amountText,
  })
  .meta({ id: "LiveBalance" });
export type LiveBalance = z.output<typeof LiveBalance>;

/** Shares of one outcome of a market; `quantity` "0": none are left. */
export const LivePosition = z
  .object({
    account_id: idText,
    market_id: idText,
    outcome: outcomeField,
    quantity: quantityText,
    held: quantityText,
    cost: amountText,
    average_cost: priceText.nullable(),
    current_price: priceText.nullable(),
    unrealized_pnl: amountText.nullable(),
  })
  .meta({ id: "LivePosition" });
export type LivePosition = z.output<typeof LivePosition>;

/** @param probability of YES, null when there is none yet. */
export function marketNowJson(
  status: {
    readonly market: MarketId;
    readonly event: EventId;
    readonly state: MarketState;
    readonly mode: MarketMode;
    readonly tickSize: Price;
    readonly nextTickSize: { readonly tickSize: Price; readonly at: number } | null;
    readonly proposedPayout: Price | null;
    readonly ending: Ending | null;
    readonly parametersVersion: number;
    readonly time: number;
  },
  probability: Price | null,
): MarketNow {
  const { nextTickSize: next } = status;
  return {
    market_id: formatId("mkt", status.market),
    event_id: formatId("evt", status.event),
    state: status.state,
    mode: status.mode,
    tick_size: formatPrice(status.tickSize),
    next_tick_size:
      next === null ? null : { tick_size: formatPrice(next.tickSize), at: formatTime(next.at) },
    probability: probability === null ? null : formatPrice(probability),
    proposed_payout: status.proposedPayout === null ? null : formatPrice(status.proposedPayout),
    ending: status.ending === null ? null : endingJson(status.ending),
    parameters_version: status.parametersVersion,
    time: formatTime(status.time),
  };
}

export function liveBalanceJson(
  account: AccountId,
  asset: string,
  { available, held }: Pick<BalanceView, "available" | "held">,
): LiveBalance {
  return {
    account_id: formatId("acc", account),
    asset,
    available: formatAmount(available),
    held: formatAmount(held),
    total: formatAmount(amount(available + held)),
  };
}

/** Both kinds of share of a position, yes before no, whether there are some or not. */
export function livePositionsJson(view: PositionView, yesPrice: Price | null): LivePosition[] {
  return sidesOf(view, yesPrice).map((side) => ({
    account_id: formatId("acc", view.account),
    market_id: formatId("mkt", view.market),
    outcome: side.outcome,
    quantity: formatQuantity(side.lots),
    held: formatQuantity(side.held),
    cost: formatAmount(side.cost),
    average_cost: averagePrice(side.cost, side.lots),
    current_price: side.price === null ? null : formatPrice(side.price),
    unrealized_pnl: side.pnl === null ? null : formatAmount(side.pnl),
  }));
}

function placeOf(event: EventId, market: MarketId, outcome: Outcome) {
  return {
    market_id: formatId("evt", event),
    outcome_id: formatId("mkt", market),
    share_type: outcome,
  };
}

function sidesOf(view: PositionView, yesPrice: Price | null) {
  const noPrice = yesPrice === null ? null : complement(yesPrice);
  const side = (
    outcome: Outcome,
    lots: Quantity,
    held: Quantity,
    cost: Amount,
    at: Price | null,
  ) => ({
    outcome,
    lots,
    held,
    cost,
    price: at,
    pnl: at === null ? null : amount(notional(at, lots) - cost),
  });
  return [
    side("yes", view.yes, view.heldYes, view.costYes, yesPrice),
    side("no", view.no, view.heldNo, view.costNo, noPrice),
  ];
}
