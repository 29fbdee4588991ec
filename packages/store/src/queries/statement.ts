import type { AccountId, AssetId, MarketId, TransferReason } from "@probity/core";
import { and, desc, eq, getTableColumns, gte, inArray, lt, or, sql } from "drizzle-orm";
import { LINES_PER_EVENT, shareChanges, statement } from "../tables/statement.ts";
import type { ShareChangeType } from "../tables/statement.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type StatementRow = typeof statement.$inferSelect & {
  /** Of money that moved in a trade: the market whose shares went the other way. */
  readonly tradedMarket: MarketId | null;
};
export type ShareChangeRow = typeof shareChanges.$inferSelect;

const STRIDE = sql.raw(String(LINES_PER_EVENT));

export interface StatementFilter extends PageRequest {
  readonly asset?: AssetId | undefined;
  readonly market?: MarketId | undefined;
  readonly reasons?: readonly TransferReason[] | undefined;
  /** From then on, and before, ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface ShareChangeFilter extends PageRequest {
  readonly market?: MarketId | undefined;
  readonly changeType?: ShareChangeType | undefined;
}

export function statementQueries(database: ReadDatabase) {
  return {
    /** Every transfer that touched an account, newest first. */
    async of(account: AccountId, filter: StatementFilter): Promise<Page<StatementRow>> {
      const { asset, market, reasons, from, to, cursor, limit } = filter;
      const rows = await database
        .select({ ...getTableColumns(statement), tradedMarket })
        .from(statement)
        .where(
          and(
            eq(statement.account, account),
            asset === undefined ? undefined : eq(statement.asset, asset),
            market === undefined ? undefined : eq(statement.market, market),
            reasons === undefined ? undefined : inArray(statement.reason, [...reasons]),
            from === undefined ? undefined : gte(statement.time, from),
            to === undefined ? undefined : lt(statement.time, to),
            behind(statement, cursor),
          ),
        )
        .orderBy(desc(statement.sequence), desc(statement.line))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.sequence, row.line]);
    },

    /** Every change of an account's shares, newest first. */
    async shareChanges(
      account: AccountId,
      { market, changeType, cursor, limit }: ShareChangeFilter,
    ): Promise<Page<ShareChangeRow>> {
      const rows = await database
        .select()
        .from(shareChanges)
        .where(
          and(
            eq(shareChanges.account, account),
            market === undefined ? undefined : eq(shareChanges.market, market),
            changeType === undefined ? undefined : eq(shareChanges.changeType, changeType),
            behind(shareChanges, cursor),
          ),
        )
        .orderBy(desc(shareChanges.sequence), desc(shareChanges.line))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.sequence, row.line]);
    },
  };
}

/** A trade is one event of one market: the account's shares stand among the lines of the same event. */
const tradedMarket = sql`CASE
  WHEN "statement"."market" IS NULL
    AND "statement"."reason" IN ('trade', 'fee', 'rebate', 'reversal')
  THEN (
    SELECT shares.market FROM ${statement} shares
    WHERE shares.account = "statement"."account" AND shares.sequence = "statement"."sequence"
      AND shares.line >= "statement"."line" / ${STRIDE} * ${STRIDE}
      AND shares.line < ("statement"."line" / ${STRIDE} + 1) * ${STRIDE}
      AND shares.market IS NOT NULL LIMIT 1)
  END`.mapWith((market) => Number(market) as MarketId);

function behind(lines: typeof statement | typeof shareChanges, cursor: string | undefined) {
  const after = decodeCursor(cursor, ["number", "number"]) as [number, number] | null;
  if (after === null) return undefined;
  const [sequence, line] = after;
  return or(lt(lines.sequence, sequence), and(eq(lines.sequence, sequence), lt(lines.line, line)));
}
