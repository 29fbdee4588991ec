import { PRICE_ONE } from "@probity/core";
import type { MarketId } from "@probity/core";
import type { MarketData } from "@probity/market-data";

const MICRO = 1_000_000;

/** Micro-dollars as a JSON number. */
export function dollarsOf(amount: number | bigint): number {
  return Number(amount) / MICRO;
}

/** What stands in a book, µ$: what those who wish to be long in YES, and those in NO, offer for it at their prices. */
export function liquidityOf(data: MarketData, market: MarketId): number {
  const book = data.depth.book(market);
  if (book === null) return 0;
  const { bids, asks } = book.view("yes");
  let resting = 0;
  for (const { price, quantity } of bids) resting += price * quantity;
  for (const { price, quantity } of asks) resting += (PRICE_ONE - price) * quantity;
  return resting;
}

/** How open a question is: 1 at even odds, 0.8 when it is as good as decided. */
export function competitiveOf(yes: number): number {
  return 1 / (1 + (yes - 0.5) ** 2);
}
