import type { AccountId, AssetId, MarketId, Outcome } from "@probity/core";
import type { Connection } from "../database/database.ts";
import { SCHEMA } from "../tables/columns.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";

/** What accounts made. */
export function portfolioQueries(connection: Connection) {
  return {
    totals: (input: Input<typeof accountTotals>) => accountTotals(connection, input),
    closed: (input: Input<typeof closedPositions>) => closedPositions(connection, input),
  };
}

type Input<F extends (connection: Connection, input: never) => unknown> = Parameters<F>[1];

/** What an account made and put in since it was opened, µ$. */
export interface AccountTotals {
  /** Of sales, merges, conversions and payouts, fees excluded. */
  readonly realised: number;
  /** Paid less rebates. */
  readonly fees: number;
  /** Money from outside or other accounts, less what went there. */
  readonly netDeposits: number;
}

/** Totals in one collateral asset. */
async function accountTotals(
  connection: Connection,
  { account, asset }: { readonly account: AccountId; readonly asset: AssetId },
): Promise<AccountTotals> {
  const [row = []] = await connection.run(
    `SELECT
       (SELECT COALESCE(sum(p.realised), 0)::bigint FROM "${SCHEMA}"."positions" p
        JOIN "${SCHEMA}"."markets" m ON m.market = p.market
        JOIN "${SCHEMA}"."events" e ON e.event = m.event
        WHERE p.account = $1 AND e.collateral = $2),
       (SELECT COALESCE(sum(p.fees), 0)::bigint FROM "${SCHEMA}"."positions" p
        JOIN "${SCHEMA}"."markets" m ON m.market = p.market
        JOIN "${SCHEMA}"."events" e ON e.event = m.event
        WHERE p.account = $1 AND e.collateral = $2),
       (SELECT COALESCE(sum(amount), 0)::bigint FROM "${SCHEMA}"."statement"
        WHERE account = $1 AND asset = $2 AND reason IN ('deposit', 'withdrawal', 'transfer'))`,
    [account, asset],
  );
  return { realised: Number(row[0]), fees: Number(row[1]), netDeposits: Number(row[2]) };
}

/** A position whose shares are gone. */
export interface ClosedPosition {
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly question: string;
  readonly realised: number;
  readonly fees: number;
  readonly openedAt: number;
  readonly closedAt: number;
  /** Of the command that took the last share. */
  readonly sequence: number;
}

/** Closed positions, the one closed last first. A position that is opened again leaves the list. */
async function closedPositions(
  connection: Connection,
  input: {
    readonly account: AccountId;
    readonly limit: number;
    readonly cursor?: string | undefined;
  },
): Promise<Page<ClosedPosition>> {
  const { account, limit, cursor } = input;
  const after = decodeCursor(cursor, ["number", "number", "string"]);
  const rows = await connection.run(
    `SELECT p.market, p.outcome, m.question, p.realised, p.fees, p.opened_at, p.updated_at, p.sequence
     FROM "${SCHEMA}"."positions" p JOIN "${SCHEMA}"."markets" m ON m.market = p.market
     WHERE p.account = $1 AND p.shares = 0
       AND ($2::bigint IS NULL OR (p.sequence, p.market, p.outcome) < ($2::bigint, $3::bigint, $4::text))
     ORDER BY p.sequence DESC, p.market DESC, p.outcome DESC LIMIT $5`,
    [account, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit + 1],
  );
  const positions = rows.map((row) => ({
    market: Number(row[0]) as MarketId,
    outcome: row[1] as Outcome,
    question: String(row[2]),
    realised: Number(row[3]),
    fees: Number(row[4]),
    openedAt: Number(row[5]),
    closedAt: Number(row[6]),
    sequence: Number(row[7]),
  }));
  return pageOf(positions, limit, (row) => [row.sequence, row.market, row.outcome]);
}
