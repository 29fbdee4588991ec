import { notional } from "@probity/core";
import type { Amount, Price, Quantity } from "@probity/core";
import type { Level } from "@probity/market-data";

/** What taking the levels of one side would come to, fees aside. */
export interface Walk {
  readonly filled: Quantity;
  readonly notional: Amount;
  /** Of the last level touched; null when none is. */
  readonly worst: Price | null;
  /** What is taken of each level, best first. */
  readonly taken: readonly Level[];
}

const NOTHING: Walk = { filled: 0 as Quantity, notional: 0 as Amount, worst: null, taken: [] };

/** Takes up to `lots`, best level first. @param reaches whether a level's price is still good enough. */
export function walkLots(
  levels: readonly Level[],
  lots: number,
  reaches: (price: Price) => boolean = () => true,
): Walk {
  return levels.reduce((walk: Walk, { price, quantity }) => {
    const taken = Math.min(quantity, lots - walk.filled) as Quantity;
    return taken > 0 && reaches(price) ? grown(walk, price, taken) : walk;
  }, NOTHING);
}

/** Takes whole lots as long as they come to at most `money`. */
export function walkMoney(levels: readonly Level[], money: number): Walk {
  return levels.reduce((walk: Walk, { price, quantity }) => {
    const affordable = Math.floor((money - walk.notional) / price);
    const taken = Math.min(quantity, affordable) as Quantity;
    return taken > 0 ? grown(walk, price, taken) : walk;
  }, NOTHING);
}

function grown(walk: Walk, price: Price, taken: Quantity): Walk {
  return {
    filled: (walk.filled + taken) as Quantity,
    notional: (walk.notional + notional(price, taken)) as Amount,
    worst: price,
    taken: [...walk.taken, { price, quantity: taken }],
  };
}
