import { PRICE_ONE, complement, price as priceOf } from "@probity/core";
import type { MarketId, Outcome, Price, Side } from "@probity/core";
import type { MarketData } from "@probity/market-data";
import { formatPrice } from "@probity/protocol";

/** The best prices of a token, null where nobody bids or offers. */
export interface BestPrices {
  readonly bid: Price | null;
  readonly ask: Price | null;
}

/** In NO terms the best bid is what the best offer of YES leaves. */
export function bestPrices(data: MarketData, market: MarketId, outcome: Outcome): BestPrices {
  const book = data.depth.book(market);
  const bid = book?.best("bid") ?? null;
  const ask = book?.best("ask") ?? null;
  if (outcome === "yes") return { bid, ask };
  return { bid: ask && complement(ask), ask: bid && complement(bid) };
}

/** "" where there is none, as the sockets have it. */
export function priceOrNone(price: Price | null): string {
  return price === null ? "" : formatPrice(price);
}

/** Ask less bid; where nobody bids that is 0, where nobody offers 1. */
export function spreadText({ bid, ask }: BestPrices): string {
  return formatPrice(priceOf((ask ?? PRICE_ONE) - (bid ?? 0)));
}

/** Between bid and ask; where nobody bids that is 0, where nobody offers 1. Exact: five decimals if need be. */
export function midpointText({ bid, ask }: BestPrices): string {
  const twice = (ask ?? PRICE_ONE) + (bid ?? 0);
  const whole = formatPrice(priceOf(Math.floor(twice / 2)));
  if (twice % 2 === 0) return whole;
  const decimals = whole.split(".")[1] ?? "";
  return `${whole}${decimals === "" ? "." : ""}${"0".repeat(4 - decimals.length)}5`;
}

/** What to pay on a side: BUY is the best bid, SELL the best ask, as Polymarket has it. */
export function sidePrice({ bid, ask }: BestPrices, side: "BUY" | "SELL"): string {
  return formatPrice(side === "BUY" ? (bid ?? priceOf(0)) : (ask ?? PRICE_ONE));
}

/** Of one token, in its own terms; null before the first trade. */
export function lastPrice(data: MarketData, market: MarketId, outcome: Outcome): Price | null {
  const last = data.tickers.ticker(market).lastPrice;
  return last === null ? null : ofOutcome(outcome, last);
}

/** A price in YES terms in those of `outcome`; its own inverse. */
export function ofOutcome(outcome: Outcome, price: Price): Price {
  return outcome === "yes" ? price : complement(price);
}

/** At least three decimals, as books have it: "0.420". */
export function lastPriceText(price: Price | null): string {
  if (price === null) return "";
  const [whole = "0", decimals = ""] = formatPrice(price).split(".");
  return `${whole}.${decimals.padEnd(3, "0")}`;
}

/** What buying or selling an outcome is on `token`: buying NO is selling YES. */
export function sideOn(token: Outcome, side: Side, outcome: Outcome): "BUY" | "SELL" {
  return (side === "buy") === (token === outcome) ? "BUY" : "SELL";
}
