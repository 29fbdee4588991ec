import type { AccountId, AssetId, MarketId, Outcome, TransferReason } from "@probity/core";
import type { Connection } from "../database/database.ts";
import { SCHEMA } from "../tables/columns.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";

/** One movement: µ$ of money, or lots of shares. Exactly one of `asset` and `market` is set. */
export interface StatementRow {
  readonly sequence: number;
  readonly line: number;
  readonly time: number;
  readonly asset: AssetId | null;
  readonly market: MarketId | null;
  readonly outcome: Outcome | null;
  readonly amount: number;
  readonly balance: number;
  readonly reason: TransferReason;
  /** The market whose pool or reserve is the other side; null for any other. */
  readonly otherMarket: MarketId | null;
}

export interface StatementInput {
  readonly account: AccountId;
  /** Only money of this asset, only shares of this market; both: either of them. Null: no such filter. */
  readonly asset: AssetId | null;
  readonly market: MarketId | null;
  /** [`from`, `to`), ms. */
  readonly from: number;
  readonly to: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Every movement of an account's money and shares. */
export function statementQueries(connection: Connection) {
  return {
    /** Newest first. */
    async ofAccount(input: StatementInput): Promise<Page<StatementRow>> {
      const { account, asset, market, from, to, limit, cursor } = input;
      const after = decodeCursor(cursor, ["number", "number"]);
      const rows = await connection.run(
        `SELECT sequence, line, time, asset, market, outcome, amount, balance, reason,
                CASE WHEN other_kind IN ('pool', 'reserve') THEN other_id END
         FROM "${SCHEMA}"."statement"
         WHERE account = $1 AND time >= $2 AND time < $3
           AND (($4::bigint IS NULL AND $5::bigint IS NULL) OR asset = $4 OR market = $5)
           AND ($6::bigint IS NULL OR (sequence, line) < ($6::bigint, $7::bigint))
         ORDER BY sequence DESC, line DESC LIMIT $8`,
        [account, from, to, asset, market, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
      );
      const lines = rows.map((row): StatementRow => ({
        sequence: Number(row[0]),
        line: Number(row[1]),
        time: Number(row[2]),
        asset: row[3] === null ? null : (Number(row[3]) as AssetId),
        market: row[4] === null ? null : (Number(row[4]) as MarketId),
        outcome: row[5] as Outcome | null,
        amount: Number(row[6]),
        balance: Number(row[7]),
        reason: row[8] as TransferReason,
        otherMarket: row[9] === null ? null : (Number(row[9]) as MarketId),
      }));
      return pageOf(lines, limit, (row) => [row.sequence, row.line]);
    },
  };
}
