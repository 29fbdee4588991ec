import { ClobError } from "../clob-errors.ts";

/** What Gamma answers to a wish it cannot read: 422. */
export function invalid(message: string): ClobError {
  return new ClobError(422, message, { type: "validation error" });
}

/** What Gamma answers for what is not there: 404. */
export function notFound(message: string): ClobError {
  return new ClobError(404, message, { type: "not found error" });
}
