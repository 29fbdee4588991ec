import type { MarketId, OwnerId } from "@probity/core";
import type { Connection } from "../database/database.ts";
import { plainArray } from "../rows/literal.ts";
import { SCHEMA } from "../tables/columns.ts";

/** Trades of all markets together that are looked at. */
const TRADES_MOST = 20_000;
/** Times each of two took either side of the other, from which on it is no chance. */
const TIMES_EACH_WAY = 3;
/** Part of the lots of both that they traded with each other, percent. */
const PART_TOGETHER = 80;

/** Two owners whose trades with each other look arranged. */
export interface RelatedPair {
  readonly owners: readonly [OwnerId, OwnerId];
  /** Each took either side of the other again and again. */
  readonly isTwoSided: boolean;
  /** Both traded with hardly anybody else. */
  readonly isExclusive: boolean;
  readonly trades: number;
  readonly lots: bigint;
  /** At YES prices, µ$. */
  readonly notional: bigint;
  /** Lots by which the first of them got longer in YES, less those by which the second did. */
  readonly netLots: bigint;
}

export interface RelatedTrades {
  /** The largest first. */
  readonly pairs: readonly RelatedPair[];
  /** How many trades were looked at; the latest of each market. */
  readonly seen: number;
  /** How many there are. */
  readonly inAll: number;
}

/**
 * Who may have arranged trades in markets. An owner's accounts never trade with each other, and
 * nothing is transferred between owners: the machine refuses both. What is left to see is who
 * meets whom, how often and which way.
 */
export function relatedTradeQueries(connection: Connection) {
  return {
    async among(markets: readonly MarketId[], limit: number): Promise<RelatedTrades> {
      const each = Math.ceil(TRADES_MOST / Math.max(1, markets.length));
      const rows = await connection.run(SQL, [plainArray(markets), each, limit]);
      const [first] = rows;
      return {
        seen: Number(first?.[0] ?? 0),
        inAll: Number(first?.[1] ?? 0),
        pairs: rows.flatMap((row) => (row[2] === null ? [] : [pairOf(row)])),
      };
    },
  };
}

function pairOf(row: readonly unknown[]): RelatedPair {
  return {
    owners: [Number(row[2]) as OwnerId, Number(row[3]) as OwnerId],
    trades: Number(row[4]),
    lots: BigInt(row[5] as string),
    notional: BigInt(row[6] as string),
    netLots: BigInt(row[7] as string),
    isTwoSided: row[8] === true,
    isExclusive: row[9] === true,
  };
}

/** The first leg of a match is the maker's, the second the taker's; the taker is long who buys YES or sells NO. */
const SQL = `
WITH recent AS (
  SELECT t.match_id, t.price, t.quantity, (t.taker_outcome = 'yes') = (t.taker_side = 'buy') AS taker_long
  FROM unnest($1::bigint[]) AS wanted(market)
  CROSS JOIN LATERAL (
    SELECT * FROM "${SCHEMA}"."trades" WHERE market = wanted.market ORDER BY match_id DESC LIMIT $2
  ) t
), met AS (
  SELECT a.owner AS maker, b.owner AS taker, r.taker_long, r.quantity, r.price
  FROM recent r
  JOIN "${SCHEMA}"."fills" m ON m.match_id = r.match_id AND m.leg = 0
  JOIN "${SCHEMA}"."fills" t ON t.match_id = r.match_id AND t.leg = 1
  JOIN "${SCHEMA}"."accounts" a ON a.account = m.account
  JOIN "${SCHEMA}"."accounts" b ON b.account = t.account
), own AS (
  SELECT owner, sum(quantity) AS lots
  FROM (SELECT maker AS owner, quantity FROM met UNION ALL SELECT taker, quantity FROM met) sides
  GROUP BY owner
), pairs AS (
  SELECT least(maker, taker) AS low, greatest(maker, taker) AS high, count(*) AS trades,
    sum(quantity) AS lots, sum(quantity * price) AS notional,
    sum(CASE WHEN taker_long = (taker < maker) THEN quantity ELSE -quantity END) AS net,
    count(*) FILTER (WHERE taker_long = (taker < maker)) AS low_long
  FROM met GROUP BY 1, 2
), judged AS (
  SELECT low, high, trades, pairs.lots, notional, net,
    least(low_long, trades - low_long) >= ${TIMES_EACH_WAY} AS two_sided,
    pairs.lots * 100 >= greatest(a.lots, b.lots) * ${PART_TOGETHER} AS exclusive
  FROM pairs JOIN own a ON a.owner = low JOIN own b ON b.owner = high
), named AS (
  SELECT * FROM judged WHERE two_sided OR exclusive ORDER BY notional DESC, low, high LIMIT $3
)
SELECT (SELECT count(*) FROM recent),
  (SELECT COALESCE(sum(trades), 0) FROM "${SCHEMA}"."market_stats" WHERE market = ANY($1::bigint[])),
  low, high, trades, lots::text, notional::text, net::text, two_sided, exclusive
FROM (SELECT 1) one LEFT JOIN named ON true
ORDER BY notional DESC, low, high`;
