import { notional, price } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import type { Market } from "@probity/protocol";
import { gridOf } from "../book/price-grid.ts";
import { mostLots } from "./affordable.ts";
import { walkLots, walkMoney } from "./book-walk.ts";
import type { Draft } from "./draft.ts";
import { typedCents } from "./typed-figures.ts";
import type { Means } from "./use-means.ts";
import { SLIPPAGE } from "./written-order.ts";

/**
 * The most the draft could be for, in its own unit: lots or µ$.
 *
 * @param view of the draft's outcome.
 * @returns null: not known, because the price or the means are not.
 */
export function mostPossible(
  draft: Draft,
  market: Market,
  view: DepthView,
  means: Means | null,
): number | null {
  if (means === null) return null;
  const { available } = means;
  const free = means.free[draft.outcome];
  const isByDollars = draft.unit === "dollars";
  if (draft.kind === "market") {
    if (draft.side === "sell") return isByDollars ? walkLots(view.bids, free).notional : free;
    if (isByDollars) return available;
    const walk = walkMoney(view.asks, available);
    if (walk.worst === null) return null;
    // The venue wants what the order could cost at most, up to where it stops.
    const cap = Math.min(walk.worst + SLIPPAGE, gridOf(market, draft.outcome).high);
    return Math.min(walk.filled, mostLots(available, price(cap), market));
  }
  const limit = typedCents(draft.cents ?? "");
  if (limit.kind !== "figure") return null;
  const lots = draft.side === "sell" ? free : mostLots(available, limit.figure, market);
  return isByDollars ? notional(limit.figure, lots) : lots;
}
