import type { AccountId, MarketId, MatchId, OrderId } from "@probity/core";
import { and, asc, desc, eq, gte, inArray, lt } from "drizzle-orm";
import { fills, reversals, trades } from "../tables/trades.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type TradeRow = typeof trades.$inferSelect;
export type FillRow = typeof fills.$inferSelect;

export interface FillFilter extends PageRequest {
  readonly market?: MarketId | undefined;
  readonly order?: OrderId | undefined;
  /** From then on, and before, ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
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

    /** The legs of a match, the maker first; none of a match that is not known. */
    async legsOf(match: MatchId): Promise<FillRow[]> {
      return database.select().from(fills).where(eq(fills.match, match)).orderBy(asc(fills.leg));
    },

    /** The legs of these matches, of each the maker's first. */
    async legsOfAll(matches: readonly MatchId[]): Promise<FillRow[]> {
      if (matches.length === 0) return [];
      return database
        .select()
        .from(fills)
        .where(inArray(fills.match, [...matches]))
        .orderBy(asc(fills.match), asc(fills.leg));
    },

    /** Those of the matches that were undone. */
    async reversedOf(matches: readonly MatchId[]): Promise<ReadonlySet<MatchId>> {
      if (matches.length === 0) return new Set();
      const rows = await database
        .select({ match: reversals.match })
        .from(reversals)
        .where(inArray(reversals.match, [...matches]));
      return new Set(rows.map(({ match }) => match));
    },

    /** An account's fills, newest first; of one market or order if asked. */
    async fillsOf(
      account: AccountId,
      { market, order, from, to, cursor, limit }: FillFilter,
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
            from === undefined ? undefined : gte(fills.time, from),
            to === undefined ? undefined : lt(fills.time, to),
            after === null ? undefined : lt(fills.match, after[0] as FillRow["match"]),
          ),
        )
        .orderBy(desc(fills.match))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.match]);
    },
  };
}
