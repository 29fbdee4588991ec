import type { MarketId, Price } from "@probity/core";
import type { CandleInterval } from "@probity/market-data";
import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide, total } from "./columns.ts";

/** What a market's trades did in one interval, YES terms. An interval without a trade has no row. */
export const candles = readSide.table(
  "candles",
  {
    market: int("market").$type<MarketId>().notNull(),
    interval: text("interval").$type<CandleInterval>().notNull(),
    /** Inclusive, ms. */
    start: int("start").notNull(),
    open: int("open").$type<Price>().notNull(),
    high: int("high").$type<Price>().notNull(),
    low: int("low").$type<Price>().notNull(),
    close: int("close").$type<Price>().notNull(),
    /** Lots; each match counts once. */
    volume: total("volume").notNull(),
    /** Their value, µ$. */
    notional: total("notional").notNull(),
    trades: int("trades").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.market, table.interval, table.start] }),
    index("candles_by_start").on(table.interval, table.start),
  ],
);
