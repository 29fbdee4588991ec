/**
 * Source S3 over Socket.IO, namespace `/ws`: what clients say and what the venue says. Its market is
 * ours, its user an owner. Numbers are decimal strings, times milliseconds.
 */
import { amount, complement } from "@probity/core";
import type {
  AccountId,
  BalanceView,
  MarketId,
  MatchId,
  MatchKind,
  Outcome,
  OwnerId,
  Price,
  Quantity,
  Side,
} from "@probity/core";
import { z } from "zod";
import { S3_STATUSES } from "./dialect-states.ts";
import type { S3Status } from "./dialect-states.ts";
import { formatAmount, formatPrice, formatQuantity } from "./decimal.ts";
import { idField, idText, priceText, quantityText, amountText, sequenceNumber } from "./fields.ts";
import { formatId, formatOwner } from "./ids.ts";
import type { LivePosition } from "./live-bodies.ts";
import type { Order } from "./orders.ts";

/** Of `subscribe:market` and `unsubscribe:market`; without an outcome: both books. */
export const MarketChoice = z
  .strictObject({ marketId: idField("mkt"), outcome: z.enum(["YES", "NO"]).optional() })
  .meta({ id: "MarketChoice" });

const OUTCOMES = ["YES", "NO"] as const;
const outcome = z.enum(OUTCOMES);
const seq = sequenceNumber;
const timestamp = z.int();
const level = z.object({ price: priceText, quantity: quantityText });

const OrderPayload = z.object({
  orderId: idText,
  clientOrderId: z.string().nullable(),
  userId: idText,
  accountId: idText,
  marketId: idText,
  outcome,
  side: z.enum(["BUY", "SELL"]),
  type: z.enum(["LIMIT", "MARKET"]),
  price: priceText.nullable(),
  quantity: quantityText.nullable(),
  filled: quantityText,
  remaining: quantityText,
  status: z.enum(["OPEN", "FILLED", "CANCELLED"]),
  reason: z.string().nullable(),
  seq,
  timestamp,
});

/** Every event of the server and its payload. */
export const SERVER_EVENTS = {
  /** A book as a whole, best levels first. Replaces whatever was known. */
  orderbook_update: z.object({
    marketId: idText,
    outcome,
    bids: z.array(level),
    asks: z.array(level),
    seq,
    timestamp,
  }),
  /** In the terms of the share its taker dealt in. */
  trade_executed: z.object({
    tradeId: idText,
    marketId: idText,
    outcome,
    side: z.enum(["BUY", "SELL"]),
    price: priceText,
    quantity: quantityText,
    matchType: z.enum(["normal", "mint", "merge"]),
    seq,
    timestamp,
  }),
  order_placed: OrderPayload,
  /** Filled in part or in full, or amended. Not in source S3, which leaves it to positions. */
  order_updated: OrderPayload,
  order_cancelled: OrderPayload,
  market_updated: z.object({
    marketId: idText,
    status: z.enum(S3_STATUSES),
    yesPrice: priceText.nullable(),
    noPrice: priceText.nullable(),
    volume24h: amountText,
    seq,
    timestamp,
  }),
  balance_updated: z.object({
    userId: idText,
    accountId: idText,
    currency: z.string(),
    available: amountText,
    locked: amountText,
    total: amountText,
    seq,
    timestamp,
  }),
  position_updated: z.object({
    userId: idText,
    accountId: idText,
    marketId: idText,
    outcome,
    shares: quantityText,
    locked: quantityText,
    vwap: priceText.nullable(),
    currentPrice: priceText.nullable(),
    unrealizedPnl: amountText.nullable(),
    seq,
    timestamp,
  }),
  pong: z.object({ timestamp }),
  /** Comes by itself; everything up to `seq` was said. */
  heartbeat: z.object({ seq, timestamp }),
  /** Something you said was refused. */
  refused: z.object({ code: z.string(), message: z.string() }),
} as const;

export type ServerEvent = keyof typeof SERVER_EVENTS;
export type ServerPayload<E extends ServerEvent> = z.output<(typeof SERVER_EVENTS)[E]>;

interface LevelLike {
  readonly price: Price;
  readonly quantity: Quantity;
}

