/** Orders as the machine takes them, from the requests of clients. */
import { price } from "@probity/core";
import type {
  CancelScope,
  OrderItem,
  OrderSpec,
  OrderTarget,
  Pricing,
  TimeInForce,
} from "@probity/core";
import type { z } from "zod";
import type {
  CancelAllRequest,
  CancelOrdersRequest,
  LimitOrderRequest,
  OrderRequest,
} from "./orders.ts";

/** The machine's order for a request. */
export function orderSpec(request: OrderRequest): OrderSpec {
  return {
    market: request.market_id,
    outcome: request.outcome,
    side: request.side,
    pricing: pricing(request),
    reduceOnly: request.reduce_only,
    selfTrade: request.self_trade_prevention,
    group: request.group_id ?? null,
    session: request.session_id ?? null,
  };
}

/** An item of a batch, named by its client order id. */
export function orderItem(request: OrderRequest): OrderItem {
  return { key: request.client_order_id ?? null, order: orderSpec(request) };
}

export function orderTarget(
  target: z.output<typeof CancelOrdersRequest>["targets"][number],
): OrderTarget {
  return "order_id" in target
    ? { kind: "order", order: target.order_id }
    : { kind: "key", key: target.client_order_id };
}

export function cancelScope(request: z.output<typeof CancelAllRequest>): CancelScope {
  if (request.market_id !== undefined) return { kind: "market", market: request.market_id };
  if (request.event_id !== undefined) return { kind: "event", event: request.event_id };
  if (request.group_id !== undefined) return { kind: "group", group: request.group_id };
  return { kind: "all" };
}

function pricing(request: OrderRequest): Pricing {
  if (request.type === "limit") {
    const { price: limit, quantity } = request;
    return { kind: "limit", price: limit, quantity, timeInForce: timeInForce(request) };
  }
  const cap = request.price_cap ?? price(request.side === "buy" ? 9_999 : 1);
  const fillOrKill = request.fill_or_kill;
  if (request.cash !== undefined) {
    return { kind: "cash", cash: request.cash, cap, feeIncluded: request.fee_included, fillOrKill };
  }
  if (request.quantity === undefined) throw new Error("the schema lets no such order pass");
  return { kind: "market", quantity: request.quantity, cap, fillOrKill };
}

function timeInForce(request: z.output<typeof LimitOrderRequest>): TimeInForce {
  const postOnly = request.post_only;
  switch (request.time_in_force) {
    case "gtc":
      return { kind: "gtc", postOnly };
    case "gtd":
      if (request.expires_at === undefined) throw new Error("the schema lets no such order pass");
      return { kind: "gtd", postOnly, expiresAt: request.expires_at };
    case "ioc":
    case "fok":
      return { kind: request.time_in_force };
    default:
      return request.time_in_force satisfies never;
  }
}
