import { notional, quantity, worstFee } from "@probity/core";
import type { Amount, Price, Quantity } from "@probity/core";
import type { Market } from "@probity/protocol";
import { scheduleOf } from "./fee-schedule.ts";

/** The most lots at `price` whose cost and worst fee `available` pays for. */
export function mostLots(available: Amount, price: Price, market: Pick<Market, "fees">): Quantity {
  const schedule = scheduleOf(market);
  const isPaid = (lots: Quantity): boolean =>
    notional(price, lots) + worstFee(schedule, price, lots) <= available;
  // The fee is at most a small part of the cost, so what fits is found from above, by halves.
  let low = 0;
  let high = Math.floor(available / price);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isPaid(quantity(middle))) low = middle;
    else high = middle - 1;
  }
  return quantity(low);
}
