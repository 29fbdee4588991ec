import pg from "pg";
import { CopyFrom } from "./copy-from.ts";
import type { Connection, Database, Parameter, RawRow } from "./database.ts";

export interface PostgresOptions {
  readonly url: string;
  /** Connections at most. */
  readonly connections: number;
  /** Hears of connections that broke while nobody used them. */
  readonly onProblem?: (problem: Error) => void;
}

/** Connections that are open: at work, and waiting for work. */
export interface ConnectionCounts {
  readonly active: number;
  readonly idle: number;
}

export interface PostgresServer extends Database {
  connections(): ConnectionCounts;
}

/** How long to wait for a connection. */
const CONNECT_MS = 5_000;

/**
 * A PostgreSQL server. Statements are not named and nothing is kept in a session,
 * so a pooler that hands out connections by transaction may stand between.
 */
export function openPostgres({ url, connections, onProblem }: PostgresOptions): PostgresServer {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: "probity",
  });
  pool.on("error", (problem) => onProblem?.(problem));
  return {
    location: withoutPassword(url),
    connections: () => ({ active: pool.totalCount - pool.idleCount, idle: pool.idleCount }),
    run: (sql, parameters) => connectionOf(pool).run(sql, parameters),
    async transaction(work) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("BEGIN");
        const result = await work({
          ...connectionOf(client),
          copy: (sql, lines) => client.query(new CopyFrom(sql, lines)).done,
        });
        await client.query("COMMIT");
        return result;
      } catch (error) {
        // A connection that cannot even undo is no longer good for anything.
        await client.query("ROLLBACK").catch((problem: Error) => {
          broken = problem;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

function connectionOf(client: Pick<pg.Pool, "query"> | Pick<pg.PoolClient, "query">): Connection {
  return {
    async run(text: string, values: readonly Parameter[] = []): Promise<RawRow[]> {
      const { rows } = await client.query<unknown[]>({
        text,
        values: [...values],
        rowMode: "array",
      });
      return rows;
    },
  };
}

function withoutPassword(url: string): string {
  try {
    const { protocol, hostname, port, pathname } = new URL(url);
    return `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
  } catch {
    return "a PostgreSQL server";
  }
}
