import type {
  AccountId,
  Amount,
  GroupId,
  MarketId,
  MatchId,
  OrderId,
  Price,
  Pricing,
  Quantity,
  SessionId,
  TimeInForce,
  Timestamp,
} from "@probity/core";
import type { OwnFill, OwnOrder, Trade } from "@probity/market-data";
import type { orders } from "../tables/orders.ts";
import type { fills, trades } from "../tables/trades.ts";
import { encodeCursor } from "./cursors.ts";
import { orderQueries } from "./orders.ts";
import type { ReadDatabase } from "./read-database.ts";
import { tradeQueries } from "./trades.ts";

/** What lies before a number, newest first. */
interface Before<Id> {
  /** Only smaller ids. */
  readonly before: Id;
  readonly limit: number;
}

/** Only what happened in [`from`, `to`), ms. */
interface Period {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Orders, fills and trades without a window, in the shapes that memory has them in. */
export function historyQueries(database: ReadDatabase) {
  const orderRows = orderQueries(database);
  const tradeRows = tradeQueries(database);
  return {
    async trades(market: MarketId, { before, limit }: Before<MatchId>): Promise<Trade[]> {
      const cursor = encodeCursor([before]);
      return (await tradeRows.ofMarket(market, { cursor, limit })).rows.map(tradeOf);
    },

    async fills(
      account: AccountId,
      { before, ...filter }: Before<MatchId> & Period & { readonly market?: MarketId | undefined },
    ): Promise<OwnFill[]> {
      const cursor = encodeCursor([before]);
      return (await tradeRows.fillsOf(account, { ...filter, cursor })).rows.map(fillOf);
    },

    /** All legs of these matches, of each the maker's first. */
    async legs(matches: readonly MatchId[]): Promise<OwnFill[]> {
      return (await tradeRows.legsOfAll(matches)).map(fillOf);
    },

    /** `open`: also those that wait out a delay. A period is that of placing. */
    async orders(
      account: AccountId,
      input: Before<OrderId> &
        Period & {
          readonly status?: "open" | "closed" | "all" | undefined;
          readonly market?: MarketId | undefined;
          /** The client order id. */
          readonly key?: string | undefined;
        },
    ): Promise<OwnOrder[]> {
      const { before, status = "all", key, ...filter } = input;
      const { rows } = await orderRows.of(account, {
        ...filter,
        ...(key === undefined ? {} : { key }),
        ...(status === "all" ? {} : { status: STATUSES[status] }),
        cursor: encodeCursor([before]),
      });
      return rows.map(ownOrderOf);
    },

    /** The order if it is one of these accounts', else null. */
    async order(accounts: readonly AccountId[], order: OrderId): Promise<OwnOrder | null> {
      const row = await orderRows.byId(order);
      return row !== null && accounts.includes(row.account) ? ownOrderOf(row) : null;
    },
  };
}

const STATUSES = { open: ["open", "delayed"], closed: ["filled", "cancelled"] } as const;

function tradeOf(row: typeof trades.$inferSelect): Trade {
  return {
    match: row.match,
    market: row.market,
    sequence: row.sequence,
    time: row.time,
    kind: row.kind,
    price: row.price as Price,
    quantity: row.quantity as Quantity,
    taker: { side: row.takerSide, outcome: row.takerOutcome },
  };
}

function fillOf({ leg: _, ...row }: typeof fills.$inferSelect): OwnFill {
  return {
    ...row,
    price: row.price as Price,
    quantity: row.quantity as Quantity,
    fee: row.fee as Amount,
    rebate: row.rebate as Amount,
  };
}

type OrderRow = typeof orders.$inferSelect;

function ownOrderOf(row: OrderRow): OwnOrder {
  return {
    order: row.order,
    account: row.account,
    key: row.key,
    spec: {
      market: row.market,
      outcome: row.outcome,
      side: row.side,
      pricing: pricingOf(row),
      reduceOnly: row.reduceOnly,
      selfTrade: row.selfTrade,
      group: row.group as GroupId | null,
      session: row.session as SessionId | null,
    },
    status: row.status === "delayed" ? "open" : row.status,
    price: row.price as Price,
    quantity: row.quantity as Quantity | null,
    filled: row.filled as Quantity,
    remaining: row.remaining as Quantity,
    notional: row.notional as Amount,
    fee: row.fee as Amount,
    rebate: row.rebate as Amount,
    cancelReason: row.cancelReason,
    placedAt: row.placedAt,
    updatedAt: row.updatedAt,
    sequence: row.sequence,
  };
}

function pricingOf(row: OrderRow): Pricing {
  const price = row.price as Price;
  const quantity = (row.quantity ?? 0) as Quantity;
  const fillOrKill = row.timeInForce === "fok";
  switch (row.kind) {
    case "limit":
      return { kind: "limit", price, quantity, timeInForce: timeInForceOf(row) };
    case "market":
      return { kind: "market", quantity, cap: price, fillOrKill };
    case "cash": {
      const cash = (row.cash ?? 0) as Amount;
      return { kind: "cash", cash, cap: price, feeIncluded: row.feeIncluded ?? true, fillOrKill };
    }
    default:
      return row.kind satisfies never;
  }
}

function timeInForceOf({ timeInForce, postOnly, expiresAt }: OrderRow): TimeInForce {
  switch (timeInForce) {
    case "gtc":
      return { kind: "gtc", postOnly };
    case "gtd":
      return { kind: "gtd", postOnly, expiresAt: (expiresAt ?? 0) as Timestamp };
    case "ioc":
    case "fok":
      return { kind: timeInForce };
    default:
      return timeInForce satisfies never;
  }
}
