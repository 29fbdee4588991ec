import type { AccountId, MarketId } from "@probity/core";
import { and, asc, eq, gt, or } from "drizzle-orm";
import { positions } from "../tables/positions.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type PositionRow = typeof positions.$inferSelect;

export interface PositionFilter extends PageRequest {
  readonly market?: MarketId | undefined;
  /** `open`: with shares; `closed`: without any left. */
  readonly kind?: "open" | "closed" | undefined;
}

export function positionQueries(database: ReadDatabase) {
  return {
    /** An account's positions by market, YES behind NO. */
    async of(account: AccountId, filter: PositionFilter): Promise<Page<PositionRow>> {
      const { market, kind, cursor, limit } = filter;
      const after = decodeCursor(cursor, ["number", "string"]);
      const rows = await database
        .select()
        .from(positions)
        .where(
          and(
            eq(positions.account, account),
            market === undefined ? undefined : eq(positions.market, market),
            kind === "open" ? gt(positions.shares, 0) : undefined,
            kind === "closed" ? eq(positions.shares, 0) : undefined,
            after === null
              ? undefined
              : or(
                  gt(positions.market, after[0] as MarketId),
                  and(
                    eq(positions.market, after[0] as MarketId),
                    gt(positions.outcome, after[1] as PositionRow["outcome"]),
                  ),
                ),
          ),
        )
        .orderBy(asc(positions.market), asc(positions.outcome))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.market, row.outcome]);
    },
  };
}
