import type { EventId, MarketId } from "@probity/core";
import { sql } from "drizzle-orm";
import { index, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

/** Immutable, so an index may rest on it; queries must say the same. */
const WORDS_VECTOR = sql`array_to_tsvector(string_to_array(words, ' '))`;

/**
 * What events and markets are found by: the words of `searchWords`, separated by
 * spaces. They become a tsvector word by word, without a parser or a dictionary,
 * so that every PostgreSQL finds the same, whatever its locale.
 */
export const eventWords = readSide.table(
  "event_words",
  {
    event: int("event").$type<EventId>().primaryKey(),
    slug: text("slug").notNull(),
    /** Of title, description, category, tags and slug. */
    words: text("words").notNull(),
  },
  () => [index("event_words_search").using("gin", WORDS_VECTOR)],
);

export const marketWords = readSide.table(
  "market_words",
  {
    market: int("market").$type<MarketId>().primaryKey(),
    event: int("event").$type<EventId>().notNull(),
    slug: text("slug").notNull(),
    /** Of question, description and slug. */
    words: text("words").notNull(),
  },
  (table) => [
    index("market_words_search").using("gin", WORDS_VECTOR),
    index("market_words_by_event").on(table.event),
  ],
);
