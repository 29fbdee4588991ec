import type { Connection, Submittable } from "pg";

/** What a statement under way hears of its connection; the driver's own typings leave it out. */
type CopyConnection = Connection & {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

/** Bytes of a message. */
const CHUNK_BYTES = 1 << 20;

/** `COPY … FROM STDIN` with everything at hand: what node-postgres calls when such a statement is its turn. */
export class CopyFrom implements Submittable {
  /** Resolves when the server has taken the rows in and is ready for more. */
  readonly done: Promise<void>;
  readonly #sql: string;
  readonly #lines: Buffer;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;

  constructor(sql: string, lines: Buffer) {
    this.#sql = sql;
    this.#lines = lines;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.done = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.query(this.#sql);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    const bytes = this.#lines;
    for (let first = 0; first < bytes.length; first += CHUNK_BYTES) {
      connection.sendCopyFromChunk(bytes.subarray(first, first + CHUNK_BYTES));
    }
    connection.endCopyFrom();
  }

  /** The server says how many rows it took. */
  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    this.#resolve();
  }

  handleError(error: Error): void {
    this.#reject(error);
  }
}
