import type { AccountId, MarketId, OrderId, Outcome, Side } from "@probity/core";
import { and, desc, eq, gte, inArray, lt } from "drizzle-orm";
import { orders, signedOrders } from "../tables/orders.ts";
import type { OrderStatus } from "../tables/orders.ts";
import { decodeCursor, pageOf } from "./cursors.ts";
import type { Page } from "./cursors.ts";
import type { PageRequest } from "./paging.ts";
import type { ReadDatabase } from "./read-database.ts";

export type OrderRow = typeof orders.$inferSelect;

export interface OrderFilter extends PageRequest {
  readonly market?: MarketId | undefined;
  /** The client order id. */
  readonly key?: string | undefined;
  readonly status?: readonly OrderStatus[] | undefined;
  readonly outcome?: Outcome | undefined;
  readonly side?: Side | undefined;
  /** Placed then or later, and before, ms. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export function orderQueries(database: ReadDatabase) {
  return {
    async byId(order: OrderId): Promise<OrderRow | null> {
      const [row] = await database.select().from(orders).where(eq(orders.order, order)).limit(1);
      return row ?? null;
    },

    /** The account's latest order with this client order id. */
    async byKey(account: AccountId, key: string): Promise<OrderRow | null> {
      const [row] = await database
        .select()
        .from(orders)
        .where(and(eq(orders.account, account), eq(orders.key, key)))
        .orderBy(desc(orders.order))
        .limit(1);
      return row ?? null;
    },

    /** The account's latest order with each of these client order ids, newest first; those it has not are left out. */
    async byKeys(account: AccountId, keys: readonly string[]): Promise<OrderRow[]> {
      if (keys.length === 0) return [];
      const rows = await database
        .selectDistinctOn([orders.key])
        .from(orders)
        .where(and(eq(orders.account, account), inArray(orders.key, [...keys])))
        .orderBy(orders.key, desc(orders.order));
      return rows.toSorted((a, b) => b.order - a.order);
    },

    /** What was signed for each of these orders, as it came; those that nobody signed are left out. */
    async signedOf(ids: readonly OrderId[]): Promise<ReadonlyMap<OrderId, string>> {
      if (ids.length === 0) return new Map();
      const rows = await database
        .select({ order: signedOrders.order, signed: signedOrders.signed })
        .from(signedOrders)
        .where(inArray(signedOrders.order, [...ids]));
      return new Map(rows.map(({ order, signed }) => [order, signed]));
    },

    /** The client order ids of these orders; those without one are left out. */
    async keysOf(ids: readonly OrderId[]): Promise<ReadonlyMap<OrderId, string>> {
      if (ids.length === 0) return new Map();
      const rows = await database
        .select({ order: orders.order, key: orders.key })
        .from(orders)
        .where(inArray(orders.order, [...ids]));
      return new Map(rows.flatMap(({ order, key }) => (key === null ? [] : [[order, key]])));
    },

    /** An account's orders, newest first. */
    async of(account: AccountId, filter: OrderFilter): Promise<Page<OrderRow>> {
      const { market, key, status, outcome, side, from, to, cursor, limit } = filter;
      const after = decodeCursor(cursor, ["number"]);
      const rows = await database
        .select()
        .from(orders)
        .where(
          and(
            eq(orders.account, account),
            market === undefined ? undefined : eq(orders.market, market),
            key === undefined ? undefined : eq(orders.key, key),
            status === undefined ? undefined : inArray(orders.status, [...status]),
            outcome === undefined ? undefined : eq(orders.outcome, outcome),
            side === undefined ? undefined : eq(orders.side, side),
            from === undefined ? undefined : gte(orders.placedAt, from),
            to === undefined ? undefined : lt(orders.placedAt, to),
            after === null ? undefined : lt(orders.order, after[0] as OrderId),
          ),
        )
        .orderBy(desc(orders.order))
        .limit(limit + 1);
      return pageOf(rows, limit, (row) => [row.order]);
    },
  };
}
