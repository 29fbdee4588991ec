import type { Connection } from "../database/database.ts";

/** What a table holds, whatever the order of its rows. */
export interface TableDigest {
  readonly rows: number;
  /** Sums of two halves of each row's MD5, decimal. */
  readonly digest: string;
}

/** Tables about the projecting itself, which two runs need not agree on. */
const BOOKKEEPING: ReadonlySet<string> = new Set(["cursor", "dead_letters", "migrations"]);

/** Digests of all tables in a schema, by name. */
export async function digestTables(
  connection: Connection,
  schema: string,
): Promise<Map<string, TableDigest>> {
  const names = await connection.run(
    `SELECT table_name FROM information_schema.tables
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' ORDER BY table_name`,
    [schema],
  );
  const digests = new Map<string, TableDigest>();
  for (const [name] of names) {
    const table = name as string;
    if (!BOOKKEEPING.has(table)) digests.set(table, await digestOf(connection, schema, table));
  }
  return digests;
}

async function digestOf(
  connection: Connection,
  schema: string,
  table: string,
): Promise<TableDigest> {
  const [[rows, first, second] = []] = await connection.run(
    `SELECT count(*)::text,
       coalesce(sum(('x' || substr(h, 1, 15))::bit(60)::bigint), 0)::text,
       coalesce(sum(('x' || substr(h, 16, 15))::bit(60)::bigint), 0)::text
     FROM (SELECT md5(t::text) AS h FROM "${schema}"."${table}" t) hashed`,
  );
  return { rows: Number(rows), digest: `${first as string}:${second as string}` };
}
