import type { EventId, MarketId, MarketMode, MarketParameters, MarketState } from "@probity/core";
import { index, jsonb, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

export const markets = readSide.table(
  "markets",
  {
    market: int("market").$type<MarketId>().primaryKey(),
    event: int("event").$type<EventId>().notNull(),
    /** Place among the event's markets, from 0. */
    place: int("place").notNull(),
    slug: text("slug").notNull().unique("markets_slug"),
    question: text("question").notNull(),
    description: text("description").notNull(),
    image: text("image").notNull(),
    /** What it is called elsewhere; "" for most. */
    external: text("external").notNull().default(""),
    tickSize: int("tick_size").notNull(),
    /** Announced, and the time from which it holds, ms; null when none is. */
    nextTickSize: int("next_tick_size"),
    nextTickAt: int("next_tick_at"),
    state: text("state").$type<MarketState>().notNull(),
    mode: text("mode").$type<MarketMode>().notNull(),
    parametersVersion: int("parameters_version").notNull(),
    /** ms; 0: never by itself. */
    closeTime: int("close_time").notNull(),
    /** YES terms; null before the first trade. */
    lastPrice: int("last_price"),
    lastTradeAt: int("last_trade_at"),
    /** The operator's or oracle's, YES terms; null before it is set. */
    probability: int("probability"),
    /** Fixed by the ending; null before, and when voided at cost. */
    yesPayout: int("yes_payout"),
    createdAt: int("created_at").notNull(),
    openedAt: int("opened_at"),
    endedAt: int("ended_at"),
    updatedAt: int("updated_at").notNull(),
    sequence: int("sequence").notNull(),
  },
  (table) => [
    index("markets_by_event").on(table.event, table.place),
    index("markets_by_state").on(table.state, table.market),
  ],
);

/** Every version of what may change while a market lives; an order names the one it was accepted under. */
export const marketParameters = readSide.table(
  "market_parameters",
  {
    market: int("market").$type<MarketId>().notNull(),
    /** From 1. */
    version: int("version").notNull(),
    parameters: jsonb("parameters").$type<MarketParameters>().notNull(),
    actor: int("actor").notNull(),
    time: int("time").notNull(),
    sequence: int("sequence").notNull(),
  },
  (table) => [primaryKey({ columns: [table.market, table.version] })],
);

/** Timeline of a market's states. */
export const marketStates = readSide.table(
  "market_states",
  {
    market: int("market").$type<MarketId>().notNull(),
    sequence: int("sequence").notNull(),
    /** Place among the command's events. */
    place: int("place").notNull(),
    from: text("from_state").$type<MarketState>().notNull(),
    to: text("to_state").$type<MarketState>().notNull(),
    mode: text("mode").$type<MarketMode>().notNull(),
    /** 0: the venue by itself. */
    actor: int("actor").notNull(),
    time: int("time").notNull(),
  },
  (table) => [primaryKey({ columns: [table.market, table.sequence, table.place] })],
);
