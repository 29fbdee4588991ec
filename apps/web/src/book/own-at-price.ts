import { complement } from "@probity/core";
import { formatPrice, parsePrice, parseQuantity } from "@probity/protocol";
import type { Order } from "@probity/protocol";

/**
 * What one's own orders add to the book of an outcome, in lots by side and price: an order for the
 * other outcome stands on the other side, at the rest of a dollar.
 */
export function ownAtPrice(
  open: readonly Pick<Order, "market_id" | "outcome" | "side" | "price" | "remaining">[],
  market: string,
  outcome: "yes" | "no",
): ReadonlyMap<string, number> {
  const lots = new Map<string, number>();
  for (const order of open) {
    if (order.market_id !== market || order.price === null) continue;
    const isSame = order.outcome === outcome;
    const isBid = (order.side === "buy") === isSame;
    const price = isSame ? parsePrice(order.price) : complement(parsePrice(order.price));
    const key = `${isBid ? "bid" : "ask"} ${formatPrice(price)}`;
    lots.set(key, (lots.get(key) ?? 0) + parseQuantity(order.remaining));
  }
  return lots;
}
