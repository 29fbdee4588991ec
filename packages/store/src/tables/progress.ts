import type { Event } from "@probity/core";
import { jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

/** One row: up to where the tables tell the story. */
export const cursor = readSide.table("cursor", {
  /** Always 1. */
  id: int("id").primaryKey(),
  sequence: int("sequence").notNull(),
  /** Of that command, ms. */
  time: int("time").notNull(),
  /** Counts writes from outside the projector, which then reads everything anew. */
  revision: int("revision").notNull(),
  /** Of the journal there, hex; "" where it is not known. By it a foreign journal is told. */
  digest: text("digest").notNull(),
});

/** Events that a projection could not take in. */
export const deadLetters = readSide.table(
  "dead_letters",
  {
    sequence: int("sequence").notNull(),
    /** Of the event in its command. */
    place: int("place").notNull(),
    projection: text("projection").notNull(),
    time: int("time").notNull(),
    actor: int("actor").notNull(),
    event: jsonb("event").$type<Event>().notNull(),
    error: text("error").notNull(),
    status: text("status").$type<"open" | "mended">().notNull(),
    attempts: int("attempts").notNull(),
  },
  (table) => [primaryKey({ columns: [table.sequence, table.place, table.projection] })],
);
