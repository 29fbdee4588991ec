import type { Connection, Parameter } from "../database/database.ts";
import { SCHEMA } from "../tables/columns.ts";

/** Rows whose key grows with their time. */
interface Grown {
  readonly table: "trades" | "statement";
  readonly key: "match_id" | "sequence";
  /** Joined with "and", about the given parameters from `$2` on. */
  readonly where?: string;
  readonly given?: readonly Parameter[];
}

/**
 * A key that is greater than those of all rows before that time, ms, and not than those of the
 * others. Halves the keys again and again: some forty looks into an index, whatever the number of rows.
 */
export async function firstAt(
  connection: Connection,
  { table, key, where = "true", given = [] }: Grown,
  time: number,
): Promise<number> {
  const from = `"${SCHEMA}"."${table}" WHERE ${where}`;
  const rows = await connection.run(
    `WITH RECURSIVE halves(low, high, turn) AS (
       SELECT COALESCE((SELECT ${key} FROM ${from} ORDER BY ${key} LIMIT 1), 0),
         COALESCE((SELECT ${key} + 1 FROM ${from} ORDER BY ${key} DESC LIMIT 1), 0), 0
       UNION ALL
       SELECT CASE WHEN at.time < $1 THEN at.key + 1 ELSE low END,
         CASE WHEN at.time < $1 THEN high ELSE (low + high) / 2 END, turn + 1
       FROM halves CROSS JOIN LATERAL (
         SELECT ${key} AS key, time FROM ${from} AND ${key} >= (low + high) / 2 ORDER BY ${key} LIMIT 1
       ) at
       WHERE low < high AND turn < 64
     )
     SELECT low FROM halves ORDER BY turn DESC LIMIT 1`,
    [time, ...given],
  );
  return Number(rows[0]?.[0] ?? 0);
}
