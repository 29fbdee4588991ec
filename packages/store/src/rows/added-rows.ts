import type { PgTable } from "drizzle-orm/pg-core";
import type { Rows, TableWrite } from "./rows.ts";
import { copySql, linesOf, shapeOf } from "./table-shape.ts";
import type { TableShape } from "./table-shape.ts";

/** Rows of a table that only grows: gathered, and copied in at once. */
export class AddedRows<Row extends object> implements Rows {
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

  mark(): void {
    this.#mark = this.#rows.length;
  }

  takeBack(): void {
    this.#rows.length = this.#mark;
  }

  /** There is nothing to fetch. */
  async load(): Promise<void> {}

  seal(): TableWrite | null {
    if (this.#rows.length === 0) return null;
    const lines = linesOf(this.#shape, this.#rows as unknown as Record<string, unknown>[]);
    this.forget();
    return (transaction, schema) => transaction.copy(copySql(schema, this.#shape), lines);
  }

  settle(): void {}

  forget(): void {
    this.#rows = [];
    this.#mark = 0;
  }
}
