import { getTableColumns } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { jsonText, plainArray, textArray } from "./literal.ts";

/** How a column travels: the type of its array, what to make of it on arrival, and the way there and back. */
interface ColumnShape {
  /** Name of the property of a row. */
  readonly property: string;
  readonly name: string;
  readonly arrayType: string;
  readonly cast: string;
  encode(values: readonly unknown[]): string;
  decode(value: unknown): unknown;
}

/** What the statements about a table need to know of it. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly ColumnShape[];
  readonly keys: readonly ColumnShape[];
}

export function shapeOf(table: PgTable): TableShape {
  const { name, primaryKeys } = getTableConfig(table);
  const columns = Object.entries(getTableColumns(table)).map(([property, column]) =>
    columnShape(property, column),
  );
  const keyNames = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
  for (const column of Object.values(getTableColumns(table))) {
    if (column.primary) keyNames.add(column.name);
  }
  return { name, columns, keys: columns.filter((column) => keyNames.has(column.name)) };
}

/** Inserts rows given column by column; with `update`, rows whose key is there take the new values. */
export function insertSql(
  schema: string,
  { name, columns, keys }: TableShape,
  update: boolean,
): string {
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  const values = columns.map(({ cast }, index) => `u.c${index}${cast}`).join(", ");
  const arrays = columns.map(({ arrayType }, index) => `$${index + 1}::${arrayType}`).join(", ");
  const places = columns.map((_, index) => `c${index}`).join(", ");
  const insert =
    `INSERT INTO "${schema}"."${name}" (${names}) SELECT ${values} ` +
    `FROM UNNEST(${arrays}) AS u(${places})`;
  if (!update) return insert;
  const changes = columns
    .filter((column) => !keys.includes(column))
    .map((column) => `"${column.name}" = EXCLUDED."${column.name}"`);
  const keyNames = keys.map((key) => `"${key.name}"`).join(", ");
  return `${insert} ON CONFLICT (${keyNames}) DO UPDATE SET ${changes.join(", ")}`;
}

/** The rows with given keys, key column by key column. */
export function selectSql(schema: string, { name, columns, keys }: TableShape): string {
  const names = columns.map((column) => `t."${column.name}"`).join(", ");
  const arrays = keys.map(({ arrayType }, index) => `$${index + 1}::${arrayType}`).join(", ");
  const places = keys.map((_, index) => `c${index}`).join(", ");
  const match = keys.map((key, index) => `t."${key.name}" = u.c${index}`).join(" AND ");
  return (
    `SELECT ${names} FROM UNNEST(${arrays}) AS u(${places}) ` +
    `JOIN "${schema}"."${name}" t ON ${match}`
  );
}

/** The parameters of `insertSql` for these rows. */
export function columnsOf(
  { columns }: TableShape,
  rows: readonly Readonly<Record<string, unknown>>[],
): string[] {
  return columns.map((column) => column.encode(rows.map((row) => row[column.property])));
}

/** A row as it came back from the database. */
export function decodeRow(
  { columns }: TableShape,
  raw: readonly unknown[],
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index++) {
    const value = raw[index];
    row[columns[index]!.property] = value === null ? null : columns[index]!.decode(value);
  }
  return row;
}

function columnShape(property: string, column: PgColumn): ColumnShape {
  const { name } = column;
  const type = column.getSQLType();
  switch (type) {
    case "bigint":
      return {
        property,
        name,
        arrayType: "bigint[]",
        cast: "",
        encode: plainArray,
        decode: column.dataType === "bigint" ? (value) => BigInt(value as string) : Number,
      };
    case "boolean":
      return { property, name, arrayType: "boolean[]", cast: "", encode: plainArray, decode: same };
    case "text":
      return { property, name, arrayType: "text[]", cast: "", encode: asTexts, decode: same };
    case "text[]":
      return {
        property,
        name,
        arrayType: "text[]",
        cast: "::text[]",
        encode: (values) => textArray(values.map((value) => textArray(value as string[]))),
        decode: same,
      };
    case "jsonb":
      return {
        property,
        name,
        arrayType: "text[]",
        cast: "::jsonb",
        encode: (values) => textArray(values.map(jsonText)),
        decode: (value) => (typeof value === "string" ? (JSON.parse(value) as unknown) : value),
      };
    default:
      throw new Error(`column ${name} has a type that rows cannot travel in: ${type}`);
  }
}

function asTexts(values: readonly unknown[]): string {
  return textArray(values as readonly (string | null)[]);
}

function same(value: unknown): unknown {
  return value;
}
