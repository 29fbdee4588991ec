import type { Event } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import { isRefusal } from "../database/database.ts";
import type { Connection, Database } from "../database/database.ts";
import { SCHEMA } from "../tables/columns.ts";
import { Catalogue } from "./catalogue.ts";
import { advanceCursor, readCursor } from "./cursor.ts";
import type { Cursor } from "./cursor.ts";
import { writeDeadLetters } from "./dead-letters.ts";
import type { DeadLetter } from "./dead-letters.ts";
import type { Fact, Projection } from "./projection.ts";
import { PROJECTIONS } from "./projections.ts";
import type { Source, SourceBatch } from "./source.ts";
import { openWorkspace } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

/** The read side tells of another journal than the one at hand. */
export class ForeignJournal extends Error {
  override readonly name = "ForeignJournal";
}

export interface ProjectorOptions {
  readonly database: Database;
  readonly source: Source;
  readonly schema?: string;
  readonly projections?: readonly Projection[];
  /** Hears of every dead letter when it is committed. */
  readonly onDeadLetter?: (letter: DeadLetter) => void;
}

/** A table could not be written. */
class FlushRefused extends Error {
  readonly table: keyof Workspace;

  constructor(table: keyof Workspace, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.table = table;
  }
}

/**
 * Folds events into tables. A batch's rows and the cursor are one transaction, so
 * every event counts exactly once however often the process dies; and one that
 * cannot be folded becomes a dead letter and holds nobody up.
 */
export class Projector {
  readonly #database: Database;
  readonly #source: Source;
  readonly #schema: string;
  readonly #projections: readonly Projection[];
  readonly #onDeadLetter: (letter: DeadLetter) => void;
  readonly #catalogue = new Catalogue();
  readonly #rows: Workspace = openWorkspace();
  #cursor: Cursor | null = null;

  constructor(options: ProjectorOptions) {
    this.#database = options.database;
    this.#source = options.source;
    this.#schema = options.schema ?? SCHEMA;
    this.#projections = options.projections ?? PROJECTIONS;
    this.#onDeadLetter = options.onDeadLetter ?? (() => {});
  }

  /** Of the last command in the tables; 0 before `begin`. */
  get sequence(): number {
    return this.#cursor?.sequence ?? 0;
  }

  /** Time of that command, ms; 0 when there is none. */
  get time(): number {
    return this.#cursor?.time ?? 0;
  }

  /**
   * Reads where the tables stand, and that they stand on this journal.
   *
   * @throws ForeignJournal
   */
  async begin(): Promise<void> {
    await this.#reload();
    const { sequence, digest } = this.#cursor!;
    if (sequence === 0 || digest === "") return;
    const found = await this.#source.digestAt(sequence);
    if (found === null || found === digest) return;
    throw new ForeignJournal(
      `the tables in ${this.#database.location} follow another journal: theirs has digest ${digest} at ` +
        `sequence ${sequence}, this one ${found}. Make them anew with: npx probity db rebuild --replace`,
    );
  }

  /**
   * Folds what comes next, at most about `maxEntries` commands and none behind `until`.
   *
   * @returns how many commands it were; 0 when there is nothing to do.
   */
  async step(maxEntries: number, until = Infinity): Promise<number> {
    const next = this.sequence + 1;
    if (next > until) return 0;
    const batch = await this.#source.read(next, maxEntries);
    if (batch === null || batch.entries.length === 0) return 0;
    const cut = cutAt(batch, until);
    await this.#project(cut.entries, cut.digest);
    return cut.entries.length;
  }

  /** Folds everything there is, up to `until`. */
  async run(maxEntries: number, until = Infinity): Promise<void> {
    while ((await this.step(maxEntries, until)) > 0);
  }

