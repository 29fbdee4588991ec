/** Answers of the venue for people: a table where there is a list, a line for every other fact. */
import { table } from "../table.ts";
import { harmless } from "../terminal-text.ts";

/** Longer texts are cut: whoever wants all of them asks for `--json`. */
const CELL_MAX = 48;

type Row = Readonly<Record<string, unknown>>;

/** An answer as people read it. */
export function shown(answer: unknown): string {
  if (typeof answer === "string") return harmless(answer, { keepLines: true }).trimEnd();
  if (!isRecord(answer)) return cell(answer, Number.POSITIVE_INFINITY);
  const parts: string[] = [];
  const facts: [string, unknown][] = [];
  for (const [name, value] of Object.entries(answer)) {
    if (isList(value)) parts.push(list(name, value));
    else if (isRecord(value) && Object.values(value).some(isList)) {
      parts.push(`${label(name)}\n${shown(value)}`);
    } else facts.push(...flat([name], value));
  }
  const lines = factLines(facts.filter(([name]) => name !== "seq" || facts.length > 1));
  return [...parts, ...(lines === "" ? [] : [lines])].join("\n\n");
}

/** An answer for machines: one line of JSON, without anything a terminal would obey. */
export function asJson(answer: unknown): string {
  if (typeof answer === "string") return answer.trimEnd();
  return JSON.stringify(answer).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function list(name: string, rows: readonly Row[]): string {
  if (rows.length === 0) return `No ${label(name).toLowerCase()}.`;
  const flatRows = rows.map((row) => new Map(flat([], row)));
  const columns = [...new Set(flatRows.flatMap((row) => [...row.keys()]))].filter((column) =>
    flatRows.some((row) => cell(row.get(column)) !== ""),
  );
  return table(
    columns,
    flatRows.map((row) => columns.map((column) => cell(row.get(column)))),
  );
}

function factLines(facts: readonly (readonly [string, unknown])[]): string {
  const width = Math.max(0, ...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${cell(value, 200)}`).join("\n");
}

/** The plain values of an object, by where they stand in it; lists of objects stay JSON. */
function flat(path: readonly string[], value: unknown): [string, unknown][] {
  if (!isRecord(value)) return [[path.map((name) => harmless(name)).join("."), value]];
  return Object.entries(value).flatMap(([name, inner]) => flat([...path, name], inner));
}

function cell(value: unknown, most = CELL_MAX): string {
  const text =
    value === null || value === undefined
      ? ""
      : typeof value === "string"
        ? value
        : Array.isArray(value) && value.every((one) => typeof one !== "object")
          ? value.join(", ")
          : JSON.stringify(value);
  const plain = harmless(text);
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

function label(name: string): string {
  const text = harmless(name).replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isRecord(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly Row[] {
  return Array.isArray(value) && value.every(isRecord);
}
