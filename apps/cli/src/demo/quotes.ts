import { complement, quantity, QUANTITY_MAX } from "@probity/core";
import type { Outcome, Price, Quantity, Side } from "@probity/core";
import type { DepthView, LadderSide, Level } from "@probity/market-data";

/** What a maker wants to have standing at one price, in the terms of its own outcome. */
export interface Quote {
  readonly outcome: Outcome;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** An order that stands. */
export interface Standing {
  readonly orderId: string;
  readonly outcome: Outcome;
  readonly side: Side;
  readonly price: Price;
  /** Total lots, filled ones included. */
  readonly quantity: Quantity;
  readonly remaining: Quantity;
}

/** How to get from what stands to what is wanted; cancels and amends come before places. */
export interface Moves {
  readonly cancels: readonly string[];
  /** Smaller totals, so the orders keep their place in the queue. */
  readonly amends: readonly { readonly orderId: string; readonly quantity: Quantity }[];
  readonly places: readonly Quote[];
}

/**
 * A ladder in YES terms as quotes of two makers, half of each level each: the buyer buys either
 * outcome with collateral, the seller sells either out of full sets. So every level can meet a
 * taker by changing hands, by minting and by merging.
 */
export function splitQuotes(ladder: DepthView): {
  readonly buyer: readonly Quote[];
  readonly seller: readonly Quote[];
} {
  const buyer: Quote[] = [];
  const seller: Quote[] = [];
  const sides: readonly (readonly [LadderSide, readonly Level[]])[] = [
    ["bid", ladder.bids],
    ["ask", ladder.asks],
  ];
  for (const [side, levels] of sides) {
    for (const level of levels) {
      const half = Math.floor(level.quantity / 2);
      const buys = quantity(level.quantity - half);
      buyer.push(
        side === "bid"
          ? { outcome: "yes", side: "buy", price: level.price, quantity: buys }
          : { outcome: "no", side: "buy", price: complement(level.price), quantity: buys },
      );
      if (half === 0) continue;
      const sells = quantity(half);
      seller.push(
        side === "bid"
          ? { outcome: "no", side: "sell", price: complement(level.price), quantity: sells }
          : { outcome: "yes", side: "sell", price: level.price, quantity: sells },
      );
    }
  }
  return { buyer, seller };
}

/**
 * The fewest moves from what stands to what is wanted. At each price the oldest orders stay; the
 * one that is too large is made smaller, the rest are cancelled, what is missing is placed, in
 * pieces of at most `most` lots.
 *
 * @param standing oldest first.
 */
export function movesTo(
  wanted: readonly Quote[],
  standing: readonly Standing[],
  most: number = QUANTITY_MAX,
): Moves {
  const missing = new Map<string, { readonly quote: Quote; lots: number }>();
  for (const quote of wanted) {
    const at = missing.get(placeOf(quote));
    if (at === undefined) missing.set(placeOf(quote), { quote, lots: quote.quantity });
    else at.lots += quote.quantity;
  }
  const cancels: string[] = [];
  const amends: { orderId: string; quantity: Quantity }[] = [];
  for (const order of standing) {
    const at = missing.get(placeOf(order));
    const lots = at?.lots ?? 0;
    if (at !== undefined) at.lots = Math.max(0, lots - order.remaining);
    if (lots === 0) cancels.push(order.orderId);
    else if (lots < order.remaining) {
      const total = quantity(order.quantity - order.remaining + lots);
      amends.push({ orderId: order.orderId, quantity: total });
    }
  }
  const places = Array.from(missing.values(), ({ quote, lots }) => pieces(quote, lots, most));
  return { cancels, amends, places: places.flat() };
}

/** The orders that stand in the way of a trade at `at` (YES terms) between two others. */
export function inTheWay(standing: readonly Standing[], at: Price): readonly Standing[] {
  return standing.filter((order) => {
    const isBid = (order.side === "buy") === (order.outcome === "yes");
    const yes = order.outcome === "yes" ? order.price : complement(order.price);
    return isBid ? yes >= at : yes <= at;
  });
}

function placeOf({ outcome, side, price: at }: Pick<Quote, "outcome" | "side" | "price">): string {
  return `${outcome} ${side} ${at}`;
}

function pieces(quote: Quote, lots: number, most: number): Quote[] {
  const found: Quote[] = [];
  for (let left = lots; left > 0; left -= most) {
    found.push({ ...quote, quantity: quantity(Math.min(left, most)) });
  }
  return found;
}
