/** What `--help` says of an operation, and of words that many operations begin with. */
import { positionalsOf, wordsOf } from "./catalogue.ts";
import type { Catalogue, Operation, Schema } from "./catalogue.ts";
import { flagsOf } from "./flags.ts";
import type { Flag } from "./flags.ts";

const COLUMN = 34;

/** How the command is said: its words, its arguments, what it cannot do without. */
export function usageOf(operation: Operation, flags: readonly Flag[]): string {
  const needed = flags
    .filter((flag) => flag.isRequired)
    .map((flag) => `--${flag.name} ${valueWord(flag)}`);
  const rest = flags.length > needed.length ? ["[flags]"] : [];
  const named = positionalsOf(operation).map((name) => `<${name}>`);
  return [`probity ${wordsOf(operation)}`, ...named, ...needed, ...rest].join(" ");
}

export function operationHelp(catalogue: Catalogue, operation: Operation): string {
  const flags = flagsOf(operation, catalogue);
  const lines = [usageOf(operation, flags), "", `${operation.summary}.`, ""];
  for (const name of positionalsOf(operation)) {
    const schema = operation.parameters.find((one) => one.name === name)?.schema ?? {};
    lines.push(row(`  <${name}>`, meaningOf(schema)));
  }
  for (const flag of flags) {
    const notes = [
      meaningOf(flag.schema, flag.choices),
      flag.isRequired ? "Needed." : "",
      flag.isList ? "May be said several times." : "",
      flag.isNullable ? "null is a value." : "",
      flag.schema.default === undefined ? "" : `Usually ${plain(flag.schema.default)}.`,
    ];
    lines.push(
      row(`  --${flag.name} ${valueWord(flag)}`.trimEnd(), notes.filter(Boolean).join(" ")),
    );
  }
  if (operation.body !== null) {
    lines.push(row("  --body <file|-|json>", "The body whole; other flags go over it."));
  }
  lines.push(
    row("  --url <url>", "The venue; else PROBITY_URL, else the one in use."),
    row("  --json", "The answer as JSON."),
    "",
    `${operation.method} ${operation.path}, for ${whoMay(operation.need)}`,
  );
  return lines.join("\n");
}

/** Who may, in words. */
export function whoMay(need: string): string {
  switch (need) {
    case "nothing":
      return "everybody";
    case "person":
      return "people signed in, not keys";
    case "admin":
      return "operators";
    case "superadmin":
      return "superadmins";
    default:
      return `people signed in, and keys that may ${need}`;
  }
}

/** The operations that begin with these words, a line each. */
export function groupHelp(operations: readonly Operation[]): string {
  return operations.map((operation) => groupRow(operation)).join("\n");
}

function groupRow(operation: Operation): string {
  const named = positionalsOf(operation).map((name) => ` <${name}>`);
  return row(`  ${wordsOf(operation)}${named.join("")}`, operation.summary);
}

function row(left: string, right: string): string {
  if (right === "") return left;
  return left.length < COLUMN - 1
    ? `${left.padEnd(COLUMN)}${right}`
    : `${left}\n${" ".repeat(COLUMN)}${right}`;
}

function meaningOf(schema: Schema, choices: readonly string[] | null = null): string {
  const { description, examples } = schema;
  const parts = [
    description === undefined ? "" : /[.!?]$/.test(description) ? description : `${description}.`,
    choices === null ? "" : `One of ${choices.join(", ")}.`,
    bounds(schema),
    examples === undefined || choices !== null ? "" : `Like ${plain(examples[0])}.`,
  ];
  return parts.filter(Boolean).join(" ");
}

function bounds({ minimum, maximum }: Schema): string {
  const isOpen = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER;
  if (minimum === undefined || isOpen) return "";
  return `${minimum} to ${maximum}.`;
}

function plain(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return value === "" ? "empty" : value;
}

/** What stands for the value in the help. */
function valueWord({ kind, choices }: Flag): string {
  if (kind === "yes-no") return "";
  if (choices !== null && choices.length <= 4) return `<${choices.join("|")}>`;
  return { text: "<text>", whole: "<n>", number: "<x>", json: "<json>" }[kind];
}
