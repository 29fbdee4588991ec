/** What every answer has around it, and how lists are paged. */
import { z } from "zod";
import { sequenceNumber } from "./fields.ts";
import { ERROR_CODES } from "./error-codes.ts";

/** A refused request. `seq` is there when the machine was asked. */
export const ErrorAnswer = z
  .object({
    error: z.object({
      code: z.enum(ERROR_CODES),
      message: z.string(),
      details: z.record(z.string(), z.string()),
    }),
    seq: sequenceNumber.optional(),
  })
  .meta({ id: "Error" });
export type ErrorAnswer = z.output<typeof ErrorAnswer>;

/** A granted request: the sequence the answer saw, and the data. */
export function answerOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ seq: sequenceNumber, ...shape });
}

/** One page of a list, `next_cursor` null at the end. Cursors stay valid while the list grows. */
export function pageOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ seq: sequenceNumber, ...shape, next_cursor: z.string().nullable() });
}

const wholeNumber = z.string().regex(/^(0|[1-9][0-9]{0,15})$/, "a whole number is expected");

/** Every read takes it: wait until the machine has seen this sequence. */
export const minSequence = wholeNumber
  .transform(Number)
  .pipe(z.int())
  .optional()
  .meta({ description: "Answer only from this sequence of the machine on.", examples: ["1042"] });

export const ReadQuery = z.strictObject({ min_seq: minSequence });

/** A whole number in a query, within bounds, with a default. */
export function countInQuery(least: number, most: number, usual: number) {
  return wholeNumber
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .optional()
    .default(usual)
    .meta({
      description: `${least.toLocaleString("en")} to ${most.toLocaleString("en")}. Usually ${usual.toLocaleString("en")}.`,
    });
}

/** Page size and place, for lists whose cursor is a number of the machine. */
export const pageQuery = {
  limit: countInQuery(1, 200, 50),
  cursor: wholeNumber
    .transform(Number)
    .pipe(z.int())
    .optional()
    .meta({ description: "`next_cursor` of the page before." }),
};

/** Page size and place, for lists whose cursor is the list's own business. */
export const placeQuery = {
  limit: countInQuery(1, 200, 50),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,300}$/, "a cursor is the next_cursor of the page before")
    .optional()
    .meta({ description: "`next_cursor` of the page before, of the same list." }),
};
