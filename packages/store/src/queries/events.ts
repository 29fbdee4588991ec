import type { EventId } from "@probity/core";
import { and, desc, eq, getTableColumns, inArray, lt } from "drizzle-orm";
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

    /** Versions of the rules without their text, newest first; `before`: only lower ones. */
    async rules(
      event: EventId,
      { before, limit }: { readonly before?: number | undefined; readonly limit: number },
    ): Promise<Omit<EventRulesRow, "text">[]> {
      const { text: _, ...columns } = getTableColumns(eventRules);
      return database
        .select(columns)
        .from(eventRules)
        .where(
          and(
            eq(eventRules.event, event),
            before === undefined ? undefined : lt(eventRules.version, before),
          ),
        )
        .orderBy(desc(eventRules.version))
        .limit(limit);
    },

    async rulesVersion(event: EventId, version: number): Promise<EventRulesRow | null> {
      const [row] = await database
        .select()
        .from(eventRules)
        .where(and(eq(eventRules.event, event), eq(eventRules.version, version)));
      return row ?? null;
    },
  };
}
