import type { AccountId, MarketId, MatchId, Outcome, Side } from "@probity/core";
import type { Connection, Parameter } from "../database/database.ts";
import { plainArray } from "../rows/literal.ts";
import { SCHEMA } from "../tables/columns.ts";
import { firstAt } from "./first-at.ts";

/** Of each list so many of the latest are looked through for what a filter asks. */
const LOOKED_THROUGH = 20_000;

/** What accounts did, as everybody may see it. */
export function activityQueries(connection: Connection) {
  return {
    trades: (input: Input<typeof publicTrades>) => publicTrades(connection, input),
    of: (input: Input<typeof accountActivity>) => accountActivity(connection, input),
    rebates: (input: Input<typeof rebatesByMarket>) => rebatesByMarket(connection, input),
  };
}

type Input<F extends (connection: Connection, input: never) => unknown> = Parameters<F>[1];

/** One side of a match. */
export interface PublicTrade {
  readonly match: MatchId;
  readonly account: AccountId;
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly price: number;
  readonly lots: number;
  readonly time: number;
}

/** From then on, and before, ms. */
interface Period {
  readonly from: number | null;
  readonly to: number | null;
}

/**
 * Trades, newest first; of an account, of markets or of all. Sides and sizes are looked for among the
 * latest 20,000 of each; a period is found at once.
 */
