import type { Connection } from "../database/database.ts";
import { columnsOf, decodeRow, insertSql, shapeOf } from "../rows/table-shape.ts";
import { deadLetters } from "../tables/progress.ts";

/** An event that a projection could not take in, and why. */
export type DeadLetter = typeof deadLetters.$inferSelect;

/** What names one. */
export type DeadLetterId = Pick<DeadLetter, "sequence" | "place" | "projection">;

const SHAPE = shapeOf(deadLetters);
/** Of one answer. */
const LIST_MAX = 1_000;

/** Adds letters, or replaces those of the same event and projection. */
export async function writeDeadLetters(
  connection: Connection,
  schema: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  await connection.run(insertSql(schema, SHAPE, true), columnsOf(SHAPE, letters));
}

/** Letters that are not mended, oldest first, at most 1,000. */
export async function openDeadLetters(
  connection: Connection,
  schema: string,
): Promise<DeadLetter[]> {
  const names = SHAPE.columns.map(({ name }) => `"${name}"`).join(", ");
  const rows = await connection.run(
    `SELECT ${names} FROM "${schema}".dead_letters WHERE status = 'open'
     ORDER BY sequence, place, projection LIMIT ${LIST_MAX}`,
  );
  return rows.map((row) => decodeRow(SHAPE, row) as unknown as DeadLetter);
}

/** The letter, mended or not; null if there is none. */
export async function findDeadLetter(
  connection: Connection,
  schema: string,
  { sequence, place, projection }: DeadLetterId,
): Promise<DeadLetter | null> {
  const names = SHAPE.columns.map(({ name }) => `"${name}"`).join(", ");
  const [row] = await connection.run(
    `SELECT ${names} FROM "${schema}".dead_letters
     WHERE sequence = $1 AND place = $2 AND projection = $3`,
    [sequence, place, projection],
  );
  return row === undefined ? null : (decodeRow(SHAPE, row) as unknown as DeadLetter);
}
