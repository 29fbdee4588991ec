import type { DatabaseChoice } from "./choice.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { openPglite } from "./pglite.ts";
import { openPostgres } from "./postgres.ts";

/** Connections of a projector: its own, and one for an operator's errand. */
const CONNECTIONS = 2;

export async function openDatabase(choice: DatabaseChoice): Promise<Database> {
  if (choice.kind === "pglite") return openPglite(choice.folder);
  return openPostgres({ url: choice.url, connections: CONNECTIONS });
}

/**
 * Brings the tables up to date, over the direct connection if there is one: a pooler by
 * transaction is not meant for that.
 *
 * @returns the names of the migrations applied now.
 */
export async function migrateChosen(choice: DatabaseChoice, database: Database): Promise<string[]> {
  if (choice.kind === "pglite" || choice.directUrl === undefined) return migrate(database);
  const direct = openPostgres({ url: choice.directUrl, connections: 1 });
  try {
    return await migrate(direct);
  } finally {
    await direct.close();
  }
}
