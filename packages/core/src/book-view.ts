import { PRICE_ONE } from "./money.ts";
import type { Price, Quantity } from "./money.ts";
import type { Outcome } from "./order.ts";
import type { Market } from "./state.ts";
import type { BookView, LevelView } from "./views.ts";

/** A market's book in the terms of one outcome: at most so many levels a side, best first. */
export function bookView(market: Market, outcome: Outcome, levels: number): BookView {
  const yes = outcome === "yes";
  const bids = sideOf(market, true, yes, levels);
  const asks = sideOf(market, false, yes, levels);
  return yes ? { bids, asks } : { bids: asks, asks: bids };
}

function sideOf(market: Market, bid: boolean, yes: boolean, levels: number): LevelView[] {
  const { ladder, unit } = market;
  const side: LevelView[] = [];
  let level = ladder.best(bid);
  for (let count = 0; level !== 0 && count < levels; count++) {
    const price = level * unit;
    side.push({
      price: (yes ? price : PRICE_ONE - price) as Price,
      quantity: ladder.quantityAt(level) as Quantity,
      orders: ladder.ordersAt(level),
    });
    level = ladder.worse(bid, level);
  }
  return side;
}
