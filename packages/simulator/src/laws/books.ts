import type { MarketId, OrderView } from "@probity/core";
import { inYesTerms, isBidOrder } from "../reference/walk.ts";
import { uphold } from "./law.ts";
import type { Venue } from "./law.ts";

const LEVELS_ALL = 10_000;

/** Best bid below best ask. */
export function checkUncrossed(venue: Venue, market: MarketId): void {
  const book = venue.depth(market, "yes", 1);
  const bid = book?.bids[0]?.price;
  const ask = book?.asks[0]?.price;
  uphold(
    "the ladder is uncrossed",
    bid === undefined || ask === undefined || bid < ask,
    () => `market ${market}: bid ${bid}, ask ${ask}`,
  );
}

/** The levels of every book are the sums of the orders at rest, and both outcomes show the same ladder. */
export function checkBooks(venue: Venue, orders: readonly OrderView[]): void {
  const levels = new Map<MarketId, Map<string, number>>();
  for (const order of orders) {
    const book = levels.get(order.market) ?? new Map<string, number>();
    const price = inYesTerms(order.outcome, order.price);
    const level = `${isBidOrder(order) ? "bid" : "ask"} ${price}`;
    book.set(level, (book.get(level) ?? 0) + order.remaining);
    levels.set(order.market, book);
  }
  for (const [market, expected] of levels) checkBook(venue, market, expected);
}

function checkBook(venue: Venue, market: MarketId, expected: ReadonlyMap<string, number>): void {
  const yes = venue.depth(market, "yes", LEVELS_ALL);
  const no = venue.depth(market, "no", LEVELS_ALL);
  if (yes === null || no === null) return;
  const shown = [
    ...yes.bids.map(({ price, quantity }) => [`bid ${price}`, quantity] as const),
    ...yes.asks.map(({ price, quantity }) => [`ask ${price}`, quantity] as const),
  ];
  uphold(
    "the book is the sum of the orders",
    shown.length === expected.size && shown.every(([level, lots]) => expected.get(level) === lots),
    () => `market ${market}: ${JSON.stringify(shown)} against ${JSON.stringify([...expected])}`,
  );
  const mirrored = [
    ...no.asks.map(({ price, quantity }) => [`bid ${10_000 - price}`, quantity] as const),
    ...no.bids.map(({ price, quantity }) => [`ask ${10_000 - price}`, quantity] as const),
  ];
  uphold(
    "both outcomes show one ladder",
    JSON.stringify(mirrored) === JSON.stringify(shown),
    () => `market ${market}: ${JSON.stringify(shown)} against ${JSON.stringify(mirrored)}`,
  );
}
