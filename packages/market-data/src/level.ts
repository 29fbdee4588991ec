import { complement } from "@probity/core";
import type { Price, Quantity } from "@probity/core";

/** Bids are buy-YES and sell-NO, asks are sell-YES and buy-NO. */
export type LadderSide = "bid" | "ask";

/** One price of a book and the lots wanted or offered at it. */
export interface Level {
  readonly price: Price;
  readonly quantity: Quantity;
}

/** What a level holds now, in YES terms; quantity 0: the level is gone. */
export interface LevelChange extends Level {
  readonly side: LadderSide;
}

/** A book in the terms of one outcome, best levels first on both sides. */
export interface DepthView {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** The same book in the terms of the other outcome: its bids are this one's asks. */
export function flip({ bids, asks }: DepthView): DepthView {
  return { bids: asks.map(flipLevel), asks: bids.map(flipLevel) };
}

function flipLevel({ price, quantity }: Level): Level {
  return { price: complement(price), quantity };
}
