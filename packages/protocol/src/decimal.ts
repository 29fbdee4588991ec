/**
 * The only place where money, prices and quantities are text.
 *
 * Grammar: an optional `-` (amounts only), an integer without leading zeros,
 * then optionally a point and at least one digit. No exponent, no plus sign, no
 * spaces, no separators. Exact both ways: nothing is ever rounded.
 */
import { amount, isPayout, price, quantity } from "@probity/core";
import type { Amount, Price, Quantity } from "@probity/core";

export type DecimalFault = "NotDecimal" | "TooManyDecimals" | "OutOfRange";

/** The text is not a price, quantity or amount; `message` completes "The field price is not valid: …". */
export class DecimalError extends Error {
  override readonly name = "DecimalError";
  readonly fault: DecimalFault;

  constructor(fault: DecimalFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

interface DecimalKind {
  readonly noun: string;
  readonly example: string;
  readonly decimals: number;
}

const PRICE: DecimalKind = { noun: "a price", example: "0.42", decimals: 4 };
const QUANTITY: DecimalKind = { noun: "a quantity", example: "12.5", decimals: 2 };
const AMOUNT: DecimalKind = { noun: "an amount", example: "1.5", decimals: 6 };

const GRAMMAR = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
/** No value needs more; keeps the pattern away from long texts. */
const TEXT_MAX = 32;

/**
 * Reads a price such as `"0.4212"`: dollars a share, at most four decimals, 0 to 1.
 *
 * @throws DecimalError
 */
export function parsePrice(text: string): Price {
  const value = parseScaled(text, PRICE);
  if (!isPayout(value)) throw outOfRange("a price lies between 0 and 1");
  return price(value);
}

/**
 * Reads a quantity such as `"12.34"`: shares, at most two decimals, not negative.
 *
 * @throws DecimalError
 */
export function parseQuantity(text: string): Quantity {
  const value = parseScaled(text, QUANTITY);
  if (value < 0) throw outOfRange("a quantity is never negative");
  return quantity(value);
}

/**
 * Reads an amount such as `"1.5"` or `"-0.000001"`: dollars, at most six decimals.
 *
 * @throws DecimalError
 */
export function parseAmount(text: string): Amount {
  return amount(parseScaled(text, AMOUNT));
}

/** Dollars a share, without trailing zeros: `"0.42"`. */
export function formatPrice(value: Price): string {
  return formatScaled(value, PRICE.decimals);
}

/** Shares, without trailing zeros: `"12.5"`. */
export function formatQuantity(value: Quantity): string {
  return formatScaled(value, QUANTITY.decimals);
}

/** Dollars, without trailing zeros: `"-1.5"`. */
export function formatAmount(value: Amount): string {
  return formatScaled(value, AMOUNT.decimals);
}

/** Micro-dollars that need not be safe integers (totals over time) as dollars. */
export function formatBigAmount(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(AMOUNT.decimals + 1, "0");
  return (value < 0n ? "-" : "") + withPoint(digits, AMOUNT.decimals);
}

/** Lots that need not be a safe integer (totals over time) as shares. */
export function formatBigQuantity(value: bigint): string {
  return withPoint(value.toString().padStart(QUANTITY.decimals + 1, "0"), QUANTITY.decimals);
}

/** An amount for people: `"$4.02"`, `"-$1,250.00"`, `"$0.000001"`. */
export function dollars(value: Amount): string {
  const [whole = "0", decimals = ""] = formatScaled(Math.abs(value), AMOUNT.decimals).split(".");
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return `${value < 0 ? "-" : ""}$${grouped}.${decimals.padEnd(2, "0")}`;
}

/** A quantity for people: `"1 share"`, `"12.5 shares"`. */
export function shares(value: Quantity): string {
  const text = formatQuantity(value);
  return text === "1" ? "1 share" : `${text} shares`;
}

/** A price for people: `"$0.42"`. */
export function priceTag(value: Price): string {
  const [whole = "0", decimals = ""] = formatPrice(value).split(".");
  return `$${whole}.${decimals.padEnd(2, "0")}`;
}

/** The average price of `quantity` shares bought or sold for `value`, rounded down to six decimals; null for none. */
export function averagePrice(value: Amount, lots: Quantity): string | null {
  if (lots === 0) return null;
  // Micro-dollars per lot × 100 lots are micro-dollars per share.
  const scaled = value * 100;
  // The quotient of safe integers is off by less than what it would take to round up to the next one.
  if (Number.isSafeInteger(scaled) && scaled >= 0) {
    return formatScaled(Math.floor(scaled / lots), AMOUNT.decimals);
  }
  return formatBigAmount((BigInt(value) * 100n) / BigInt(lots));
}

function parseScaled(text: string, kind: DecimalKind): number {
  const plain = parsePlain(text, kind.decimals);
  if (plain !== -1) return plain;
  const match = text.length <= TEXT_MAX ? GRAMMAR.exec(text) : null;
  if (match === null) {
    throw new DecimalError("NotDecimal", `${kind.noun} is written like "${kind.example}"`);
  }
  const [, sign = "", whole = "", decimals = ""] = match;
  if (decimals.length > kind.decimals) {
    throw new DecimalError("TooManyDecimals", `${kind.noun} has at most ${kind.decimals} decimals`);
  }
  // Digits beyond 2⁵³ round to a number that is not a safe integer, so nothing passes inexactly.
  const value = Number(whole + decimals.padEnd(kind.decimals, "0"));
  if (!Number.isSafeInteger(value)) throw outOfRange(`${kind.noun} this large cannot be held`);
  if (sign === "") return value;
  if (value === 0) throw new DecimalError("NotDecimal", "zero has no sign");
  return -value;
}

const POINT = 0x2e;
const ZERO = 0x30;
/** So many digits are a safe integer, whichever they are. */
const SAFE_DIGITS = 15;

/** What nearly everybody writes, digit by digit: no sign, not long. @returns −1 when it is not that. */
function parsePlain(text: string, decimals: number): number {
  const { length } = text;
  if (length === 0 || length + decimals > SAFE_DIGITS) return -1;
  // An integer has no leading zero but the one of zero itself.
  if (length > 1 && text.charCodeAt(0) === ZERO && text.charCodeAt(1) !== POINT) return -1;
  let value = 0;
  let point = -1;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && point === -1 && at > 0) {
      point = at;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9) return -1;
      value = value * 10 + digit;
    }
  }
  const written = point === -1 ? 0 : length - 1 - point;
  if (written > decimals || (point !== -1 && written === 0)) return -1;
  for (let place = written; place < decimals; place++) value *= 10;
  return value;
}

function outOfRange(message: string): DecimalError {
  return new DecimalError("OutOfRange", message);
}

function formatScaled(value: number, decimals: number): string {
  const positive = Math.abs(value);
  const one = SCALES[decimals]!;
  const whole = Math.floor(positive / one);
  let rest = positive - whole * one;
  const sign = value < 0 ? "-" : "";
  if (rest === 0) return sign + whole;
  let width = decimals;
  while (rest % 10 === 0) {
    rest /= 10;
    width -= 1;
  }
  // The one before the digits keeps their leading zeros.
  return `${sign}${whole}.${String(SCALES[width]! + rest).slice(1)}`;
}

/** Powers of ten. */
const SCALES = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/** Puts the point before the last `decimals` digits and drops trailing zeros. */
function withPoint(digits: string, decimals: number): string {
  const whole = digits.slice(0, digits.length - decimals);
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return rest === "" ? whole : `${whole}.${rest}`;
}
