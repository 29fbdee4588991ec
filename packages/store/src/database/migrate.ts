import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { SCHEMA } from "../tables/columns.ts";
import type { Connection, Database } from "./database.ts";

const FOLDER = new URL("../../migrations/", import.meta.url);
/** Two that migrate one database at once take turns; the number is ours. */
const LOCK = 7_402_116_338;

/** The tables in the database are not those this version knows how to work with. */
export class SchemaMismatch extends Error {
  override readonly name = "SchemaMismatch";
}

interface Migration {
  /** File name without ending, such as `0000_base`. */
  readonly name: string;
  readonly hash: string;
  readonly statements: readonly string[];
}

/**
 * Brings the tables in `schema` to the newest shape: applies, in order and in one
 * transaction, every migration not applied yet.
 *
 * @returns the names of those applied now.
 * @throws SchemaMismatch if the database knows a migration that we do not, or another text of one.
 */
export async function migrate(database: Database, schema: string = SCHEMA): Promise<string[]> {
  const migrations = await readMigrations();
  return database.transaction(async (connection) => {
    await connection.run("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    const applied = await appliedTo(connection, schema);
    const known = new Map(migrations.map(({ name, hash }) => [name, hash]));
    for (const [name, hash] of applied) {
      if (known.get(name) === hash) continue;
      const how = known.has(name) ? "has another text" : "is not known here";
      throw new SchemaMismatch(
        `migration ${name} of schema ${schema} ${how}: it was made by another version of Probity. ` +
          "Use that version, or make the read side anew with: npx probity db rebuild --replace",
      );
    }
    const missing = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of missing) await apply(connection, schema, migration);
    return missing.map(({ name }) => name);
  });
}

/** Names of the migrations applied, and of those that are not. */
export async function migrationStatus(
  connection: Connection,
  schema: string = SCHEMA,
): Promise<{ readonly applied: string[]; readonly missing: string[] }> {
  const applied = await appliedTo(connection, schema);
  const names = (await readMigrations()).map(({ name }) => name);
  return { applied: [...applied.keys()], missing: names.filter((name) => !applied.has(name)) };
}

async function appliedTo(connection: Connection, schema: string): Promise<Map<string, string>> {
  const [[exists] = []] = await connection.run("SELECT to_regclass($1) IS NOT NULL", [
    `"${schema}"."migrations"`,
  ]);
  if (exists !== true) return new Map();
  const rows = await connection.run(
    `SELECT name, hash FROM "${schema}"."migrations" ORDER BY name`,
  );
  return new Map(rows.map(([name, hash]) => [String(name), String(hash)]));
}

async function apply(
  connection: Connection,
  schema: string,
  { name, hash, statements }: Migration,
): Promise<void> {
  for (const statement of statements) {
    // The files are written for the usual schema; a rebuild puts the same tables elsewhere.
    await connection.run(statement.replaceAll(`"${SCHEMA}"`, `"${schema}"`));
  }
  await connection.run(
    `CREATE TABLE IF NOT EXISTS "${schema}"."migrations" (name text PRIMARY KEY, hash text NOT NULL)`,
  );
  await connection.run(`INSERT INTO "${schema}"."migrations" (name, hash) VALUES ($1, $2)`, [
    name,
    hash,
  ]);
}

async function readMigrations(): Promise<Migration[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(".sql")).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, FOLDER), "utf8");
      return {
        name: file.slice(0, -".sql".length),
        hash: createHash("sha256").update(text).digest("hex"),
        statements: text.split("--> statement-breakpoint").map((one) => one.trim()),
      };
    }),
  );
}
