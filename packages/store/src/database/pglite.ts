import { mkdir } from "node:fs/promises";
import type { PGlite } from "@electric-sql/pglite";
import { openFromTemplate } from "./pglite-template.ts";
import type { Connection, Database, Parameter, RawRow, Transaction } from "./database.ts";

type Runner = Pick<PGlite, "query">;

/**
 * PostgreSQL within this thread. `folder` null: in memory. It neither syncs nor
 * locks its folder: it may hold only what can be made again, and somebody else
 * must guard the folder.
 */
export async function openPglite(folder: string | null): Promise<Database> {
  if (folder !== null) await mkdir(folder, { recursive: true });
  const pglite = await openFromTemplate(folder);
  return {
    location: folder ?? "memory",
    run: (sql, parameters) => connectionOf(pglite).run(sql, parameters),
    transaction: (work) => pglite.transaction((transaction) => work(transactionOf(transaction))),
    close: () => pglite.close(),
  };
}

function transactionOf(runner: Runner): Transaction {
  return {
    ...connectionOf(runner),
    async copy(sql, lines) {
      await runner.query(sql.replace("STDIN", "'/dev/blob'"), [], {
        blob: new Blob([new Uint8Array(lines)]),
      });
    },
  };
}

function connectionOf(runner: Runner): Connection {
  return {
    async run(sql: string, parameters: readonly Parameter[] = []): Promise<RawRow[]> {
      const { rows } = await runner.query<unknown[]>(sql, [...parameters], { rowMode: "array" });
      return rows;
    },
  };
}
