import type { AccountId, MarketId, Outcome, OwnerId, Price } from "@probity/core";
import { dayBefore } from "@probity/market-data";
import type { Connection } from "../database/database.ts";
import { plainArray } from "../rows/literal.ts";
import { SCHEMA } from "../tables/columns.ts";

/** What trades and holdings add up to. */
export function statisticsQueries(connection: Connection) {
  return {
    figures: (input: Input<typeof marketFigures>) => marketFigures(connection, input),
    openInterest: (input: Input<typeof openInterestSeries>) =>
      openInterestSeries(connection, input),
    holders: (input: Input<typeof marketHolders>) => marketHolders(connection, input),
    leaders: (input: Input<typeof leaders>) => leaders(connection, input),
  };
}

type Input<F extends (connection: Connection, input: never) => unknown> = Parameters<F>[1];

/** What a market's trades add up to; prices in YES terms. */
export interface MarketFigures {
  readonly market: MarketId;
  /** Lots. */
  readonly volume: bigint;
  /** µ$. */
  readonly notional: bigint;
  readonly notional24h: bigint;
  readonly trades: number;
  readonly openInterest: number;
  readonly lastPrice: Price | null;
  readonly lastTradeAt: number | null;
  /** The last price before the 24 hours. */
  readonly price24hAgo: Price | null;
  readonly high24h: Price | null;
  readonly low24h: Price | null;
}

/** Figures of markets in the order given; `at`: the end of the 24 hours, ms. */
async function marketFigures(
  connection: Connection,
  { markets, at }: { readonly markets: readonly MarketId[]; readonly at: number },
): Promise<readonly MarketFigures[]> {
  const rows = await connection.run(
    `SELECT m.market, COALESCE(s.volume, 0), COALESCE(s.notional, 0), COALESCE(day.notional, 0),
            COALESCE(s.trades, 0), COALESCE(s.open_interest, 0), m.last_price, m.last_trade_at,
            before.close, day.high, day.low
     FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted(market, place)
     JOIN "${SCHEMA}"."markets" m ON m.market = wanted.market
     LEFT JOIN "${SCHEMA}"."market_stats" s ON s.market = m.market
     LEFT JOIN LATERAL (
       SELECT sum(notional) AS notional, max(high) AS high, min(low) AS low
       FROM "${SCHEMA}"."candles"
       WHERE market = m.market AND interval = '5m' AND start >= $2
     ) day ON true
     LEFT JOIN LATERAL (
       SELECT close FROM "${SCHEMA}"."candles"
       WHERE market = m.market AND interval = '5m' AND start < $2 ORDER BY start DESC LIMIT 1
     ) before ON true
     ORDER BY wanted.place`,
    [plainArray(markets), dayBefore(at)],
  );
  return rows.map((row) => ({
    market: Number(row[0]) as MarketId,
    volume: BigInt(row[1] as string),
    notional: BigInt(row[2] as string),
    notional24h: BigInt(row[3] as string),
    trades: Number(row[4]),
    openInterest: Number(row[5]),
    lastPrice: priceOrNull(row[6]),
    lastTradeAt: row[7] === null ? null : Number(row[7]),
    price24hAgo: priceOrNull(row[8]),
    high24h: priceOrNull(row[9]),
    low24h: priceOrNull(row[10]),
  }));
}

/** Open interest of markets together, lots, at the end of each hour in which it changed; the last `limit`, oldest first. */
async function openInterestSeries(
  connection: Connection,
  input: {
    readonly markets: readonly MarketId[];
    readonly from: number;
    readonly to: number;
    readonly limit: number;
  },
): Promise<readonly { readonly start: number; readonly lots: number }[]> {
  const { markets, from, to, limit } = input;
  const rows = await connection.run(
    `SELECT start, lots FROM (
       SELECT start, (sum(sum(change)) OVER (ORDER BY start))::bigint AS lots
       FROM "${SCHEMA}"."open_interest" WHERE market = ANY($1::bigint[]) GROUP BY start
     ) series
     WHERE start >= $2 AND start < $3 ORDER BY start DESC LIMIT $4`,
    [plainArray(markets), from, to, limit],
  );
  return rows.reverse().map(([start, lots]) => ({ start: Number(start), lots: Number(lots) }));
}

export interface Holders {
  /** Largest first. */
  readonly holders: readonly { readonly account: AccountId; readonly lots: number }[];
  /** All accounts that hold the outcome. */
  readonly accounts: number;
}

/** Who holds most of an outcome. An event's conversion account is nobody. */
async function marketHolders(
  connection: Connection,
  input: { readonly market: MarketId; readonly outcome: Outcome; readonly limit: number },
): Promise<Holders> {
  const { market, outcome, limit } = input;
  const rows = await connection.run(
    `SELECT p.account, p.shares, count(*) OVER () FROM "${SCHEMA}"."positions" p
     JOIN "${SCHEMA}"."accounts" a ON a.account = p.account
     WHERE p.market = $1 AND p.outcome = $2 AND p.shares > 0
     ORDER BY p.shares DESC, p.account LIMIT $3`,
    [market, outcome, limit],
  );
  return {
    holders: rows.map(([account, shares]) => ({
      account: Number(account) as AccountId,
      lots: Number(shares),
    })),
    accounts: Number(rows[0]?.[2] ?? 0),
  };
}

export interface Leader {
  readonly account: AccountId;
  readonly owner: OwnerId;
  /** Realised, after fees, µ$. */
  readonly profit: number;
  /** µ$. */
  readonly volume: bigint;
  readonly trades: number;
}

/** Accounts with the most profit or volume since a day, best first, older accounts first among equals; an event's conversion account is nobody. */
async function leaders(
  connection: Connection,
  input: {
    readonly by: "profit" | "volume";
    readonly sinceDay: number;
    readonly limit: number;
  },
): Promise<readonly Leader[]> {
  const rows = await connection.run(
    `SELECT account, owner, (sum(realised) - sum(fees))::bigint AS profit, sum(volume)::text AS volume,
            sum(trades)::bigint
     FROM "${SCHEMA}"."account_days" JOIN "${SCHEMA}"."accounts" USING (account)
     WHERE day >= $1 GROUP BY account, owner ORDER BY ${input.by === "profit" ? "3" : "sum(volume)"} DESC, account LIMIT $2`,
    [input.sinceDay, input.limit],
  );
  return rows.map(([account, owner, profit, volume, trades]) => ({
    account: Number(account) as AccountId,
    owner: Number(owner) as OwnerId,
    profit: Number(profit),
    volume: BigInt(volume as string),
    trades: Number(trades),
  }));
}

function priceOrNull(value: unknown): Price | null {
  return value === null ? null : (Number(value) as Price);
}
