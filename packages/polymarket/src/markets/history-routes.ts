import { PRICE_ONE } from "@probity/core";
import { CANDLE_MS } from "@probity/market-data";
import type { Candle, CandleInterval } from "@probity/market-data";
import { fromHistory } from "@probity/gateway";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import type { KnownMarkets, Token } from "./known-markets.ts";
import { isInterval, priceHistory } from "./price-history.ts";
import type { HistoryPoint, HistoryWish } from "./price-history.ts";

/** Tokens whose histories may be asked for at once. */
const HISTORIES_MOST = 20;
const CANDLES_MOST = 1_000;
const LOTS_PER_SHARE = 100;

/** Seconds since 1970, as a number or in a query; before the year 3000. */
const Seconds = z.coerce.number().int().min(0).max(32_503_680_000);
const Fidelity = z.coerce.number().int().min(1).max(1_000_000);
const Interval = z.string().refine(isInterval);

const HistoryQuery = z.object({
  market: z.string(),
  startTs: Seconds.optional(),
  endTs: Seconds.optional(),
  interval: Interval.optional(),
  fidelity: Fidelity.default(1),
});
const HistoriesBody = z.object({
  markets: z.array(z.string()),
  start_ts: Seconds.nullish(),
  end_ts: Seconds.nullish(),
  interval: Interval.nullish(),
  fidelity: Fidelity.nullish(),
});

/** Candles told, by the ones they are made of. */
const CANDLES: Readonly<Record<string, readonly [CandleInterval, number]>> = {
  "1m": ["1m", 1],
  "5m": ["5m", 1],
  "15m": ["15m", 1],
  "30m": ["15m", 2],
  "1h": ["1h", 1],
  "4h": ["4h", 1],
  "1d": ["1d", 1],
  "1w": ["1w", 1],
};
const CandlesQuery = z.object({
  asset_id: z.string(),
  startTs: Seconds,
  endTs: Seconds.optional(),
  fidelity: z.string().refine((text) => Object.hasOwn(CANDLES, text)),
  limit: z.coerce.number().int().min(1).max(CANDLES_MOST).default(CANDLES_MOST),
});

/** What prices were. */
export function historyRoutes(app: FastifyInstance, desk: Desk, known: KnownMarkets): void {
  const { venue } = desk;

  app.get("/prices-history", async ({ query }) => {
    const { market, startTs, endTs, interval, fidelity } = read(HistoryQuery, query);
    await venue.readSide.caughtUp();
    const token = known.wantedToken(market);
    const wish = wishOf({ start: startTs, end: endTs, interval, fidelity });
    return { history: await priceHistory(desk, token, wish, Date.now()) };
  });

  app.post("/batch-prices-history", async ({ body }) => {
    const { markets, start_ts, end_ts, interval, fidelity } = read(HistoriesBody, body);
    if (markets.length > HISTORIES_MOST) throw new ClobError(400, "Payload exceeds the limit");
    await venue.readSide.caughtUp();
    const wish = wishOf({ start: start_ts, end: end_ts, interval, fidelity });
    const now = Date.now();
    const history: Record<string, readonly HistoryPoint[]> = {};
    for (const id of new Set(markets)) {
      const token = known.token(id);
      if (token !== null) history[id] = await priceHistory(desk, token, wish, now);
    }
    return { history };
  });

  // Polymarket documents the parameters only; the shape is ours.
  app.get("/ohlc", async ({ query }) => {
    const { asset_id, startTs, endTs, fidelity, limit } = read(CandlesQuery, query);
    await venue.readSide.caughtUp();
    const token = known.wantedToken(asset_id);
    const [interval, count] = CANDLES[fidelity] ?? (["1m", 1] as const);
    const length = count * CANDLE_MS[interval];
    const { value } = await fromHistory(venue, undefined, ({ candles }) =>
      candles.ofMarket({
        market: token.market.market,
        interval,
        from: startTs * 1_000,
        to: endTs === undefined ? Number.MAX_SAFE_INTEGER : endTs * 1_000,
        limit: limit * count,
      }),
    );
    const told = together(value, count === 1 ? 1 : length);
    const data = told.slice(-limit).map((candle) => candleJson(token, candle));
    return { count: data.length, data };
  });
}

function wishOf({
  start,
  end,
  interval,
  fidelity,
}: {
  readonly start: number | null | undefined;
  readonly end: number | null | undefined;
  readonly interval: string | null | undefined;
  readonly fidelity: number | null | undefined;
}): HistoryWish {
  const hasPeriod = (start ?? end ?? null) !== null;
  return {
    // Of both, the period is the more exact wish.
    interval: hasPeriod ? null : (interval ?? "max"),
    start: start ?? null,
    end: end ?? null,
    fidelity: fidelity ?? 1,
  };
}

/** Candles that begin in the same `length` become one; a length of 1 leaves them as they are. */
function together(candles: readonly Candle[], length: number): readonly Candle[] {
  const made: Candle[] = [];
  for (const candle of candles) {
    const start = Math.floor(candle.start / length) * length;
    const before = made.at(-1);
    if (before?.start !== start) {
      made.push({ ...candle, start });
      continue;
    }
    made[made.length - 1] = {
      ...before,
      high: candle.high > before.high ? candle.high : before.high,
      low: candle.low < before.low ? candle.low : before.low,
      close: candle.close,
      volume: before.volume + candle.volume,
    };
  }
  return made;
}

/** Prices in the token's own terms, shares traded; JSON numbers, as in histories. */
function candleJson({ outcome }: Token, candle: Candle) {
  const own = (price: number) => (outcome === "yes" ? price : PRICE_ONE - price) / PRICE_ONE;
  const [high, low] = outcome === "yes" ? [candle.high, candle.low] : [candle.low, candle.high];
  return {
    t: Math.floor(candle.start / 1_000),
    o: own(candle.open),
    h: own(high),
    l: own(low),
    c: own(candle.close),
    v: Number(candle.volume) / LOTS_PER_SHARE,
  };
}

/** @throws ClobError 400 */
function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ClobError(400, "Invalid payload");
  return parsed.data;
}
