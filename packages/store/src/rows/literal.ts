/**
 * Columns as PostgreSQL array literals: one parameter a column, however many
 * rows. Both drivers take them as text, which costs less than their own way.
 */

/** PostgreSQL's text has no NUL; a reader sees the replacement character in its place. */
const NUL = "\0";
export const NUL_REPLACEMENT = "\uFFFD";

/** A literal of integers, booleans and nulls. */
export function plainArray(values: readonly unknown[]): string {
  let literal = "{";
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (index > 0) literal += ",";
    literal += value === null || value === undefined ? "NULL" : String(value as number);
  }
  return `${literal}}`;
}

/** A literal of texts and nulls. */
export function textArray(values: readonly (string | null | undefined)[]): string {
  let literal = "{";
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (index > 0) literal += ",";
    literal += value === null || value === undefined ? "NULL" : quoted(value);
  }
  return `${literal}}`;
}

function quoted(text: string): string {
  if (/^[a-zA-Z0-9_.:-]+$/.test(text) && text.toLowerCase() !== "null") return text;
  const sound = text.includes(NUL) ? text.replaceAll(NUL, NUL_REPLACEMENT) : text;
  return `"${sound.replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** JSON as a text for jsonb, which has no NUL either. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, found: unknown) =>
    typeof found === "string" && found.includes(NUL)
      ? found.replaceAll(NUL, NUL_REPLACEMENT)
      : found,
  );
}
