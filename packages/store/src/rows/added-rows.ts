import type { PgTable } from "drizzle-orm/pg-core";
import type { Connection } from "../database/database.ts";
import { columnsOf, insertSql, shapeOf } from "./table-shape.ts";
import type { TableShape } from "./table-shape.ts";

/** Rows of a table that only grows: gathered, and written in one statement a batch. */
export class AddedRows<Row extends object> {
  readonly name: string;
  readonly #shape: TableShape;
  #rows: Row[] = [];
  #mark = 0;

  constructor(table: PgTable & { $inferSelect: Row }) {
    this.#shape = shapeOf(table);
    this.name = this.#shape.name;
  }

  add(row: Row): void {
    this.#rows.push(row);
  }

  /** From here on rows can be taken back. */
  mark(): void {
    this.#mark = this.#rows.length;
  }

  /** Takes back what was added since the mark. */
  takeBack(): void {
    this.#rows.length = this.#mark;
  }

  /** There is nothing to fetch. */
  async load(): Promise<void> {}

  async flush(connection: Connection, schema: string): Promise<void> {
    if (this.#rows.length === 0) return;
    const rows = this.#rows as unknown as readonly Readonly<Record<string, unknown>>[];
    await connection.run(insertSql(schema, this.#shape, false), columnsOf(this.#shape, rows));
  }

  settle(): void {
    this.forget();
  }

  forget(): void {
    this.#rows = [];
    this.#mark = 0;
  }
}
