import type { Price } from "@probity/core";
import { PRICE_ONE } from "@probity/core";
import { CANDLE_MS } from "@probity/market-data";
import type { CandleInterval } from "@probity/market-data";
import { fromHistory } from "@probity/gateway";
import type { Desk } from "../desk.ts";
import type { Token } from "./known-markets.ts";
import { ofOutcome } from "./token-prices.ts";

/** Points of one history; a longer time is told in larger steps. */
const POINTS_MOST = 2_500;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Those whose starts are multiples of their length. */
const ALIGNED = ["1m", "5m", "15m", "1h", "4h", "1d"] as const satisfies CandleInterval[];

/** How far back each interval reaches; what is not here is everything. */
const REACH_MS: Readonly<Record<string, number>> = {
  "1h": 60 * MINUTE_MS,
  "6h": 360 * MINUTE_MS,
  "1d": DAY_MS,
  "1w": 7 * DAY_MS,
  "1m": 30 * DAY_MS,
  max: Number.POSITIVE_INFINITY,
  all: Number.POSITIVE_INFINITY,
};

/** A period and how finely it is told. */
export interface HistoryWish {
  /** Ends now; null: from `start` to `end`. */
  readonly interval: string | null;
  /** Seconds since 1970; null: the beginning, and now. */
  readonly start: number | null;
  readonly end: number | null;
  /** Minutes between two points. */
  readonly fidelity: number;
}

/** What a token cost at a moment: seconds since 1970, dollars. */
export interface HistoryPoint {
  readonly t: number;
  readonly p: number;
}

export function isInterval(text: string): boolean {
  return Object.hasOwn(REACH_MS, text);
}

/**
 * The price of the last trade at each step of a period, oldest first; nothing before the first
 * trade. Steps are wider than wished where there would be too many.
 */
export async function priceHistory(
  desk: Desk,
  { market: { market }, outcome }: Token,
  wish: HistoryWish,
  now: number,
): Promise<readonly HistoryPoint[]> {
  const { catalogue, tickers } = desk.venue.readSide.data;
  const { from, to } = period(wish, catalogue.market(market)?.createdAt ?? now, now);
  if (from >= to) return [];
  const { interval, step } = stepOf(to - from, wish.fidelity);
  const first = Math.ceil(from / step) * step;
  const { value: closes } = await fromHistory(desk.venue, undefined, ({ candles }) =>
    candles.closes({ markets: [market], interval, from: first, to }),
  );
  const points: HistoryPoint[] = [];
  const add = (time: number, price: Price): void => {
    points.push({ t: Math.floor(time / 1_000), p: ofOutcome(outcome, price) / PRICE_ONE });
  };
  let at = 0;
  let price: Price | null = null;
  for (let time = first; time <= to; time += step) {
    // A candle of this length that began before this step has ended by it.
    for (; at < closes.length && (closes[at]?.start ?? 0) < time; at++) {
      price = closes[at]?.price ?? price;
    }
    if (price !== null) add(time, price);
  }
  const last = to === now ? tickers.ticker(market).lastPrice : (closes.at(-1)?.price ?? null);
  if (last !== null && to % step !== 0) add(to, last);
  return points;
}

function period(wish: HistoryWish, createdAt: number, now: number) {
  const to = wish.end === null || wish.interval !== null ? now : Math.min(wish.end * 1_000, now);
  const reach = wish.interval === null ? null : (REACH_MS[wish.interval] ?? DAY_MS);
  const wished = reach === null ? (wish.start ?? 0) * 1_000 : now - reach;
  return { from: Math.max(wished, createdAt), to };
}

/** The step between two points, and the largest candles of which it is a multiple. */
function stepOf(length: number, fidelity: number): { interval: CandleInterval; step: number } {
  const finest = Math.max(fidelity * MINUTE_MS, Math.ceil(length / POINTS_MOST));
  const interval = ALIGNED.findLast((one) => CANDLE_MS[one] <= finest) ?? "1m";
  const candle = CANDLE_MS[interval];
  return { interval, step: Math.ceil(finest / candle) * candle };
}
