import { quantity } from "@probity/core";
import type { Price } from "@probity/core";
import { formatAmount, formatPrice, formatQuantity, parsePrice } from "@probity/protocol";
import type { Market, OrderRequestJson } from "@probity/protocol";
import type { DepthView } from "@probity/market-data";
import { gridOf } from "../book/price-grid.ts";
import { walkLots, walkMoney } from "./book-walk.ts";
import type { Walk } from "./book-walk.ts";
import type { Draft } from "./draft.ts";
import { centsText, typedCents, typedDollars, typedShares } from "./typed-figures.ts";

/** How much worse than the worst price shown a market order may still be filled: two cents a share. */
export const SLIPPAGE = 200;

export type Field = "price" | "size" | "expiry";
/** What the ticket says as an order; or the field that says nothing yet, or nothing sensible. */
export type Written =
  | { readonly kind: "order"; readonly order: OrderRequestJson }
  | { readonly kind: "missing"; readonly field: Field }
  | { readonly kind: "nonsense"; readonly field: Field };

/** @param view of the draft's outcome. */
export function writtenOrder(draft: Draft, market: Market, view: DepthView): Written {
  return draft.kind === "market"
    ? marketOrder(draft, market, view)
    : limitOrder(draft, market.market_id);
}

function marketOrder(draft: Draft, market: Market, view: DepthView): Written {
  const { outcome, side } = draft;
  const levels = side === "buy" ? view.asks : view.bids;
  const write = ({ worst }: Walk, size: { quantity: string } | { cash: string }): Written => {
    const price_cap = formatPrice(capOf(market, outcome, side, worst));
    const common = { market_id: market.market_id, outcome, side, price_cap } as const;
    return { kind: "order", order: { type: "market", ...common, ...size } };
  };
  if (draft.unit === "shares") {
    const size = typedShares(draft.size);
    if (size.kind !== "figure") return unfinished("size", size.kind);
    return write(walkLots(levels, size.figure), { quantity: formatQuantity(size.figure) });
  }
  const money = typedDollars(draft.size);
  if (money.kind !== "figure") return unfinished("size", money.kind);
  const walk = walkMoney(levels, money.figure);
  if (side === "buy") return write(walk, { cash: formatAmount(money.figure) });
  // The venue sells by shares: as many as bring that much now.
  if (walk.filled === 0) return unfinished("size", "nonsense");
  return write(walk, { quantity: formatQuantity(walk.filled) });
}

function limitOrder(draft: Draft, marketId: string): Written {
  const limit = typedCents(draft.cents ?? "");
  if (limit.kind !== "figure") return unfinished("price", limit.kind);
  const size = draft.unit === "shares" ? typedShares(draft.size) : typedDollars(draft.size);
  if (size.kind !== "figure") return unfinished("size", size.kind);
  const lots = quantity(
    draft.unit === "shares" ? size.figure : lotsForMoney(size.figure, limit.figure),
  );
  if (lots === 0) return unfinished("size", "nonsense");
  const { timeInForce } = draft;
  const rests = timeInForce === "gtc" || timeInForce === "gtd";
  const expires = Date.parse(draft.expiresAt);
  if (timeInForce === "gtd" && Number.isNaN(expires)) return unfinished("expiry", "empty");
  return {
    kind: "order",
    order: {
      type: "limit",
      market_id: marketId,
      outcome: draft.outcome,
      side: draft.side,
      price: formatPrice(limit.figure),
      quantity: formatQuantity(lots),
      time_in_force: timeInForce,
      post_only: rests && draft.postOnly,
      ...(timeInForce === "gtd" ? { expires_at: new Date(expires).toISOString() } : {}),
    },
  };
}

/** The most lots that cost no more than `money` at `price`. Exact: 10⁻⁶ ÷ 10⁻⁴ = 10⁻². */
export function lotsForMoney(money: number, price: Price): number {
  return Math.floor(money / price);
}

/** The fields that say this order: what is proposed goes into the ticket. */
export function fieldsOf(
  order: OrderRequestJson,
): Pick<
  Draft,
  "outcome" | "side" | "kind" | "cents" | "size" | "unit" | "timeInForce" | "expiresAt" | "postOnly"
> {
  const { outcome, side, type: kind } = order;
  const nothing = { cents: null, timeInForce: "gtc", expiresAt: "", postOnly: false } as const;
  if (order.type === "market") {
    return order.cash === undefined
      ? { outcome, side, kind, ...nothing, size: order.quantity ?? "", unit: "shares" }
      : { outcome, side, kind, ...nothing, size: order.cash, unit: "dollars" };
  }
  return {
    outcome,
    side,
    kind,
    cents: centsText(parsePrice(order.price)),
    size: order.quantity,
    unit: "shares",
    timeInForce: order.time_in_force ?? "gtc",
    expiresAt: order.expires_at === undefined ? "" : localMinute(Date.parse(order.expires_at)),
    postOnly: order.post_only ?? false,
  };
}

/** A moment as a field for local date and time has it. */
export function localMinute(time: number): string {
  const shift = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - shift).toISOString().slice(0, 16);
}

/** Where a market order stops: a little beyond the worst price it would meet in the book as shown. */
function capOf(
  market: Market,
  outcome: "yes" | "no",
  side: "buy" | "sell",
  worst: Price | null,
): Price {
  const { low, high } = gridOf(market, outcome);
  if (worst === null) return side === "buy" ? high : low;
  const cap = side === "buy" ? worst + SLIPPAGE : worst - SLIPPAGE;
  return Math.min(Math.max(cap, low), high) as Price;
}

function unfinished(field: Field, kind: "empty" | "nonsense" | "figure"): Written {
  return { kind: kind === "empty" ? "missing" : "nonsense", field };
}
