import { parseAmount, parseQuantity } from "@probity/protocol";
import type { OrderRequestJson, PlacementAnswer } from "@probity/protocol";

/** What cannot buy one lot any more is dust, in µ$. */
export const DUST = 20_000;

/**
 * What became of an order at once, in a word. `short`: a part was filled and the rest is gone, for
 * there was no more, or an own order stood in the way.
 */
export function resultOf(
  order: OrderRequestJson,
  placement: PlacementAnswer["order"],
): "filled" | "partly" | "rests" | "short" | "nothing" {
  const isFilled = placement.filled !== "0";
  if (placement.resting !== "0") return isFilled ? "partly" : "rests";
  if (!isFilled) return "nothing";
  return isComplete(order, placement) ? "filled" : "short";
}

function isComplete(order: OrderRequestJson, placement: PlacementAnswer["order"]): boolean {
  if (order.type === "market" && order.cash !== undefined) {
    const spent = parseAmount(placement.notional) + parseAmount(placement.fee);
    return parseAmount(order.cash) - spent < DUST;
  }
  return parseQuantity(placement.filled) >= parseQuantity(order.quantity ?? "0");
}
