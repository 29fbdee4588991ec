/** Answers of the venue for people: a table where there is a list, a line for every other fact. */
import { table } from "../table.ts";
import { harmless } from "../terminal-text.ts";

/** Longer texts are cut: whoever wants all of them asks for `--json`. */
const CELL_MAX = 48;

type Row = Readonly<Record<string, unknown>>;

/**
 * An answer as people read it.
 *
 * @param width of the terminal; a wider table leaves out what tells its rows least apart.
 */
export function shown(answer: unknown, width = Number.POSITIVE_INFINITY): string {
  if (typeof answer === "string") {
    return harmless(answer.replaceAll("\r\n", "\n"), { keepLines: true }).trimEnd();
  }
  if (!isRecord(answer)) return cell(answer, Number.POSITIVE_INFINITY);
  const parts: string[] = [];
  const facts: [string, unknown][] = [];
  for (const [name, value] of Object.entries(answer)) {
    if (isList(value)) parts.push(list(name, value, width));
    else if (isRecord(value) && Object.values(value).some((one) => isList(one) && one.length > 0)) {
      parts.push(`${label(name)}\n\n${shown(value, width)}`);
    } else facts.push(...flat([name], value));
  }
  const told = facts.filter(([name]) => name !== "seq" || facts.length > 1);
  const lines = factLines(told, parts.length === 0);
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

function list(name: string, rows: readonly Row[], width: number): string {
  if (rows.length === 0) return `No ${label(name).toLowerCase()}.`;
  const flatRows = rows.map((row) => new Map(flat([], row)));
  const all = [...new Set(flatRows.flatMap((row) => [...row.keys()]))].map((title) => {
    const cells = flatRows.map((row) => cell(row.get(title)));
    return { title, cells, width: Math.max(title.length, ...cells.map((text) => text.length)) };
  });
  const filled = all.filter(({ cells }) => cells.some((text) => text !== ""));
  const columns = fitting(filled, width);
  const text = table(
    columns.map(({ title }) => title),
    rows.map((_, row) => columns.map(({ cells }) => cells[row] ?? "")),
  );
  const left = filled.length - columns.length;
  return left === 0 ? text : `${text}\n(${left} more columns with --json or in a wider window)`;
}

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly width: number;
}

/** Leaves out columns until the rest fit: first those that say the same of every row, then from the right. */
function fitting(all: readonly Column[], width: number): readonly Column[] {
  let columns = all;
  while (columns.length > 1 && columns.reduce((sum, one) => sum + one.width + 2, -2) > width) {
    const last =
      columns.findLast(({ cells }, index) => index > 0 && new Set(cells).size === 1) ??
      columns.at(-1);
    columns = columns.filter((one) => one !== last);
  }
  return columns;
}

/** @param isAll whether these facts are all the answer: then what is not there is worth a line as well. */
function factLines(facts: readonly (readonly [string, unknown])[], isAll: boolean): string {
  const said = facts.filter(([, value]) => value !== null && cell(value) !== "");
  const isNothing = isAll && said.every(([name]) => name === "seq");
  const known = isNothing ? facts.map(([name, value]) => [name, value ?? "none"] as const) : said;
  const width = Math.max(0, ...known.map(([name]) => name.length));
  return known
    .map(([name, value]) => `${name.padEnd(width)}  ${cell(value, Number.POSITIVE_INFINITY)}`)
    .join("\n");
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
