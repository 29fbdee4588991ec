import type { z } from "zod";

/**
 * The answer as JSON.
 *
 * @throws when it lacks a field of its schema, or has one that the schema does not know.
 */
export function checkedJson(schema: z.ZodType, data: unknown): string {
  const answer = JSON.stringify(data);
  const known = JSON.stringify(sorted(schema.parse(JSON.parse(answer))));
  if (known !== JSON.stringify(sorted(JSON.parse(answer)))) {
    throw new Error(`an answer has fields that its schema does not know: ${answer}`);
  }
  return answer;
}

/** The same value with the names of all objects in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
