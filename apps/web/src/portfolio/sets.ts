import { PRICE_ONE, amount, notional, quantity } from "@probity/core";
import type { Quantity } from "@probity/core";
import { formatAmount, formatQuantity, parseAmount, parseQuantity } from "@probity/protocol";
import type { Position } from "@probity/protocol";

/** Shares of a position no resting sell has locked, in lots. */
export function freeLots({ quantity: all, held }: Pick<Position, "quantity" | "held">): Quantity {
  return quantity(parseQuantity(all) - parseQuantity(held));
}

/** How many sets the money buys: a dollar each, to the hundredth. */
export function setsFor(available: string): Quantity {
  // A dollar is 10⁶ millionths and 10² lots.
  return quantity(Math.max(0, Math.floor(parseAmount(available) / PRICE_ONE)));
}

/** How many sets can be put together of what is held of one market. */
export function setsIn(positions: readonly Position[], market: string): Quantity {
  const own = positions.filter(({ market_id: id }) => id === market);
  return own.length < 2 ? quantity(0) : leastFree(own);
}

/** As many as are free of each of some positions. */
export function leastFree(positions: readonly Position[]): Quantity {
  return positions.length === 0 ? quantity(0) : quantity(Math.min(...positions.map(freeLots)));
}

/** What complete sets are worth: a dollar a share. */
export function dollarsOf(sets: Quantity): string {
  return formatAmount(notional(PRICE_ONE, sets));
}

/**
 * What becomes of NO on so many outcomes of an event: as much YES on each of the others, and a
 * dollar a share for each outcome but one.
 */
export function conversionOf(
  chosen: number,
  open: number,
  lots: Quantity,
): { readonly others: number; readonly shares: string; readonly dollars: string } {
  return {
    others: open - chosen,
    shares: formatQuantity(lots),
    dollars: formatAmount(amount(Math.max(0, chosen - 1) * notional(PRICE_ONE, lots))),
  };
}
