/**
 * The book of one market, in YES terms: bids below asks, first in first out
 * within a price. Prices are 1 to 9 999; 0 stands for none. Slots belong to an
 * `OrderPool`, whose `previous` and `next` the ladder owns.
 */
export interface Ladder {
  /** Puts an order at the end of the queue of its price. It must not cross. */
  add(slot: number): void;
  /** Takes an order out, wherever it stands. */
  remove(slot: number): void;
  /** Takes `lots` off a resting order; at nothing it leaves the queue. Its `remaining` is updated here. */
  reduce(slot: number, lots: number): void;
  /** Best bid or best ask, 0 if that side is empty. */
  best(bid: boolean): number;
  /** The next worse price of that side that has orders, 0 if none. */
  worse(bid: boolean, price: number): number;
  /** The oldest order at a price, or `NO_SLOT`. */
  head(price: number): number;
  /** The order behind `slot` at its price, or `NO_SLOT`. */
  behind(slot: number): number;
  /** Lots at a price. */
  quantityAt(price: number): number;
  /** Orders at a price. */
  ordersAt(price: number): number;
}
