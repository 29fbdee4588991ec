import { parseAmount } from "@probity/protocol";
import type { VoidPlanAnswer } from "@probity/protocol";

export type Holder = VoidPlanAnswer["plan"]["holders"][number];

/** @param amounts dollars as decimal text. @returns micro-dollars, which may pass a safe integer. */
export function totalOf(amounts: readonly string[]): bigint {
  return amounts.reduce((sum, text) => sum + BigInt(parseAmount(text)), 0n);
}

/** Who would get more than their shares cost, who less, each the largest first; and how many neither. */
export function winnersAndLosers(holders: readonly Holder[]): {
  readonly winners: readonly Holder[];
  readonly losers: readonly Holder[];
  readonly even: number;
} {
  const gain = ({ gain: text }: Holder) => parseAmount(text);
  const winners = holders.filter((holder) => gain(holder) > 0).sort((a, b) => gain(b) - gain(a));
  const losers = holders.filter((holder) => gain(holder) < 0).sort((a, b) => gain(a) - gain(b));
  return { winners, losers, even: holders.length - winners.length - losers.length };
}
