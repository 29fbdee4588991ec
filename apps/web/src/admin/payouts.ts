import { PRICE_ONE } from "@probity/core";
import { DecimalError, formatPrice, parsePrice } from "@probity/protocol";
import type { EventSummary, Market } from "@probity/protocol";

/** What is typed for each market, by its id: what a YES share pays. */
export type Payouts = Readonly<Record<string, string>>;

/** @returns ten-thousandths of a dollar; null: this is no payout. */
export function readPayout(text: string): number | null {
  try {
    return parsePrice(text.trim());
  } catch (error) {
    if (error instanceof DecimalError) return null;
    throw error;
  }
}

/** The one that won pays a dollar, the others nothing. */
export function winnerTakesAll(markets: readonly string[], winner: string): Payouts {
  return Object.fromEntries(markets.map((market) => [market, market === winner ? "1" : "0"]));
}

/** A dollar in equal parts, to the smallest unit of price; the first get what is left over. */
export function equalParts(markets: readonly string[]): Payouts {
  const part = Math.floor(PRICE_ONE / markets.length);
  const rest = PRICE_ONE - part * markets.length;
  return Object.fromEntries(
    markets.map((market, index) => [
      market,
      formatPrice((part + (index < rest ? 1 : 0)) as typeof PRICE_ONE),
    ]),
  );
}

export interface Sum {
  /** Dollars; null while something typed is no payout. */
  readonly text: string | null;
  /** Null: the event may resolve like this; else why not. */
  readonly problem: "unreadable" | "mustBeOne" | "atMostOne" | "atLeastOne" | null;
}

/**
 * What the payouts of an event come to together, with those of outcomes that were decided before.
 *
 * @param wished of the markets that are not over.
 */
export function sumOf(
  event: Pick<EventSummary, "mutually_exclusive" | "exhaustive">,
  decided: readonly Pick<Market, "ending">[],
  wished: readonly string[],
): Sum {
  let sum = 0;
  for (const { ending } of decided) {
    if (ending?.kind === "resolved") sum += readPayout(ending.yes_payout ?? "0") ?? 0;
  }
  for (const text of wished) {
    const payout = readPayout(text);
    if (payout === null) return { text: null, problem: "unreadable" };
    sum += payout;
  }
  const whole = Math.floor(sum / PRICE_ONE);
  const part = String(sum % PRICE_ONE)
    .padStart(4, "0")
    .replace(/0+$/, "");
  const text = part === "" ? String(whole) : `${whole}.${part}`;
  if (event.mutually_exclusive && event.exhaustive) {
    return { text, problem: sum === PRICE_ONE ? null : "mustBeOne" };
  }
  if (event.mutually_exclusive && sum > PRICE_ONE) return { text, problem: "atMostOne" };
  if (event.exhaustive && sum < PRICE_ONE) return { text, problem: "atLeastOne" };
  return { text, problem: null };
}

/** What each of them pays, for the venue. */
export function payoutsJson(payouts: Payouts): { market_id: string; yes_payout: string }[] {
  return Object.entries(payouts).map(([market, payout]) => ({
    market_id: market,
    yes_payout: payout.trim(),
  }));
}
