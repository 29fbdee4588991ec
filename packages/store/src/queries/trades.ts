import type { AccountId, MarketId, OrderId } from "@probity/core";
import { and, desc, eq, lt } from "drizzle-orm";
import { fills, trades } from "../tables/trades.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type TradeRow = typeof trades.$inferSelect;
export type FillRow = typeof fills.$inferSelect;

export interface FillFilter extends PageRequest {
  readonly market?: MarketId | undefined;
  readonly order?: OrderId | undefined;
}

export function tradeQueries(database: ReadDatabase) {
  return {
    /** A market's trades, newest first. */
    async ofMarket(market: MarketId, { cursor, limit }: PageRequest): Promise<Page<TradeRow>> {
      const after = decodeCursor(cursor, ["number"]);
      const rows = await database
        .select()
        .from(trades)
        .where(
          and(
            eq(trades.market, market),
            after === null ? undefined : lt(trades.match, after[0] as TradeRow["match"]),
          ),
        )
        .orderBy(desc(trades.match))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.match]);
    },

    /** An account's fills, newest first; of one market or order if asked. */
    async fillsOf(
      account: AccountId,
      { market, order, cursor, limit }: FillFilter,
    ): Promise<Page<FillRow>> {
      const after = decodeCursor(cursor, ["number"]);
      const rows = await database
        .select()
        .from(fills)
        .where(
          and(
            eq(fills.account, account),
            market === undefined ? undefined : eq(fills.market, market),
            order === undefined ? undefined : eq(fills.order, order),
            after === null ? undefined : lt(fills.match, after[0] as FillRow["match"]),
          ),
        )
        .orderBy(desc(fills.match))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.match]);
    },
  };
}
