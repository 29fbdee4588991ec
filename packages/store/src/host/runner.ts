import { rm } from "node:fs/promises";
import type { Database, Parameter, RawRow } from "../database/database.ts";
import type { DatabaseChoice } from "../database/choice.ts";
import { SchemaMismatch } from "../database/migrate.ts";
import { migrateChosen, openDatabase } from "../database/open.ts";
import { CursorMoved } from "../projector/cursor.ts";
import { findDeadLetter, openDeadLetters } from "../projector/dead-letters.ts";
import type { DeadLetter, DeadLetterId } from "../projector/dead-letters.ts";
import type { Projection } from "../projector/projection.ts";
import { ForeignJournal, Projector } from "../projector/projector.ts";
import type { Source } from "../projector/source.ts";
import { SCHEMA } from "../tables/columns.ts";
import type { Progress } from "./progress.ts";

/** Commands a transaction takes at most: PGlite answers nobody meanwhile, a server answers others. */
const BATCH = { pglite: 1_000, postgres: 10_000 } as const;
/**
 * How long it rests between rounds, if nobody who waits wakes it: some times as long as the last
 * round took, within bounds. A transaction costs far more than a row, so a trickle of commands
 * goes in groups, and the processor stays with the venue.
 */
const REST = { rounds: 4, minMs: 20, maxMs: 250 } as const;
/** How often an idle projector says that it is. */
const HEARTBEAT_MS = 1_000;
const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 5_000;

export interface RunnerParts {
  readonly database: DatabaseChoice;
  readonly source: Source;
  readonly onProgress: (progress: Progress) => void;
  readonly projections?: readonly Projection[];
}

/**
 * Opens the database, brings its tables up to date, and projects until it is
 * closed; whatever fails meanwhile is tried again. Runs in the thread of whoever makes it.
 */
export class Runner {
  readonly #parts: RunnerParts;
  #database: Database | null = null;
  #projector: Projector | null = null;
  #isClosed = false;
  #wake: () => void = () => {};
  #wakeCalls = 0;
  #state: Progress["state"] = "starting";
  #problem: string | null = null;
  #deadLetters = 0;
  #retryMs = RETRY_MIN_MS;
  /** What waits for the projector to stand between two batches. */
  #errands: (() => Promise<void>)[] = [];
  readonly #done: Promise<void>;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#done = this.#live();
  }

  /** There may be more to fold. */
  wake(): void {
    this.#wakeCalls += 1;
    this.#wake();
  }

  /** Runs a reading statement. */
  async run(sql: string, parameters: readonly Parameter[]): Promise<RawRow[]> {
    if (this.#database === null) throw new Error("the database of the read side is not open");
    return this.#database.run(sql, parameters);
  }

  deadLetters(): Promise<DeadLetter[]> {
    return this.#betweenBatches(() => openDeadLetters(this.#database!, SCHEMA));
  }

  deadLetter(id: DeadLetterId): Promise<DeadLetter | null> {
    return this.#betweenBatches(() => findDeadLetter(this.#database!, SCHEMA, id));
  }

  /** Folds a dead letter's event again. @returns the letter as it is then; null if there is none. */
  retry(id: DeadLetterId): Promise<DeadLetter | null> {
    return this.#betweenBatches(async () => {
      const letter = await findDeadLetter(this.#database!, SCHEMA, id);
      return letter === null ? null : this.#projector!.retry(letter);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.wake();
    await this.#done;
  }

  async #live(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#open();
        await this.#follow();
      } catch (error) {
        await this.#mind(error);
      }
    }
    await this.#leave();
    await this.#parts.source.close();
  }

  async #open(): Promise<void> {
    if (this.#projector !== null) return;
    this.#tell("starting");
    const { database: choice, source, projections } = this.#parts;
    this.#database ??= await openDatabase(choice);
    await migrateChosen(choice, this.#database);
    const projector = new Projector({
      database: this.#database,
      source,
      ...(projections === undefined ? {} : { projections }),
      onDeadLetter: () => {
        this.#deadLetters += 1;
      },
    });
    await projector.begin();
    this.#projector = projector;
    this.#problem = null;
  }

  async #follow(): Promise<void> {
    const entries = BATCH[this.#parts.database.kind];
    while (!this.#isClosed) {
      for (const errand of this.#errands.splice(0)) await errand();
      const calls = this.#wakeCalls;
      const began = performance.now();
      await this.#projector!.run(entries, {
        goesOn: () => !this.#isClosed && this.#errands.length === 0,
        onCommitted: () => this.#tell("projecting"),
      });
      this.#retryMs = RETRY_MIN_MS;
      const isAwaited = this.#errands.length > 0 || calls !== this.#wakeCalls;
      if (!isAwaited && !this.#isClosed) await this.#rest(performance.now() - began);
    }
  }

  async #rest(roundMs: number): Promise<void> {
    if (this.#state !== "idle" || Date.now() - this.#toldAt > HEARTBEAT_MS) this.#tell("idle");
    await this.#sleep(Math.min(Math.max(REST.rounds * roundMs, REST.minMs), REST.maxMs));
  }

  /** Decides what a failure means: made anew, tried again, or an operator's matter. */
  async #mind(error: unknown): Promise<void> {
    if (this.#isClosed) return;
    this.#problem = error instanceof Error ? error.message : String(error);
    if (error instanceof CursorMoved) return;
    const { database } = this.#parts;
    const isOfOthers = error instanceof SchemaMismatch || error instanceof ForeignJournal;
    if (database.kind === "pglite" && (isOfOthers || this.#database === null)) {
      // Nothing is lost: the events are in the archive.
      await this.#leave();
      if (database.folder !== null) await rm(database.folder, { recursive: true, force: true });
    }
    this.#projector = null;
    this.#tell(isOfOthers && database.kind === "postgres" ? "failed" : "waiting");
    await this.#sleep(this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, RETRY_MAX_MS);
  }

  #betweenBatches<T>(errand: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#projector === null) {
        reject(new Error(this.#problem ?? "the read side is not open yet"));
        return;
      }
      this.#errands.push(() => errand().then(resolve, reject));
      this.wake();
    });
  }

  #toldAt = 0;

  #tell(state: Progress["state"]): void {
    this.#state = state;
    this.#toldAt = Date.now();
    this.#parts.onProgress({
      state,
      problem: this.#problem,
      sequence: this.#projector?.sequence ?? 0,
      time: this.#projector?.time ?? 0,
      at: this.#toldAt,
      deadLetters: this.#deadLetters,
    });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #leave(): Promise<void> {
    const database = this.#database;
    this.#database = null;
    this.#projector = null;
    await database?.close().catch(() => {});
  }
}
