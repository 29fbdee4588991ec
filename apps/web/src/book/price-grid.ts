import { PRICE_ONE, price } from "@probity/core";
import type { Price } from "@probity/core";
import { parsePrice } from "@probity/protocol";
import type { Market } from "@probity/protocol";

/** The prices an outcome can be traded at: from `low` to `high`, `tick` apart. */
export interface PriceGrid {
  readonly tick: Price;
  readonly low: Price;
  readonly high: Price;
}

/** The market's grid in the terms of an outcome; its band is in YES terms and need not lie on the grid. */
export function gridOf(
  market: Pick<Market, "tick_size" | "band_low" | "band_high">,
  outcome: "yes" | "no",
): PriceGrid {
  const tick = parsePrice(market.tick_size);
  const [bandLow, bandHigh] = [parsePrice(market.band_low), parsePrice(market.band_high)];
  const low = outcome === "yes" ? bandLow : PRICE_ONE - bandHigh;
  const high = outcome === "yes" ? bandHigh : PRICE_ONE - bandLow;
  return {
    tick,
    low: price(Math.max(Math.ceil(low / tick), 1) * tick),
    high: price(Math.min(Math.floor(high / tick), PRICE_ONE / tick - 1) * tick),
  };
}

/** How many prices there are. */
export function rowsOf({ tick, low, high }: PriceGrid): number {
  return Math.max((high - low) / tick + 1, 0);
}

/** @param row 0 is the highest price. */
export function priceAt({ tick, high }: PriceGrid, row: number): Price {
  return price(high - row * tick);
}

/** The row of a price, of the nearest one when it is not on the grid. */
export function rowOf(grid: PriceGrid, value: number): number {
  return (grid.high - nearestOn(grid, value)) / grid.tick;
}

/** The grid's price nearest to `value`; of two as near, the one that costs `side` less. */
export function nearestOn(
  { tick, low, high }: PriceGrid,
  value: number,
  side: "buy" | "sell" = "buy",
): Price {
  const exact = value / tick;
  const ticks = side === "buy" ? Math.ceil(exact - 0.5) : Math.floor(exact + 0.5);
  return price(Math.min(Math.max(ticks * tick, low), high));
}

/** The next price of the grid `ticks` above (below, when negative); off the grid, the first one that way. */
export function stepped(grid: PriceGrid, value: number, ticks: number): Price {
  const exact = value / grid.tick;
  const from = ticks > 0 ? Math.floor(exact) : Math.ceil(exact);
  return price(Math.min(Math.max((from + ticks) * grid.tick, grid.low), grid.high));
}

/** Decimals of a cent that prices of the grid have: 0 for steps of a cent, 1 for a tenth, 2 below. */
export function centDecimals({ tick }: Pick<PriceGrid, "tick">): 0 | 1 | 2 {
  return tick % 100 === 0 ? 0 : tick % 10 === 0 ? 1 : 2;
}
