import { getTableColumns } from "drizzle-orm";
import { getTableConfig } from "drizzle-orm/pg-core";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { CopyLines } from "./copy-lines.ts";
import { jsonText, plainArray, textArray } from "./literal.ts";

/** How a column travels: the type of its array, what to make of it on arrival, and the way there and back. */
export interface ColumnShape {
  /** Name of the property of a row. */
  readonly property: string;
  readonly name: string;
  readonly arrayType: string;
  readonly cast: string;
  /** As an array literal. */
  encode(values: readonly unknown[]): string;
  /** Writes one value that is not null as a column of COPY. */
  write(lines: CopyLines, value: unknown): void;
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

/** Changes these columns of rows that are there: keys first, then the columns, each an array. */
export function updateSql(
  schema: string,
  { name, keys }: TableShape,
  changed: readonly ColumnShape[],
): string {
  const columns = [...keys, ...changed];
  const arrays = columns.map(({ arrayType }, index) => `$${index + 1}::${arrayType}`).join(", ");
  const places = columns.map((_, index) => `c${index}`).join(", ");
  const changes = changed.map(
    (column, index) => `"${column.name}" = u.c${keys.length + index}${column.cast}`,
  );
  const match = keys.map((key, index) => `t."${key.name}" = u.c${index}`).join(" AND ");
  return (
    `UPDATE "${schema}"."${name}" t SET ${changes.join(", ")} ` +
    `FROM UNNEST(${arrays}) AS u(${places}) WHERE ${match}`
  );
}

/** Adds rows given as `linesOf` makes them; none of their keys is there. */
export function copySql(schema: string, { name, columns }: TableShape): string {
  const names = columns.map((column) => `"${column.name}"`).join(", ");
  return `COPY "${schema}"."${name}" (${names}) FROM STDIN`;
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

/** What `copySql` takes for these rows. */
export function linesOf(
  { columns }: TableShape,
  rows: readonly Readonly<Record<string, unknown>>[],
): Buffer {
  const lines = new CopyLines(rows.length * columns.length * EXPECTED_BYTES);
  for (const row of rows) {
    for (const column of columns) {
      const value = row[column.property];
      if (value === null || value === undefined) lines.null();
      else column.write(lines, value);
      lines.endColumn();
    }
    lines.endRow();
  }
  return lines.bytes();
}

/** Of a column, about. */
const EXPECTED_BYTES = 9;

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
        write: (lines, value) => lines.integer(value as number | bigint),
        decode: column.dataType === "bigint" ? (value) => BigInt(value as string) : Number,
      };
    case "boolean":
      return {
        property,
        name,
        arrayType: "boolean[]",
        cast: "",
        encode: plainArray,
        write: (lines, value) => lines.text(value === true ? "t" : "f"),
        decode: same,
      };
    case "text":
      return {
        property,
        name,
        arrayType: "text[]",
        cast: "",
        encode: asTexts,
        write: (lines, value) => lines.text(value as string),
        decode: same,
      };
    case "text[]":
      return {
        property,
        name,
        arrayType: "text[]",
        cast: "::text[]",
        encode: (values) => textArray(values.map((value) => textArray(value as string[]))),
        write: (lines, value) => lines.text(textArray(value as string[])),
        decode: same,
      };
    case "jsonb":
      return {
        property,
        name,
        arrayType: "text[]",
        cast: "::jsonb",
        encode: (values) => textArray(values.map(jsonText)),
        write: (lines, value) => lines.text(jsonText(value)),
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
