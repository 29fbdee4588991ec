import type { EventId } from "@probity/core";
import { boolean, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

export const events = readSide.table("events", {
  event: int("event").$type<EventId>().primaryKey(),
  slug: text("slug").notNull().unique("events_slug"),
  title: text("title").notNull(),
  description: text("description").notNull(),
  category: text("category").notNull(),
  tags: text("tags").array().notNull(),
  image: text("image").notNull(),
  collateral: int("collateral").notNull(),
  mutuallyExclusive: boolean("mutually_exclusive").notNull(),
  exhaustive: boolean("exhaustive").notNull(),
  rulesVersion: int("rules_version").notNull(),
  createdAt: int("created_at").notNull(),
  updatedAt: int("updated_at").notNull(),
  sequence: int("sequence").notNull(),
});

/** Every text of an event's rules. */
export const eventRules = readSide.table(
  "event_rules",
  {
    event: int("event").$type<EventId>().notNull(),
    /** From 1. */
    version: int("version").notNull(),
    text: text("text").notNull(),
    /** SHA-256 of the text as UTF-8, hex. */
    hash: text("hash").notNull(),
    actor: int("actor").notNull(),
    time: int("time").notNull(),
    sequence: int("sequence").notNull(),
  },
  (table) => [primaryKey({ columns: [table.event, table.version] })],
);
