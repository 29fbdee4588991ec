/**
 * Deep equality of plain data, fast when it holds. NaN equals itself and −0 does
 * not equal 0; a field that is missing equals no value.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return a !== 0 || Object.is(a, b);
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return Number.isNaN(a) && Number.isNaN(b);
  }
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  let fields = 0;
  for (const field in a) {
    fields += 1;
    if (!(field in b) || !isSame(a[field as never], b[field as never])) return false;
  }
  for (const _field in b) fields -= 1;
  return fields === 0;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) {
    if (!isSame(a[index], b[index])) return false;
  }
  return true;
}

/** Where two values part first, as `path: left ≠ right`; null where they are the same. */
export function firstDifference(a: unknown, b: unknown, path = ""): string | null {
  if (isSame(a, b)) return null;
  const areRecords = typeof a === "object" && typeof b === "object" && a !== null && b !== null;
  if (!areRecords) return `${path === "" ? "value" : path}: ${show(a)} ≠ ${show(b)}`;
  for (const field of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const inner = path === "" ? field : `${path}.${field}`;
    const difference = firstDifference(a[field as never], b[field as never], inner);
    if (difference !== null) return difference;
  }
  return `${path}: ${show(a)} ≠ ${show(b)}`;
}

/** JSON, with the numbers it cannot write. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_field, inner: unknown) =>
    typeof inner === "number" && (!Number.isFinite(inner) || Object.is(inner, -0))
      ? `<${Object.is(inner, -0) ? "-0" : String(inner)}>`
      : inner,
  ) as string | undefined;
  return text ?? "undefined";
}
