/** What the trades and holdings of markets add up to. */
import type { Price } from "@probity/core";
import { z } from "zod";
import { formatBigAmount, formatBigQuantity, formatPrice } from "./decimal.ts";
import { answerOf, countInQuery, minSequence } from "./envelope.ts";
import {
  amountText,
  formatTime,
  marketIds,
  idText,
  instant,
  outcomeField,
  priceText,
  quantityText,
  timeText,
} from "./fields.ts";

/** Candles of a market in one answer, and markets whose candles are. */
const CANDLES_MOST = 1_000;
const CANDLES_MARKETS_MOST = 8;
const HOLDERS_MOST = 100;
const SPARKLINES_MOST = 50;

// ---- requests ----

/** The last `limit` candles that begin in [`from`, `to`). */
export const CandlesQuery = z.strictObject({
  interval: z.enum(["1m", "5m", "15m", "1h", "4h", "1d", "1w"]).default("1h"),
  from: instant.optional(),
  to: instant.optional(),
  limit: countInQuery(1, CANDLES_MOST, 500),
  min_seq: minSequence,
});
export const ManyCandlesQuery = CandlesQuery.extend({
  market_ids: marketIds(CANDLES_MARKETS_MOST),
});
export const HoldersQuery = z.strictObject({
  outcome: outcomeField.default("yes"),
  limit: countInQuery(1, HOLDERS_MOST, 20),
  min_seq: minSequence,
});
export const OpenInterestQuery = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  limit: countInQuery(1, CANDLES_MOST, 168),
  min_seq: minSequence,
});
export const SparklinesQuery = z.strictObject({
  market_ids: marketIds(SPARKLINES_MOST),
  window: z.enum(["24h", "7d", "30d"]).default("7d"),
  min_seq: minSequence,
});
export const LeaderboardQuery = z.strictObject({
  by: z.enum(["profit", "volume"]).default("profit"),
  window: z
    .enum(["1d", "7d", "30d", "all"])
    .default("7d")
    .meta({ description: "So many days of UTC, today's included." }),
  limit: countInQuery(1, 100, 20),
  min_seq: minSequence,
});

// ---- answers ----

const Candle = z
  .object({
    time: timeText.meta({ description: "When the interval begins." }),
    open: priceText,
    high: priceText,
    low: priceText,
    close: priceText,
    volume: amountText.meta({ description: "Dollars traded, at YES prices." }),
    shares: quantityText,
    trades: z.int(),
  })
  .meta({ id: "Candle" });

/** Of YES, oldest first. An interval without a trade has no candle. */
export const CandlesAnswer = answerOf({
  market_id: idText,
  interval: CandlesQuery.shape.interval,
  candles: z.array(Candle),
});
/** The same of several markets, in the order of the request. */
export const ManyCandlesAnswer = answerOf({
  interval: CandlesQuery.shape.interval,
  markets: z.array(z.object({ market_id: idText, candles: z.array(Candle) })),
});

/** Prices are of YES. */
export const MarketStats = z
  .object({
    market_id: idText,
    volume: amountText.meta({ description: "Dollars traded, at YES prices." }),
    volume_24h: amountText,
    shares_traded: quantityText,
    trades: z.int(),
    open_interest: quantityText.meta({ description: "Full sets outstanding." }),
    last_price: priceText.nullable(),
    price_24h_ago: priceText.nullable(),
    high_24h: priceText.nullable(),
    low_24h: priceText.nullable(),
    best_bid: priceText.nullable(),
    best_ask: priceText.nullable(),
    last_trade_at: timeText.nullable(),
  })
  .meta({ id: "MarketStats" });
export type MarketStats = z.output<typeof MarketStats>;

export const MarketStatsAnswer = answerOf({ stats: MarketStats });
/** Sums over the markets, and each market. */
export const EventStatsAnswer = answerOf({
  event_id: idText,
  volume: amountText,
  volume_24h: amountText,
  trades: z.int(),
  open_interest: quantityText,
  markets: z.array(MarketStats),
});

const Holder = z
  .object({
    account_id: idText,
    username: z.string().nullable().meta({ description: "Only of whoever wants it shown." }),
    quantity: quantityText,
  })
  .meta({ id: "Holder" });
/** Largest first; by name who wants theirs on the leaderboard as well, see the preference `leaderboard`. */
export const HoldersAnswer = answerOf({
  market_id: idText,
  outcome: outcomeField,
  holders: z.array(Holder),
  accounts: z.int().meta({ description: "All that hold the outcome." }),
});

const OpenInterestPoint = z.object({ time: timeText, open_interest: quantityText });
/** At the end of each hour in which it changed, oldest first. */
export const OpenInterestAnswer = answerOf({
  open_interest: quantityText,
  points: z.array(OpenInterestPoint),
});

/** Closing prices of YES, oldest first; a market without a trade has none. */
export const SparklinesAnswer = answerOf({
  sparklines: z.array(
    z.object({
      market_id: idText,
      points: z.array(z.object({ time: timeText, price: priceText })),
    }),
  ),
});

/** Best first, as far as people let it be known: see the preference `leaderboard`. */
export const LeaderboardAnswer = answerOf({
  entries: z.array(
    z
      .object({
        rank: z.int().meta({ description: "Among those that are shown." }),
        account_id: idText.nullable().meta({ description: "Null: who it is prefers not to say." }),
        username: z.string().nullable().meta({ description: "Only of whoever wants it shown." }),
        profit: amountText.meta({ description: "Realised, after fees." }),
        volume: amountText.meta({ description: "Paid and received for shares." }),
        trades: z.int(),
      })
      .meta({ id: "LeaderboardEntry" }),
  ),
});

// ---- between text and the units of the machine ----

export function candleJson(candle: {
  readonly start: number;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  readonly volume: bigint;
  readonly notional: bigint;
  readonly trades: number;
}): z.output<typeof Candle> {
  return {
    time: formatTime(candle.start),
    open: formatPrice(candle.open),
    high: formatPrice(candle.high),
    low: formatPrice(candle.low),
    close: formatPrice(candle.close),
    volume: formatBigAmount(candle.notional),
    shares: formatBigQuantity(candle.volume),
    trades: candle.trades,
  };
}
