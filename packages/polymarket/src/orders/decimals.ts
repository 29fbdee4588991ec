import type { Price, Quantity } from "@probity/core";

/** Millionths as decimal text without zeros at the end: 43000000 is "43". */
export function formatUnits(millionths: bigint | number): string {
  const whole = BigInt(millionths);
  const rest = String(whole % 1_000_000n)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const front = String(whole / 1_000_000n);
  return rest === "" ? front : `${front}.${rest}`;
}

/** Lots as shares: 10050 is "100.5". */
export function formatShares(lots: Quantity | number): string {
  return formatUnits(lots * 10_000);
}

/** A price in dollars: 4300 is "0.43". */
export function formatDollars(price: Price | number): string {
  return formatUnits(price * 100);
}
