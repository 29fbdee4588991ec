import {
  feeQuantum,
  makerFee,
  mulDivUp,
  notional,
  quantity,
  sequenceOf,
  worstFee,
} from "@probity/core";
import type {
  AccountId,
  AssetId,
  Event,
  EventOf,
  Leg,
  MarketId,
  OrderId,
  Outcome,
  Price,
} from "@probity/core";
import type { Catalogue } from "../projector/catalogue.ts";
import type { Fact } from "../projector/projection.ts";
import type { Workspace } from "../projector/workspace.ts";
import type { orders } from "../tables/orders.ts";

type OrderRow = typeof orders.$inferSelect;

/** What an order holds more, or less, than before: µ$ for a buy, lots for a sell. */
export type HoldChange =
  | {
      readonly kind: "money";
      readonly account: AccountId;
      readonly asset: AssetId;
      readonly amount: number;
    }
  | {
      readonly kind: "shares";
      readonly account: AccountId;
      readonly market: MarketId;
      readonly outcome: Outcome;
      readonly amount: number;
    };

/** Events about one order that was there before. */
type OrderChange = EventOf<
  | "OrderDelayed"
  | "OrderReleased"
  | "OrderRested"
  | "OrderCancelled"
  | "OrderCompleted"
  | "OrderAmended"
>;

/** The orders an event is about. */
export function prepareOrders({ event, sequence }: Fact, rows: Workspace): void {
  const touch = (order: OrderId): void => {
    // What the command itself made cannot be in the tables yet.
    if (sequenceOf(order) === sequence) rows.orders.isNew(order);
    else rows.orders.want(order);
  };
  if (event.type === "OrderAccepted") rows.orders.isNew(event.order);
  else if (event.type === "OrdersMatched") for (const leg of event.legs) touch(leg.order);
  else if (isOrderChange(event)) touch(event.order);
}

/** Changes the orders the event is about. @returns how what they hold changed. */
export function foldOrders(fact: Fact, rows: Workspace, catalogue: Catalogue): HoldChange[] {
  const { event } = fact;
  switch (event.type) {
    case "OrderAccepted":
      rows.orders.put(accepted(event, fact));
      return [];
    case "OrdersMatched":
      return event.legs.flatMap((leg) =>
        change(rows, catalogue, fact, leg.order, (order) => filled(order, leg)),
      );
    case "OrderDelayed":
      return change(rows, catalogue, fact, event.order, () => ({
        status: "delayed",
        remaining: event.quantity,
      }));
    case "OrderRested":
      return change(rows, catalogue, fact, event.order, () => ({
        status: "open",
        remaining: event.quantity,
      }));
    case "OrderReleased":
      return change(rows, catalogue, fact, event.order, () => ({ status: "open", remaining: 0 }));
    case "OrderAmended":
      return change(rows, catalogue, fact, event.order, () => ({
        price: event.price,
        quantity: event.quantity,
        // Without its priority it has left the ladder; where it comes to rest again is told by OrderRested.
        remaining: event.keepsPriority ? event.remaining : 0,
        ...(event.keepsPriority
          ? {}
          : { parametersVersion: catalogue.currentVersion(event.market, fact.sequence) }),
      }));
    case "OrderCompleted":
      return change(rows, catalogue, fact, event.order, () => ({ status: "filled", remaining: 0 }));
    case "OrderCancelled":
      return change(rows, catalogue, fact, event.order, () => ({
        status: "cancelled",
        remaining: 0,
        cancelReason: event.reason,
      }));
    default:
      return [];
  }
}

export function isOrderChange(event: Event): event is OrderChange {
  switch (event.type) {
    case "OrderDelayed":
    case "OrderReleased":
    case "OrderRested":
    case "OrderCancelled":
    case "OrderCompleted":
    case "OrderAmended":
      return true;
    default:
      return false;
  }
}

