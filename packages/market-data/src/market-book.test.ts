import { price, quantity } from "@probity/core";
import type { MarketId } from "@probity/core";
import { expect, test } from "vitest";
import type { LevelChange } from "./level.ts";
import { MarketBook } from "./market-book.ts";
import type { BookUpdate } from "./market-book.ts";

const MARKET = 4_097 as MarketId;

function update(
  sequence: number,
  previous: number,
  ...changes: readonly (readonly ["bid" | "ask", number, number])[]
): BookUpdate {
  return {
    market: MARKET,
    sequence,
    previous,
    time: sequence,
    changes: changes.map(([side, p, q]): LevelChange => ({
      side,
      price: price(p),
      quantity: quantity(q),
    })),
  };
}

test("levels are best first whatever the order of changes, and vanish at 0", () => {
  const book = new MarketBook(MARKET);
  book.apply(
    update(1, 0, ["bid", 40, 1], ["bid", 60, 2], ["bid", 50, 3], ["ask", 90, 4], ["ask", 70, 5]),
  );
  expect(book.apply(update(2, 1, ["bid", 60, 0], ["ask", 70, 6], ["ask", 80, 0]))).toBe("applied");
  expect(book.view("yes")).toEqual({
    bids: [
      { price: 50, quantity: 3 },
      { price: 40, quantity: 1 },
    ],
    asks: [
      { price: 70, quantity: 6 },
      { price: 90, quantity: 4 },
    ],
  });
  expect(book.view("yes", 1).asks).toEqual([{ price: 70, quantity: 6 }]);
  expect([book.best("bid"), book.best("ask")]).toEqual([50, 70]);
});

test("a missing update is a gap, an old one stale, and neither changes the book", () => {
  const book = new MarketBook(MARKET);
  book.apply(update(5, 0, ["bid", 40, 1]));
  const before = book.checksum;
  expect(book.apply(update(9, 7, ["bid", 41, 1]))).toBe("gap");
  expect(book.apply(update(5, 0, ["bid", 42, 1]))).toBe("stale");
  expect([book.sequence, book.checksum]).toEqual([5, before]);
});

test("a snapshot replaces everything, and updates go on from it", () => {
  const book = new MarketBook(MARKET);
  book.apply(update(5, 0, ["bid", 40, 1], ["ask", 90, 1]));
  book.reset({ sequence: 8, bids: [{ price: price(30), quantity: quantity(7) }], asks: [] });
  expect(book.view("no")).toEqual({ bids: [], asks: [{ price: 9_970, quantity: 7 }] });
  expect(book.apply(update(9, 8, ["ask", 31, 2]))).toBe("applied");
  expect(book.best("ask")).toBe(31);
});

test("a book knows when it changed last, as far as it was told", () => {
  const book = new MarketBook(MARKET);
  expect(book.time).toBe(0);
  book.apply({ ...update(5, 0, ["bid", 40, 1]), time: 1_234 });
  expect(book.time).toBe(1_234);
  book.apply({ ...update(9, 7, ["bid", 41, 1]), time: 5_678 });
  expect(book.time).toBe(1_234);
  book.reset({ sequence: 8, bids: [], asks: [], time: 99 });
  expect(book.time).toBe(99);
  book.reset({ sequence: 9, bids: [], asks: [] });
  expect(book.time).toBe(0);
});
