import type { Connection } from "../database/database.ts";
import { readDatabase } from "./read-database.ts";
import { tradeQueries } from "./trades.ts";

/** All questions the tables answer, stem by stem. A new stem gets its line here. */
export function openQueries(connection: Connection) {
  const database = readDatabase(connection);
  return {
    trades: tradeQueries(database),
  };
}

export type Queries = ReturnType<typeof openQueries>;
