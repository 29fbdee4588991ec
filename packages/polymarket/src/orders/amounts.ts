/** Signed amounts as a price and a size, by the rounding tables (reference §4.4), with whole numbers only. */
import { amount, price, quantity } from "@probity/core";
import type { Amount, Price, Quantity, Side } from "@probity/core";
import { formatUnits } from "./decimals.ts";

/** Amounts of an order in millionths: of dollars and shares. */
interface SignedAmounts {
  readonly side: Side;
  /** Price of a tick, such as 100 for a cent. */
  readonly tickSize: Price;
  readonly dollars: bigint;
  readonly shares: bigint;
}

/** A limit order: so many lots at that price, exactly. */
export interface LimitAmounts {
  readonly kind: "limit";
  readonly price: Price;
  readonly quantity: Quantity;
}

/** What a market order is: a BUY spends `cash`, a SELL sells `quantity`; nowhere worse than `cap`. */
export type MarketAmounts =
  | { readonly kind: "cash"; readonly cash: Amount; readonly cap: Price }
  | { readonly kind: "shares"; readonly quantity: Quantity; readonly cap: Price };

/** Why amounts are none: in the words of Polymarket, but for the order's id, which stands as `{id}`. */
export interface BadAmounts {
  readonly kind: "bad";
  readonly reason: string;
}

/** A millionth is the smallest amount; a lot has ten thousand of them, a cent too. */
const LOT = 10_000n;
const CENT = 10_000n;
/** Millionths of a dollar for a lot at a price of one ten-thousandth: prices × lots are millionths. */
const PRICE_ONE = 10_000n;
const DIGITS = 6;
const SIZE_DIGITS = 2;
const LOTS_MAX = 2n ** 31n - 1n;
const DOLLARS_MAX = 10n ** 14n;
/** Marketable orders are worth a dollar at least. */
const MARKETABLE_MIN = 1_000_000n;
/** How far, in millionths, dollars may be off the product: for the ledger's finality alone. */
const LIMIT_TOLERANCE = 1n;

/** Digits behind the point of a limit's dollars, and of what a market order asks for, by tick size. */
const AMOUNT_DIGITS: ReadonlyMap<number, number> = new Map([
  [1_000, 3],
  [100, 4],
  [50, 5],
  [25, 6],
  [10, 5],
  [1, 6],
]);

/** Reads the amounts of a GTC or GTD order: its dollars are its shares times a price on the grid. */
export function limitAmounts(signed: SignedAmounts): LimitAmounts | BadAmounts {
  const { side, tickSize, dollars, shares } = signed;
  const digits = amountDigits(tickSize);
  if (digitsOf(dollars) > digits || digitsOf(shares) > SIZE_DIGITS) {
    const [maker, taker] = side === "buy" ? [digits, SIZE_DIGITS] : [SIZE_DIGITS, digits];
    return bad(
      `invalid amounts, the ${side} orders maker amount supports a max accuracy of ${maker} decimals, ` +
        `taker amount a max of ${taker} decimals`,
    );
  }
  if (!isPlausible(signed)) return bad("Invalid order payload");
  const lots = shares / LOT;
  const limit = nearestTick(dollars * LOT, shares, tickSize);
  const exact = limit * lots;
  if (!isInBook(limit) || !isWithin(dollars - exact, LIMIT_TOLERANCE)) {
    return isInBook(limit) && isWithin(dollars - exact, CENT) && isOnTick(signed) === null
      ? bad(mistaken(signed, limit, exact))
      : bad(offTick(signed));
  }
  return { kind: "limit", price: price(Number(limit)), quantity: quantity(Number(lots)) };
}

