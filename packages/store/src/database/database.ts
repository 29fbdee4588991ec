/** What a statement may be given; arrays go as array literals, see `rows/literal.ts`. */
export type Parameter = string | number | boolean | null;

/** A row, column by column. 64-bit integers may come as text, number or bigint. */
export type RawRow = readonly unknown[];

/** Somewhere a statement can be run. */
export interface Connection {
  run(sql: string, parameters?: readonly Parameter[]): Promise<RawRow[]>;
}

/** Within a transaction. */
export interface Transaction extends Connection {
  /** Runs `COPY … FROM STDIN` with rows in its text format, see `rows/copy-lines.ts`. */
  copy(sql: string, lines: Buffer): Promise<void>;
}

/** A PostgreSQL, in this process or elsewhere. */
export interface Database extends Connection {
  /** For people: which database, without its password. */
  readonly location: string;
  /** Runs `work` in one transaction, which is undone if it throws. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Whether the database refused the data or the statement, so that trying again
 * gives the same; everything else is the world failing, and passes.
 */
export function isRefusal(error: unknown): boolean {
  const code = sqlState(error);
  // Data exception, integrity violation, wrong statement, limit exceeded.
  return code !== null && /^(22|23|42|54)/.test(code);
}

/** The five characters by which PostgreSQL names an error; null for errors of other origin. */
function sqlState(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) return code;
  }
  return null;
}
