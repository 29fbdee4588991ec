import type { AccountId, MarketId } from "@probity/core";
import { and, asc, desc, eq, inArray, lt } from "drizzle-orm";
import { payouts, probabilities, resolutions } from "../tables/resolutions.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type ResolutionRow = typeof resolutions.$inferSelect;
export type PayoutRow = typeof payouts.$inferSelect;
export type ProbabilityRow = typeof probabilities.$inferSelect;

export function resolutionQueries(database: ReadDatabase) {
  return {
    /** How a market came to its end, oldest step first. */
    async timeline(market: MarketId): Promise<ResolutionRow[]> {
      return database
        .select()
        .from(resolutions)
        .where(eq(resolutions.market, market))
        .orderBy(asc(resolutions.sequence), asc(resolutions.place));
    },

    /** What an account was paid in markets, oldest first; empty before. */
    async payouts(markets: readonly MarketId[], account: AccountId): Promise<PayoutRow[]> {
      if (markets.length === 0) return [];
      return database
        .select()
        .from(payouts)
        .where(and(inArray(payouts.market, [...markets]), eq(payouts.account, account)))
        .orderBy(asc(payouts.sequence), asc(payouts.place));
    },

    /** Every probability a market was given, newest first. */
    async probabilities(
      market: MarketId,
      { cursor, limit }: PageRequest,
    ): Promise<Page<ProbabilityRow>> {
      const after = decodeCursor(cursor, ["number"]);
      const rows = await database
        .select()
        .from(probabilities)
        .where(
          and(
            eq(probabilities.market, market),
            after === null ? undefined : lt(probabilities.sequence, after[0] as number),
          ),
        )
        .orderBy(desc(probabilities.sequence))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.sequence]);
    },
  };
}
