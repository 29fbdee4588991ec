import { PRICE_ONE } from "./money.ts";
import type { Ending } from "./events.ts";
import type { Positions } from "./ledger/positions.ts";
import type { Market } from "./state.ts";

/** What a position is worth once the market's ending is fixed, in micro-dollars. */
export function payoutOf(positions: Positions, position: number, ending: Ending): number {
  if (ending.kind === "voided-at-cost") {
    return positions.cost(position, true) + positions.cost(position, false);
  }
  const yes = positions.shares(position, true);
  const no = positions.shares(position, false);
  return yes * ending.yesPayout + no * (PRICE_ONE - ending.yesPayout);
}

/** What a market owes to all its holders under an ending. */
export function owedUnder(market: Market, ending: Ending): number {
  if (ending.kind === "voided-at-cost") return market.cost;
  const { yesPayout } = ending;
  return market.outstandingYes * yesPayout + market.outstandingNo * (PRICE_ONE - yesPayout);
}

/**
 * Parts of one dollar in proportion to `weights`, in whole price units that sum
 * to `PRICE_ONE`: rounded down, then a unit more to each of the largest remainders,
 * ties to the earlier. Weights are positive.
 */
export function partsOfOne(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = weights.map((weight) => Math.floor((weight * PRICE_ONE) / total));
  const remainders = weights.map((weight, place) => ({
    place,
    rest: (weight * PRICE_ONE) % total,
  }));
  remainders.sort((a, b) => b.rest - a.rest || a.place - b.place);
  const left = PRICE_ONE - parts.reduce((sum, part) => sum + part, 0);
  for (const { place } of remainders.slice(0, left)) parts[place]++;
  return parts;
}
