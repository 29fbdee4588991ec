/**
 * The book of one market, in YES terms: bids below asks, first in first out
 * within a level. Level n stands for n times a unit of price; levels are
 * 1 to `levels`, and 0 stands for none. Slots belong to an `OrderPool`, whose queue links and
 * remaining lots the ladder owns.
 */
export interface Ladder {
  /** The highest level. */
  readonly levels: number;
  /** Puts an order at the end of the queue of its level. It must not cross. */
  add(slot: number): void;
  /** Takes an order out, wherever it stands. */
  remove(slot: number): void;
  /** Takes `lots` off a resting order; at nothing it leaves the queue. */
  reduce(slot: number, lots: number): void;
  /** Best bid or best ask, 0 if that side is empty. */
  best(bid: boolean): number;
  /** The next worse level of that side that has orders, 0 if none. */
  worse(bid: boolean, level: number): number;
  /** The oldest order at a level, or `NO_SLOT`. */
  head(level: number): number;
  /** The order behind `slot` at its level, or `NO_SLOT`. */
  behind(slot: number): number;
  /** Lots at a level. */
  quantityAt(level: number): number;
  /** Orders at a level. */
  ordersAt(level: number): number;
}
