/** The databases that the same tests run on. */
import type { DatabaseChoice } from "../src/database/choice.ts";
import { afterAll, beforeAll } from "vitest";
import type { PostgresServer } from "./postgres-server.ts";
import { startPostgres } from "./postgres-server.ts";

export interface TestDatabases {
  readonly name: string;
  /** An empty one. */
  readonly create: () => Promise<DatabaseChoice>;
}

/** PGlite, and a PostgreSQL server that lives as long as the test file. */
export function databases(): TestDatabases[] {
  let server: PostgresServer | null = null;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  return [
    { name: "PGlite", create: async () => ({ kind: "pglite", folder: null }) },
    {
      name: "PostgreSQL",
      create: async () => ({ kind: "postgres", url: await server!.createDatabase() }),
    },
  ];
}
