import { drizzle } from "drizzle-orm/pg-proxy";
import type { Connection, Parameter } from "../database/database.ts";

/** What queries are written on: typed statements, sent through any connection. */
export type ReadDatabase = ReturnType<typeof readDatabase>;

export function readDatabase(connection: Connection) {
  return drizzle(async (sql, parameters) => ({
    rows: [...(await connection.run(sql, parameters as Parameter[]))] as unknown[][],
  }));
}
