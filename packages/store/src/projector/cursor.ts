import type { Connection } from "../database/database.ts";

/** Up to where the tables tell the story. */
export interface Cursor {
  /** Of the last command; 0: none. */
  readonly sequence: number;
  /** Of that command, ms. */
  readonly time: number;
  /** Of the journal there, hex; "" where it is not known. */
  readonly digest: string;
  /** Counts writes from outside the projector that follows. */
  readonly revision: number;
}

/** Somebody else moved the cursor: two projectors work on the same tables. */
export class CursorMoved extends Error {
  override readonly name = "CursorMoved";
}

/** The cursor; where there is none yet, the one before everything. */
export async function readCursor(connection: Connection, schema: string): Promise<Cursor> {
  const [row] = await connection.run(
    `SELECT sequence, time, digest, revision FROM "${schema}".cursor WHERE id = 1`,
  );
  if (row === undefined) return { sequence: 0, time: 0, digest: "", revision: 0 };
  const [sequence, time, digest, revision] = row;
  return {
    sequence: Number(sequence),
    time: Number(time),
    digest: String(digest),
    revision: Number(revision),
  };
}

/**
 * Moves the cursor from `before` to `after`, first of all in a transaction, and tells the database two things about this one.
 * Its commit need not wait for the disk: rows and cursor are lost together, and can be made again; but
 * where nobody ever syncs (PGlite) it is handed to the system, because there nobody else would do so later. And
 * rows are found by their keys: tables that have just been filled look small to it.
 *
 * @throws CursorMoved if it does not stand at `before`; the transaction must come to nothing.
 */
export async function advanceCursor(
  connection: Connection,
  schema: string,
  before: Cursor,
  after: Cursor,
): Promise<void> {
  const { sequence, time, digest, revision } = after;
  const moved = await connection.run(
    `INSERT INTO "${schema}".cursor AS c (id, sequence, time, digest, revision)
     VALUES (1, $1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET sequence = $1, time = $2, digest = $3, revision = $4
     WHERE c.sequence = $5 AND c.revision = $6
     RETURNING c.sequence,
       set_config('synchronous_commit', CASE current_setting('fsync') WHEN 'on' THEN 'off' ELSE 'on' END, true),
       set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true)`,
    [sequence, time, digest, revision, before.sequence, before.revision],
  );
  if (moved.length === 0) {
    throw new CursorMoved(`the cursor no longer stands at ${before.sequence}`);
  }
}
