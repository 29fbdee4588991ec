import type { Event, MatchId, OrderId } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import type { OwnOrder } from "@probity/market-data";
import type { FeedEntry } from "@probity/sequencer";
import { traderOf, withKey } from "../auth/key-holder.ts";
import { tradingAccount } from "../auth/newcomers.ts";
import { ClobError } from "../clob-errors.ts";
import type { Desk } from "../desk.ts";
import { formatDollars, formatShares, formatUnits } from "../orders/decimals.ts";
import { orderNamed } from "../orders/order-hash.ts";
import { tradeId } from "../orders/trade-id.ts";
import type { Part } from "../part.ts";
import type { KeptOrder, Trader } from "../ports.ts";
import { orderWords, originalSize } from "./order-words.ts";
import type { OrderWords } from "./order-words.ts";
import { PAGE_ITEMS, noPage, pageOf, readCursor } from "./pages.ts";
import { asked } from "./query.ts";

const BAD_QUERY = "invalid order params payload";
/** Trades that are named with an order. */
const TRADES_MAX = 100;

/** One's own orders: those that are open, and any by its id (reference §5.3). */
export function ownOrderPart(desk: Desk): Part {
  const { venue, markets } = desk;
  const delayed = new Set<OrderId>();

  /** Any order of the trader's, open or not; null: it is none of theirs. */
  const find = async ({ owner }: Trader, id: string): Promise<OwnOrder | null> => {
    const named = orderNamed(id);
    if (named === null) throw new ClobError(400, "Invalid orderID");
    const account = tradingAccount(venue, owner);
    if (account === null) return null;
    await venue.readSide.caughtUp();
    const { ownOrders } = venue.readSide.data;
    const recent =
      named.kind === "order"
        ? ownOrders.order(account, named.order)
        : ownOrders.orderWithKey(account, named.key);
    if (recent !== null || ownOrders.forgottenUntil(account) === 0) return recent;
    const forgotten = ownOrders.forgottenUntil(account);
    const before = Number.MAX_SAFE_INTEGER as OrderId;
    const { value } = await fromHistory(venue, forgotten, async ({ history }) => {
      if (named.kind === "order") return history.order([account], named.order);
      const [found = null] = await history.orders(account, { before, limit: 1, key: named.key });
      return found;
    });
    return value;
  };

  const told = async (trader: Trader, orders: readonly OwnOrder[]): Promise<readonly unknown[]> => {
    const words = await orderWords(desk, orders);
    const trades = await tradesOf(orders);
    return orders.flatMap((order) => {
      const own = words.get(order.order);
      const matches = trades.get(order.order) ?? [];
      return own === undefined ? [] : (openOrder(trader, order, own, matches) ?? []);
    });
  };

  const openOrder = (
    trader: Trader,
    order: OwnOrder,
    { hash, address, kept }: OrderWords,
    matches: readonly MatchId[],
  ) => {
    const { spec } = order;
    const chain = markets.of(spec.market);
    if (chain === null) return null;
    const place = spec.outcome === "yes" ? 0 : 1;
    return {
      id: hash,
      status: statusOf(order, delayed.has(order.order)),
      owner: kept?.apiKey ?? trader.key.id,
      maker_address: address,
      market: chain.conditionId,
      asset_id: chain.tokens[place],
      side: spec.side === "buy" ? "BUY" : "SELL",
      original_size: formatUnits(originalSize(order, kept)),
      size_matched: formatShares(order.filled),
      price: formatDollars(order.price),
      associate_trades: matches.map(tradeId),
      outcome: chain.outcomes[place],
      created_at: Math.floor(order.placedAt / 1_000),
      expiration: kept?.signed.expiration ?? expirationOf(order),
      order_type: kept?.orderType ?? orderTypeOf(order),
    };
  };

  /** Matches of one account's orders, the latest first; from the database where memory has forgotten some. */
  const tradesOf = async (
    orders: readonly OwnOrder[],
  ): Promise<ReadonlyMap<OrderId, readonly MatchId[]>> => {
    const matches = new Map<OrderId, MatchId[]>();
    const unknown = new Map<OrderId, number>();
    for (const { order, filled } of orders) if (filled > 0) unknown.set(order, filled);
    const [account] = orders.map((order) => order.account);
    if (account === undefined || unknown.size === 0) return matches;
    const { ownFills } = venue.readSide.data;
    for (const { order, match, quantity } of ownFills.fills(account)) {
      const lots = unknown.get(order);
      if (lots === undefined) continue;
      const own = matches.get(order) ?? [];
      if (own.length < TRADES_MAX) own.push(match);
      matches.set(order, own);
      unknown.set(order, own.length < TRADES_MAX ? lots - quantity : 0);
    }
    const sought = Array.from(unknown).flatMap(([order, lots]) => (lots > 0 ? order : []));
    if (sought.length === 0) return matches;
    await fromHistory(venue, ownFills.forgottenUntil(account), async ({ trades }) => {
      for (const order of sought) {
        const { rows } = await trades.fillsOf(account, { order, limit: TRADES_MAX });
        matches.set(
          order,
          rows.map(({ match }) => match),
        );
      }
    });
    return matches;
  };

  return {
    publish: (_changes, entry) => noteDelays(delayed, entry),
    clob: (clob) => {
      clob.register(async (scope) => {
        withKey(scope, desk, "read");

        scope.get("/data/orders", async (request) => {
          const trader = traderOf(request);
          const ask = (name: string) => asked(request, name, BAD_QUERY);
          const [id, market, token] = [ask("id"), ask("market"), ask("asset_id")];
          const before = readCursor(ask("next_cursor"));
          if (before === null) return noPage();
          if (id !== undefined) {
            const order = await find(trader, id);
            return pageOf(await told(trader, order === null ? [] : [order]), null);
          }
          const account = tradingAccount(venue, trader.owner);
          if (account === null) return noPage();
          const chain = market === undefined ? null : markets.ofCondition(market);
          const named = token === undefined ? null : markets.ofToken(token);
          if ((market !== undefined && chain === null) || (token !== undefined && named === null)) {
            return noPage();
          }
          await venue.readSide.caughtUp();
          const wanted = venue.readSide.data.ownOrders
            .open(account)
            .filter(
              ({ order, spec }) =>
                order < before &&
                (chain === null || spec.market === chain.market) &&
                (named === null ||
                  (spec.market === named.market.market && spec.outcome === named.outcome)),
            )
            .sort((one, other) => other.order - one.order);
          const page = wanted.slice(0, PAGE_ITEMS);
          const hasMore = wanted.length > page.length;
          return pageOf(await told(trader, page), hasMore ? page.at(-1)!.order : null);
        });

        scope.get<{ Params: { id: string } }>("/data/order/:id", async (request) => {
          const trader = traderOf(request);
          const order = await find(trader, request.params.id);
          const [json] = await told(trader, order === null ? [] : [order]);
          if (json === undefined) throw new ClobError(404, "order not found");
          return json;
        });

        // Nothing was here before version 2.
        scope.get("/data/pre-migration-orders", async () => noPage());
      });
    },
  };
}

