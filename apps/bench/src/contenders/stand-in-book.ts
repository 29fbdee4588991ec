/** Stands where the core's `Book` will, with the same port: the plainest thing that gives the right trades. */
import { BUY, SELL } from "../workload/operations.ts";
import { ReferenceBook } from "../workload/reference-book.ts";

export const NO_SLOT = -1;

interface Fills {
  readonly length: number;
  idAt(index: number): number;
  lotsAt(index: number): number;
  levelAt(index: number): number;
}

export class Book {
  private readonly book: ReferenceBook;
  private readonly trades: number[] = [];
  readonly fills: Fills;

  constructor(levels: number) {
    this.book = new ReferenceBook(levels, (id, lots, level) => this.trades.push(id, lots, level));
    const { trades } = this;
    this.fills = {
      get length() {
        return trades.length / 3;
      },
      idAt: (index) => trades[index * 3]!,
      lotsAt: (index) => trades[index * 3 + 1]!,
      levelAt: (index) => trades[index * 3 + 2]!,
    };
  }

  place(
    id: number,
    _owner: number,
    bid: boolean,
    level: number,
    lots: number,
    _timeInForce: number,
    _postOnly: boolean,
    _selfTrade: number,
  ): number {
    this.trades.length = 0;
    this.book.add(id, bid ? BUY : SELL, level, lots);
    return id;
  }

  cancel(id: number, _slot: number): boolean {
    this.book.cancel(id);
    return true;
  }

  get size(): number {
    return this.book.size;
  }
}
