/** Makes the request of an operation out of what was typed. */
import { readFileSync } from "node:fs";
import { text as readText } from "node:stream/consumers";
import { UsageError } from "../usage-error.ts";
import type { Wish } from "./arguments.ts";
import { positionalsOf } from "./catalogue.ts";
import type { Catalogue, Operation, Schema } from "./catalogue.ts";
import { alternatives } from "./flags.ts";
import type { Flag } from "./flags.ts";

type Json = Record<string, unknown>;

/** What the client needs to call the operation. */
export interface ApiRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | unknown[] | null;
}

/** @throws UsageError when something is missing or too much. */
export async function requestOf(
  operation: Operation,
  catalogue: Catalogue,
  flags: readonly Flag[],
  wish: Wish,
): Promise<ApiRequest> {
  const path = pathOf(operation, wish.positionals);
  const query: Record<string, string | number | boolean | readonly string[]> = {};
  const headers: Record<string, string> = {};
  let body = wish.body === null ? null : await bodyIn(wish.body);
  if (body !== null && operation.body === null) throw new UsageError("This takes no body.");
  for (const [flag, value] of wish.values) {
    const [name = ""] = flag.path;
    if (flag.place === "header") headers[name] = String(value);
    else if (flag.place === "query")
      query[name] = Array.isArray(value) ? value.map(String) : (value as string);
    else {
      if (Array.isArray(body)) throw new UsageError("A body that is a list takes no other flags.");
      body ??= {};
      put(body, flag.path, value);
    }
  }
  if (operation.body !== null && body !== null && !Array.isArray(body)) {
    body = told(catalogue, operation.body, body) as Json;
  }
  const missing = flags.filter((flag) => flag.isRequired && !isThere(flag, { query, body }));
  if (missing.length > 0) {
    throw new UsageError(`Needed: ${missing.map(({ name }) => `--${name}`).join(", ")}.`);
  }
  // A body whose fields may all be left out is still a body.
  if (operation.body !== null) body ??= {};
  return { path, query, headers, body };
}

function pathOf(operation: Operation, positionals: readonly string[]): Record<string, string> {
  const names = positionalsOf(operation);
  if (positionals.length > names.length) {
    throw new UsageError(`"${positionals[names.length]}" is one too many.`);
  }
  return Object.fromEntries(
    names.map((name, index) => {
      const text = positionals[index];
      if (text === undefined || text === "")
        throw new UsageError(`Say which: <${name}> is missing.`);
      const { pattern } = operation.parameters.find((one) => one.name === name)?.schema ?? {};
      if (pattern !== undefined && !new RegExp(pattern, "u").test(text)) {
        throw new UsageError(`<${name}> cannot be "${text}".`);
      }
      return [name, text];
    }),
  );
}

/** A file, `-` for what is piped in, or the JSON itself. */
async function bodyIn(source: string): Promise<Json | unknown[]> {
  const isInline = /^\s*[{[]/.test(source);
  let json = source;
  if (source === "-") json = await readText(process.stdin);
  else if (!isInline) {
    try {
      json = readFileSync(source, "utf8");
    } catch (error) {
      throw new UsageError(`--body: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new UsageError(
      `--body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (typeof parsed !== "object" || parsed === null)
    throw new UsageError("--body is a JSON object.");
  return parsed as Json | unknown[];
}

function put(into: Json, [name = "", ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) {
    into[name] = value;
    return;
  }
  const there = into[name];
  const nested: Json = isObject(there) ? there : {};
  into[name] = nested;
  put(nested, inner, value);
}

function isThere(flag: Flag, { query, body }: { query: Json; body: ApiRequest["body"] }): boolean {
  // A header, or a list of the caller's own making, is for the venue to judge.
  if (flag.place === "header" || Array.isArray(body)) return true;
  let at: unknown = flag.place === "query" ? query : body;
  for (const name of flag.path) at = isObject(at) ? at[name] : undefined;
  return at !== undefined;
}

/**
 * The value with what tells alternatives apart, where the other fields leave only one: an order with
 * a price and a quantity is `"type": "limit"`.
 */
function told(catalogue: Catalogue, schema: Schema, value: unknown): unknown {
  if (!isObject(value)) return value;
  const { schemas } = alternatives(catalogue, schema);
  const fitting = schemas.filter(({ properties = {}, required = [] }) => {
    const isKnown = Object.entries(value).every(
      ([name, given]) =>
        Object.hasOwn(properties, name) &&
        (properties[name]?.const === undefined || properties[name]?.const === given),
    );
    const isWhole = required.every(
      (name) => Object.hasOwn(value, name) || properties[name]?.const !== undefined,
    );
    return isKnown && isWhole;
  });
  const [only] = fitting;
  const properties =
    (fitting.length === 1 ? only : schemas.length === 1 ? schemas[0] : {})?.properties ?? {};
  const required = fitting.length === 1 ? (only?.required ?? []) : [];
  const constants = required.flatMap((name) => {
    const { const: constant } = properties[name] ?? {};
    return constant === undefined ? [] : [[name, constant] as const];
  });
  const inner = Object.entries(value).map(([name, given]) => {
    const own = properties[name];
    return [name, own === undefined ? given : told(catalogue, own, given)] as const;
  });
  return { ...Object.fromEntries(constants), ...Object.fromEntries(inner) };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
