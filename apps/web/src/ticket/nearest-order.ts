import { PRICE_ONE, amount, mulDivDown, price, quantity } from "@probity/core";
import type { Price, Quantity } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import {
  formatAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  parsePrice,
  parseQuantity,
} from "@probity/protocol";
import type { Market, OrderRequestJson } from "@probity/protocol";
import { gridOf, nearestOn, stepped } from "../book/price-grid.ts";
import { lotsForMoney } from "./written-order.ts";

/** Why the venue refused, with the facts needed to mend the order, as decimal text. */
export interface Refusal {
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
}

type Limit = Extract<OrderRequestJson, { type: "limit" }>;
/** How long a mended order that had expired lasts. */
const HOUR_MS = 3_600_000;

/**
 * The legal order nearest to a refused one, as far as this refusal tells: another one may stand
 * behind it, so what is proposed is tried at the venue first.
 *
 * @param view of the order's outcome.
 * @returns null: nothing like it is possible now.
 */
export function nearestOrder(
  order: OrderRequestJson,
  { code, details }: Refusal,
  market: Market,
  view: DepthView,
  now: number = Date.now(),
): OrderRequestJson | null {
  const fact = (name: string): string => details[name] ?? "0";
  switch (code) {
    case "PRICE_OFF_TICK":
    case "PRICE_OUTSIDE_BAND":
      return onGrid(order, market);
    case "QUANTITY_BELOW_MINIMUM":
      return withLots(order, parseQuantity(fact("minimum")), market);
    case "INSUFFICIENT_COLLATERAL":
      return affordable(
        order,
        parseAmount(fact("available")),
        parseAmount(fact("required")),
        market,
      );
    case "INSUFFICIENT_SHARES":
      return (
        withLots(order, parseQuantity(fact("available")), market) ?? otherOutcome(order, market)
      );
    case "POST_ONLY_WOULD_CROSS":
      return behind(order, parsePrice(fact("best")), market);
    case "POST_ONLY_MODE":
      return resting(order, market, view);
    case "FILL_OR_KILL_UNFILLABLE":
      return (
        withLots(order, parseQuantity(fact("fillable")), market) ??
        (order.type === "limit" ? { ...order, time_in_force: "gtc" } : null)
      );
    case "POSITION_LIMIT_EXCEEDED":
      return fewer(order, parseQuantity(fact("would")) - parseQuantity(fact("limit")), market);
    case "ORDER_NOTIONAL_EXCEEDED":
      return worth(order, parseAmount(fact("limit")), market);
    case "EXPOSURE_LIMIT_EXCEEDED":
      return worthLess(order, parseAmount(fact("would")) - parseAmount(fact("limit")), market);
    case "EXPIRY_IN_PAST":
      return order.type === "limit"
        ? { ...order, expires_at: new Date(now + HOUR_MS).toISOString() }
        : null;
    case "TOO_MANY_OPEN_ORDERS":
      return order.type === "limit" ? atOnce(order) : null;
    default:
      return null;
  }
}

function onGrid(order: OrderRequestJson, market: Market): OrderRequestJson | null {
  if (order.type !== "limit") return null;
  const near = nearestOn(gridOf(market, order.outcome), parsePrice(order.price), order.side);
  return { ...order, price: formatPrice(near) };
}

/** The same order of so many lots; null when the market takes no order as small. */
function withLots(
  order: OrderRequestJson,
  lots: number,
  market: Pick<Market, "min_quantity">,
): OrderRequestJson | null {
  if (lots < parseQuantity(market.min_quantity) || lots <= 0) return null;
  const text = formatQuantity(quantity(lots));
  if (order.type === "limit") return { ...order, quantity: text };
  const { cash: _, ...rest } = order;
  return { ...rest, quantity: text };
}

/** Cost and fee grow with the size, so the most that is affordable is in proportion, rounded down. */
function affordable(
  order: OrderRequestJson,
  available: number,
  required: number,
  market: Market,
): OrderRequestJson | null {
  if (available <= 0 || required <= 0) return null;
  if (order.type === "market" && order.cash !== undefined)
    return { ...order, cash: formatAmount(amount(available)) };
  return withLots(order, mulDivDown(lotsOf(order), available, required), market);
}

