import { price, PRICE_ONE } from "@probity/core";
import type { Price } from "@probity/core";
import type { Chance } from "./chance.ts";

/** A market of the demo, and what its makers think of it. Prices are ten-thousandths of a dollar. */
export interface DemoMarket {
  readonly id: string;
  readonly event: string;
  readonly tick: number;
  /** What it comes back to in the long run. */
  readonly anchor: number;
  /** What a share of YES is worth now; not on the grid. */
  fair: number;
  /** How often it is traded, compared with others. */
  readonly weight: number;
}

/** How far values wander in one step, and how strongly they are drawn back. */
export interface Pace {
  readonly deviation: number;
  readonly pull: number;
}

/** Lets what the markets of one event are worth wander, by chance, around where they began. */
export function wander(markets: readonly DemoMarket[], pace: Pace, chance: Chance): void {
  for (const market of markets) {
    const part = market.fair / PRICE_ONE;
    // Least where it is nearly certain either way.
    const width = 4 * part * (1 - part) * PRICE_ONE;
    const moved =
      market.fair +
      (market.anchor - market.fair) * pace.pull +
      width * pace.deviation * chance.normal();
    const edge = 2 * market.tick;
    market.fair = Math.min(PRICE_ONE - edge, Math.max(edge, moved));
  }
}

/** The best prices of a maker who thinks so, in YES terms; they leave at least a tick between them. */
export function bestPrices({ fair, tick }: DemoMarket): {
  readonly bid: Price;
  readonly ask: Price;
} {
  const below = Math.floor((fair - tick / 4) / tick) * tick;
  const bid = Math.max(tick, Math.min(below, PRICE_ONE - 2 * tick));
  const above = Math.ceil((fair + tick / 4) / tick) * tick;
  return { bid: price(bid), ask: price(Math.min(PRICE_ONE - tick, Math.max(above, bid + tick))) };
}
