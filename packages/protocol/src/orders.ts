/** Orders: what clients ask for and what they get back. */
import { BASKET_MAX, BATCH_MAX, INTERVAL_MAX_MS } from "@probity/core";
import { z } from "zod";
import { ErrorAnswer, answerOf, pageOf } from "./envelope.ts";
import {
  amountText,
  bookPrice,
  clientKey,
  idField,
  idText,
  instant,
  movableAmount,
  orderQuantity,
  outcomeField,
  priceText,
  quantityText,
  sequenceNumber,
  sideField,
  timeText,
  wholeNumber,
} from "./fields.ts";

const SELF_TRADE = ["cancel-taker", "cancel-maker", "cancel-both"] as const;
const TIMES_IN_FORCE = ["gtc", "gtd", "ioc", "fok"] as const;

// ---- requests ----

const common = {
  market_id: idField("mkt"),
  outcome: outcomeField,
  side: sideField,
  client_order_id: clientKey.optional(),
  reduce_only: z.boolean().default(false),
  self_trade_prevention: z.enum(SELF_TRADE).default("cancel-taker"),
  group_id: idField("grp").optional(),
  session_id: idField("ses").optional(),
};

/** At `price` or better. `expires_at` goes with `gtd` only, `post_only` with `gtc` and `gtd` only. */
export const LimitOrderRequest = z
  .strictObject({
    type: z.literal("limit"),
    ...common,
    price: bookPrice,
    quantity: orderQuantity,
    time_in_force: z.enum(TIMES_IN_FORCE).default("gtc"),
    post_only: z.boolean().default(false),
    expires_at: instant.optional(),
  })
  .superRefine((order, context) => {
    const rests = order.time_in_force === "gtc" || order.time_in_force === "gtd";
    if (order.post_only && !rests) refuse(context, "post_only", "only gtc and gtd orders can rest");
    if (order.time_in_force === "gtd" && order.expires_at === undefined) {
      refuse(context, "expires_at", "a gtd order needs the time at which it expires");
    }
    if (order.time_in_force !== "gtd" && order.expires_at !== undefined) {
      refuse(context, "expires_at", "only a gtd order expires by itself");
    }
  })
  .meta({ id: "LimitOrder" });

/** At once or not at all: `quantity` shares, or (buying) as many as `cash` buys; nowhere worse than `price_cap`. */
export const MarketOrderRequest = z
  .strictObject({
    type: z.literal("market"),
    ...common,
    quantity: orderQuantity.optional(),
    cash: movableAmount.optional(),
    price_cap: bookPrice.optional(),
    fee_included: z.boolean().default(true),
    fill_or_kill: z.boolean().default(false),
  })
  .superRefine((order, context) => {
    if ((order.quantity === undefined) === (order.cash === undefined)) {
      refuse(context, "quantity", "a market order has either a quantity or cash");
    }
    if (order.cash !== undefined && order.side === "sell") {
      refuse(context, "cash", "only a buy can be made by cash; sell by quantity");
    }
  })
  .meta({ id: "MarketOrder" });

export const OrderRequest = z.discriminatedUnion("type", [LimitOrderRequest, MarketOrderRequest]);
export type OrderRequest = z.output<typeof OrderRequest>;
/** An order as a client writes it down. */
export type OrderRequestJson = z.input<typeof OrderRequest>;

/** Which account a request is for; the first of the owner's when it is not said. */
export const accountChoice = { account_id: idField("acc").optional() };

const LimitOrderOfAccount = LimitOrderRequest.safeExtend(accountChoice).meta({
  id: "PlaceLimitOrder",
});
const MarketOrderOfAccount = MarketOrderRequest.safeExtend(accountChoice).meta({
  id: "PlaceMarketOrder",
});
export const PlaceOrderRequest = z.discriminatedUnion("type", [
  LimitOrderOfAccount,
  MarketOrderOfAccount,
]);
export type PlaceOrderJson = z.input<typeof PlaceOrderRequest>;

export const PlaceOrdersRequest = z
  .strictObject({ ...accountChoice, orders: z.array(OrderRequest).min(1).max(BATCH_MAX) })
  .meta({ id: "PlaceOrders" });
export type PlaceOrdersJson = z.input<typeof PlaceOrdersRequest>;

const Target = z.union([
  z.strictObject({ order_id: idField("ord") }),
  z.strictObject({ client_order_id: clientKey }),
]);

