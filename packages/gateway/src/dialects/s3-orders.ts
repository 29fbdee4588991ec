import type { OwnerId, Quantity } from "@probity/core";
import { complement } from "@probity/core";
import type { Level, OwnOrder } from "@probity/market-data";
import {
  S3BookAnswer,
  S3BookQuery,
  S3OrderAnswer,
  S3OrderRequest,
  S3OrdersPage,
  S3OrdersQuery,
  S3TradesPage,
  TradesQuery,
  formatId,
  formatOwner,
  formatPrice,
  formatQuantity,
  formatTime,
} from "@probity/protocol";
import type { PlaceOrderJson, Placement, S3Order } from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import { accountOf, callerOf, principalOf, signedIn } from "../caller.ts";
import { tradedMarketOf } from "../market-or-event.ts";
import { anybody } from "../needs.ts";
import type { OrderEntry } from "../order-entry/order-entry.ts";
import { refuse } from "../refusal.ts";
import { page } from "../routes/page.ts";
import { BEARER, KeyHeader, NoQuery, answers, refParams } from "../routes/route.ts";
import type { App } from "../routes/route.ts";
import type { Venue } from "../venue.ts";

/** Source S3's orders: written in its words, entered by the one way orders are entered. */
export function s3OrderRoutes(app: App, venue: Venue, orderEntry: OrderEntry): void {
  const onRequest = signedIn(venue);

  app.post(
    "/orders/:ref",
    {
      onRequest,
      schema: {
        tags: ["orders"],
        security: BEARER,
        summary: "S3: place an order in the market named by the path",
        headers: KeyHeader,
        querystring: NoQuery,
        params: refParams,
        body: S3OrderRequest,
        response: answers(S3OrderAnswer),
      },
    },
    async (request, reply) => {
      const { market } = await tradedMarketOf(venue, request.params.ref);
      const marketId = formatId("mkt", market);
      const entered = await enter(orderEntry, request, nativeOrder(marketId, request.body));
      if (entered.status !== 200) {
        const { status, body, retryAfterSeconds } = entered;
        if (retryAfterSeconds !== null) void reply.header("retry-after", String(retryAfterSeconds));
        // A refusal is the native one, as it stands.
        return reply
          .status(status as 400)
          .type("application/json")
          .send(body as never);
      }
      const { seq, order } = JSON.parse(entered.body) as { seq: number; order: Placement };
      const owner = callerOf(request);
      return { seq, order: placedJson(marketId, owner, request.body, order) };
    },
  );

  app.get(
    "/orders/:ref/orderbook",
    {
      onRequest: anybody,
      schema: {
        tags: ["markets"],
        summary: "S3: both books of a market, best levels first",
        params: refParams,
        querystring: S3BookQuery,
        response: answers(S3BookAnswer),
      },
    },
    async (request) => {
      const { depth, min_seq } = request.query;
      const { market } = await tradedMarketOf(venue, request.params.ref);
      await venue.readSide.caughtUp(min_seq);
      const { sequence, data } = venue.readSide;
      const book = data.depth.book(market);
      if (book === null) throw refuse("MARKET_NOT_FOUND", {}, sequence);
      const side = (outcome: "yes" | "no") => {
        const { bids, asks } = book.view(outcome, depth);
        return { bids: bids.map(levelJson), asks: asks.map(levelJson) };
      };
      return { seq: sequence, marketId: formatId("mkt", market), YES: side("yes"), NO: side("no") };
    },
  );

  app.get(
    "/orders/:ref/trades",
    {
      onRequest: anybody,
      schema: {
        tags: ["markets"],
        summary: "S3: the latest trades of a market, newest first",
        params: refParams,
        querystring: TradesQuery,
        response: answers(S3TradesPage),
      },
    },
    async (request) => {
      const { market } = await tradedMarketOf(venue, request.params.ref);
      await venue.readSide.caughtUp(request.query.min_seq);
      const { sequence, data } = venue.readSide;
      const { items, next } = page(data.tape.trades(market), ({ match }) => match, request.query);
      const trades = items.map((trade) => {
        const outcome = trade.taker?.outcome ?? "yes";
        const price = outcome === "yes" ? trade.price : complement(trade.price);
        return {
          id: formatId("mat", trade.match),
          marketId: formatId("mkt", market),
          outcome: OUTCOMES[outcome],
          price: formatPrice(price),
          quantity: shares(trade.quantity),
          seq: trade.sequence,
          createdAt: formatTime(trade.time),
        };
      });
      return { seq: sequence, trades, next_cursor: next };
    },
  );

  app.get(
    "/orders/user/orders",
    {
      onRequest,
      schema: {
        tags: ["orders"],
        security: BEARER,
        summary: "S3: your orders, newest first",
        querystring: S3OrdersQuery,
        response: answers(S3OrdersPage),
      },
    },
    async (request) => {
      const owner = callerOf(request);
      const account = await accountOf(venue, principalOf(request), request.query.account_id);
      await venue.readSide.caughtUp(request.query.min_seq);
      const { sequence, data } = venue.readSide;
      const own = data.ownOrders.newestFirst(account);
      const { items, next } = page(own, ({ order }) => order, request.query);
      const orders = items.map((order) => orderJson(owner, order));
      return { seq: sequence, orders, next_cursor: next };
    },
  );
}

