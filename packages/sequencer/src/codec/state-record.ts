import type { StateRecord, StateValue } from "../ports.ts";
import { CodecError, isWellFormed } from "./bytes.ts";

/** A state record as a line of JSON, without its newline. Refuses what has more than one form: fractions, −0, gaps. */
export function stateLine(record: StateRecord): string {
  check(record);
  return JSON.stringify(record);
}

/** The record of a line that `stateLine` made. */
export function parseStateLine(line: string): StateRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (cause) {
    throw new CodecError("state record is not JSON", { cause });
  }
  if (!Array.isArray(record)) throw new CodecError("state record is not a list");
  check(record as StateRecord);
  return record as StateRecord;
}

function check(record: readonly StateValue[]): void {
  for (const value of record) {
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
        throw new CodecError(`${Object.is(value, -0) ? "−0" : value} in a state record`);
      }
    } else if (Array.isArray(value)) {
      check(value as readonly StateValue[]);
    } else if (typeof value !== "string" || !isWellFormed(value)) {
      throw new CodecError(`${typeof value} in a state record`);
    }
  }
}
