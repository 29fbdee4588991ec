/** Books and trades as the public sees them. */
import type { MarketId, MatchId, MatchKind, Outcome, Price, Quantity, Side } from "@probity/core";
import { complement } from "@probity/core";
import { z } from "zod";
import { formatPrice, formatQuantity } from "./decimal.ts";
import { answerOf, countInQuery, minSequence, pageOf, pageQuery } from "./envelope.ts";
import {
  formatTime,
  idText,
  outcomeField,
  priceText,
  quantityText,
  sequenceNumber,
  sideField,
  timeText,
} from "./fields.ts";
import { formatId } from "./ids.ts";

/** Levels of each side in answers unless asked otherwise. */
const DEPTH_USUAL = 25;
const DEPTH_MOST = 1_000;

export const BookQuery = z.strictObject({
  outcome: outcomeField.default("yes"),
  depth: countInQuery(1, DEPTH_MOST, DEPTH_USUAL),
  min_seq: minSequence,
});
/** Levels of each market in the book of an event: few, because there may be many markets. */
export const EventBookQuery = z.strictObject({
  depth: countInQuery(1, 25, 5),
  min_seq: minSequence,
});
export const TradesQuery = z.strictObject({ ...pageQuery, min_seq: minSequence });

/** One price of a book and the shares wanted or offered at it. */
export const Level = z.object({ price: priceText, quantity: quantityText }).meta({ id: "Level" });
export type Level = z.output<typeof Level>;

/** A book in the terms of one outcome, best levels first on both sides. */
export const Book = z
  .object({
    market_id: idText,
    outcome: outcomeField,
    bids: z.array(Level),
    asks: z.array(Level),
    book_seq: sequenceNumber.meta({ description: "The last command that changed the book." }),
    checksum: z.int().meta({
      description:
        "CRC32C of the canonical text of the best 25 levels a side in YES terms, whichever outcome is shown.",
    }),
  })
  .meta({ id: "Book" });
export type Book = z.output<typeof Book>;

/** One match. `kind`: complementary (shares changed hands), mint (two buyers), merge (two sellers). */
export const Trade = z
  .object({
    trade_id: idText,
    market_id: idText,
    seq: sequenceNumber,
    kind: z.enum(["complementary", "mint", "merge"]),
    price: priceText.meta({ description: "Of YES." }),
    no_price: priceText,
    quantity: quantityText,
    taker_side: sideField.nullable(),
    taker_outcome: outcomeField.nullable(),
    time: timeText,
  })
  .meta({ id: "Trade" });
export type Trade = z.output<typeof Trade>;

export const BookAnswer = answerOf({ book: Book });
export type BookAnswer = z.output<typeof BookAnswer>;

/**
 * The books of all live markets of an event, in YES terms, and what one share of each costs together. Where
 * exactly one outcome wins, asks that sum to less than a dollar, or bids to more, are an arbitrage.
 */
export const EventBookAnswer = answerOf({
  event_id: idText,
  markets: z.array(
    z.object({
      market_id: idText,
      slug: z.string(),
      question: z.string(),
      probability: priceText.nullable(),
      bids: z.array(Level),
      asks: z.array(Level),
      book_seq: sequenceNumber,
    }),
  ),
  best_bid_sum: z.string().nullable().meta({ description: "Null when a market has no bid." }),
  best_ask_sum: z.string().nullable().meta({ description: "Null when a market has no ask." }),
  probability_sum: z.string().nullable().meta({ description: "Null when one is not known." }),
});
export type EventBookAnswer = z.output<typeof EventBookAnswer>;
/** Newest first. */
export const TradesPage = pageOf({ trades: z.array(Trade) });
export type TradesPage = z.output<typeof TradesPage>;

interface LevelLike {
  readonly price: Price;
  readonly quantity: Quantity;
}

export function levelJson({ price, quantity }: LevelLike): Level {
  return { price: formatPrice(price), quantity: formatQuantity(quantity) };
}

/** @param book in the terms of `outcome`. */
export function bookJson(
  market: MarketId,
  outcome: Outcome,
  book: { readonly bids: readonly LevelLike[]; readonly asks: readonly LevelLike[] },
  state: { readonly sequence: number; readonly checksum: number },
): Book {
  return {
    market_id: formatId("mkt", market),
    outcome,
    bids: book.bids.map(levelJson),
    asks: book.asks.map(levelJson),
    book_seq: state.sequence,
    checksum: state.checksum,
  };
}

export function tradeJson(trade: {
  readonly match: MatchId;
  readonly market: MarketId;
  readonly sequence: number;
  readonly time: number;
  readonly kind: MatchKind;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly taker: { readonly side: Side; readonly outcome: Outcome } | null;
}): Trade {
  return {
    trade_id: formatId("mat", trade.match),
    market_id: formatId("mkt", trade.market),
    seq: trade.sequence,
    kind: trade.kind,
    price: formatPrice(trade.price),
    no_price: formatPrice(complement(trade.price)),
    quantity: formatQuantity(trade.quantity),
    taker_side: trade.taker?.side ?? null,
    taker_outcome: trade.taker?.outcome ?? null,
    time: formatTime(trade.time),
  };
}
