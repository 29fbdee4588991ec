import { quantity as lotsOf } from "@probity/core";
import { formatQuantity, parseQuantity } from "@probity/protocol";
import type { Fill } from "@probity/protocol";

/** What met one resting order, put together. */
export interface FilledOrder {
  readonly order: string;
  readonly market: string;
  readonly side: Fill["side"];
  readonly outcome: Fill["outcome"];
  /** Shares as decimal text. */
  readonly quantity: string;
  /** Of the order: a maker's fills are all at one price. */
  readonly price: string;
}

/** Fills of orders that were resting, by order; what one took oneself was told by the ticket. */
export function filledOrders(fills: readonly Fill[]): readonly FilledOrder[] {
  const resting = Map.groupBy(
    fills.filter(({ role }) => role !== "taker"),
    ({ order_id: order }) => order,
  );
  return [...resting].flatMap(([order, [first, ...more]]) => {
    if (first === undefined) return [];
    const lots = [first, ...more].reduce((sum, { quantity }) => sum + parseQuantity(quantity), 0);
    const { market_id: market, side, outcome } = first;
    return [
      {
        order,
        market,
        side,
        outcome,
        quantity: formatQuantity(lotsOf(lots)),
        price: first.price,
      },
    ];
  });
}