/** Selling an outcome one has none of is buying the other one, at what is left to a dollar. */
function otherOutcome(order: OrderRequestJson, market: Market): OrderRequestJson | null {
  if (order.side !== "sell") return null;
  const turned = { outcome: order.outcome === "yes" ? "no" : "yes", side: "buy" } as const;
  const mirrored = (text: string): string => formatPrice(price(PRICE_ONE - parsePrice(text)));
  const mended =
    order.type === "limit"
      ? { ...order, ...turned, price: mirrored(order.price) }
      : {
          ...order,
          ...turned,
          ...(order.price_cap === undefined ? {} : { price_cap: mirrored(order.price_cap) }),
        };
  return withLots(mended, lotsOf(order), market);
}

/** At the best price that does not meet `best`, what the other side offers. */
function behind(order: OrderRequestJson, best: Price, market: Market): OrderRequestJson | null {
  if (order.type !== "limit") return null;
  const near = stepped(gridOf(market, order.outcome), best, order.side === "buy" ? -1 : 1);
  const isBehind = order.side === "buy" ? near < best : near > best;
  return isBehind ? { ...order, price: formatPrice(near) } : null;
}

/** The order as one that only rests, at its own price or the best that does not trade. */
function resting(
  order: OrderRequestJson,
  market: Market,
  view: DepthView,
): OrderRequestJson | null {
  const grid = gridOf(market, order.outcome);
  const isBuy = order.side === "buy";
  const [opposite] = isBuy ? view.asks : view.bids;
  const [own] = isBuy ? view.bids : view.asks;
  const edge =
    opposite === undefined
      ? (own?.price ?? nearestOn(grid, PRICE_ONE / 2))
      : stepped(grid, opposite.price, isBuy ? -1 : 1);
  const wanted = order.type === "limit" ? parsePrice(order.price) : edge;
  const limit = isBuy ? Math.min(wanted, edge) : Math.max(wanted, edge);
  const lots =
    order.type === "market" && order.cash !== undefined
      ? lotsForMoney(parseAmount(order.cash), price(limit))
      : lotsOf(order);
  const { market_id, outcome, side } = order;
  const gtd =
    order.type === "limit" && order.time_in_force === "gtd"
      ? ({ time_in_force: "gtd", expires_at: order.expires_at } as const)
      : ({ time_in_force: "gtc" } as const);
  const placed: OrderRequestJson = {
    type: "limit",
    market_id,
    outcome,
    side,
    price: formatPrice(price(limit)),
    quantity: "1",
    post_only: true,
    ...gtd,
  };
  return withLots(placed, lots, market);
}

function fewer(order: OrderRequestJson, excess: number, market: Market): OrderRequestJson | null {
  return order.type === "market" && order.cash !== undefined
    ? null
    : withLots(order, lotsOf(order) - excess, market);
}

function worth(order: OrderRequestJson, limit: number, market: Market): OrderRequestJson | null {
  if (order.type === "market" && order.cash !== undefined)
    return { ...order, cash: formatAmount(amount(limit)) };
  return withLots(order, lotsForMoney(limit, worstPrice(order)), market);
}

function worthLess(
  order: OrderRequestJson,
  excess: number,
  market: Market,
): OrderRequestJson | null {
  if (order.type === "market" && order.cash !== undefined) {
    const left = parseAmount(order.cash) - excess;
    return left > 0 ? { ...order, cash: formatAmount(amount(left)) } : null;
  }
  return withLots(order, lotsOf(order) - Math.ceil(excess / worstPrice(order)), market);
}

/** What can be taken at once is; the rest would need a place among the open orders. */
function atOnce({ expires_at: _, ...order }: Limit): OrderRequestJson {
  return { ...order, time_in_force: "ioc", post_only: false };
}

function worstPrice(order: OrderRequestJson): Price {
  return parsePrice(order.type === "limit" ? order.price : (order.price_cap ?? "0.9999"));
}

function lotsOf(order: OrderRequestJson): Quantity {
  return parseQuantity(order.quantity ?? "0");
}
