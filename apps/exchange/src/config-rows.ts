/** What the rows of the configuration's tables are made of. */
import { z } from "zod";

/** One setting of the table. */
export interface VariableRow {
  /** Of nothing (undefined): what is usual, unless it may not be left out. */
  readonly schema: z.ZodType;
  /** Table of the configuration file it stands in; "venue" when left out. */
  readonly section?: string;
  readonly meaning: string;
  /** What to type. */
  readonly example: string;
  /** Never shown. */
  readonly isSecret?: boolean;
  /** What is wrong with a value in production, null when nothing is. */
  readonly inProduction?: (value: unknown) => string | null;
}

export const wholeNumber = (least: number, most: number) =>
  z.coerce
    .number({ error: `a whole number from ${least} to ${most} is expected` })
    .int(`a whole number from ${least} to ${most} is expected`)
    .min(least, `a whole number from ${least} to ${most} is expected`)
    .max(most, `a whole number from ${least} to ${most} is expected`);
/** Left out it is what is usual where the venue runs: at home, or in production. */
export const yesNoOrUsual = z
  .enum(["true", "false"], { error: "true or false is expected" })
  .transform((value) => value === "true")
  .optional();
export const ownPort = wholeNumber(1, 65_535).optional();
export const yesOrNo = z.enum(["true", "false"], { error: "true or false is expected" });
