import type { AccountId, MarketId, Outcome } from "@probity/core";
import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

/**
 * Shares of one account in one outcome of one market; it stays when they are gone.
 * An event's conversion account stands under the event's number.
 */
export const positions = readSide.table(
  "positions",
  {
    account: int("account").$type<AccountId>().notNull(),
    market: int("market").$type<MarketId>().notNull(),
    outcome: text("outcome").$type<Outcome>().notNull(),
    /** Lots, held ones included. */
    shares: int("shares").notNull(),
    /** Lots that resting sells lock. */
    held: int("held").notNull(),
    /** What the shares cost, fees excluded, µ$. */
    cost: int("cost").notNull(),
    /** What was received for shares gone, less their cost, fees excluded, µ$. */
    realised: int("realised").notNull(),
    /** Lots that ever came in, by whatever way, and what they cost then, fees excluded, µ$. */
    bought: int("bought").notNull().default(0),
    paid: int("paid").notNull().default(0),
    /** Fees paid less rebates received, µ$. */
    fees: int("fees").notNull(),
    openedAt: int("opened_at").notNull(),
    updatedAt: int("updated_at").notNull(),
    sequence: int("sequence").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.market, table.outcome] }),
    // Without the shares: a change of an indexed column writes every index anew.
    index("positions_by_market").on(table.market, table.outcome, table.account),
  ],
);
