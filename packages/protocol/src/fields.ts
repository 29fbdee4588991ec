/** The fields requests are made of, as schemas that read text into the units of the machine. */
import { isBookPrice, isMovableAmount, isOrderQuantity } from "@probity/core";
import type { Amount, Price, Quantity, Timestamp } from "@probity/core";
import { z } from "zod";
import { DecimalError, parseAmount, parsePrice, parseQuantity } from "./decimal.ts";
import { parseId } from "./ids.ts";
import type { IdKinds, IdPrefix } from "./ids.ts";

/** A limit price or cap: 0.0001 to 0.9999. */
export const bookPrice = z
  .string()
  .meta({ description: "Dollars a share, 0.0001 to 0.9999.", examples: ["0.42"] })
  .transform((text, context): Price => {
    const value = decimal(parsePrice, text, context);
    return check(isBookPrice(value), value, context, "a price lies between 0.0001 and 0.9999");
  });

/** What a share pays in the end: 0 to 1. */
export const payout = z
  .string()
  .meta({ description: "Dollars a share, 0 to 1.", examples: ["1"] })
  .transform((text, context): Price => decimal(parsePrice, text, context));

/** Shares of an order or of a set operation: 0.01 to 21,474,836.47. */
export const orderQuantity = z
  .string()
  .meta({ description: "Shares, at most two decimals.", examples: ["12.5"] })
  .transform((text, context): Quantity => {
    const value = decimal(parseQuantity, text, context);
    const problem = "a quantity lies between 0.01 and 21474836.47";
    return check(isOrderQuantity(value), value, context, problem);
  });

/** Shares with 0 allowed, for limits where 0 is "none". */
export const quantityOrZero = z
  .string()
  .meta({ description: "Shares, at most two decimals; 0 is no limit.", examples: ["1000"] })
  .transform((text, context): Quantity => decimal(parseQuantity, text, context));

/** Money to move: 0.000001 to 4,000,000,000. */
export const movableAmount = z
  .string()
  .meta({ description: "Dollars, at most six decimals.", examples: ["100.25"] })
  .transform((text, context): Amount => {
    const value = decimal(parseAmount, text, context);
    const problem = "an amount lies between 0.000001 and 4000000000";
    return check(isMovableAmount(value), value, context, problem);
  });

/** Money with 0 allowed, for limits where 0 is "none". */
export const amountOrZero = z
  .string()
  .meta({ description: "Dollars, at most six decimals; 0 is no limit.", examples: ["1000"] })
  .transform((text, context): Amount => decimal(parseAmount, text, context));

/** An instant as ISO 8601 in UTC, to the millisecond: `2026-07-01T12:00:00.000Z`. */
export const instant = z.iso
  .datetime({ error: "a time is written like 2026-07-01T12:00:00Z" })
  .meta({ description: "ISO 8601 in UTC.", examples: ["2026-07-01T12:00:00.000Z"] })
  .transform((text, context): Timestamp => {
    const time = Date.parse(text);
    return time > 0 ? (time as Timestamp) : refuse(context, "a time lies after 1970");
  });

/** A client's own name for a request, by which repeating it is harmless. */
export const clientKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, "a key is 1 to 64 visible ASCII characters")
  .meta({
    description: "Yours to choose: the same key gives the same answer.",
    examples: ["my-1"],
  });

/**
 * Free text of so many UTF-16 units. Halves of surrogate pairs and NUL are
 * refused: they do not survive being written down and read again.
 */
export function text(least: number, most: number) {
  return z
    .string()
    .min(least)
    .max(most)
    .refine((value) => value.isWellFormed() && !value.includes("\0"), {
      message: "the text contains characters that cannot be stored",
    });
}

/** A whole number within bounds. JSON can say −0, which is another number than 0 to the machine. */
export function wholeNumber(least: number, most: number) {
  return z
    .int()
    .min(least)
    .max(most)
    .refine((value) => !Object.is(value, -0), { message: "zero has no sign" });
}

/** The public name of an asset. */
export const assetSymbol = z
  .string()
  .regex(/^[A-Z0-9.]{1,16}$/, "a symbol is 1 to 16 of A–Z, 0–9 and points")
  .meta({ examples: ["USD"] });

/** How an instant is written in answers. */
export function formatTime(time: number): string {
  return new Date(time).toISOString();
}

/** The id of one kind of thing: `idField("mkt")` takes `mkt_12-1`. */
export function idField<P extends IdPrefix>(prefix: P) {
  return z
    .string()
    .meta({ examples: [`${prefix}_12-0`] })
    .transform((text, context): IdKinds[P] => {
      const id = parseId(prefix, text);
      if (id !== null) return id;
      return refuse(context, `an id here is written like ${prefix}_12-0`);
    });
}

const marketId = idField("mkt");
/** Markets in a query, one after the other. */
export function marketIds(most: number) {
  return z
    .string()
    .max(most * 24)
    .transform((text, context) => {
      const ids = text.split(",").map((one) => marketId.safeParse(one));
      const known = ids.flatMap((one) => (one.success ? [one.data] : []));
      if (known.length === ids.length && ids.length <= most) return known;
      const message = `at most ${most} ids of markets, separated by commas, are expected`;
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    })
    .meta({ examples: ["mkt_12-1,mkt_12-2"] });
}

// What answers are made of: plain text, named so that the documentation can say what it is.
export const priceText = z.string().meta({ description: "Dollars a share.", examples: ["0.42"] });
export const quantityText = z.string().meta({ description: "Shares.", examples: ["12.5"] });
export const amountText = z.string().meta({ description: "Dollars.", examples: ["100.25"] });
export const timeText = z
  .string()
  .meta({ description: "ISO 8601 in UTC.", examples: ["2026-07-01T12:00:00.000Z"] });
export const idText = z.string().meta({ examples: ["mkt_12-1"] });
export const sequenceNumber = z
  .int()
  .nonnegative()
  .meta({ description: "Sequence of a command of the machine.", examples: [1042] });

export const outcomeField = z.enum(["yes", "no"]);
export const sideField = z.enum(["buy", "sell"]);

type Context = z.core.$RefinementCtx;

function decimal<T>(parse: (text: string) => T, text: string, context: Context): T {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof DecimalError) return refuse(context, error.message);
    throw error;
  }
}

function check<T>(holds: boolean, value: T, context: Context, problem: string): T {
  // A fault reported already makes `value` zod's own mark, which must pass through.
  return holds || context.issues.length > 0 ? value : refuse(context, problem);
}

function refuse(context: Context, message: string): never {
  context.issues.push({ code: "custom", message, input: context.value });
  return z.NEVER;
}
