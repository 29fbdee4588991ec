import { PRICE_ONE } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import { parsePrice, parseQuantity } from "@probity/protocol";
import type { Order } from "@probity/protocol";

/** Lots by price, for both sides of a ladder. */
export interface LadderLevels {
  readonly bids: ReadonlyMap<number, number>;
  readonly asks: ReadonlyMap<number, number>;
  /** Lots of the deepest level. */
  readonly deepest: number;
}

export function levelsOf({ bids, asks }: DepthView): LadderLevels {
  const byPrice = (levels: DepthView["bids"]): ReadonlyMap<number, number> =>
    new Map(levels.map(({ price, quantity }) => [price, quantity]));
  const deepest = [...bids, ...asks].reduce((most, { quantity }) => Math.max(most, quantity), 1);
  return { bids: byPrice(bids), asks: byPrice(asks), deepest };
}

/** Own orders at one price of one side. */
export interface OwnOrders {
  readonly lots: number;
  readonly ids: readonly string[];
}
export interface OwnLevels {
  readonly buys: ReadonlyMap<number, OwnOrders>;
  readonly sells: ReadonlyMap<number, OwnOrders>;
}

/**
 * Own open orders of a market as they stand on the ladder of `outcome`. An order in the other outcome
 * stands on the other side, at what is left to a dollar: buying NO at 40¢ is selling YES at 60¢.
 */
export function ownLevelsOf(
  orders: readonly Pick<
    Order,
    "order_id" | "market_id" | "outcome" | "side" | "price" | "remaining"
  >[],
  market: string,
  outcome: "yes" | "no",
): OwnLevels {
  const buys = new Map<number, OwnOrders>();
  const sells = new Map<number, OwnOrders>();
  for (const order of orders) {
    if (order.market_id !== market || order.price === null) continue;
    const isOwn = order.outcome === outcome;
    const price = isOwn ? parsePrice(order.price) : PRICE_ONE - parsePrice(order.price);
    const levels = (order.side === "buy") === isOwn ? buys : sells;
    const there = levels.get(price) ?? { lots: 0, ids: [] };
    levels.set(price, {
      lots: there.lots + parseQuantity(order.remaining),
      ids: [...there.ids, order.order_id],
    });
  }
  return { buys, sells };
}

/** The middle of the book; one side alone, the last trade or the middle of the grid where there is none. */
export function middleOf({ bids, asks }: DepthView, last: number | null): number {
  const [bid] = bids;
  const [ask] = asks;
  if (bid !== undefined && ask !== undefined) return (bid.price + ask.price) / 2;
  return bid?.price ?? ask?.price ?? last ?? PRICE_ONE / 2;
}

/** The oldest own order of each price, those near `middle` first: their places in the queue matter most. */
export function firstInLine({ buys, sells }: OwnLevels, middle: number): string[] {
  return [...buys, ...sells]
    .toSorted(([one], [other]) => Math.abs(one - middle) - Math.abs(other - middle))
    .flatMap(([, { ids }]) => ids.slice(0, 1));
}
