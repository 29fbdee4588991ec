import type { AccountId } from "@probity/core";
import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

/**
 * Collateral of every account, µ$. An event's conversion account stands under the
 * event's number and is below zero by what it owes.
 */
export const balances = readSide.table(
  "balances",
  {
    account: int("account").$type<AccountId>().notNull(),
    asset: int("asset").notNull(),
    available: int("available").notNull(),
    held: int("held").notNull(),
    sequence: int("sequence").notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.asset] })],
);

/** What is with the venue itself, µ$: fees, rewards, external, and each market's pool and reserve. */
export const systemBalances = readSide.table(
  "system_balances",
  {
    party: text("party").$type<"fees" | "rewards" | "external" | "pool" | "reserve">().notNull(),
    /** The market of a pool or reserve, else 0. */
    market: int("market").notNull(),
    asset: int("asset").notNull(),
    amount: int("amount").notNull(),
    sequence: int("sequence").notNull(),
  },
  (table) => [primaryKey({ columns: [table.party, table.market, table.asset] })],
);

export const withdrawals = readSide.table(
  "withdrawals",
  {
    withdrawal: int("withdrawal").primaryKey(),
    account: int("account").$type<AccountId>().notNull(),
    asset: int("asset").notNull(),
    amount: int("amount").notNull(),
    status: text("status").$type<"requested" | "confirmed" | "failed">().notNull(),
    requestedAt: int("requested_at").notNull(),
    settledAt: int("settled_at"),
    sequence: int("sequence").notNull(),
  },
  (table) => [index("withdrawals_by_account").on(table.account, table.withdrawal)],
);
