import type { Event } from "@probity/core";
import { index, jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

export type AuditTarget = "venue" | "owner" | "account" | "event" | "market" | "withdrawal";

/** What operators did, and what the venue did in their name. */
export const audit = readSide.table(
  "audit",
  {
    sequence: int("sequence").notNull(),
    /** Place among the command's events. */
    place: int("place").notNull(),
    /** 0: the venue itself. */
    actor: int("actor").notNull(),
    /** The type of the event. */
    action: text("action").$type<Event["type"]>().notNull(),
    targetKind: text("target_kind").$type<AuditTarget>().notNull(),
    targetId: int("target_id").notNull(),
    /** The event without its type. */
    details: jsonb("details").$type<Record<string, unknown>>().notNull(),
    time: int("time").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sequence, table.place] }),
    index("audit_by_actor").on(table.actor, table.sequence),
    index("audit_by_target").on(table.targetKind, table.targetId, table.sequence),
  ],
);