function accepted(event: EventOf<"OrderAccepted">, { time, sequence }: Fact): OrderRow {
  const { order, account, key, spec, parametersVersion } = event;
  const { pricing } = spec;
  const isLimit = pricing.kind === "limit";
  const timeInForce = isLimit ? pricing.timeInForce : null;
  const isCash = pricing.kind === "cash";
  return {
    order,
    account,
    market: spec.market,
    key,
    outcome: spec.outcome,
    side: spec.side,
    kind: pricing.kind,
    timeInForce: timeInForce?.kind ?? (!isLimit && pricing.fillOrKill ? "fok" : "ioc"),
    postOnly: timeInForce !== null && "postOnly" in timeInForce && timeInForce.postOnly,
    expiresAt: timeInForce?.kind === "gtd" ? timeInForce.expiresAt : null,
    reduceOnly: spec.reduceOnly,
    selfTrade: spec.selfTrade,
    group: spec.group,
    session: spec.session,
    price: isLimit ? pricing.price : pricing.cap,
    quantity: isCash ? null : pricing.quantity,
    cash: isCash ? pricing.cash : null,
    feeIncluded: isCash ? pricing.feeIncluded : null,
    filled: 0,
    remaining: 0,
    notional: 0,
    fee: 0,
    rebate: 0,
    status: "open",
    cancelReason: null,
    held: 0,
    parametersVersion,
    placedAt: time,
    updatedAt: time,
    sequence,
  };
}

function filled(order: OrderRow, leg: Leg): Partial<OrderRow> {
  const sum = order.filled + leg.quantity;
  const isFilled = sum === order.quantity;
  return {
    filled: sum,
    ...(isFilled ? { status: "filled" as const } : {}),
    // A taker is not on the ladder; what is left of it is told by OrderRested.
    remaining: isFilled || leg.role === "taker" ? 0 : order.remaining - leg.quantity,
    notional: order.notional + notional(leg.price, leg.quantity),
    fee: order.fee + leg.fee,
    rebate: order.rebate + leg.rebate,
  };
}

function change(
  rows: Workspace,
  catalogue: Catalogue,
  { time, sequence }: Fact,
  id: OrderId,
  changed: (order: OrderRow) => Partial<OrderRow>,
): HoldChange[] {
  const before = rows.orders.get(id);
  const order: OrderRow = { ...before, ...changed(before), updatedAt: time, sequence };
  order.held = heldBy(order, catalogue);
  rows.orders.put(order);
  const more = order.held - before.held;
  if (more === 0) return [];
  const { account, market, outcome, side } = order;
  return side === "buy"
    ? [{ kind: "money", account, asset: catalogue.market(market), amount: more }]
    : [{ kind: "shares", account, market, outcome, amount: more }];
}

/** What an order holds as it is: one pure function of it and its market's parameters (RULES.md, sections 2 and 6). */
function heldBy(order: OrderRow, catalogue: Catalogue): number {
  const { remaining, price, side } = order;
  if (order.status === "delayed")
    return side === "sell" ? (order.quantity ?? 0) : delayedHold(order, catalogue);
  if (order.status !== "open" || remaining === 0) return 0;
  if (side === "sell") return remaining;
  const { fees } = catalogue.parameters(order.market, order.parametersVersion);
  const lots = quantity(remaining);
  return notional(price as Price, lots) + makerFee(fees, fees.makerBps, price as Price, lots);
}

/** What a buy that waits out a taker delay holds: all it may need. */
function delayedHold(order: OrderRow, catalogue: Catalogue): number {
  const { fees, bandLow, bandHigh } = catalogue.parameters(order.market, order.parametersVersion);
  if (order.kind === "cash") {
    const cash = order.cash ?? 0;
    if (order.feeIncluded === true || fees.takerBps === 0) return cash;
    return cash + mulDivUp(cash, fees.takerBps, 10_000) + feeQuantum(fees);
  }
  const lots = quantity(order.quantity ?? 0);
  // A cap is narrowed to the band, which is in YES terms.
  const highest = order.outcome === "yes" ? bandHigh : 10_000 - bandLow;
  const price = (order.kind === "limit" ? order.price : Math.min(order.price, highest)) as Price;
  return notional(price, lots) + worstFee(fees, price, lots);
}
