import type { Connection, Database } from "../database/database.ts";
import { migrate } from "../database/migrate.ts";
import { readCursor } from "../projector/cursor.ts";
import { openDeadLetters } from "../projector/dead-letters.ts";
import { Projector } from "../projector/projector.ts";
import type { Source } from "../projector/source.ts";
import { SCHEMA } from "../tables/columns.ts";
import { digestTables } from "./digests.ts";
import type { TableDigest } from "./digests.ts";

/** Where the tables are made the second time. */
const REBUILT = `${SCHEMA}_rebuild`;
const BATCH = 10_000;

export interface RebuildOptions {
  readonly database: Database;
  readonly source: Source;
  /** Put the new tables in the place of those that stand. */
  readonly replace: boolean;
  /** Hears how far it is. */
  readonly onProgress?: (sequence: number) => void;
}

export interface RebuildReport {
  /** Up to where both were compared; 0 when nothing stands. */
  readonly comparedAt: number;
  /** Of those compared, by name. */
  readonly tables: readonly {
    readonly name: string;
    readonly standing: TableDigest | null;
    readonly rebuilt: TableDigest | null;
    readonly isEqual: boolean;
  }[];
  readonly isEqual: boolean;
  /** Events that could not be folded while rebuilding, at most 1,000. */
  readonly deadLetters: number;
  /** Last sequence of the new tables, if they were put in place. */
  readonly replacedAt: number | null;
}

/**
 * Makes all tables anew from the journal's events, beside those that stand, and compares
 * them, table by table, at the sequence where the standing ones are. The
 * venue may go on meanwhile, if its database is a server.
 */
export async function rebuild({
  database,
  source,
  replace,
  onProgress,
}: RebuildOptions): Promise<RebuildReport> {
  const standing = await digestStanding(database);
  await database.run(`DROP SCHEMA IF EXISTS ${REBUILT} CASCADE`);
  await migrate(database, REBUILT);
  const projector = new Projector({ database, source, schema: REBUILT });
  await projector.begin();
  const runTo = async (until: number): Promise<void> => {
    await projector.run(BATCH, { until, onCommitted: () => onProgress?.(projector.sequence) });
  };
  await runTo(standing.sequence);
  const tables = compare(standing.tables, await digestTables(database, REBUILT));
  if (replace) {
    await runTo(Infinity);
    await putInPlace(database);
  }
  const schema = replace ? SCHEMA : REBUILT;
  const deadLetters = (await openDeadLetters(database, schema)).length;
  await database.run(`DROP SCHEMA IF EXISTS ${REBUILT} CASCADE`);
  const comparedAt = Math.min(standing.sequence, projector.sequence);
  return {
    comparedAt: standing.sequence === 0 ? 0 : comparedAt,
    tables,
    isEqual: comparedAt === standing.sequence && tables.every(({ isEqual }) => isEqual),
    deadLetters,
    replacedAt: replace ? projector.sequence : null,
  };
}

/** What stands, as of one moment. */
async function digestStanding(
  database: Database,
): Promise<{ readonly sequence: number; readonly tables: Map<string, TableDigest> }> {
  return database.transaction(async (connection) => {
    await connection.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    if (!(await hasCursor(connection))) return { sequence: 0, tables: new Map() };
    const { sequence } = await readCursor(connection, SCHEMA);
    return { sequence, tables: await digestTables(connection, SCHEMA) };
  });
}

async function hasCursor(connection: Connection): Promise<boolean> {
  const [[found] = []] = await connection.run("SELECT to_regclass($1) IS NOT NULL", [
    `${SCHEMA}.cursor`,
  ]);
  return found === true;
}

function compare(
  standing: ReadonlyMap<string, TableDigest>,
  rebuilt: ReadonlyMap<string, TableDigest>,
): RebuildReport["tables"] {
  const names = [...new Set([...standing.keys(), ...rebuilt.keys()])].toSorted();
  // With nothing standing there is nothing to differ from.
  if (standing.size === 0) return [];
  return names.map((name) => {
    const one = standing.get(name) ?? null;
    const other = rebuilt.get(name) ?? null;
    const isEqual = one?.rows === other?.rows && one?.digest === other?.digest;
    return { name, standing: one, rebuilt: other, isEqual };
  });
}

/** Swaps the schemas; a projector at work notices by the revision, and reads everything anew. */
async function putInPlace(database: Database): Promise<void> {
  await database.transaction(async (connection) => {
    const revision = (await hasCursor(connection))
      ? (await readCursor(connection, SCHEMA)).revision
      : 0;
    await connection.run(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
    await connection.run(`ALTER SCHEMA ${REBUILT} RENAME TO ${SCHEMA}`);
    await connection.run(`UPDATE ${SCHEMA}.cursor SET revision = $1`, [revision + 1]);
  });
}
