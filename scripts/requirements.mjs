/**
 * Which test proves which row of the requirements: `node scripts/requirements.mjs`
 * writes docs/reference/requirements.md. A test proves the rows its title begins
 * with, as in `test("S1.37 S1.41 settling pays once", …)`.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isStartedDirectly, projectRoot } from "./pinned-node.mjs";

/**
 * @typedef {object} Row
 * @property {string} id `S<source>.<n>`.
 * @property {string} section
 * @property {string} text
 * @property {boolean} due Whether a test must prove it by now.
 * @property {string} [partial] What of it is still to come.
 */
/** @typedef {{ file: string, title: string }} Proof */

const PAGE = "docs/reference/requirements.md";
const SOURCES = [
  ["S1", "An exchange with mint and merge"],
  ["S2", "A server, an engine, a database worker"],
  ["S3", "Fastify and Socket.IO"],
  ["S4", "Thirteen services that settle on a chain"],
  ["S5", "A trading toolkit"],
];

/** @returns {Row[]} every row, in the order of the sources. */
export function requirements() {
  return JSON.parse(readFileSync(join(projectRoot, "docs/requirements.json"), "utf8"));
}

/** @returns {Map<string, Proof[]>} the tests of each row that has any. */
export function proofs() {
  /** @type {Map<string, Proof[]>} */
  const found = new Map();
  for (const folder of ["apps", "packages", "scripts"]) {
    for (const name of readdirSync(join(projectRoot, folder), { recursive: true })) {
      const file = `${folder}/${String(name)}`;
      if (!file.endsWith(".test.ts") || file.includes("node_modules")) continue;
      for (const title of titles(readFileSync(join(projectRoot, file), "utf8"))) {
        for (const [id] of title.matchAll(/S\d\.\d+(?=[ ,:])/g)) {
          const list = found.get(id) ?? [];
          list.push({ file, title });
          found.set(id, list);
        }
      }
    }
  }
  return found;
}

/**
 * @param {string} source of a test file.
 * @returns {string[]} titles of its tests that begin with the number of a row.
 */
function titles(source) {
  const calls = /\(\s*["'`](S\d\.\d+[^"'`]*)["'`]/g;
  return [...source.matchAll(calls)].map(([, title = ""]) => title);
}

/** @returns {string} the page, as it should be. */
export function requirementsPage() {
  const rows = requirements();
  const tests = proofs();
  const lines = [
    "# Requirements and their tests",
    "",
    "Made by `node scripts/requirements.mjs` from [the inventory](../requirements.json) and the titles of the tests; a test holds it to both.",
    "A row is **passed** when a test named after it is green, **partial** when part of it is still to come, and *to come* when nothing of it is due yet.",
  ];
  for (const [source = "", name] of SOURCES) {
    lines.push(
      "",
      `## ${source}: ${name}`,
      "",
      "| Row | What | State | Tests |",
      "| --- | --- | --- | --- |",
    );
    for (const row of rows.filter(({ id }) => id.startsWith(`${source}.`))) {
      const proven = tests.get(row.id) ?? [];
      lines.push(`| ${row.id} | ${cell(row.text)} | ${state(row, proven)} | ${links(proven)} |`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/**
 * @param {Row} row
 * @param {readonly Proof[]} proven
 */
function state(row, proven) {
  if (proven.length === 0) return row.due ? "**missing**" : "*to come*";
  return row.partial === undefined ? "passed" : `partial: ${cell(row.partial)}`;
}

/** @param {readonly Proof[]} proven */
function links(proven) {
  const files = [...new Set(proven.map(({ file }) => file))].sort();
  return files.map((file) => `[${file.split("/").at(-1)}](../../${file})`).join(", ");
}

/** @param {string} text */
function cell(text) {
  const parts = text.replaceAll("|", "\\|").split("`");
  return parts.map((part, at) => (at % 2 === 0 ? part.replaceAll("<", "&lt;") : part)).join("`");
}

if (isStartedDirectly(import.meta.url)) {
  writeFileSync(join(projectRoot, PAGE), requirementsPage());
  console.log(`${PAGE} is written`);
}