function noteDelays(delayed: Set<OrderId>, { events }: FeedEntry<Event>): void {
  for (const event of events) {
    if (event.type === "OrderDelayed") delayed.add(event.order);
    if (event.type === "OrderReleased" || event.type === "OrderCancelled") {
      delayed.delete(event.order);
    }
  }
}

function statusOf({ status, cancelReason }: OwnOrder, isDelayed: boolean): string {
  if (status === "open") return isDelayed ? "DELAYED" : "LIVE";
  if (status === "filled") return "MATCHED";
  const isOver = cancelReason === "resolution" || cancelReason === "voided";
  return isOver ? "CANCELED_MARKET_RESOLVED" : "CANCELED";
}

/** Of an order of another door. */
function orderTypeOf({ spec: { pricing } }: OwnOrder): KeptOrder["orderType"] {
  if (pricing.kind !== "limit") return pricing.fillOrKill ? "FOK" : "FAK";
  const types = { gtc: "GTC", gtd: "GTD", ioc: "FAK", fok: "FOK" } as const;
  return types[pricing.timeInForce.kind];
}

function expirationOf({ spec: { pricing } }: OwnOrder): string {
  const isGtd = pricing.kind === "limit" && pricing.timeInForce.kind === "gtd";
  return isGtd ? String(Math.floor(pricing.timeInForce.expiresAt / 1_000)) : "0";
}
