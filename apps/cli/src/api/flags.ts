/** The flags of an operation, made from the schemas of its query, its headers and its body. */
import type { Catalogue, Operation, Schema } from "./catalogue.ts";

type FlagKind = "text" | "whole" | "number" | "yes-no" | "json";

export interface Flag {
  /** As it is typed after `--`: `fees.taker-bps`. */
  readonly name: string;
  readonly place: "query" | "header" | "body";
  /** Where in the query or the body its value goes. */
  readonly path: readonly string[];
  readonly kind: FlagKind;
  /** May be said several times. */
  readonly isList: boolean;
  readonly isRequired: boolean;
  /** `null` is a value of its own. */
  readonly isNullable: boolean;
  /** The only values; null: any. */
  readonly choices: readonly string[] | null;
  readonly schema: Schema;
}

/** Flags every operation has; a field of one of these names is said with its place in front, as `--body.url`. */
export const COMMON_FLAGS = ["help", "json", "yes", "url", "body"] as const;

/** A field inside an object of the request, before it has a name. */
interface Field {
  readonly path: readonly string[];
  readonly schema: Schema;
  readonly isList: boolean;
  readonly isRequired: boolean;
  readonly isNullable: boolean;
}

/** @returns query first, then headers, then the body, each in the order of the document. */
export function flagsOf(operation: Operation, catalogue: Catalogue): readonly Flag[] {
  const flags = new Map<string, Flag>();
  const add = (place: Flag["place"], field: Field): void => {
    const said = field.path.join(".").replaceAll("_", "-");
    const isTaken = flags.has(said) || (COMMON_FLAGS as readonly string[]).includes(said);
    const name = isTaken ? `${place}.${said}` : said;
    const { schema } = field;
    const choices = choicesOf(schema);
    flags.set(name, { ...field, name, place, kind: kindOf(schema), choices });
  };
  for (const place of ["query", "header"] as const) {
    for (const parameter of operation.parameters) {
      if (parameter.in !== place) continue;
      const { name, required, schema } = parameter;
      for (const field of fieldsOf(catalogue, schema, [name], required)) add(place, field);
    }
  }
  if (operation.body !== null) {
    for (const field of fieldsOf(catalogue, operation.body, [], true)) add("body", field);
  }
  return [...flags.values()];
}

/** The alternatives of a schema without `null`, and whether `null` is one. */
export function alternatives(
  catalogue: Catalogue,
  named: Schema,
): { readonly schemas: readonly Schema[]; readonly isNullable: boolean } {
  const schema = catalogue.resolved(named);
  const all = schema.oneOf ?? schema.anyOf;
  if (all === undefined) return { schemas: [schema], isNullable: false };
  const { description, examples, default: usual } = schema;
  const beside = {
    ...(description && { description }),
    ...(examples && { examples }),
    ...(usual !== undefined && { default: usual }),
  };
  const inner = all.map((one) => alternatives(catalogue, one));
  const schemas = inner.flatMap((one) => one.schemas).map((one) => ({ ...one, ...beside }));
  return {
    schemas: schemas.filter((one) => one.type !== "null"),
    isNullable: inner.some((one) => one.isNullable) || schemas.some((one) => one.type === "null"),
  };
}

/** The fields of a schema that a flag can say; an object is its fields, a choice of objects the fields of all. */
function fieldsOf(
  catalogue: Catalogue,
  schema: Schema,
  path: readonly string[],
  isRequired: boolean,
): readonly Field[] {
  const { schemas, isNullable } = alternatives(catalogue, schema);
  const objects = schemas.filter((one) => one.properties !== undefined);
  if (objects.length > 0 && objects.length === schemas.length) {
    const names = [...new Set(objects.flatMap((one) => Object.keys(one.properties ?? {})))];
    return names.flatMap((name) => {
      const own = objects.flatMap((one) => one.properties?.[name] ?? []);
      const always = isRequired && objects.every((one) => one.required?.includes(name) === true);
      const merged = mergedOf(catalogue, own);
      // What tells the alternatives apart follows from the other fields, if they tell them apart.
      const tells = objects.length > 1 && own.every((one) => one.const !== undefined);
      return fieldsOf(catalogue, merged, [...path, name], always && !tells);
    });
  }
  // A body of no known fields is said whole.
  if (path.length === 0) return [];
  const [only] = schemas;
  const single = schemas.length === 1 && only !== undefined ? only : mergedOf(catalogue, schemas);
  const isList = single.type === "array";
  const items = isList && single.items ? alternatives(catalogue, single.items).schemas : [single];
  const leaf = mergedOf(catalogue, items);
  const { description = single.description, default: usual = single.default, ...kept } = leaf;
  return [
    {
      path,
      schema: {
        ...kept,
        ...(description === undefined ? {} : { description }),
        ...(usual === undefined ? {} : { default: usual }),
      },
      isList,
      isRequired,
      isNullable,
    },
  ];
}

/** One schema that takes what any of these takes, as far as a flag can tell. */
function mergedOf(catalogue: Catalogue, schemas: readonly Schema[]): Schema {
  const [first = {}, ...others] = schemas.map((schema) => catalogue.resolved(schema));
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first;
  const all = [first, ...others];
  const choices = all.map(choicesOf);
  if (choices.every((one) => one !== null) && all.every((one) => one.type === first.type)) {
    return { ...(first.type && { type: first.type }), enum: [...new Set(all.flatMap(valuesOf))] };
  }
  if (all.every((one) => one.properties !== undefined)) return { anyOf: all };
  const { description, examples } = first;
  const types = new Set(all.map((one) => one.type));
  const [type = ""] = types;
  const isOne = types.size === 1 && type !== "object";
  return {
    ...(isOne && { type }),
    ...(description && { description }),
    ...(examples && { examples }),
  };
}

function choicesOf(schema: Schema): readonly string[] | null {
  const isClosed = schema.const !== undefined || schema.enum !== undefined;
  if (!isClosed) return null;
  return valuesOf(schema).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
}

function valuesOf({ const: only, enum: some = [] }: Schema): readonly unknown[] {
  return only === undefined ? some : [only];
}

function kindOf({ type }: Schema): FlagKind {
  switch (type) {
    case "string":
      return "text";
    case "integer":
      return "whole";
    case "number":
      return "number";
    case "boolean":
      return "yes-no";
    default:
      return "json";
  }
}