async function publicTrades(
  connection: Connection,
  input: Period & {
    /** Null: everybody's. */
    readonly account: AccountId | null;
    /** Null: of all markets. */
    readonly markets: readonly MarketId[] | null;
    /** Only the side of who took. */
    readonly isTaker: boolean;
    readonly side: Side | null;
    readonly minLots: number;
    /** µ$. */
    readonly minValue: number;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<PublicTrade[]> {
  const { account, markets, isTaker, side, minLots, minValue, limit, offset } = input;
  const given: Parameter[] = [];
  const put = (value: Parameter): string => `$${given.push(value)}`;
  const range = await matchRange(connection, input, put);
  const filters = [
    ...(isTaker ? ["f.role = 'taker'"] : []),
    ...(side === null ? [] : [`f.side = ${put(side)}`]),
    ...(minLots === 0 ? [] : [`f.quantity >= ${put(minLots)}`]),
    ...(minValue === 0 ? [] : [`f.quantity * f.price >= ${put(minValue)}`]),
  ];
  const where = [STANDS, ...filters].join(" AND ");
  // Each match has a taker: where nothing else is asked, so many matches are a page.
  const isAny = side === null && minLots === 0 && minValue === 0;
  const most = isAny ? Math.min(LOOKED_THROUGH, limit + offset) : LOOKED_THROUGH;
  const list = markets === null ? null : `${put(plainArray(markets))}::bigint[]`;
  // Of an account by its own index; of markets by theirs; of all by the number.
  const looked =
    account === null
      ? `(SELECT f.* FROM (${matchesOf(list, range, most)}) t
           JOIN "${SCHEMA}"."fills" f ON f.match_id = t.match_id)`
      : `(SELECT * FROM "${SCHEMA}"."fills" WHERE account = ${put(account)} AND ${range}
           ${list === null ? "" : `AND market = ANY(${list})`}
           ORDER BY match_id DESC LIMIT ${LOOKED_THROUGH})`;
  const rows = await connection.run(
    `SELECT f.match_id, f.account, f.market, f.outcome, f.side, f.price, f.quantity, f.time
     FROM ${looked} f WHERE ${where}
     ORDER BY f.match_id DESC, f.leg DESC LIMIT ${put(limit)} OFFSET ${put(offset)}`,
    given,
  );
  return rows.map((row) => ({
    match: Number(row[0]) as MatchId,
    account: Number(row[1]) as AccountId,
    market: Number(row[2]) as MarketId,
    outcome: row[3] as Outcome,
    side: row[4] as Side,
    price: Number(row[5]),
    lots: Number(row[6]),
    time: Number(row[7]),
  }));
}

/** What was undone never happened. */
const STANDS = `NOT EXISTS (SELECT 1 FROM "${SCHEMA}"."reversals" r WHERE r.match_id = f.match_id)`;

function matchesOf(markets: string | null, range: string, most: number): string {
  const latest = (where: string) =>
    `SELECT f.match_id FROM "${SCHEMA}"."trades" f WHERE ${where} AND ${range} AND ${STANDS}
     ORDER BY f.match_id DESC LIMIT ${most}`;
  if (markets === null) return latest("true");
  return `SELECT own.match_id FROM (SELECT DISTINCT unnest(${markets}) AS market) wanted
    CROSS JOIN LATERAL (${latest("f.market = wanted.market")}) own
    ORDER BY own.match_id DESC LIMIT ${most}`;
}

async function matchRange(
  connection: Connection,
  { from, to }: Period,
  put: (value: Parameter) => string,
): Promise<string> {
  const at = (time: number) => firstAt(connection, { table: "trades", key: "match_id" }, time);
  const bounds = ["true"];
  if (from !== null) bounds.push(`match_id >= ${put(await at(from))}`);
  if (to !== null) bounds.push(`match_id < ${put(await at(to))}`);
  return bounds.join(" AND ");
}

/** Something that changed what an account holds. `rebate`: paid for having been the maker. */
export type ActivityKind = "trade" | "split" | "merge" | "convert" | "payout" | "rebate";

export interface ActivityRow {
  readonly kind: ActivityKind;
  readonly time: number;
  readonly sequence: number;
  /** Null: no trade, nor its rebate. */
  readonly match: MatchId | null;
  readonly market: MarketId;
  /** Of a trade; null else. */
  readonly outcome: Outcome | null;
  readonly side: Side | null;
  readonly price: number;
  /** Of shares; of a rebate 0. */
  readonly lots: number;
  /** µ$. */
  readonly value: number;
}

/** By time: all that ever happened. By shares or money: among the latest 20,000 of each kind. */
export type ActivitySort = "time" | "lots" | "value";

/** What an account did, and what was done for it. */
async function accountActivity(
  connection: Connection,
  input: Period & {
    readonly account: AccountId;
    /** Null: in all markets. */
    readonly markets: readonly MarketId[] | null;
    readonly kinds: readonly ActivityKind[];
    /** Of trades. */
    readonly side: Side | null;
    readonly sort: ActivitySort;
    readonly ascending: boolean;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<ActivityRow[]> {
  const { account, markets, side, sort, ascending, limit, offset } = input;
  // Nothing else has a side.
  const kinds = side === null ? input.kinds : input.kinds.filter((kind) => kind === "trade");
  if (kinds.length === 0) return [];
  const given: Parameter[] = [account];
  const put = (value: Parameter): string => `$${given.push(value)}`;
  const order = ascending ? "ASC" : "DESC";
  const recent = sort === "time" ? order : "DESC";
  // One that comes later than so many others of its own kind comes later than so many of all.
  const most = sort === "time" ? limit + offset : LOOKED_THROUGH;
  const isMatch = kinds.includes("trade") || kinds.includes("rebate");
  const range = isMatch ? await matchRange(connection, input, put) : "true";
  const list = markets === null ? null : `${put(plainArray(markets))}::bigint[]`;
  const own = list === null ? "" : `AND market = ANY(${list})`;
  const parts: string[] = [];
  if (kinds.includes("trade")) {
    const ofSide = side === null ? "" : `AND side = ${put(side)}`;
    parts.push(
      `(SELECT 'trade', time, sequence, match_id, market, outcome, side, price, quantity,
          quantity * price
        FROM "${SCHEMA}"."fills" f WHERE account = $1 AND ${range} ${own} ${ofSide} AND ${STANDS}
        ORDER BY match_id ${recent} LIMIT ${most})`,
    );
  }
  if (kinds.includes("rebate")) {
    parts.push(
      `(SELECT 'rebate', time, sequence, match_id, market, NULL, NULL, 0, 0, rebate FROM (
          SELECT * FROM "${SCHEMA}"."fills" WHERE account = $1 AND ${range} ${own}
          ORDER BY match_id ${recent} LIMIT ${LOOKED_THROUGH}
        ) f WHERE rebate > 0 AND ${STANDS} ORDER BY match_id ${recent} LIMIT ${most})`,
    );
  }
  const others = kinds.filter((kind) => kind !== "trade" && kind !== "rebate");
  if (others.length > 0) {
    parts.push(await setsPart(connection, { ...input, list, others, recent, most }, put));
  }
  const key = { time: "sequence", lots: "lots", value: "value" }[sort];
  const rows = await connection.run(
    `SELECT kind, time, sequence, match, market, outcome, side, price, lots, value
     FROM (${parts.join(" UNION ALL ")})
       happened(kind, time, sequence, match, market, outcome, side, price, lots, value)
     ORDER BY ${key} ${order}, sequence ${order}, match ${order} NULLS LAST, market, kind
     LIMIT ${put(limit)} OFFSET ${put(offset)}`,
    given,
  );
  return rows.map((row) => ({
    kind: row[0] as ActivityKind,
    time: Number(row[1]),
    sequence: Number(row[2]),
    match: row[3] === null ? null : (Number(row[3]) as MatchId),
    market: Number(row[4]) as MarketId,
    outcome: row[5] as Outcome | null,
    side: row[6] as Side | null,
    price: Number(row[7]),
    lots: Number(row[8]),
    value: Number(row[9]),
  }));
}

/** What an account was paid for having been the maker, by market, µ$. */
async function rebatesByMarket(
  connection: Connection,
  { account, ...period }: Period & { readonly account: AccountId },
): Promise<ReadonlyMap<MarketId, number>> {
  const given: Parameter[] = [account];
  const range = await matchRange(connection, period, (value) => `$${given.push(value)}`);
  const rows = await connection.run(
    `SELECT market, sum(rebate)::bigint FROM "${SCHEMA}"."fills" f
     WHERE account = $1 AND ${range} AND rebate > 0 AND ${STANDS} GROUP BY market ORDER BY market`,
    given,
  );
  return new Map(rows.map(([market, sum]) => [Number(market) as MarketId, Number(sum)]));
}

/** A statement has a line for money and one for each outcome; they are one thing that happened. A conversion is told of the first market given. */
async function setsPart(
  connection: Connection,
  input: Period & {
    readonly account: AccountId;
    readonly list: string | null;
    readonly others: readonly ActivityKind[];
    readonly recent: "ASC" | "DESC";
    readonly most: number;
  },
  put: (value: Parameter) => string,
): Promise<string> {
  const { account, from, to, list, others, recent, most } = input;
  const grown = {
    table: "statement",
    key: "sequence",
    where: `account = $2 AND ${SETS}`,
    given: [account],
  } as const;
  const bounds: string[] = [];
  if (from !== null) bounds.push(`AND sequence >= ${put(await firstAt(connection, grown, from))}`);
  if (to !== null) bounds.push(`AND sequence < ${put(await firstAt(connection, grown, to))}`);
  const kinds = others.map((kind) => put(kind)).join(", ");
  const market = "COALESCE(market, CASE other_kind WHEN 'pool' THEN other_id END)";
  return `(SELECT reason, max(time), sequence, NULL::bigint, min(${market}), NULL, NULL, 0,
      COALESCE(max(abs(amount)) FILTER (WHERE market IS NOT NULL), 0),
      COALESCE(abs(sum(amount) FILTER (WHERE asset IS NOT NULL)), 0)::bigint
    FROM "${SCHEMA}"."statement"
    WHERE account = $1 AND ${SETS} AND reason IN (${kinds}) ${bounds.join(" ")}
    GROUP BY sequence, reason, CASE reason WHEN 'convert' THEN 0 ELSE ${market} END
    ${list === null ? "" : `HAVING bool_or(${market} = ANY(${list}))`}
    ORDER BY sequence ${recent} LIMIT ${most})`;
}

/** In the words of the index. */
const SETS = "reason IN ('split', 'merge', 'convert', 'payout')";
