import { notional } from "@probity/core";
import type { MarketId, Price, Quantity } from "@probity/core";
import { BigSum } from "./big-sum.ts";

/** Lengths of candles, shortest first. */
export const CANDLE_INTERVALS = ["1m", "5m", "15m", "1h", "4h", "1d", "1w"] as const;
export type CandleInterval = (typeof CANDLE_INTERVALS)[number];

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Length of each interval in ms. */
export const CANDLE_MS: Readonly<Record<CandleInterval, number>> = {
  "1m": MINUTE_MS,
  "5m": 5 * MINUTE_MS,
  "15m": 15 * MINUTE_MS,
  "1h": 60 * MINUTE_MS,
  "4h": 240 * MINUTE_MS,
  "1d": DAY_MS,
  "1w": 7 * DAY_MS,
};

/** The first Monday after 1970-01-01, a Thursday: weeks begin on Mondays, everything in UTC. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** When the candle that holds `time` begins, ms. */
export function candleStart(time: number, interval: CandleInterval): number {
  const length = CANDLE_MS[interval];
  const origin = interval === "1w" ? FIRST_MONDAY_MS : 0;
  return Math.floor((time - origin) / length) * length + origin;
}

/** What a market's trades did in one interval; prices in YES terms. An interval without a trade has none. */
export interface Candle {
  readonly market: MarketId;
  readonly interval: CandleInterval;
  /** Inclusive, ms. */
  readonly start: number;
  readonly open: Price;
  readonly high: Price;
  readonly low: Price;
  readonly close: Price;
  /** Lots; each match counts once. */
  readonly volume: bigint;
  /** Value of these at their YES prices, in micro-dollars. */
  readonly notional: bigint;
  readonly trades: number;
}

/** What a candle is made of. */
export interface CandleTrade {
  readonly market: MarketId;
  readonly time: number;
  readonly price: Price;
  readonly quantity: Quantity;
}

interface Draft {
  readonly market: MarketId;
  readonly interval: CandleInterval;
  readonly start: number;
  readonly open: Price;
  high: Price;
  low: Price;
  close: Price;
  readonly volume: BigSum;
  readonly notional: BigSum;
  trades: number;
}

/** Gathers trades, oldest first, into candles of every interval. */
export class CandleFold {
  private readonly drafts = new Map<string, Draft>();

  add({ market, time, price: at, quantity }: CandleTrade): void {
    const value = notional(at, quantity);
    for (const interval of CANDLE_INTERVALS) {
      const start = candleStart(time, interval);
      const key = `${market}/${interval}/${start}`;
      let draft = this.drafts.get(key);
      if (draft === undefined) {
        draft = {
          market,
          interval,
          start,
          open: at,
          high: at,
          low: at,
          close: at,
          volume: new BigSum(),
          notional: new BigSum(),
          trades: 0,
        };
        this.drafts.set(key, draft);
      }
      if (at > draft.high) draft.high = at;
      if (at < draft.low) draft.low = at;
      draft.close = at;
      draft.volume.add(quantity);
      draft.notional.add(value);
      draft.trades += 1;
    }
  }

  /** Everything gathered; a market's candles of an interval are oldest first. */
  candles(): Candle[] {
    return [...this.drafts.values()].map((draft) => ({
      ...draft,
      volume: draft.volume.value,
      notional: draft.notional.value,
    }));
  }
}

/** The candle of one interval whose trades are those of `earlier`, then those of `later`. */
export function joinCandles(earlier: Candle, later: Candle): Candle {
  return {
    ...earlier,
    high: Math.max(earlier.high, later.high) as Price,
    low: Math.min(earlier.low, later.low) as Price,
    close: later.close,
    volume: earlier.volume + later.volume,
    notional: earlier.notional + later.notional,
    trades: earlier.trades + later.trades,
  };
}
