import type { PgTable } from "drizzle-orm/pg-core";
import type { Connection } from "../database/database.ts";
import type { Rows, TableWrite } from "./rows.ts";
import { copySql, decodeRow, linesOf, selectSql, shapeOf, updateSql } from "./table-shape.ts";
import type { ColumnShape, TableShape } from "./table-shape.ts";

/** Rows kept between batches; more than this, and all are forgotten. */
const KEPT = 50_000;

type Key = string | number;

/**
 * Rows of a table that change: those a batch needs are fetched in one statement,
 * changed in memory, and written back: new ones copied in at once, of the others the columns
 * that changed. Rows stay known from batch to batch, so that what is hot is not fetched again.
 */
export class KeyedRows<Row extends object> implements Rows {
  readonly name: string;
  readonly #shape: TableShape;
  readonly #keep: (row: Row) => boolean;
  /** Null: known not to be there. */
  readonly #known = new Map<Key, Row | null>();
  readonly #wanted = new Map<Key, readonly (string | number)[]>();
  /** The rows this batch changed, as they were before it; null: not there. */
  readonly #before = new Map<Key, Row | null>();
  /** Keys of the batches that are sealed and not settled, oldest first. */
  readonly #sealed: ReadonlySet<Key>[] = [];
  /** What the rows touched since the last mark were before. */
  #undo: { readonly key: Key; readonly row: Row | null; readonly isFirst: boolean }[] = [];

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
        : keyOf(keys.map((one) => fields[one.property]!));
    const before = this.#known.get(key) ?? null;
    const isFirst = !this.#before.has(key);
    this.#undo.push({ key, row: before, isFirst });
    this.#known.set(key, row);
    if (isFirst) this.#before.set(key, before);
  }

  mark(): void {
    this.#undo.length = 0;
  }

  takeBack(): void {
    for (const { key, row, isFirst } of this.#undo.toReversed()) {
      this.#known.set(key, row);
      if (isFirst) this.#before.delete(key);
    }
    this.#undo.length = 0;
  }

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

  seal(): TableWrite | null {
    if (this.#before.size === 0) return null;
    const added: Record<string, unknown>[] = [];
    const changed: Change[] = [];
    for (const [key, before] of this.#before) {
      const row = this.#known.get(key) as Record<string, unknown>;
      if (before === null) added.push(row);
      else changed.push({ before: before as Record<string, unknown>, row });
    }
    this.#sealed.push(new Set(this.#before.keys()));
    this.#before.clear();
    this.#undo.length = 0;
    const lines = linesOf(this.#shape, added);
    const update = updateOf(this.#shape, changed);
    return async (transaction, schema) => {
      if (lines.length > 0) await transaction.copy(copySql(schema, this.#shape), lines);
      if (update === null) return;
      await transaction.run(updateSql(schema, this.#shape, update.columns), update.parameters);
    };
  }

  settle(): void {
    const settled = this.#sealed.shift() ?? [];
    for (const key of settled) {
      const row = this.#known.get(key);
      const isGone = row === null || row === undefined || !this.#keep(row);
      if (isGone && !this.#isUnderWay(key)) this.#known.delete(key);
    }
    if (this.#known.size <= KEPT) return;
    for (const key of this.#known.keys()) if (!this.#isUnderWay(key)) this.#known.delete(key);
  }

  forget(): void {
    this.#known.clear();
    this.#wanted.clear();
    this.#before.clear();
    this.#sealed.length = 0;
    this.#undo.length = 0;
  }

  /** Whether the database may not have the row as it is known. */
  #isUnderWay(key: Key): boolean {
    return this.#before.has(key) || this.#sealed.some((keys) => keys.has(key));
  }
}

/** A row of the database, and what a batch made of it. */
interface Change {
  readonly before: Readonly<Record<string, unknown>>;
  readonly row: Readonly<Record<string, unknown>>;
}

/** The columns that are not in every row what they were, and the parameters of `updateSql`; null if there are none. */
function updateOf(
  { columns, keys }: TableShape,
  changes: readonly Change[],
): { readonly columns: ColumnShape[]; readonly parameters: string[] } | null {
  const changed = columns.filter(({ property }) =>
    changes.some(({ before, row }) => before[property] !== row[property]),
  );
  if (changed.length === 0) return null;
  const parameters = [...keys, ...changed].map((column) =>
    column.encode(changes.map(({ row }) => row[column.property])),
  );
  return { columns: changed, parameters };
}

function keyOf(parts: readonly (string | number)[]): Key {
  const [first, second, third] = parts;
  if (second === undefined) return first!;
  return third === undefined ? `${first}/${second}` : `${first}/${second}/${third}`;
}
