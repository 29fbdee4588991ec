import { expect, test } from "vitest";
import { BUY, SELL } from "./operations.ts";
import { ReferenceBook, hashOf } from "./reference-book.ts";

test("fills oldest first at the best price, at the maker's price", () => {
  const trades: [number, number, number][] = [];
  const book = new ReferenceBook(99, (...trade) => trades.push(trade));
  book.add(1, SELL, 52, 10);
  book.add(2, SELL, 51, 10);
  book.add(3, SELL, 51, 10);
  book.add(4, BUY, 52, 25);
  expect(trades).toEqual([
    [2, 10, 51],
    [3, 10, 51],
    [1, 5, 52],
  ]);
  const hash = trades.flat().reduce(hashOf, 0);
  const value = 20 * 51 + 5 * 52;
  expect(book.digest).toEqual({ trades: 3, lots: 25, value, hash, resting: 1 });
});

test("lets the remainder rest, and finds the next best price after a cancel", () => {
  const book = new ReferenceBook(99);
  book.add(1, BUY, 40, 10);
  book.add(2, BUY, 45, 10);
  book.add(3, SELL, 45, 15);
  expect([book.bestBid, book.bestAsk, book.size]).toEqual([40, 45, 2]);
  book.cancel(1);
  book.cancel(3);
  expect([book.bestBid, book.bestAsk, book.size]).toEqual([0, 100, 0]);
  expect(() => book.cancel(1)).toThrow("not in the book");
});
