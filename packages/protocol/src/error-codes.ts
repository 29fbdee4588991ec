/**
 * The one table of public errors: every reason the machine may give and every
 * refusal of the gateway, with its HTTP status, a sentence, and the units of its
 * facts. `docs/reference/errors.md` is made from it. A code never changes its meaning.
 */
import type { ErrorRow } from "./error-row.ts";
import { REFUSAL_ROWS } from "./refusal-rows.ts";
import type { RefusalCode } from "./refusal-rows.ts";
import { REJECTION_ROWS } from "./rejection-rows.ts";
import type { PublicRejectionCode } from "./rejection-rows.ts";

export type ErrorCode = PublicRejectionCode | RefusalCode;

/** Every public error by its code. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = { ...REJECTION_ROWS, ...REFUSAL_ROWS };
export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];
