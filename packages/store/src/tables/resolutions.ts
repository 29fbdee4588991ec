import type { MarketId } from "@probity/core";
import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

export type ResolutionStep = "proposed" | "disputed" | "fixed" | "finished";

/** How a market came to its end, step by step. */
export const resolutions = readSide.table(
  "resolutions",
  {
    market: int("market").$type<MarketId>().notNull(),
    sequence: int("sequence").notNull(),
    /** Place among the command's events. */
    place: int("place").notNull(),
    step: text("step").$type<ResolutionStep>().notNull(),
    /** What was proposed or fixed; null where there is none. */
    yesPayout: int("yes_payout"),
    ending: text("ending").$type<"resolved" | "voided" | "voided-at-cost">(),
    /** 0: the venue by itself. */
    actor: int("actor").notNull(),
    time: int("time").notNull(),
  },
  (table) => [primaryKey({ columns: [table.market, table.sequence, table.place] })],
);

/** What each holder was paid when a market ended. */
export const payouts = readSide.table(
  "payouts",
  {
    market: int("market").$type<MarketId>().notNull(),
    account: int("account").notNull(),
    sequence: int("sequence").notNull(),
    place: int("place").notNull(),
    yes: int("yes").notNull(),
    no: int("no").notNull(),
    amount: int("amount").notNull(),
    time: int("time").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.market, table.sequence, table.place] }),
    index("payouts_by_account").on(table.account, table.sequence),
  ],
);

/** Every probability the venue was told for display. */
export const probabilities = readSide.table(
  "probabilities",
  {
    market: int("market").$type<MarketId>().notNull(),
    sequence: int("sequence").notNull(),
    probability: int("probability").notNull(),
    source: text("source").$type<"manual" | "orderbook" | "trade">().notNull(),
    actor: int("actor").notNull(),
    time: int("time").notNull(),
  },
  (table) => [primaryKey({ columns: [table.market, table.sequence] })],
);
