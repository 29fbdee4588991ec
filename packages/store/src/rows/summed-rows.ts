import type { PgTable } from "drizzle-orm/pg-core";
import type { Connection } from "../database/database.ts";
import { columnsOf, insertSql, shapeOf } from "./table-shape.ts";
import type { TableShape } from "./table-shape.ts";

/**
 * Rows that are sums: what is added goes onto what is there, key by key, without
 * fetching it first. All columns but the key are integers.
 */
export class SummedRows<Row extends object> {
  readonly name: string;
  readonly #shape: TableShape;
  #added: Row[] = [];
  #mark = 0;

  constructor(table: PgTable & { $inferSelect: Row }) {
    this.#shape = shapeOf(table);
    this.name = this.#shape.name;
  }

  add(row: Row): void {
    this.#added.push(row);
  }

  /** From here on rows can be taken back. */
  mark(): void {
    this.#mark = this.#added.length;
  }

  /** Takes back what was added since the mark. */
  takeBack(): void {
    this.#added.length = this.#mark;
  }

  /** There is nothing to fetch. */
  async load(): Promise<void> {}

  async flush(connection: Connection, schema: string): Promise<void> {
    if (this.#added.length === 0) return;
    const { name, columns, keys } = this.#shape;
    const keyNames = keys.map((key) => `"${key.name}"`).join(", ");
    const sums = columns
      .filter((column) => !keys.includes(column))
      .map((column) => `"${column.name}" = t."${column.name}" + EXCLUDED."${column.name}"`);
    const insert = insertSql(schema, this.#shape, false);
    await connection.run(
      `${insert.replace(`"${name}" (`, `"${name}" AS t (`)} ` +
        `ON CONFLICT (${keyNames}) DO UPDATE SET ${sums.join(", ")}`,
      columnsOf(this.#shape, this.#summed()),
    );
  }

  settle(): void {
    this.forget();
  }

  forget(): void {
    this.#added = [];
    this.#mark = 0;
  }

  /** One row a key: a statement may touch a row only once. */
  #summed(): Record<string, unknown>[] {
    const { columns, keys } = this.#shape;
    const sums = new Map<string, Record<string, unknown>>();
    for (const added of this.#added as unknown as Record<string, number | bigint | string>[]) {
      const key = keys.map(({ property }) => added[property]).join("/");
      const sum = sums.get(key);
      if (sum === undefined) {
        sums.set(key, { ...added });
        continue;
      }
      for (const column of columns) {
        if (keys.includes(column)) continue;
        const { property } = column;
        sum[property] = plus(sum[property], added[property]);
      }
    }
    return [...sums.values()];
  }
}

function plus(a: unknown, b: unknown): number | bigint {
  if (typeof a === "bigint" && typeof b === "bigint") return a + b;
  if (typeof a === "number" && typeof b === "number") return a + b;
  throw new Error("only integers of one kind add up");
}
