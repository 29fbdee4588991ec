/**
 * Opaque places in a list, stable while rows come in: each names the last row
 * seen by its key, never a number of rows to skip.
 */

/** What is wrong with a cursor somebody handed in. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";
}

/** A page of a list; `next` is null at its end. */
export interface Page<Row> {
  readonly rows: Row[];
  readonly next: string | null;
}

/** The place behind a row with these sort values. */
function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values), "utf8").toString("base64url");
}

/**
 * The sort values of a cursor, `count` of them; null for no cursor.
 *
 * @throws BadCursor
 */
export function decodeCursor(
  cursor: string | null | undefined,
  shape: readonly ("number" | "string")[],
): (string | number)[] | null {
  if (cursor === null || cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const fits =
      Array.isArray(values) &&
      values.length === shape.length &&
      values.every((value, place) =>
        shape[place] === "number" ? Number.isSafeInteger(value) : typeof value === "string",
      );
    if (fits) return values as (string | number)[];
  } catch {
    // Said below.
  }
  throw new BadCursor("the cursor is not one of ours");
}

/** The page of `rows`, which were asked for one more than `limit`. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): Page<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { rows: page, next };
}