/** Orders in different markets, all of them placed or none. `client_order_id` is the basket's own. */
export const PlaceBasketRequest = z
  .strictObject({
    ...accountChoice,
    client_order_id: clientKey.optional(),
    orders: z.array(OrderRequest).min(2).max(BASKET_MAX),
  })
  .refine(({ orders }) => new Set(orders.map((one) => one.market_id)).size === orders.length, {
    path: ["orders"],
    message: "each order of a basket is in a market of its own",
  })
  .meta({ id: "PlaceBasket" });
export type PlaceBasketJson = z.input<typeof PlaceBasketRequest>;

/** What an operator cancels of somebody else's. */
export const OperatorCancelRequest = z
  .strictObject({ account_id: idField("acc"), targets: z.array(Target).min(1).max(BATCH_MAX) })
  .meta({ id: "OperatorCancel" });

/** Left out: stays. `quantity` is the new total, filled shares included. */
export const AmendOrderRequest = z
  .strictObject({
    ...accountChoice,
    price: bookPrice.optional(),
    quantity: orderQuantity.optional(),
  })
  .refine((change) => change.price !== undefined || change.quantity !== undefined, {
    path: ["quantity"],
    message: "an amendment changes the price, the quantity or both",
  })
  .meta({ id: "AmendOrder" });
export type AmendOrderJson = z.input<typeof AmendOrderRequest>;

export const ReplaceOrderRequest = z
  .strictObject({ ...accountChoice, replacement: OrderRequest })
  .meta({ id: "ReplaceOrder" });
export type ReplaceOrderJson = z.input<typeof ReplaceOrderRequest>;

export const CancelOrdersRequest = z
  .strictObject({ ...accountChoice, targets: z.array(Target).min(1).max(BATCH_MAX) })
  .meta({ id: "CancelOrders" });
export type CancelOrdersJson = z.input<typeof CancelOrdersRequest>;

/** At most one of the three; none means every order of the account. */
export const CancelAllRequest = z
  .strictObject({
    ...accountChoice,
    market_id: idField("mkt").optional(),
    event_id: idField("evt").optional(),
    group_id: idField("grp").optional(),
  })
  .superRefine((scope, context) => {
    const named = [scope.market_id, scope.event_id, scope.group_id].filter(
      (id) => id !== undefined,
    );
    if (named.length > 1) refuse(context, "market_id", "name one of market, event and group");
  })
  .meta({ id: "CancelAll" });
/** The same, by an operator, of an account that must be named. */
export const OperatorCancelAllRequest = CancelAllRequest.safeExtend({
  account_id: idField("acc"),
}).meta({ id: "OperatorCancelAll" });
export type CancelAllJson = z.input<typeof CancelAllRequest>;

export const HeartbeatRequest = z
  .strictObject({
    ...accountChoice,
    timeout_ms: wholeNumber(0, INTERVAL_MAX_MS).meta({
      description: "All orders go unless another heartbeat comes in time; 0 disarms.",
    }),
  })
  .meta({ id: "Heartbeat" });

// ---- answers ----

/** What placing, amending or replacing did at once. `quantity_filled` and money are of this request only. */
export const Placement = z
  .object({
    order_id: idText,
    client_order_id: z.string().nullable(),
    status: z
      .enum(["open", "closed"])
      .meta({ description: "open: a part rests in the book. closed: nothing is left to fill." }),
    filled: quantityText,
    resting: quantityText,
    notional: amountText.meta({ description: "Dollars paid or received, before the fee." }),
    average_price: priceText.nullable(),
    fee: amountText,
    repeated: z
      .literal(true)
      .optional()
      .meta({ description: "This key was used before; nothing happened now." }),
  })
  .meta({ id: "Placement" });
export type Placement = z.output<typeof Placement>;

/** An order and what became of it. Price and outcome are its own, not the ladder's. */
export const Order = z
  .object({
    order_id: idText,
    account_id: idText,
    client_order_id: z.string().nullable(),
    market_id: idText,
    outcome: outcomeField,
    side: sideField,
    type: z.enum(["limit", "market", "cash"]),
    status: z.enum(["open", "filled", "cancelled"]),
    price: priceText.nullable().meta({ description: "The limit, or the cap of a market order." }),
    quantity: quantityText.nullable().meta({ description: "In all; null for a cash order." }),
    cash: amountText.nullable(),
    filled: quantityText,
    remaining: quantityText,
    notional: amountText,
    average_price: priceText.nullable(),
    fee: amountText.meta({ description: "Fees paid less rebates received." }),
    time_in_force: z.enum(TIMES_IN_FORCE),
    post_only: z.boolean(),
    expires_at: timeText.nullable(),
    reduce_only: z.boolean(),
    self_trade_prevention: z.enum(SELF_TRADE),
    group_id: idText.nullable(),
    session_id: idText.nullable(),
    cancel_reason: z.string().nullable(),
    created_at: timeText,
    updated_at: timeText,
  })
  .meta({ id: "Order" });