/** Reads the amounts of a FOK or FAK order: one side is what is given, the other bounds the price. */
export function marketAmounts(signed: SignedAmounts): MarketAmounts | BadAmounts {
  const { side, tickSize, dollars, shares } = signed;
  const digits = amountDigits(tickSize);
  const [given, wanted] = side === "buy" ? [dollars, shares] : [shares, dollars];
  if (digitsOf(given) > SIZE_DIGITS || digitsOf(wanted) > digits) {
    return bad(
      `invalid amounts, the ${side === "buy" ? "market buy" : "sell"} orders maker amount supports a max ` +
        `accuracy of ${SIZE_DIGITS} decimals, taker amount a max of ${digits} decimals`,
    );
  }
  if (!isPlausible(signed)) return bad("Invalid order payload");
  const cap = nearestTick(dollars * LOT, shares, tickSize);
  const unit = 10n ** BigInt(DIGITS - digits);
  // The wanted amount was rounded to its unit, so the cap times the shares may be off by one of them.
  const tolerance = side === "buy" ? unit * cap : unit * PRICE_ONE;
  if (!isInBook(cap) || !isWithin(shares * cap - dollars * PRICE_ONE, tolerance)) {
    return bad(offTick(signed));
  }
  if (side === "sell") {
    return { kind: "shares", quantity: quantity(Number(shares / LOT)), cap: price(Number(cap)) };
  }
  if (dollars < MARKETABLE_MIN) {
    return bad(
      `invalid amount for a marketable BUY order ($${formatUnits(dollars)}), min size: $1`,
    );
  }
  return { kind: "cash", cash: amount(Number(dollars)), cap: price(Number(cap)) };
}

function amountDigits(tickSize: Price): number {
  return AMOUNT_DIGITS.get(tickSize) ?? DIGITS;
}

/** Digits behind the point of so many millionths. */
function digitsOf(millionths: bigint): number {
  let digits = DIGITS;
  for (let rest = millionths; digits > 0 && rest % 10n === 0n; rest /= 10n) digits -= 1;
  return digits;
}

/** Whether there is something on both sides, and not more than the machine takes. */
function isPlausible({ dollars, shares }: SignedAmounts): boolean {
  return shares > 0n && dollars > 0n && shares / LOT <= LOTS_MAX && dollars <= DOLLARS_MAX;
}

/** The price on the grid nearest to `dollars / lots`. @param dollars times `LOT`. */
function nearestTick(dollars: bigint, shares: bigint, tickSize: Price): bigint {
  const tick = BigInt(tickSize);
  const step = shares * tick;
  return ((2n * dollars + step) / (2n * step)) * tick;
}

function isInBook(limit: bigint): boolean {
  return limit >= 1n && limit < PRICE_ONE;
}

function isWithin(difference: bigint, tolerance: bigint): boolean {
  return difference <= tolerance && -difference <= tolerance;
}

/** The price when it is a whole number of ten-thousandths and off the grid; null: it is not that. */
function isOnTick({ dollars, shares, tickSize }: SignedAmounts): bigint | null {
  const scaled = dollars * PRICE_ONE;
  if (scaled % shares !== 0n) return null;
  const own = scaled / shares;
  return own % BigInt(tickSize) === 0n ? null : own;
}

function mistaken({ side, dollars, shares }: SignedAmounts, limit: bigint, exact: bigint): string {
  const which = side === "buy" ? "maker" : "taker";
  return (
    `invalid amounts, the ${which} amount for a $${formatUnits(limit * 100n)} order of size ` +
    `${formatUnits(shares)} should be '${formatUnits(exact)}' but the value submited is ` +
    `'${formatUnits(dollars)}'.`
  );
}

function offTick({ dollars, shares, tickSize }: SignedAmounts): string {
  const own = shares === 0n ? 0n : (dollars * 1_000_000n) / shares;
  const tick = formatUnits(BigInt(tickSize) * 100n);
  return `order {id} is invalid. Price (${formatUnits(own)}) breaks minimum tick size rule: ${tick}`;
}

function bad(reason: string): BadAmounts {
  return { kind: "bad", reason };
}
