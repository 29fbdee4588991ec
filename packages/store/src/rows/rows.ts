import type { Connection, Transaction } from "../database/database.ts";

/** Writes a batch's rows of one table; everything it needs is made up already. */
export type TableWrite = (transaction: Transaction, schema: string) => Promise<void>;

/**
 * Rows of one table on their way from events to the database. A batch is loaded, folded
 * and sealed; the next one may be folded while it is written, and then it is settled.
 */
export interface Rows {
  /** Of the table. */
  readonly name: string;
  /** From here on changes can be taken back. */
  mark(): void;
  /** Takes back what changed since the mark. */
  takeBack(): void;
  /** Fetches what the batch announced. */
  load(connection: Connection, schema: string): Promise<void>;
  /** Ends the batch. @returns what is to be written of it; null for nothing. */
  seal(): TableWrite | null;
  /** The oldest batch that was sealed is committed. */
  settle(): void;
  /** A batch came to nothing: what is known may be wrong, all of it. */
  forget(): void;
}
