/** The keys of JSON objects and the types of what stands there, to hold answers against recordings. */
import { readFileSync } from "node:fs";

const RECORDINGS = new URL("recordings/gamma-and-data-2026-06/", import.meta.url);

export function recording(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, RECORDINGS), "utf8"));
}

/** Of an object or of all objects of a list together: type by key. */
export function shapeOf(value: unknown): ReadonlyMap<string, string> {
  const shape = new Map<string, string>();
  for (const one of Array.isArray(value) ? value : [value]) {
    for (const [key, item] of Object.entries(one as object)) {
      shape.set(key, Array.isArray(item) ? "list" : typeof item);
    }
  }
  return shape;
}

/** Keys of `wanted` that `given` lacks, and those whose type is another. */
export function lacking(
  given: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): { readonly missing: string[]; readonly otherwise: string[] } {
  const missing = [...wanted.keys()].filter((key) => !given.has(key)).sort();
  const otherwise = [...wanted]
    .filter(([key, type]) => given.has(key) && given.get(key) !== type)
    .map(([key]) => key)
    .sort();
  return { missing, otherwise };
}
