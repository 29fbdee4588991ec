import { NotRunning, NotYet } from "@probity/sequencer";
import type { Connection } from "./database/database.ts";
import { openPostgres } from "./database/postgres.ts";
import type { ConnectionCounts, PostgresServer } from "./database/postgres.ts";
import type { RunnerPort } from "./host/calls.ts";
import type { DatabaseChoice } from "./database/choice.ts";
import type { Progress, RunnerOptions } from "./host/progress.ts";
import { Runner } from "./host/runner.ts";
import { RunnerThread } from "./host/thread.ts";
import { readCursor } from "./projector/cursor.ts";
import type { DeadLetter, DeadLetterId } from "./projector/dead-letters.ts";
import type { Projection } from "./projector/projection.ts";
import type { Source } from "./projector/source.ts";
import { openQueries } from "./queries/queries.ts";
import type { Queries } from "./queries/queries.ts";
import { SCHEMA } from "./tables/columns.ts";

/** How far the tables are behind what is durable. */
export interface StoreLag {
  readonly sequences: number;
  /** For how long something durable has been missing, at most; 0 when nothing is. */
  readonly ms: number;
}

/** The database behind history: what happened, as tables that can be asked. */
export interface Store {
  /** Questions to the tables; each may be some commands behind, see `caughtUp`. */
  readonly query: Queries;
  /**
   * Resolves once the tables, as reads see them, tell of `minSequence`, with the
   * sequence up to which they certainly do.
   *
   * @throws NotYet after the time to wait
   */
  caughtUp(minSequence?: number): Promise<number>;
  lag(): StoreLag;
  state(): Progress;
  /** Connections for questions; within this process there is one. */
  connections(): ConnectionCounts;
  readonly deadLetters: {
    /** Those not mended, oldest first, at most 1,000. */
    list(): Promise<DeadLetter[]>;
    find(id: DeadLetterId): Promise<DeadLetter | null>;
    /** Folds the event once more, now. @returns the letter as it is then; null if there is none. */
    retry(id: DeadLetterId): Promise<DeadLetter | null>;
  };
  close(): Promise<void>;
}

interface Common {
  /** Last durable sequence of the exchange, for the lag. */
  readonly durableSequence: () => number;
  /** How long `caughtUp` waits, ms; default 2,000. */
  readonly waitMs?: number;
  /** Connections for reads, where the database is a server; default 4. */
  readonly readConnections?: number;
  readonly onProblem?: (problem: Error) => void;
}

export type StoreOptions = Common & RunnerOptions;

export type InlineStoreOptions = Common & {
  readonly database: DatabaseChoice;
  readonly source: Source;
  readonly projections?: readonly Projection[];
};

/** Opens the store with its projector in a thread; does not wait for the database or for anything to be folded. */
export function openStore(options: StoreOptions): Store {
  const { database, dataFolder } = options;
  return new LiveStore(
    options,
    database,
    (onProgress) => new RunnerThread({ database, dataFolder }, onProgress),
  );
}

/** The same within this thread, for tests and tools. */
export function openInlineStore(options: InlineStoreOptions): Store {
  return new LiveStore(
    options,
    options.database,
    (onProgress) => new Runner({ ...options, onProgress }),
  );
}

const WAIT_MS = 2_000;
/** How often a lagging replica is asked again. */
const REPLICA_POLL_MS = 10;

interface Waiting {
  readonly sequence: number;
  readonly resolve: () => void;
  readonly timer: NodeJS.Timeout;
}

