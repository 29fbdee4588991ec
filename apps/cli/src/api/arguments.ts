/** Reads what stands after the words of a command, and checks it against the operation's schemas. */
import { didYouMean } from "../suggestion.ts";
import { UsageError } from "../usage-error.ts";
import type { Schema } from "./catalogue.ts";
import { COMMON_FLAGS } from "./flags.ts";
import type { Flag } from "./flags.ts";

/** A command line, read. */
export interface Wish {
  readonly positionals: readonly string[];
  /** The value of each flag that was said, in the type of its schema. */
  readonly values: ReadonlyMap<Flag, unknown>;
  readonly isHelp: boolean;
  readonly isJson: boolean;
  /** Irreversible acts need no question. */
  readonly isYes: boolean;
  readonly url: string | null;
  /** A file, `-`, or JSON. */
  readonly body: string | null;
}

/** @throws UsageError */
export function readArguments(args: readonly string[], flags: readonly Flag[]): Wish {
  const positionals: string[] = [];
  const said = new Map<Flag, unknown>();
  const common = new Map<string, string>();
  const known = [...flags.map(({ name }) => name), ...COMMON_FLAGS];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") {
      positionals.push(...args.slice(index + 1));
      break;
    }
    if (arg !== "-h" && !arg.startsWith("--")) {
      positionals.push(arg);
      continue;
    }
    const [typed, inline] = arg === "-h" ? ["help"] : splitOnce(arg.slice(2));
    const name = typed.replaceAll("_", "-");
    const flag = flags.find((one) => one.name === name) ?? negated(flags, name);
    const isCommon = (COMMON_FLAGS as readonly string[]).includes(name);
    if (flag === undefined && !isCommon) {
      throw new UsageError(`There is no flag --${typed}.${didYouMean(name, known, "--")}`);
    }
    const isSwitch =
      flag === undefined
        ? name !== "url" && name !== "body"
        : flag.kind === "yes-no" && !flag.isList;
    let text = inline;
    if (text === undefined && isSwitch) {
      const next = args[index + 1];
      const isSaid = flag !== undefined && (next === "true" || next === "false");
      if (isSaid) index++;
      text = isSaid ? next : String(flag?.name === name || flag === undefined);
    }
    if (text === undefined) {
      text = args[++index];
      if (text === undefined) throw new UsageError(`--${name} needs a value.`);
    }
    if (flag === undefined) common.set(name, text);
    else take(said, flag, text);
  }
  return {
    positionals,
    values: said,
    isHelp: isOn(common, "help"),
    isJson: isOn(common, "json"),
    isYes: isOn(common, "yes"),
    url: common.get("url") ?? null,
    body: common.get("body") ?? null,
  };
}

function splitOnce(text: string): [string, string?] {
  const at = text.indexOf("=");
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** `--no-post-only` is `--post-only=false`. */
function negated(flags: readonly Flag[], name: string): Flag | undefined {
  if (!name.startsWith("no-")) return undefined;
  return flags.find((one) => one.name === name.slice(3) && one.kind === "yes-no" && !one.isList);
}

function isOn(common: ReadonlyMap<string, string>, name: string): boolean {
  const text = common.get(name);
  if (text === undefined || text === "true" || text === "false") return text === "true";
  throw new UsageError(`--${name} is a switch and takes no value.`);
}

function take(said: Map<Flag, unknown>, flag: Flag, text: string): void {
  const before = said.get(flag);
  if (!flag.isList) {
    if (before !== undefined) throw new UsageError(`--${flag.name} may be said once.`);
    said.set(flag, valueOf(flag, text));
    return;
  }
  // A whole list may be written as JSON.
  const whole = text.startsWith("[") ? parseJson(flag, text) : null;
  const more = Array.isArray(whole) ? whole : [valueOf(flag, text)];
  said.set(flag, [...((before ?? []) as unknown[]), ...more]);
}

/** @throws UsageError when the text is no value of the flag. */
function valueOf(flag: Flag, text: string): unknown {
  if (flag.isNullable && text === "null") return null;
  const refuse = (what: string): never => {
    throw new UsageError(`--${flag.name} takes ${what}, not "${text}".`);
  };
  if (flag.choices !== null && !flag.choices.includes(text)) {
    const near = didYouMean(text, flag.choices);
    throw new UsageError(`--${flag.name} takes ${flag.choices.join(", ")}, not "${text}".${near}`);
  }
  switch (flag.kind) {
    case "yes-no":
      return text === "true" || text === "false" ? text === "true" : refuse("true or false");
    case "whole":
      return /^-?\d{1,16}$/.test(text)
        ? inBounds(flag.schema, Number(text), refuse)
        : refuse("a whole number");
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text))
        ? inBounds(flag.schema, Number(text), refuse)
        : refuse("a number");
    case "json":
      return parseJson(flag, text);
    case "text": {
      const { pattern, examples } = flag.schema;
      if (pattern === undefined || new RegExp(pattern, "u").test(text)) return text;
      const [example = `what ${pattern} matches`] = examples ?? [];
      return refuse(typeof example === "string" ? `something like ${example}` : pattern);
    }
    default:
      return flag.kind satisfies never;
  }
}

function inBounds(
  { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: Schema,
  value: number,
  refuse: (what: string) => never,
): number {
  return value >= minimum && value <= maximum
    ? value
    : refuse(`a number from ${minimum} to ${maximum}`);
}

/** JSON, or a plain word where a text is as good as anything. */
function parseJson({ name, schema }: Flag, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (schema.type === undefined && schema.anyOf === undefined && !/^[{["]/.test(text))
      return text;
    throw new UsageError(`--${name} takes JSON, not "${text.slice(0, 100)}".`);
  }
}
