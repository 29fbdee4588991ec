import type { PgTable } from "drizzle-orm/pg-core";
import type { Connection } from "../database/database.ts";
import { columnsOf, decodeRow, insertSql, selectSql, shapeOf } from "./table-shape.ts";
import type { TableShape } from "./table-shape.ts";

/** Rows kept between batches; more than this, and all are forgotten. */
const KEPT = 50_000;

type Key = string | number;

/**
 * Rows of a table that change: those a batch needs are fetched in one statement,
 * changed in memory, and written back in one statement. Rows stay known from
 * batch to batch, so that what is hot is not fetched again.
 */
export class KeyedRows<Row extends object> {
  readonly name: string;
  readonly #shape: TableShape;
  readonly #keep: (row: Row) => boolean;
  /** Null: known not to be there. */
  readonly #known = new Map<Key, Row | null>();
  readonly #wanted = new Map<Key, readonly (string | number)[]>();
  readonly #dirty = new Set<Key>();
  /** What the rows touched since the last mark were before. */
  #undo: { readonly key: Key; readonly row: Row | null; readonly wasDirty: boolean }[] = [];

  /** @param keep whether a row is likely to change again; others are forgotten with the batch. */
  constructor(table: PgTable & { $inferSelect: Row }, keep: (row: Row) => boolean = () => true) {
    this.#shape = shapeOf(table);
    this.#keep = keep;
    this.name = this.#shape.name;
  }

  /** Announces that folding will ask for the row with this key, column by column in the table's order. */
  want(...parts: (string | number)[]): void {
    const key = keyOf(parts);
    if (!this.#known.has(key) && !this.#wanted.has(key)) this.#wanted.set(key, parts);
  }

  /** Says that a row with this key cannot be in the database yet. */
  isNew(...parts: (string | number)[]): void {
    const key = keyOf(parts);
    if (!this.#known.has(key)) this.#known.set(key, null);
  }

  /** The row, null if there is none. Throws for a key that was not announced. */
  find(...parts: (string | number)[]): Row | null {
    const found = this.#known.get(keyOf(parts));
    if (found === undefined) throw new Error(`${this.name} ${parts.join(", ")} was not announced`);
    return found;
  }

  /** The row, which must be there. */
  get(...parts: (string | number)[]): Row {
    const found = this.find(...parts);
    if (found === null) throw new Error(`${this.name} has no ${parts.join(", ")}`);
    return found;
  }

  /** Adds the row, or puts it in place of the one with its key. */
  put(row: Row): void {
    const fields = row as Readonly<Record<string, string | number>>;
    const { keys } = this.#shape;
    const key =
      keys.length === 1
        ? fields[keys[0]!.property]!
        : keys.map((one) => fields[one.property]).join("/");
    this.#undo.push({ key, row: this.#known.get(key) ?? null, wasDirty: this.#dirty.has(key) });
    this.#known.set(key, row);
    this.#dirty.add(key);
  }

  /** From here on changes can be taken back. */
  mark(): void {
    this.#undo.length = 0;
  }

  /** Takes back what changed since the mark. */
  takeBack(): void {
    for (const { key, row, wasDirty } of this.#undo.toReversed()) {
      this.#known.set(key, row);
      if (!wasDirty) this.#dirty.delete(key);
    }
    this.#undo.length = 0;
  }

  /** Fetches what was announced. */
  async load(connection: Connection, schema: string): Promise<void> {
    if (this.#wanted.size === 0) return;
    const wanted = [...this.#wanted.values()];
    for (const key of this.#wanted.keys()) this.#known.set(key, null);
    this.#wanted.clear();
    const { keys } = this.#shape;
    const parameters = keys.map((column, place) =>
      column.encode(wanted.map((parts) => parts[place])),
    );
    const rows = await connection.run(selectSql(schema, this.#shape), parameters);
    for (const raw of rows) {
      const row = decodeRow(this.#shape, raw);
      this.#known.set(
        keyOf(keys.map(({ property }) => row[property] as string | number)),
        row as Row,
      );
    }
  }

  /** Writes what changed. */
  async flush(connection: Connection, schema: string): Promise<void> {
    if (this.#dirty.size === 0) return;
    const rows = Array.from(this.#dirty, (key) => this.#known.get(key) as Record<string, unknown>);
    await connection.run(insertSql(schema, this.#shape, true), columnsOf(this.#shape, rows));
  }

  /** The batch is committed: what is known is what is in the database. */
  settle(): void {
    for (const key of this.#dirty) {
      const row = this.#known.get(key);
      if (row === null || row === undefined || !this.#keep(row)) this.#known.delete(key);
    }
    this.#dirty.clear();
    this.#undo.length = 0;
    if (this.#known.size > KEPT) this.#known.clear();
  }

  /** The batch came to nothing: what is known may be wrong. */
  forget(): void {
    this.#known.clear();
    this.#wanted.clear();
    this.#dirty.clear();
    this.#undo.length = 0;
  }
}

function keyOf(parts: readonly (string | number)[]): Key {
  return parts.length === 1 ? parts[0]! : parts.join("/");
}