  /**
   * Folds the event of a dead letter once more, now. On success the letter is mended; else
   * it says why not. Rows that later events changed are changed on top of that. One that is
   * mended already stays as it is.
   */
  async retry(letter: DeadLetter): Promise<DeadLetter> {
    if (letter.status === "mended") return letter;
    const projection = this.#projections.find(({ name }) => name === letter.projection);
    if (projection === undefined) throw new Error(`there is no projection ${letter.projection}`);
    await this.#reload();
    try {
      await this.#commit(async (connection) => {
        this.#prepare(letter, [projection]);
        await this.#load(connection);
        this.#fold(letter, projection);
        await this.#flush(connection);
        await writeDeadLetters(connection, this.#schema, [
          { ...letter, status: "mended", attempts: letter.attempts + 1 },
        ]);
        return { ...this.#cursor!, revision: this.#cursor!.revision + 1 };
      });
      return { ...letter, status: "mended", attempts: letter.attempts + 1 };
    } catch (error) {
      if (!(error instanceof FlushRefused) && !(error instanceof FoldFailed)) throw error;
      const failed = { ...letter, error: error.message, attempts: letter.attempts + 1 };
      await writeDeadLetters(this.#database, this.#schema, [failed]);
      return failed;
    }
  }

  /** Projects the entries; halves them until what the database refuses stands alone. */
  async #project(entries: readonly FeedEntry<Event>[], digest: string): Promise<void> {
    try {
      await this.#attempt(entries, digest, new Map());
    } catch (error) {
      if (!(error instanceof FlushRefused)) throw error;
      if (entries.length === 1) return this.#projectAround(entries[0]!, digest, error);
      const half = entries.length >> 1;
      await this.#project(entries.slice(0, half), "");
      await this.#project(entries.slice(half), digest);
    }
  }

  /** Projects one entry, leaving out one projection after the other whose rows the database refuses. */
  async #projectAround(
    entry: FeedEntry<Event>,
    digest: string,
    first: FlushRefused,
  ): Promise<void> {
    const refused = new Map<Projection, string>();
    let refusal = first;
    while (true) {
      const owner = this.#projections.find(({ writes }) => writes.includes(refusal.table));
      if (owner === undefined || refused.has(owner)) throw refusal;
      refused.set(owner, refusal.message);
      try {
        return await this.#attempt([entry], digest, refused);
      } catch (error) {
        if (!(error instanceof FlushRefused)) throw error;
        refusal = error;
      }
    }
  }

  async #attempt(
    entries: readonly FeedEntry<Event>[],
    digest: string,
    refused: ReadonlyMap<Projection, string>,
  ): Promise<void> {
    const last = entries.at(-1)!;
    const letters: DeadLetter[] = [];
    await this.#commit(async (connection) => {
      for (const entry of entries) {
        for (const event of entry.events) this.#catalogue.observe(event, entry.sequence);
      }
      for (const fact of factsOf(entries)) this.#prepare(fact, this.#projections);
      await this.#load(connection);
      for (const fact of factsOf(entries)) {
        for (const projection of this.#projections) {
          const reason = refused.get(projection) ?? this.#tryToFold(fact, projection);
          if (reason !== null) letters.push(deadLetter(fact, projection, reason));
        }
      }
      await this.#flush(connection);
      if (letters.length > 0) await writeDeadLetters(connection, this.#schema, letters);
      const { revision } = this.#cursor!;
      return { sequence: last.sequence, time: last.time, digest, revision };
    });
    for (const letter of letters) this.#onDeadLetter(letter);
  }

  /** Runs `work` in a transaction that ends with the cursor it returns; if that fails, nothing is known any more. */
  async #commit(work: (connection: Connection) => Promise<Cursor>): Promise<void> {
    const before = this.#cursor!;
    try {
      const after = await this.#database.transaction(async (connection) => {
        const cursor = await work(connection);
        await advanceCursor(connection, this.#schema, before, cursor);
        return cursor;
      });
      for (const rows of Object.values(this.#rows)) rows.settle();
      this.#cursor = after;
    } catch (error) {
      for (const rows of Object.values(this.#rows)) rows.forget();
      // Whether it was committed is not known if the connection broke: only the database can tell.
      if (!isRefusal(error)) this.#cursor = null;
      if (this.#cursor === null) await this.#reload();
      throw error;
    }
  }

  async #reload(): Promise<void> {
    for (const rows of Object.values(this.#rows)) rows.forget();
    this.#cursor = await readCursor(this.#database, this.#schema);
    await this.#catalogue.load(this.#database, this.#schema);
  }

  #prepare(fact: Fact, projections: readonly Projection[]): void {
    for (const projection of projections) {
      try {
        projection.prepare(fact, this.#rows, this.#catalogue);
      } catch {
        // What cannot be prepared cannot be folded either, and is told of then.
      }
    }
  }

  /** @returns why it could not, or null. */
  #tryToFold(fact: Fact, projection: Projection): string | null {
    try {
      this.#fold(fact, projection);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #fold(fact: Fact, projection: Projection): void {
    for (const table of projection.writes) this.#rows[table].mark();
    try {
      projection.fold(fact, this.#rows, this.#catalogue);
    } catch (error) {
      for (const table of projection.writes) this.#rows[table].takeBack();
      throw new FoldFailed(error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    }
  }

  async #load(connection: Connection): Promise<void> {
    for (const rows of Object.values(this.#rows)) await rows.load(connection, this.#schema);
  }

  async #flush(connection: Connection): Promise<void> {
    for (const [table, rows] of Object.entries(this.#rows)) {
      try {
        await rows.flush(connection, this.#schema);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        throw new FlushRefused(table as keyof Workspace, error);
      }
    }
  }
}

class FoldFailed extends Error {}

function* factsOf(entries: readonly FeedEntry<Event>[]): Generator<Fact> {
  for (const { sequence, time, actor, events } of entries) {
    for (let place = 0; place < events.length; place++) {
      yield { event: events[place]!, place, sequence, time, actor };
    }
  }
}

function deadLetter(fact: Fact, projection: Projection, error: string): DeadLetter {
  return { ...fact, projection: projection.name, error, status: "open", attempts: 1 };
}

function cutAt({ entries, digest }: SourceBatch, until: number): SourceBatch {
  if (entries.at(-1)!.sequence <= until) return { entries, digest };
  return { entries: entries.filter(({ sequence }) => sequence <= until), digest: "" };
}
