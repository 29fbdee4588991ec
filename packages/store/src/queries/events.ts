import type { EventId } from "@probity/core";
import { asc, eq, inArray } from "drizzle-orm";
import { eventRules, events } from "../tables/events.ts";
import type { ReadDatabase } from "./read-database.ts";

export type EventRow = typeof events.$inferSelect;
export type EventRulesRow = typeof eventRules.$inferSelect;

export function eventQueries(database: ReadDatabase) {
  return {
    async byId(event: EventId): Promise<EventRow | null> {
      const [row] = await database.select().from(events).where(eq(events.event, event)).limit(1);
      return row ?? null;
    },

    async bySlug(slug: string): Promise<EventRow | null> {
      const [row] = await database.select().from(events).where(eq(events.slug, slug)).limit(1);
      return row ?? null;
    },

    /** Those that exist, in no particular order. */
    async byIds(ids: readonly EventId[]): Promise<EventRow[]> {
      if (ids.length === 0) return [];
      return database
        .select()
        .from(events)
        .where(inArray(events.event, [...ids]));
    },

    /** Every version of the rules, oldest first. */
    async rules(event: EventId): Promise<EventRulesRow[]> {
      return database
        .select()
        .from(eventRules)
        .where(eq(eventRules.event, event))
        .orderBy(asc(eventRules.version));
    },
  };
}
