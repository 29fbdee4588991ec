import type { AccountId, MarketId, Outcome, Price } from "@probity/core";
import type { Connection, Parameter } from "../database/database.ts";
import { plainArray } from "../rows/literal.ts";
import { SCHEMA } from "../tables/columns.ts";

/** What accounts hold and held, as everybody may see it: ranked, and by place. */
export function holdingQueries(connection: Connection) {
  return {
    closed: (input: Input<typeof closedHoldings>) => closedHoldings(connection, input),
    ofMarket: (input: Input<typeof marketHoldings>) => marketHoldings(connection, input),
    marketsOf: (account: AccountId) => countMarkets(connection, account),
    outstanding: () => outstandingInAll(connection),
  };
}

type Input<F extends (connection: Connection, input: never) => unknown> = Parameters<F>[1];

/** Shares of one account in one outcome, now and over time. */
export interface HoldingRow {
  readonly account: AccountId;
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly shares: number;
  /** What these cost, fees excluded, µ$. */
  readonly cost: number;
  readonly realised: number;
  /** Lots that ever came in, and what they cost then, µ$. */
  readonly bought: number;
  readonly paid: number;
  /** Paid less rebates, µ$. */
  readonly fees: number;
  readonly updatedAt: number;
}

/** Of a list that is ranked anew each time: so many are left out. */
interface Places {
  readonly ascending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** What closed holdings are ranked by: profit made, the market's question, its price, the average paid, when they were closed. */
export type ClosedSort = "realised" | "title" | "price" | "average" | "time";

/** An account's holdings whose shares are gone; the cost grows with all it ever held. */
async function closedHoldings(
  connection: Connection,
  input: Places & {
    readonly account: AccountId;
    /** Null: of all markets. */
    readonly markets: readonly MarketId[] | null;
    /** Words of the question in any case; "": any. */
    readonly title: string;
    readonly sort: ClosedSort;
  },
): Promise<HoldingRow[]> {
  const { account, markets, title, sort, ascending, limit, offset } = input;
  const given: Parameter[] = [account, limit, offset];
  const put = (value: Parameter): string => `$${given.push(value)}`;
  const conditions = [
    ...(markets === null ? [] : [`p.market = ANY(${put(plainArray(markets))}::bigint[])`]),
    ...(title === "" ? [] : [`strpos(lower(m.question), lower(${put(title)}::text)) > 0`]),
  ];
  const rows = await connection.run(
    `SELECT ${COLUMNS} FROM "${SCHEMA}"."positions" p
     JOIN "${SCHEMA}"."markets" m ON m.market = p.market
     WHERE p.account = $1 AND p.shares = 0 ${conditions.map((one) => `AND ${one}`).join(" ")}
     ORDER BY ${CLOSED_KEYS[sort]} ${ascending ? "ASC" : "DESC"}, p.sequence DESC, p.market, p.outcome
     LIMIT $2 OFFSET $3`,
    given,
  );
  return rows.map(holdingOf);
}

const COLUMNS =
  "p.account, p.market, p.outcome, p.shares, p.cost, p.realised, p.bought, p.paid, p.fees, p.updated_at";

const YES_PRICE = "COALESCE(m.yes_payout, m.last_price, 5000)";
const CLOSED_KEYS: Readonly<Record<ClosedSort, string>> = {
  realised: "p.realised",
  title: "m.question",
  price: `(CASE p.outcome WHEN 'yes' THEN ${YES_PRICE} ELSE 10000 - ${YES_PRICE} END)`,
  average: "(p.paid::numeric / GREATEST(p.bought, 1))",
  time: "p.updated_at",
};

/** What the holders of an outcome are ranked by: shares, what the shares are above their cost, profit made, both together. */
export type HoldingSort = "shares" | "unrealised" | "realised" | "total";

/** Holdings in one outcome of a market; the cost grows with its holders. An event's conversion account is nobody. */
async function marketHoldings(
  connection: Connection,
  input: Places & {
    readonly market: MarketId;
    readonly outcome: Outcome;
    /** Of a share of the outcome. */
    readonly price: Price;
    /** Null: everybody's. */
    readonly account: AccountId | null;
    readonly status: "open" | "closed" | "all";
    readonly sort: HoldingSort;
  },
): Promise<HoldingRow[]> {
  const { market, outcome, price, account, status, sort, ascending, limit, offset } = input;
  const rows = await connection.run(
    `SELECT ${COLUMNS} FROM "${SCHEMA}"."positions" p
     JOIN "${SCHEMA}"."accounts" a ON a.account = p.account
     WHERE p.market = $1 AND p.outcome = $2 AND ($3::bigint IS NULL OR p.account = $3::bigint) ${STATUS[status]}
     ORDER BY ${HOLDING_KEYS[sort].replaceAll("price", String(Number(price)))} ${ascending ? "ASC" : "DESC"}, p.account
     LIMIT $4 OFFSET $5`,
    [market, outcome, account, limit, offset],
  );
  return rows.map(holdingOf);
}

const STATUS = { open: "AND p.shares > 0", closed: "AND p.shares = 0", all: "" } as const;
const HOLDING_KEYS: Readonly<Record<HoldingSort, string>> = {
  shares: "p.shares",
  unrealised: "(p.shares * price - p.cost)",
  realised: "p.realised",
  total: "(p.shares * price - p.cost + p.realised)",
};

async function countMarkets(connection: Connection, account: AccountId): Promise<number> {
  const rows = await connection.run(
    `SELECT count(DISTINCT market) FROM "${SCHEMA}"."positions" WHERE account = $1`,
    [account],
  );
  return Number(rows[0]?.[0] ?? 0);
}

/** Full sets of all markets together, lots; the cost grows with the markets. */
async function outstandingInAll(connection: Connection): Promise<number> {
  const rows = await connection.run(
    `SELECT COALESCE(sum(open_interest), 0)::bigint FROM "${SCHEMA}"."market_stats"`,
  );
  return Number(rows[0]?.[0] ?? 0);
}

function holdingOf(row: readonly unknown[]): HoldingRow {
  return {
    account: Number(row[0]) as AccountId,
    market: Number(row[1]) as MarketId,
    outcome: row[2] as Outcome,
    shares: Number(row[3]),
    cost: Number(row[4]),
    realised: Number(row[5]),
    bought: Number(row[6]),
    paid: Number(row[7]),
    fees: Number(row[8]),
    updatedAt: Number(row[9]),
  };
}
