import type { PgTable } from "drizzle-orm/pg-core";
import type { Rows, TableWrite } from "./rows.ts";
import { columnsOf, insertSql, shapeOf } from "./table-shape.ts";
import type { TableShape } from "./table-shape.ts";

/**
 * Rows that are sums: what is added goes onto what is there, key by key, without
 * fetching it first. All columns but the key are integers.
 */
export class SummedRows<Row extends object> implements Rows {
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

  mark(): void {
    this.#mark = this.#added.length;
  }

  takeBack(): void {
    this.#added.length = this.#mark;
  }

  /** There is nothing to fetch. */
  async load(): Promise<void> {}

  seal(): TableWrite | null {
    if (this.#added.length === 0) return null;
    const values = columnsOf(this.#shape, this.#summed());
    this.forget();
    const { name, columns, keys } = this.#shape;
    const keyNames = keys.map((key) => `"${key.name}"`).join(", ");
    const sums = columns
      .filter((column) => !keys.includes(column))
      .map((column) => `"${column.name}" = t."${column.name}" + EXCLUDED."${column.name}"`);
    return async (transaction, schema) => {
      const insert = insertSql(schema, this.#shape, false);
      await transaction.run(
        `${insert.replace(`"${name}" (`, `"${name}" AS t (`)} ` +
          `ON CONFLICT (${keyNames}) DO UPDATE SET ${sums.join(", ")}`,
        values,
      );
    };
  }

  settle(): void {}

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
