import type { Price } from "@probity/core";
import { parsePrice } from "@probity/protocol";
import type { Order, OrderRequestJson } from "@probity/protocol";
import { ownLevelsOf } from "../book/ladder-levels.ts";

/** Own orders that an order would meet, and stop at: nobody trades with themselves. */
export interface InTheWay {
  readonly ids: readonly string[];
  /** Of the first that is met, in the order's own terms. */
  readonly price: Price;
}

/** @param open own open orders, of any market. @returns null: nothing of one's own is in reach. */
export function ownInTheWay(order: OrderRequestJson, open: readonly Order[]): InTheWay | null {
  const isBuy = order.side === "buy";
  const limit = parsePrice(
    order.type === "limit" ? order.price : (order.price_cap ?? (isBuy ? "0.9999" : "0.0001")),
  );
  const { buys, sells } = ownLevelsOf(open, order.market_id, order.outcome);
  const met = [...(isBuy ? sells : buys)]
    .filter(([price]) => (isBuy ? price <= limit : price >= limit))
    .toSorted(([one], [other]) => (isBuy ? one - other : other - one));
  const [first] = met;
  if (first === undefined) return null;
  return { ids: met.flatMap(([, { ids }]) => ids), price: first[0] as Price };
}
