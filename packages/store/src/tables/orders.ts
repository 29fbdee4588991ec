import type {
  AccountId,
  CancelReason,
  MarketId,
  OrderId,
  Outcome,
  SelfTradePrevention,
  Side,
} from "@probity/core";
import { sql } from "drizzle-orm";
import { boolean, index, text } from "drizzle-orm/pg-core";
import { int, readSide } from "./columns.ts";

export type OrderKind = "limit" | "market" | "cash";
export type OrderStatus = "open" | "delayed" | "filled" | "cancelled";

/** What owners signed: one row an order that came so. */
export const signedOrders = readSide.table("signed_orders", {
  order: int("order_id").$type<OrderId>().primaryKey(),
  account: int("account").$type<AccountId>().notNull(),
  signed: text("signed").notNull(),
});

/** Every order ever accepted. Prices in the order's own terms. */
export const orders = readSide.table(
  "orders",
  {
    order: int("order_id").$type<OrderId>().primaryKey(),
    account: int("account").$type<AccountId>().notNull(),
    market: int("market").$type<MarketId>().notNull(),
    /** The client order id. */
    key: text("key"),
    outcome: text("outcome").$type<Outcome>().notNull(),
    side: text("side").$type<Side>().notNull(),
    kind: text("kind").$type<OrderKind>().notNull(),
    /** `ioc` for market and cash orders that are not fill-or-kill. */
    timeInForce: text("time_in_force").$type<"gtc" | "gtd" | "ioc" | "fok">().notNull(),
    postOnly: boolean("post_only").notNull(),
    expiresAt: int("expires_at"),
    reduceOnly: boolean("reduce_only").notNull(),
    selfTrade: text("self_trade").$type<SelfTradePrevention>().notNull(),
    group: int("group_id"),
    session: int("session_id"),
    /** Limit or cap. */
    price: int("price").notNull(),
    /** Total lots, filled ones included; null for a cash order. */
    quantity: int("quantity"),
    /** What a cash order may spend, µ$. */
    cash: int("cash"),
    feeIncluded: boolean("fee_included"),
    filled: int("filled").notNull(),
    /** What rests or waits out a delay; 0 of a final order. */
    remaining: int("remaining").notNull(),
    /** Sum over the fills, µ$. */
    notional: int("notional").notNull(),
    fee: int("fee").notNull(),
    rebate: int("rebate").notNull(),
    status: text("status").$type<OrderStatus>().notNull(),
    cancelReason: text("cancel_reason").$type<CancelReason>(),
    /** µ$ a buy holds, lots a sell holds. */
    held: int("held").notNull(),
    /** Version of the market's parameters it is bound to. */
    parametersVersion: int("parameters_version").notNull(),
    placedAt: int("placed_at").notNull(),
    updatedAt: int("updated_at").notNull(),
    /** Of the command that changed it last. */
    sequence: int("sequence").notNull(),
  },
  (table) => [
    index("orders_by_account").on(table.account, table.order),
    index("orders_open_by_market")
      .on(table.market, table.order)
      .where(sql`status in ('open', 'delayed')`),
    index("orders_by_key")
      .on(table.account, table.key)
      .where(sql`key is not null`),
  ],
);
