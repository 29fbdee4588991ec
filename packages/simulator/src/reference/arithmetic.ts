import type { Amount, MarketId, Price, Quantity } from "@probity/core";

/*
 * Money is `bigint` inside the reference, so that no sum or product can lose a
 * digit; prices and lots stay numbers. Brands are put on when an event leaves.
 */

/** Micro-dollars of one full set of one lot: what a mint pays into the pool. */
export const LOT_OF_SETS = 10_000n;

/** Value of `lots` at `price`, in micro-dollars. */
export function valueOf(price: number, lots: number): bigint {
  return BigInt(price) * BigInt(lots);
}

/** `a × b ÷ d` rounded down, for non-negative numbers. */
export function portion(a: bigint, b: number, d: number): bigint {
  return (a * BigInt(b)) / BigInt(d);
}

/** `a ÷ d` rounded up, for non-negative numbers. */
export function dividedUp(a: bigint, d: bigint): bigint {
  return (a + d - 1n) / d;
}

/** `a ÷ d` rounded half up to a multiple of `quantum`, for non-negative numbers. */
export function dividedHalfUp(a: bigint, d: bigint, quantum: bigint): bigint {
  const unit = d * quantum;
  return ((2n * a + unit) / (2n * unit)) * quantum;
}

export function toAmount(money: bigint): Amount {
  return Number(money) as Amount;
}

export function toLots(lots: number): Quantity {
  return lots as Quantity;
}

export function toPrice(price: number): Price {
  return price as Price;
}

/**
 * Splits one dollar over `weights` in whole price units: each gets its exact
 * share rounded down, and the units left over go to the largest remainders,
 * ties to the earlier.
 */
export function splitDollar(weights: ReadonlyMap<MarketId, number>): Map<MarketId, Price> {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const parts = [...weights].map(([market, weight], place) => ({
    market,
    place,
    units: Math.floor((10_000 * weight) / total),
    remainder: (10_000 * weight) % total,
  }));
  const left = 10_000 - parts.reduce((sum, part) => sum + part.units, 0);
  const byRemainder = [...parts].sort((a, b) => b.remainder - a.remainder || a.place - b.place);
  for (const part of byRemainder.slice(0, left)) part.units += 1;
  return new Map(parts.map((part) => [part.market, toPrice(part.units)]));
}
