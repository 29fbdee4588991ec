import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { proofs, requirements, requirementsPage } from "./requirements.mjs";

const ROOT = join(import.meta.dirname, "..");

test("every row that is due has a test named after it", () => {
  const tests = proofs();
  const missing = requirements().filter(({ id, due }) => due && !tests.has(id));
  expect(missing.map(({ id }) => id)).toEqual([]);
});

test("every row that a test names exists", () => {
  const rows = new Set(requirements().map(({ id }) => id));
  expect([...proofs().keys()].filter((id) => !rows.has(id))).toEqual([]);
});

test("the page of requirements is current; `node scripts/requirements.mjs` writes it", () => {
  const page = readFileSync(join(ROOT, "docs/reference/requirements.md"), "utf8");
  expect(page).toBe(requirementsPage());
});
