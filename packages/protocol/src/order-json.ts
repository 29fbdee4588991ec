/** Orders, placements, previews and fills as clients read them. */
import type {
  KeyOutcome,
  Leg,
  MarketId,
  MatchId,
  MatchKind,
  OrderId,
  OrderPreview,
  OrderSpec,
  Price,
  Pricing,
  Side,
} from "@probity/core";
import { amount } from "@probity/core";
import { averagePrice, formatAmount, formatPrice, formatQuantity, parseAmount } from "./decimal.ts";
import { formatTime } from "./fields.ts";
import { formatId } from "./ids.ts";
import type { Fill, Order, Placement, PreviewAnswer } from "./orders.ts";

/** A placement from its outcome alone, so that a repeated request gets the body of the first. */
export function placementJson(
  outcome: KeyOutcome,
  key: string | null,
  repeated: boolean,
): Placement {
  return {
    order_id: formatId("ord", outcome.id as OrderId),
    client_order_id: key,
    status: outcome.resting > 0 ? "open" : "closed",
    filled: formatQuantity(outcome.filled),
    resting: formatQuantity(outcome.resting),
    notional: formatAmount(outcome.notional),
    average_price: averagePrice(outcome.notional, outcome.filled),
    fee: formatAmount(outcome.fee),
    ...(repeated ? { repeated: true as const } : {}),
  };
}

/** @param best of the other side, in the order's own terms; null when it is empty. */
export function previewJson(
  preview: OrderPreview,
  side: Side,
  best: Price | null,
): PreviewAnswer["preview"] {
  return {
    filled: formatQuantity(preview.filled),
    resting: formatQuantity(preview.resting),
    notional: formatAmount(preview.notional),
    average_price: averagePrice(preview.notional, preview.filled),
    best_price: best === null ? null : formatPrice(best),
    price_impact: priceImpact(preview, side, best),
    fee: formatAmount(preview.fee),
    required: formatAmount(preview.required),
  };
}

/** How much worse than the best price the fills are on average: never below 0, for they begin there. */
function priceImpact({ notional: value, filled }: OrderPreview, side: Side, best: Price | null) {
  const average = averagePrice(value, filled);
  if (average === null || best === null) return null;
  const difference = parseAmount(average) - parseAmount(formatPrice(best));
  return formatAmount(amount(Math.max(0, side === "buy" ? difference : -difference)));
}

/** The part of an order's JSON that follows from what its owner asked for. */
export function orderSpecJson(spec: OrderSpec) {
  const { pricing: how } = spec;
  return {
    market_id: formatId("mkt", spec.market),
    outcome: spec.outcome,
    side: spec.side,
    type: how.kind,
    price: formatPrice(how.kind === "limit" ? how.price : how.cap),
    quantity: how.kind === "cash" ? null : formatQuantity(how.quantity),
    cash: how.kind === "cash" ? formatAmount(how.cash) : null,
    ...timeInForceJson(how),
    reduce_only: spec.reduceOnly,
    self_trade_prevention: spec.selfTrade,
    group_id: spec.group === null ? null : formatId("grp", spec.group),
    session_id: spec.session === null ? null : formatId("ses", spec.session),
  };
}

/** A leg with where and when it happened. */
export function fillJson(
  leg: Leg & {
    readonly match: MatchId;
    readonly market: MarketId;
    readonly kind: MatchKind;
    readonly sequence: number;
    readonly time: number;
  },
): Fill {
  return {
    trade_id: formatId("mat", leg.match),
    order_id: formatId("ord", leg.order),
    account_id: formatId("acc", leg.account),
    market_id: formatId("mkt", leg.market),
    outcome: leg.outcome,
    side: leg.side,
    role: leg.role,
    kind: leg.kind,
    price: formatPrice(leg.price),
    quantity: formatQuantity(leg.quantity),
    fee: formatAmount(leg.fee),
    rebate: formatAmount(leg.rebate),
    seq: leg.sequence,
    time: formatTime(leg.time),
  };
}

function timeInForceJson(how: Pricing) {
  if (how.kind !== "limit") {
    const kind: Order["time_in_force"] = how.fillOrKill ? "fok" : "ioc";
    return { time_in_force: kind, post_only: false, expires_at: null };
  }
  const { timeInForce } = how;
  return {
    time_in_force: timeInForce.kind,
    post_only: "postOnly" in timeInForce && timeInForce.postOnly,
    expires_at: timeInForce.kind === "gtd" ? formatTime(timeInForce.expiresAt) : null,
  };
}
