import { amount } from "@probity/core";
import type { OwnOrder } from "@probity/market-data";
import {
  averagePrice,
  formatAmount,
  formatId,
  formatPrice,
  formatQuantity,
  formatTime,
  orderSpecJson,
} from "@probity/protocol";
import type { Order } from "@probity/protocol";

/** An own order as its owner reads it. */
export function orderJson(order: OwnOrder): Order {
  return {
    order_id: formatId("ord", order.order),
    account_id: formatId("acc", order.account),
    client_order_id: order.key,
    ...orderSpecJson(order.spec),
    status: order.status,
    price: formatPrice(order.price),
    quantity: order.quantity === null ? null : formatQuantity(order.quantity),
    filled: formatQuantity(order.filled),
    remaining: formatQuantity(order.remaining),
    notional: formatAmount(order.notional),
    average_price: averagePrice(order.notional, order.filled),
    fee: formatAmount(amount(order.fee - order.rebate)),
    cancel_reason: order.cancelReason,
    created_at: formatTime(order.placedAt),
    updated_at: formatTime(order.updatedAt),
  };
}
