import { ClobError } from "../clob-errors.ts";

/** Behind the last page: -1 in base64. Clients ask on until they see it. */
const END_CURSOR = "LTE=";

/** One page of a list, in the envelope of the CLOB. */
export interface CursorPage<T> {
  /** Items a page has at most. */
  readonly limit: number;
  /** Items on this page. */
  readonly count: number;
  readonly next_cursor: string;
  readonly data: readonly T[];
}

/** The page of `items` that begins at `cursor`: base64 of an offset; missing or empty is the first page. */
export function pageOf<T>(
  items: readonly T[],
  cursor: string | undefined,
  limit: number,
): CursorPage<T> {
  const from = offsetOf(cursor);
  const data = from === null ? [] : items.slice(from, from + limit);
  const next = (from ?? 0) + limit;
  return {
    limit,
    count: data.length,
    next_cursor: from === null || next >= items.length ? END_CURSOR : cursorOf(next),
    data,
  };
}

/** A list that has nothing in it here. */
export function emptyPage(limit: number): CursorPage<never> {
  return { limit, count: 0, next_cursor: END_CURSOR, data: [] };
}

/** Null: behind the last page. */
function offsetOf(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === "") return 0;
  if (cursor === END_CURSOR) return null;
  const text = Buffer.from(cursor.slice(0, 32), "base64").toString("latin1");
  if (!/^[0-9]{1,9}$/.test(text)) throw new ClobError(400, "invalid next_cursor");
  return Number(text);
}

function cursorOf(offset: number): string {
  return Buffer.from(String(offset), "latin1").toString("base64");
}
