import type { DatabaseChoice } from "./database/choice.ts";
import type { Database } from "./database/database.ts";
import { migrationStatus } from "./database/migrate.ts";
import { migrateChosen, openDatabase } from "./database/open.ts";
import { archiveSource } from "./projector/archive-source.ts";
import { readCursor } from "./projector/cursor.ts";
import { findDeadLetter, openDeadLetters } from "./projector/dead-letters.ts";
import type { DeadLetter, DeadLetterId } from "./projector/dead-letters.ts";
import { Projector } from "./projector/projector.ts";
import { rebuild } from "./rebuild/rebuild.ts";
import type { RebuildReport } from "./rebuild/rebuild.ts";
import { SCHEMA } from "./tables/columns.ts";

export interface StoreToolsOptions {
  readonly database: DatabaseChoice;
  readonly dataFolder: string;
}

/** How the tables stand. */
export interface TablesStatus {
  readonly location: string;
  readonly migrations: { readonly applied: string[]; readonly missing: string[] };
  /** Null before the first migration. */
  readonly sequence: number | null;
  /** Of that command, ms. */
  readonly time: number;
  readonly deadLetters: number;
}

/** What an operator does with the tables while no projector of this process is at them. */
export interface StoreTools {
  /** @returns the names of the migrations applied now. */
  migrate(): Promise<string[]>;
  status(): Promise<TablesStatus>;
  deadLetters(): Promise<DeadLetter[]>;
  deadLetter(id: DeadLetterId): Promise<DeadLetter | null>;
  /** Folds a letter's event once more. @returns the letter as it is then; null if there is none. */
  retry(id: DeadLetterId): Promise<DeadLetter | null>;
  rebuild(options: {
    readonly replace: boolean;
    readonly onProgress?: (sequence: number) => void;
  }): Promise<RebuildReport>;
  close(): Promise<void>;
}

/** Opens the database for an operator; one within the process must not be open elsewhere. */
export async function openStoreTools({
  database: choice,
  dataFolder,
}: StoreToolsOptions): Promise<StoreTools> {
  const database = await openDatabase(choice);
  const source = archiveSource(dataFolder);
  return {
    migrate: () => migrateChosen(choice, database),
    status: () => statusOf(database),
    deadLetters: () => openDeadLetters(database, SCHEMA),
    deadLetter: (id) => findDeadLetter(database, SCHEMA, id),
    retry: async (id) => {
      const letter = await findDeadLetter(database, SCHEMA, id);
      if (letter === null) return null;
      return new Projector({ database, source }).retry(letter);
    },
    rebuild: (options) => rebuild({ database, source, ...options }),
    close: async () => {
      await source.close();
      await database.close();
    },
  };
}

async function statusOf(database: Database): Promise<TablesStatus> {
  const { location } = database;
  const migrations = await migrationStatus(database);
  if (migrations.applied.length === 0) {
    return { location, migrations, sequence: null, time: 0, deadLetters: 0 };
  }
  const { sequence, time } = await readCursor(database, SCHEMA);
  const [[deadLetters] = []] = await database.run(
    `SELECT count(*) FROM ${SCHEMA}.dead_letters WHERE status = 'open'`,
  );
  return { location, migrations, sequence, time, deadLetters: Number(deadLetters) };
}
