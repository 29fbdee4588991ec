import { assert } from "./assert.ts";

declare const unit: unique symbol;

/** A primitive that carries its unit in the type; the cast stays in the file that defines the unit. */
export type Branded<T, Name extends string> = T & { readonly [unit]: Name };

/** Price of one share in ten-thousandths of a dollar: 1 to 9 999 in the book, 0 to 10 000 at payout. */
export type Price = Branded<number, "Price">;
/** Number of lots; one lot is a hundredth of a share. Never negative. */
export type Quantity = Branded<number, "Quantity">;
/** Money in millionths of a dollar, the base unit of the collateral token. */
export type Amount = Branded<number, "Amount">;

/** One dollar as a price: what a full set of one share is worth. */
export const PRICE_ONE = 10_000 as Price;
/** Lots in one share. */
export const LOTS_PER_SHARE = 100;
/** Micro-dollars in one dollar. */
export const AMOUNT_ONE = 1_000_000 as Amount;
/** Largest quantity of one order, in lots. */
export const QUANTITY_MAX = 2_147_483_647 as Quantity;
/** Largest notional of one order, in micro-dollars (a hundred million dollars). */
export const NOTIONAL_MAX = 100_000_000_000_000 as Amount;
/** Largest sum of all deposits of one asset in a shard; keeps every sum of the ledger a safe integer. */
export const DEPOSITS_MAX = 4_000_000_000_000_000 as Amount;

export const ZERO_QUANTITY = 0 as Quantity;
export const ZERO_AMOUNT = 0 as Amount;

/** @returns whether `value` may stand as a limit price in the book. */
export function isBookPrice(value: number): value is Price {
  return Number.isInteger(value) && value >= 1 && value <= 9_999;
}

/** @returns whether `value` may be a payout per share: 0 to `PRICE_ONE`. */
export function isPayout(value: number): value is Price {
  return Number.isInteger(value) && value >= 0 && value <= PRICE_ONE;
}

/** @returns whether `value` may be the quantity of an order or of a complete-set operation. */
export function isOrderQuantity(value: number): value is Quantity {
  return Number.isInteger(value) && value >= 1 && value <= QUANTITY_MAX;
}

/** @returns whether `value` is a positive amount a single command may move. */
export function isMovableAmount(value: number): value is Amount {
  return Number.isInteger(value) && value >= 1 && value <= DEPOSITS_MAX;
}

/** Brands a number as a price; it must be a payout or a book price already. */
export function price(value: number): Price {
  assert(isPayout(value), "price out of range");
  return value as Price;
}

/** Brands a number as a quantity of lots. */
export function quantity(value: number): Quantity {
  assert(Number.isSafeInteger(value) && value >= 0, "quantity out of range");
  return value as Quantity;
}

/** Brands a number as an amount. May be negative: system accounts (external, conversion) owe. */
export function amount(value: number): Amount {
  assert(Number.isSafeInteger(value), "amount exceeds the safe range");
  return value as Amount;
}

/** The price of the other outcome: what is left of a dollar. */
export function complement(value: Price): Price {
  return (PRICE_ONE - value) as Price;
}

/** Value of `lots` at `value`. Exact: 10⁻⁴ × 10⁻² = 10⁻⁶ dollars. */
export function notional(value: Price, lots: Quantity): Amount {
  const product = value * lots;
  assert(Number.isSafeInteger(product), "notional exceeds the safe range");
  return product as Amount;
}

/** `a × b ÷ d`, rounded down. Exact for non-negative safe integers; `bigint` only when the product is not safe. */
export function mulDivDown(a: number, b: number, d: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / d);
  return Number((BigInt(a) * BigInt(b)) / BigInt(d));
}

/** `a × b ÷ d`, rounded up. Exact for non-negative safe integers. */
export function mulDivUp(a: number, b: number, d: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) {
    const down = Math.floor(product / d);
    return down * d === product ? down : down + 1;
  }
  const divisor = BigInt(d);
  return Number((BigInt(a) * BigInt(b) + divisor - 1n) / divisor);
}