const OUTCOMES = { yes: "YES", no: "NO" } as const;
const SIDES = { buy: "BUY", sell: "SELL" } as const;

interface Entered {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | null;
}

function enter(
  entry: OrderEntry,
  request: FastifyRequest,
  order: PlaceOrderJson,
): Promise<Entered> {
  const key = request.headers["idempotency-key"];
  return new Promise((resolve) => {
    entry.handle(
      "place",
      principalOf(request),
      order,
      key === undefined ? null : String(key),
      (status, body, retryAfterSeconds = null) => resolve({ status, body, retryAfterSeconds }),
      request.id,
    );
  });
}

/** The order as the native route takes it, which judges the numbers. */
function nativeOrder(market_id: string, wish: S3OrderRequest): PlaceOrderJson {
  const { side, outcome, type, price, quantity, clientOrderId, account_id } = wish;
  const order = {
    market_id,
    side: side === "BUY" ? ("buy" as const) : ("sell" as const),
    outcome: outcome === "YES" ? ("yes" as const) : ("no" as const),
    quantity,
    ...(account_id === undefined ? {} : { account_id: formatId("acc", account_id) }),
    ...(clientOrderId === undefined ? {} : { client_order_id: clientOrderId }),
  };
  if (type === "LIMIT") return { type: "limit", price: price ?? "", ...order };
  return { type: "market", ...(price === undefined ? {} : { price_cap: price }), ...order };
}

function placedJson(marketId: string, owner: OwnerId, wish: S3OrderRequest, placed: Placement) {
  const quantity = Number(wish.quantity);
  const filled = Number(placed.filled);
  return {
    id: placed.order_id,
    marketId,
    userId: formatOwner(owner),
    side: wish.side,
    outcome: wish.outcome,
    type: wish.type,
    price: wish.price ?? null,
    quantity,
    filled,
    status: statusOf(filled, placed.status === "open", filled >= quantity),
  };
}

function orderJson(owner: OwnerId, order: OwnOrder): S3Order {
  const { pricing, side, outcome, market } = order.spec;
  const filled = shares(order.filled);
  return {
    id: formatId("ord", order.order),
    marketId: formatId("mkt", market),
    userId: formatOwner(owner),
    side: SIDES[side],
    outcome: OUTCOMES[outcome],
    type: pricing.kind === "limit" ? "LIMIT" : "MARKET",
    price: formatPrice(order.price),
    quantity: order.quantity === null ? null : shares(order.quantity),
    filled,
    status: statusOf(filled, order.status === "open", order.status === "filled"),
    createdAt: formatTime(order.placedAt),
  };
}

function statusOf(filled: number, isOpen: boolean, isFilled: boolean): S3Order["status"] {
  if (isOpen) return filled > 0 ? "PARTIALLY_FILLED" : "OPEN";
  return isFilled ? "FILLED" : "CANCELLED";
}

function levelJson({ price, quantity }: Level) {
  return { price: formatPrice(price), quantity: shares(quantity) };
}

/** Shares as the number S3 counts them by. */
function shares(lots: Quantity): number {
  return Number(formatQuantity(lots));
}