export type Order = z.output<typeof Order>;

/** Your part in one match. Price and outcome are your order's own. */
export const Fill = z
  .object({
    trade_id: idText,
    order_id: idText,
    account_id: idText,
    market_id: idText,
    outcome: outcomeField,
    side: sideField,
    role: z.enum(["maker", "taker", "auction"]),
    kind: z.enum(["complementary", "mint", "merge"]),
    price: priceText,
    quantity: quantityText,
    fee: amountText,
    rebate: amountText,
    seq: sequenceNumber,
    time: timeText,
  })
  .meta({ id: "Fill" });
export type Fill = z.output<typeof Fill>;
/** Newest first. */
export const FillsPage = pageOf({ fills: z.array(Fill) });
export type FillsPage = z.output<typeof FillsPage>;

export const PlacementAnswer = answerOf({ order: Placement });
export type PlacementAnswer = z.output<typeof PlacementAnswer>;
/** In the order of the request; each item has one of the two. */
export const PlacementsAnswer = answerOf({
  results: z.array(
    z.object({ order: Placement.optional(), error: ErrorAnswer.shape.error.optional() }),
  ),
});
export type PlacementsAnswer = z.output<typeof PlacementsAnswer>;

/** `placed`: all of them, or none. Each item of a refused basket says what was wrong with it, or that it was not at fault. */
export const BasketAnswer = answerOf({
  placed: z.boolean(),
  results: PlacementsAnswer.shape.results.meta({
    description: "In the order of the request; empty when this basket was placed before.",
  }),
  notional: amountText.meta({ description: "Of all fills." }),
  fee: amountText,
  repeated: z.literal(true).optional(),
});
export type BasketAnswer = z.output<typeof BasketAnswer>;

const Cancelled = z.object({ order_id: idText, remaining: quantityText });
export const CancelAnswer = answerOf({ cancelled: Cancelled });
export const CancelsAnswer = answerOf({
  results: z.array(
    z.object({ cancelled: Cancelled.optional(), error: ErrorAnswer.shape.error.optional() }),
  ),
});
export type CancelsAnswer = z.output<typeof CancelsAnswer>;
/** `cancelled` are those that went at once; with very many orders the rest follow by themselves. */
export const CancelAllAnswer = answerOf({ cancelled: z.array(Cancelled) });
export type CancelAllAnswer = z.output<typeof CancelAllAnswer>;

/** What stands before a resting order at its price. */
const queue = {
  orders_ahead: z.int().nullable(),
  quantity_ahead: quantityText.nullable().meta({ description: "Null: the order does not rest." }),
};
export const OrderAnswer = answerOf({ order: Order, ...queue });
export const QueueAnswer = answerOf({ order_id: idText, ...queue });
export const OrdersPage = pageOf({ orders: z.array(Order) });
export type OrdersPage = z.output<typeof OrdersPage>;

const Preview = z
  .object({
    filled: quantityText,
    resting: quantityText,
    notional: amountText,
    average_price: priceText.nullable(),
    best_price: priceText.nullable().meta({ description: "What stands on the other side now." }),
    price_impact: z.string().nullable().meta({
      description: "How much worse the average price is than the best, in dollars a share.",
    }),
    fee: amountText,
    required: amountText.meta({ description: "Collateral a buy needs to be accepted." }),
  })
  .meta({ id: "Preview" });
export const PreviewAnswer = answerOf({ preview: Preview });
/** Each order judged alone; `placeable` if none is refused and the money is there for all together. */
export const BasketPreviewAnswer = answerOf({
  placeable: z.boolean(),
  results: z.array(
    z.object({ preview: Preview.optional(), error: ErrorAnswer.shape.error.optional() }),
  ),
  notional: amountText,
  fee: amountText,
  required: amountText,
});
export type PreviewAnswer = z.output<typeof PreviewAnswer>;

export const HeartbeatAnswer = answerOf({ deadline: timeText.nullable() });
export type HeartbeatAnswer = z.output<typeof HeartbeatAnswer>;

function refuse(context: z.core.$RefinementCtx, field: string, message: string): void {
  context.addIssue({ code: "custom", path: [field], message });
}
