import type {
  AccountId,
  LegRole,
  MarketId,
  MatchId,
  MatchKind,
  OrderId,
  Outcome,
  Side,
} from "@probity/core";
import { index, primaryKey, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

/** Every match, as the market saw it. */
export const trades = readSide.table(
  "trades",
  {
    match: int("match_id").$type<MatchId>().primaryKey(),
    market: int("market").$type<MarketId>().notNull(),
    kind: text("kind").$type<MatchKind>().notNull(),
    /** YES terms, the maker's. */
    price: int("price").notNull(),
    quantity: int("quantity").notNull(),
    takerOutcome: text("taker_outcome").$type<Outcome>().notNull(),
    takerSide: text("taker_side").$type<Side>().notNull(),
    sequence: int("sequence").notNull(),
    time: int("time").notNull(),
  },
  (table) => [index("trades_by_market").on(table.market, table.match)],
);

/** Matches that were undone. */
export const reversals = readSide.table("reversals", {
  match: int("match_id").$type<MatchId>().primaryKey(),
  market: int("market").$type<MarketId>().notNull(),
  sequence: int("sequence").notNull(),
  time: int("time").notNull(),
});

/** Every leg of a match: one order's part in it. */
export const fills = readSide.table(
  "fills",
  {
    match: int("match_id").$type<MatchId>().notNull(),
    /** Place in the match, the maker first. */
    leg: int("leg").notNull(),
    order: int("order_id").$type<OrderId>().notNull(),
    account: int("account").$type<AccountId>().notNull(),
    market: int("market").$type<MarketId>().notNull(),
    outcome: text("outcome").$type<Outcome>().notNull(),
    side: text("side").$type<Side>().notNull(),
    role: text("role").$type<LegRole>().notNull(),
    kind: text("kind").$type<MatchKind>().notNull(),
    /** Own terms. */
    price: int("price").notNull(),
    quantity: int("quantity").notNull(),
    fee: int("fee").notNull(),
    rebate: int("rebate").notNull(),
    sequence: int("sequence").notNull(),
    time: int("time").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.match, table.leg] }),
    index("fills_by_account").on(table.account, table.match),
    index("fills_by_order").on(table.order, table.match),
  ],
);
