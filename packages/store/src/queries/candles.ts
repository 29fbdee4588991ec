import type { MarketId, Price } from "@probity/core";
import type { Candle, CandleInterval } from "@probity/market-data";
import type { Connection } from "../database/database.ts";
import { plainArray } from "../rows/literal.ts";
import { SCHEMA } from "../tables/columns.ts";

/** Prices over time. */
export function candleQueries(connection: Connection) {
  return {
    ofMarkets: (input: Input<typeof candlesOf>) => candlesOf(connection, input),
    ofMarket: ({ market, ...window }: Window & { readonly market: MarketId }) =>
      candlesOf(connection, { markets: [market], ...window }),
    closes: (input: Input<typeof closes>) => closes(connection, input),
    valuesSince: (input: Input<typeof valuesSince>) => valuesSince(connection, input),
  };
}

type Input<F extends (connection: Connection, input: never) => unknown> = Parameters<F>[1];

interface Window {
  readonly interval: CandleInterval;
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** Of each market the last `limit` candles that begin in [`from`, `to`), by market, oldest first. */
async function candlesOf(
  connection: Connection,
  input: Window & { readonly markets: readonly MarketId[] },
): Promise<readonly Candle[]> {
  const { markets, interval, from, to, limit } = input;
  const rows = await connection.run(
    `SELECT c.* FROM unnest($1::bigint[]) AS wanted(market)
     CROSS JOIN LATERAL (
       SELECT market, start, open, high, low, close, volume, notional, trades
       FROM "${SCHEMA}"."candles"
       WHERE market = wanted.market AND interval = $2 AND start >= $3 AND start < $4
       ORDER BY start DESC LIMIT $5
     ) c ORDER BY c.market, c.start`,
    [plainArray(markets), interval, from, to, limit],
  );
  return rows.map(([market, start, open, high, low, close, volume, notional, trades]) => ({
    market: Number(market) as MarketId,
    interval,
    start: Number(start),
    open: Number(open) as Price,
    high: Number(high) as Price,
    low: Number(low) as Price,
    close: Number(close) as Price,
    volume: BigInt(volume as string),
    notional: BigInt(notional as string),
    trades: Number(trades),
  }));
}

/** Closing price of one candle. */
export interface Close {
  readonly market: MarketId;
  readonly start: number;
  readonly price: Price;
}

/** Closing prices since `from` of at most 1,000 markets, by market, oldest first; before them the last earlier one, if any. */
async function closes(
  connection: Connection,
  input: {
    readonly markets: readonly MarketId[];
    readonly interval: CandleInterval;
    readonly from: number;
    readonly to: number;
  },
): Promise<readonly Close[]> {
  const { markets, interval, from, to } = input;
  const rows = await connection.run(
    `SELECT c.market, c.start, c.close FROM unnest($1::bigint[]) AS wanted(market)
     CROSS JOIN LATERAL (
       (SELECT market, start, close FROM "${SCHEMA}"."candles"
        WHERE market = wanted.market AND interval = $2 AND start < $3 ORDER BY start DESC LIMIT 1)
       UNION ALL
       (SELECT market, start, close FROM "${SCHEMA}"."candles"
        WHERE market = wanted.market AND interval = $2 AND start >= $3 AND start < $4)
     ) c ORDER BY c.market, c.start`,
    [plainArray(markets), interval, from, to],
  );
  return rows.map(([market, start, close]) => ({
    market: Number(market) as MarketId,
    start: Number(start),
    price: Number(close) as Price,
  }));
}

/** What was traded in a market since a time, µ$. */
export interface ValueSince {
  readonly market: MarketId;
  readonly since: number;
  readonly notional: bigint;
}

/** Values traded in at most 1,000 markets since each of the times, by whole candles of a day; none for nothing. */
async function valuesSince(
  connection: Connection,
  input: { readonly markets: readonly MarketId[]; readonly since: readonly number[] },
): Promise<readonly ValueSince[]> {
  const rows = await connection.run(
    `SELECT market, since, sum(notional) FROM unnest($1::bigint[]) AS wanted(since)
     JOIN "${SCHEMA}"."candles" ON start >= wanted.since AND interval = '1d'
     WHERE market = ANY($2::bigint[]) GROUP BY market, since ORDER BY market, since`,
    [plainArray(input.since), plainArray(input.markets)],
  );
  return rows.map(([market, since, notional]) => ({
    market: Number(market) as MarketId,
    since: Number(since),
    notional: BigInt(notional as string),
  }));
}
