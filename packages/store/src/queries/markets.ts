import type { EventId, MarketId } from "@probity/core";
import { asc, eq, inArray } from "drizzle-orm";
import { marketParameters, markets, marketStates } from "../tables/markets.ts";
import type { ReadDatabase } from "./read-database.ts";

export type MarketRow = typeof markets.$inferSelect;
export type MarketStateRow = typeof marketStates.$inferSelect;
export type MarketParametersRow = typeof marketParameters.$inferSelect;

export function marketQueries(database: ReadDatabase) {
  return {
    async byId(market: MarketId): Promise<MarketRow | null> {
      const [row] = await database
        .select()
        .from(markets)
        .where(eq(markets.market, market))
        .limit(1);
      return row ?? null;
    },

    async bySlug(slug: string): Promise<MarketRow | null> {
      const [row] = await database.select().from(markets).where(eq(markets.slug, slug)).limit(1);
      return row ?? null;
    },

    /** Those that exist, in no particular order. */
    async byIds(ids: readonly MarketId[]): Promise<MarketRow[]> {
      if (ids.length === 0) return [];
      return database
        .select()
        .from(markets)
        .where(inArray(markets.market, [...ids]));
    },

    /** The markets of an event, in its order. */
    async ofEvent(event: EventId): Promise<MarketRow[]> {
      return database
        .select()
        .from(markets)
        .where(eq(markets.event, event))
        .orderBy(asc(markets.place));
    },

    /** Timeline of a market's states, oldest first. */
    async states(market: MarketId): Promise<MarketStateRow[]> {
      return database
        .select()
        .from(marketStates)
        .where(eq(marketStates.market, market))
        .orderBy(asc(marketStates.sequence), asc(marketStates.place));
    },

    /** Every version of a market's parameters, oldest first. */
    async parameters(market: MarketId): Promise<MarketParametersRow[]> {
      return database
        .select()
        .from(marketParameters)
        .where(eq(marketParameters.market, market))
        .orderBy(asc(marketParameters.version));
    },
  };
}
