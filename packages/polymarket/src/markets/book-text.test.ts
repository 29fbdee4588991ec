import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bookText } from "./book-text.ts";
import type { BookSummary } from "./book-text.ts";

const RECORDINGS = join(import.meta.dirname, "../../test/recordings");

interface Recorded {
  readonly book: BookSummary & { readonly hash: string };
  readonly hashed_with: Pick<BookSummary, "min_order_size" | "neg_risk">;
}

function recorded(): readonly Recorded[] {
  const file = join(RECORDINGS, "market-channel-2026-09/books.jsonl");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Recorded);
}

test("hashes of books that Polymarket sent come out the same", () => {
  const books = recorded();
  expect(books).toHaveLength(5);
  for (const { book, hashed_with } of books) {
    const { hash, text } = bookText({ ...book, ...hashed_with });
    expect(hash).toBe(book.hash);
    expect(JSON.parse(text).bids).toEqual(book.bids);
  }
});

test("an answer of Polymarket's /book comes out byte for byte, with its hash", () => {
  const sent = readFileSync(join(RECORDINGS, "book-2026-06/clob_book.json"), "utf8");
  const book = JSON.parse(sent) as BookSummary & { hash: string };
  const { hash, text } = bookText(book);
  expect(hash).toBe(book.hash);
  expect(text).toBe(JSON.stringify(book));
});

test("whatever is different in a book, its hash is different", () => {
  const [first] = recorded();
  if (first === undefined) throw new Error("nothing was recorded");
  const book: BookSummary = { ...first.book, ...first.hashed_with };
  const others: readonly Partial<BookSummary>[] = [
    { timestamp: String(Number(book.timestamp) + 1) },
    { bids: book.bids.slice(1) },
    { asks: book.bids, bids: book.asks },
    { neg_risk: true },
    { min_order_size: "6" },
    { tick_size: "0.001" },
    { last_trade_price: "" },
  ];
  const hashes = others.map((other) => bookText({ ...book, ...other }).hash);
  expect(new Set([...hashes, first.book.hash]).size).toBe(others.length + 1);
});
