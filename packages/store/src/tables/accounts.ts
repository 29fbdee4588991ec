import type { AccountStatus, Role } from "@probity/core";
import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

/** Who owns accounts. Names and addresses are identity's, never here. */
export const owners = readSide.table("owners", {
  owner: int("owner").primaryKey(),
  role: text("role").$type<Role>().notNull(),
  sequence: int("sequence").notNull(),
  createdAt: int("created_at").notNull(),
});

export const accounts = readSide.table(
  "accounts",
  {
    account: int("account").primaryKey(),
    owner: int("owner").notNull(),
    status: text("status").$type<AccountStatus>().notNull(),
    maxOpenOrders: int("max_open_orders").notNull(),
    /** µ$; 0: none. */
    maxOrderNotional: int("max_order_notional").notNull(),
    maxExposure: int("max_exposure").notNull(),
    maxDailyDeposit: int("max_daily_deposit").notNull(),
    openedAt: int("opened_at").notNull(),
    sequence: int("sequence").notNull(),
  },
  (table) => [index("accounts_by_owner").on(table.owner, table.account)],
);

/** How long an owner wished, or was told, to stay away; each lengthening is a row. */
export const exclusions = readSide.table(
  "exclusions",
  {
    owner: int("owner").notNull(),
    sequence: int("sequence").notNull(),
    kind: text("kind").$type<"cool-off" | "self-exclusion">().notNull(),
    until: int("until").notNull(),
    time: int("time").notNull(),
  },
  (table) => [primaryKey({ columns: [table.owner, table.sequence] })],
);

export const assets = readSide.table("assets", {
  asset: int("asset").primaryKey(),
  symbol: text("symbol").notNull(),
  sequence: int("sequence").notNull(),
});
