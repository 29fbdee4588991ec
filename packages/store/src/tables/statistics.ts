import type { AccountId, MarketId } from "@probity/core";
import { index, primaryKey } from "drizzle-orm/pg-core";
import { int, readSide, total } from "./columns.ts";

/** What a market's trades add up to. */
export const marketStats = readSide.table(
  "market_stats",
  {
    market: int("market").$type<MarketId>().primaryKey(),
    /** Lots; each match counts once. */
    volume: total("volume").notNull(),
    /** Their value at YES prices, µ$. */
    notional: total("notional").notNull(),
    trades: int("trades").notNull(),
    /** YES shares outstanding, lots. */
    openInterest: int("open_interest").notNull(),
  },
  (table) => [index("market_stats_by_notional").on(table.notional, table.market)],
);

/** By how much open interest changed in an hour; the sum up to an hour is what stood then. */
export const openInterest = readSide.table(
  "open_interest",
  {
    market: int("market").$type<MarketId>().notNull(),
    /** Of the hour, ms. */
    start: int("start").notNull(),
    /** Lots. */
    change: int("change").notNull(),
  },
  (table) => [primaryKey({ columns: [table.market, table.start] })],
);

/** What an account did in one day of UTC. */
export const accountDays = readSide.table(
  "account_days",
  {
    account: int("account").$type<AccountId>().notNull(),
    /** Its midnight, ms. */
    day: int("day").notNull(),
    /** Paid and received for shares, µ$. */
    volume: total("volume").notNull(),
    trades: int("trades").notNull(),
    /** Paid less rebates, µ$. */
    fees: int("fees").notNull(),
    /** Received for shares gone less their cost, fees excluded, µ$. */
    realised: int("realised").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.day] }),
    index("account_days_by_day").on(table.day),
  ],
);
