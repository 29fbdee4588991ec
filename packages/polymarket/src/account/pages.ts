import { ClobError } from "../clob-errors.ts";

/** Base64 of 0: where every list begins. */
const FIRST = "MA==";
/** Base64 of −1: clients ask on until they see it. */
const LAST = "LTE=";
const ITEMS = 100;
const CURSOR = /^[A-Za-z0-9+/=]{1,24}$/;
const NUMBER = /^[0-9]{1,16}$/;

/** One page of a private list, in the envelope of the CLOB. */
export interface Page<T> {
  readonly limit: number;
  readonly count: number;
  readonly next_cursor: string;
  readonly data: readonly T[];
}

/** Items a page has at most. */
export const PAGE_ITEMS = ITEMS;

/**
 * The number that everything on the page lies below: lists go by falling numbers, so that what comes in
 * meanwhile shifts no page. Null: behind the last page.
 */
export function readCursor(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === "" || cursor === FIRST) return Number.MAX_SAFE_INTEGER;
  if (cursor === LAST) return null;
  const text = CURSOR.test(cursor) ? Buffer.from(cursor, "base64").toString("latin1") : "";
  if (!NUMBER.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new ClobError(400, "invalid next_cursor");
  }
  return Number(text);
}

/** @param next the number of the last item that was looked at; null at the end of the list. */
export function pageOf<T>(data: readonly T[], next: number | null): Page<T> {
  const cursor = next === null ? LAST : Buffer.from(String(next), "latin1").toString("base64");
  return { limit: ITEMS, count: data.length, next_cursor: cursor, data };
}

/** A list that has nothing in it here. */
export function noPage(): Page<never> {
  return pageOf([], null);
}
