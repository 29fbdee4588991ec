import { complement, LOTS_PER_SHARE, price, PRICE_ONE, quantity } from "@probity/core";
import type { Quote } from "../demo/quotes.ts";
import { bestPrices } from "./fair-values.ts";
import type { DemoMarket } from "./fair-values.ts";

/** Ticks from the best price, so that the ladder is dense where it matters and reaches further out. */
const STEPS = [0, 1, 2, 3, 4, 6, 9];

/**
 * What a maker wants to have standing: bids for YES and, as the asks, bids for NO. How much stands
 * at a price follows from the price, so that a small move changes the ladder at its ends only.
 */
export function wantedLadder(market: DemoMarket): readonly Quote[] {
  const { bid, ask } = bestPrices(market);
  const quotes: Quote[] = [];
  for (const step of STEPS) {
    const away = step * market.tick;
    if (bid - away >= market.tick) {
      const at = price(bid - away);
      quotes.push({ outcome: "yes", side: "buy", price: at, quantity: sizeAt(market, at, step) });
    }
    if (ask + away <= PRICE_ONE - market.tick) {
      const at = price(ask + away);
      const size = sizeAt(market, at, step);
      quotes.push({ outcome: "no", side: "buy", price: complement(at), quantity: size });
    }
  }
  return quotes;
}

/** 60 to some hundred shares, in fives; more further out. */
function sizeAt({ id, weight }: DemoMarket, at: number, step: number) {
  let mixed = at;
  for (const char of id) mixed = Math.imul(mixed ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  const shares = (12 + (mixed % 40)) * (1 + step / 3) * (0.6 + weight / 2);
  return quantity(Math.max(1, Math.round(shares)) * 5 * LOTS_PER_SHARE);
}