class LiveStore implements Store {
  readonly query: Queries;
  readonly deadLetters: Store["deadLetters"];
  readonly #options: Common;
  readonly #runner: RunnerPort;
  /** Null where reads go through the runner. */
  readonly #reads: PostgresServer | null;
  /** Questions under way through the runner. */
  #asking = 0;
  readonly #isReplica: boolean;
  #progress: Progress = {
    state: "starting",
    problem: null,
    sequence: 0,
    time: 0,
    at: Date.now(),
    deadLetters: 0,
  };
  /** When everything durable was last known to be in the tables. */
  #upToDateAt = Date.now();
  #waiting: Waiting[] = [];
  #isClosed = false;

  constructor(
    options: Common,
    choice: DatabaseChoice,
    start: (onProgress: (progress: Progress) => void) => RunnerPort,
  ) {
    this.#options = options;
    this.#runner = start((progress) => this.#hear(progress));
    this.#isReplica = choice.kind === "postgres" && choice.readUrl !== undefined;
    this.#reads = openReads(choice, options);
    const reads: Connection = this.#reads ?? {
      run: (sql, parameters = []) => this.#ask(() => this.#runner.run(sql, parameters)),
    };
    this.query = openQueries(reads);
    this.deadLetters = {
      list: () => this.#runner.deadLetters(),
      find: (id) => this.#runner.deadLetter(id),
      retry: (id) => this.#runner.retry(id),
    };
  }

  async caughtUp(minSequence = 0): Promise<number> {
    const started = Date.now();
    if (this.#isClosed) throw new NotRunning("closing");
    const isThere = this.#isOpen && this.#progress.sequence >= minSequence;
    if (!isThere) await this.#wait(minSequence);
    if (!this.#isReplica) return this.#progress.sequence;
    return this.#replicaCaughtUp(minSequence, started + this.#waitMs);
  }

  lag(): StoreLag {
    const sequences = Math.max(0, this.#options.durableSequence() - this.#progress.sequence);
    if (sequences === 0) this.#upToDateAt = Date.now();
    return { sequences, ms: sequences === 0 ? 0 : Date.now() - this.#upToDateAt };
  }

  state(): Progress {
    return this.#progress;
  }

  connections(): ConnectionCounts {
    if (this.#reads !== null) return this.#reads.connections();
    const active = Math.min(1, this.#asking);
    return { active, idle: 1 - active };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { timer, resolve } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      resolve();
    }
    await this.#runner.close();
    await this.#reads?.close();
  }

  async #ask<T>(question: () => Promise<T>): Promise<T> {
    this.#asking += 1;
    try {
      return await question();
    } finally {
      this.#asking -= 1;
    }
  }

  get #isOpen(): boolean {
    return this.#progress.state === "idle" || this.#progress.state === "projecting";
  }

  get #waitMs(): number {
    return this.#options.waitMs ?? WAIT_MS;
  }

  async #wait(sequence: number): Promise<void> {
    this.#runner.wake();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(new NotYet(sequence, this.#progress.sequence));
      }, this.#waitMs);
      const waiting = { sequence, resolve, timer };
      this.#waiting.push(waiting);
    });
    if (this.#isClosed) throw new NotRunning("closing");
  }

  /** Asks the replica until it tells of `minSequence`, too. */
  async #replicaCaughtUp(minSequence: number, deadline: number): Promise<number> {
    while (true) {
      const { sequence } = await readCursor(this.#reads!, SCHEMA);
      if (sequence >= minSequence) return sequence;
      if (Date.now() >= deadline) throw new NotYet(minSequence, sequence);
      await new Promise((resolve) => {
        setTimeout(resolve, REPLICA_POLL_MS);
      });
    }
  }

  #hear(progress: Progress): void {
    const isNews = progress.problem !== null && progress.problem !== this.#progress.problem;
    if (isNews) this.#options.onProblem?.(new Error(progress.problem ?? ""));
    // A thread that has just begun does not know yet how far the tables are.
    const sequence = Math.max(
      progress.sequence,
      this.#isFresh(progress) ? 0 : this.#progress.sequence,
    );
    this.#progress = { ...progress, sequence };
    if (progress.state === "idle") this.#upToDateAt = progress.at;
    if (!this.#isOpen) return;
    const due = this.#waiting.filter((waiting) => waiting.sequence <= sequence);
    if (due.length === 0) {
      if (this.#waiting.length > 0 && progress.state === "idle") this.#runner.wake();
      return;
    }
    this.#waiting = this.#waiting.filter((waiting) => waiting.sequence > sequence);
    for (const { timer, resolve } of due) {
      clearTimeout(timer);
      resolve();
    }
  }

  /** Whether the runner has opened the tables, and so knows their sequence even if it is lower than it was. */
  #isFresh({ state }: Progress): boolean {
    return state === "idle" || state === "projecting";
  }
}

function openReads(
  choice: DatabaseChoice,
  { readConnections = 4, onProblem }: Common,
): PostgresServer | null {
  if (choice.kind === "pglite") return null;
  const url = choice.readUrl ?? choice.url;
  return openPostgres({
    url,
    connections: readConnections,
    ...(onProblem === undefined ? {} : { onProblem }),
  });
}
