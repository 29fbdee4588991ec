import type {
  AmendOrderJson,
  BasketAnswer,
  BasketPreviewAnswer,
  CancelAllAnswer,
  CancelAllJson,
  CancelAnswer,
  CancelOrdersJson,
  CancelsAnswer,
  OrderAnswer,
  OrdersPage,
  PlaceBasketJson,
  PlaceOrderJson,
  PlaceOrdersJson,
  PlacementAnswer,
  PlacementsAnswer,
  PreviewAnswer,
  QueueAnswer,
  ReplaceOrderJson,
} from "@probity/protocol";
import type { AnswerOf } from "./json.ts";
import type { Query, Transport } from "./transport.ts";

export interface OrdersQuery extends Query {
  readonly account_id?: string;
  readonly status?: "open" | "closed" | "all";
  readonly market_id?: string;
  readonly client_order_id?: string;
  readonly limit?: number;
  readonly cursor?: string;
  readonly min_seq?: number;
}

/** One's own orders. Orders with a client order id may be sent again by themselves; others never are. */
export class OrdersApi {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  place(order: PlaceOrderJson): Promise<PlacementAnswer> {
    const key = order.client_order_id;
    return this.transport.request("POST", "/orders", { body: order, key });
  }

  /** Up to 100 orders, each for itself; results are in their order. */
  placeBatch(batch: PlaceOrdersJson): Promise<PlacementsAnswer> {
    const isKeyed = batch.orders.every((order) => order.client_order_id !== undefined);
    return this.transport.request("POST", "/orders/batch", { body: batch, isKeyed });
  }

  /** 2 to 20 orders in as many markets, all of them or none. */
  placeBasket(basket: PlaceBasketJson): Promise<AnswerOf<typeof BasketAnswer>> {
    const key = basket.client_order_id;
    return this.transport.request("POST", "/orders/basket", { body: basket, key });
  }

  /** What the basket would do now, order by order. */
  previewBasket(basket: PlaceBasketJson): Promise<AnswerOf<typeof BasketPreviewAnswer>> {
    return this.transport.request("POST", "/orders/basket/preview", {
      body: basket,
      isQuestion: true,
    });
  }

  /** What the order would do now. */
  preview(order: PlaceOrderJson): Promise<PreviewAnswer> {
    return this.transport.request("POST", "/orders/preview", { body: order, isQuestion: true });
  }

  /** `quantity` is the new total, filled shares included; at or below the old one priority is kept. */
  amend(orderId: string, change: AmendOrderJson, key?: string): Promise<PlacementAnswer> {
    return this.transport.request("PATCH", `/orders/${orderId}`, { body: change, key });
  }

  replace(orderId: string, change: ReplaceOrderJson): Promise<PlacementAnswer> {
    const key = change.replacement.client_order_id;
    return this.transport.request("POST", `/orders/${orderId}/replace`, { body: change, key });
  }

  cancel(orderId: string, accountId?: string): Promise<AnswerOf<typeof CancelAnswer>> {
    return this.transport.request("DELETE", `/orders/${orderId}`, {
      query: { account_id: accountId },
    });
  }

  /** Up to 100 orders, each for itself; results are in their order. */
  cancelBatch(batch: CancelOrdersJson): Promise<CancelsAnswer> {
    return this.transport.request("POST", "/orders/cancel", { body: batch });
  }

  cancelAll(scope: CancelAllJson = {}): Promise<CancelAllAnswer> {
    return this.transport.request("POST", "/orders/cancel-all", { body: scope });
  }

  list(query: OrdersQuery = {}): Promise<OrdersPage> {
    return this.transport.request("GET", "/orders", { query });
  }

  one(orderId: string, query: Query = {}): Promise<AnswerOf<typeof OrderAnswer>> {
    return this.transport.request("GET", `/orders/${orderId}`, { query });
  }

  /** What stands before a resting order at its price. */
  queue(orderId: string, query: Query = {}): Promise<AnswerOf<typeof QueueAnswer>> {
    return this.transport.request("GET", `/orders/${orderId}/queue`, { query });
  }
}
