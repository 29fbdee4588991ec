/** Errors as they travel: a row of the table with its facts put in. */
import { AMOUNT_ONE, PRICE_ONE, REJECTION_CODES, amount, quantity } from "@probity/core";
import type { Amount, Rejection, RejectionCode } from "@probity/core";
import { dollars, formatAmount, formatQuantity, shares } from "./decimal.ts";
import { ERRORS } from "./error-codes.ts";
import type { ErrorCode } from "./error-codes.ts";
import type { Unit } from "./error-row.ts";
import type { PublicRejectionCode } from "./rejection-rows.ts";
import { formatTime } from "./fields.ts";

/** What stands in `error` of a refused answer. Numbers in `details` are decimal strings. */
export interface ErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: Readonly<Record<string, string>>;
}

type Facts = Readonly<Record<string, string | number>>;

const PUBLIC_CODES = new Map(REJECTION_CODES.map((code) => [code, publicCode(code)]));

/**
 * The error body for a code and its facts: numbers in units of `core`'s `money.ts`.
 *
 * @param problem says more than the table can: "a price has at most 4 decimals".
 */
export function errorJson(code: ErrorCode, facts: Facts = {}, problem?: string): ErrorJson {
  const row = ERRORS[code];
  const details: Record<string, string> = {};
  let message = row.sentence;
  for (const [name, unit] of Object.entries(row.facts)) {
    const value = facts[name];
    if (value === undefined) continue;
    details[name] = asDetail(unit, value);
    // A function, so that `$&` in a fact is not taken for a pattern.
    message = message.replace(`{${name}}`, () => asWords(unit, value));
  }
  if (problem !== undefined) {
    details["problem"] = problem;
    message = `${message.replace(/\.$/, "")}: ${problem}.`;
  }
  return { code, message, details };
}

/** The error body for a reason the machine gave. */
export function rejectionJson(rejection: Rejection): ErrorJson {
  const { code, ...facts } = rejection;
  const known = PUBLIC_CODES.get(code) ?? publicCode(code);
  if (rejection.code !== "InvalidField") return errorJson(known, facts);
  return errorJson(known, { field: snakeCase(rejection.field) });
}

/** The HTTP status of a code. */
export function statusOf(code: ErrorCode): number {
  return ERRORS[code].status;
}

function publicCode(code: RejectionCode): PublicRejectionCode {
  return snakeCase(code).toUpperCase() as PublicRejectionCode;
}

/** `minQuantity` and `MinQuantity` are `min_quantity`. */
function snakeCase(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

/** Prices in facts may be sums of payouts, which pass one dollar. */
function priceSum(value: number): Amount {
  return amount(value * (AMOUNT_ONE / PRICE_ONE));
}

function asDetail(unit: Unit, value: string | number): string {
  if (typeof value === "string") return value;
  switch (unit) {
    case "price":
      return formatAmount(priceSum(value));
    case "quantity":
      return formatQuantity(quantity(value));
    case "amount":
      return formatAmount(amount(value));
    case "time":
      return formatTime(value);
    case "count":
    case "text":
      return String(value);
    default:
      return unit satisfies never;
  }
}

function asWords(unit: Unit, value: string | number): string {
  if (typeof value === "string") return value;
  switch (unit) {
    case "price":
      return dollars(priceSum(value));
    case "quantity":
      return shares(quantity(value));
    case "amount":
      return dollars(amount(value));
    case "time":
      return formatTime(value);
    case "count":
    case "text":
      return String(value);
    default:
      return unit satisfies never;
  }
}
