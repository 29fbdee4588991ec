import type { AccountId, MarketId, Outcome, TransferReason } from "@probity/core";
import { sql } from "drizzle-orm";
import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

/** What the other side of a line is; `id` names the account, market or nothing (0). */
export type PartyKind = "account" | "pool" | "reserve" | "fees" | "rewards" | "external";

/** Stride between the lines of two events of a command: a conversion over 500 markets has fewer. */
export const LINES_PER_EVENT = 8_192;

/**
 * Every transfer that touched an account, one line a side, in the order in which
 * it happened. Exactly one of `asset` and `market` is set: money or shares.
 */
export const statement = readSide.table(
  "statement",
  {
    account: int("account").$type<AccountId>().notNull(),
    sequence: int("sequence").notNull(),
    /** Counts the lines of a command. */
    line: int("line").notNull(),
    time: int("time").notNull(),
    asset: int("asset"),
    market: int("market").$type<MarketId>(),
    outcome: text("outcome").$type<Outcome>(),
    /** Received, or given if negative: µ$ of money, lots of shares. */
    amount: int("amount").notNull(),
    /** What the account then had of it, held included. */
    balance: int("balance").notNull(),
    reason: text("reason").$type<TransferReason>().notNull(),
    otherKind: text("other_kind").$type<PartyKind>().notNull(),
    otherId: int("other_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.account, table.sequence, table.line] }),
    // What is no trade is rare, and asked for by itself.
    index("statement_of_sets")
      .on(table.account, table.sequence)
      .where(sql`reason in ('split', 'merge', 'convert', 'payout')`),
  ],
);

/** How an account came to shares, or lost them, in the words of source S1. */
export type ShareChangeType =
  "buy" | "sell" | "split" | "merge" | "convert" | "transfer" | "redeem" | "reversal";

/** Every change of shares; `redeem` is what a resolution paid. */
export const shareChanges = readSide
  .view("share_changes", {
    account: int("account").$type<AccountId>().notNull(),
    sequence: int("sequence").notNull(),
    line: int("line").notNull(),
    time: int("time").notNull(),
    market: int("market").$type<MarketId>().notNull(),
    outcome: text("outcome").$type<Outcome>().notNull(),
    changeType: text("change_type").$type<ShareChangeType>().notNull(),
    amount: int("amount").notNull(),
    balance: int("balance").notNull(),
  })
  .existing();