/** @param book in the terms of `side`. */
export function orderbookUpdate(
  market: MarketId,
  side: Outcome,
  book: { readonly bids: readonly LevelLike[]; readonly asks: readonly LevelLike[] },
  place: { readonly sequence: number; readonly time: number },
): ServerPayload<"orderbook_update"> {
  const levels = (all: readonly LevelLike[]) =>
    all.map(({ price, quantity }) => ({
      price: formatPrice(price),
      quantity: formatQuantity(quantity),
    }));
  return {
    marketId: formatId("mkt", market),
    outcome: upper(side),
    bids: levels(book.bids),
    asks: levels(book.asks),
    seq: place.sequence,
    timestamp: place.time,
  };
}

export function tradeExecuted(trade: {
  readonly match: MatchId;
  readonly market: MarketId;
  readonly sequence: number;
  readonly time: number;
  readonly kind: MatchKind;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly taker: { readonly side: Side; readonly outcome: Outcome } | null;
}): ServerPayload<"trade_executed"> {
  const taker = trade.taker ?? { side: "buy", outcome: "yes" };
  return {
    tradeId: formatId("mat", trade.match),
    marketId: formatId("mkt", trade.market),
    outcome: upper(taker.outcome),
    side: taker.side === "buy" ? "BUY" : "SELL",
    price: formatPrice(taker.outcome === "yes" ? trade.price : complement(trade.price)),
    quantity: formatQuantity(trade.quantity),
    matchType: trade.kind === "complementary" ? "normal" : trade.kind,
    seq: trade.sequence,
    timestamp: trade.time,
  };
}

export function orderPayload(
  owner: OwnerId,
  order: Order,
  sequence: number,
  time: number,
): ServerPayload<"order_placed"> {
  return {
    orderId: order.order_id,
    clientOrderId: order.client_order_id,
    userId: formatOwner(owner),
    accountId: order.account_id,
    marketId: order.market_id,
    outcome: upper(order.outcome),
    side: order.side === "buy" ? "BUY" : "SELL",
    type: order.type === "limit" ? "LIMIT" : "MARKET",
    price: order.price,
    quantity: order.quantity,
    filled: order.filled,
    remaining: order.remaining,
    status: ORDER_STATUS[order.status],
    reason: order.cancel_reason,
    seq: sequence,
    timestamp: time,
  };
}

/** @param yesPrice what a YES share is worth now. */
export function marketUpdated(
  market: MarketId,
  status: S3Status,
  yesPrice: Price | null,
  volume24h: string,
  place: { readonly sequence: number; readonly time: number },
): ServerPayload<"market_updated"> {
  return {
    marketId: formatId("mkt", market),
    status: status,
    yesPrice: yesPrice === null ? null : formatPrice(yesPrice),
    noPrice: yesPrice === null ? null : formatPrice(complement(yesPrice)),
    volume24h,
    seq: place.sequence,
    timestamp: place.time,
  };
}

export function balanceUpdated(
  owner: OwnerId,
  account: AccountId,
  currency: string,
  { available, held }: Pick<BalanceView, "available" | "held">,
  place: { readonly sequence: number; readonly time: number },
): ServerPayload<"balance_updated"> {
  return {
    userId: formatOwner(owner),
    accountId: formatId("acc", account),
    currency,
    available: formatAmount(available),
    locked: formatAmount(held),
    total: formatAmount(amount(available + held)),
    seq: place.sequence,
    timestamp: place.time,
  };
}

export function positionUpdated(
  owner: OwnerId,
  position: LivePosition,
  place: { readonly sequence: number; readonly time: number },
): ServerPayload<"position_updated"> {
  return {
    userId: formatOwner(owner),
    accountId: position.account_id,
    marketId: position.market_id,
    outcome: upper(position.outcome),
    shares: position.quantity,
    locked: position.held,
    vwap: position.average_cost,
    currentPrice: position.current_price,
    unrealizedPnl: position.unrealized_pnl,
    seq: place.sequence,
    timestamp: place.time,
  };
}

const ORDER_STATUS = { open: "OPEN", filled: "FILLED", cancelled: "CANCELLED" } as const;

function upper(side: Outcome): (typeof OUTCOMES)[number] {
  return side === "yes" ? "YES" : "NO";
}
