import type { Event } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import { isRefusal } from "../database/database.ts";
import type { Database } from "../database/database.ts";
import type { TableWrite } from "../rows/rows.ts";
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

export interface RunOptions {
  /** Last sequence to fold. */
  readonly until?: number;
  /** Asked before each batch. */
  readonly goesOn?: () => boolean;
  /** Hears of every batch that is committed. */
  readonly onCommitted?: () => void;
}

/** A batch that is folded and not written. */
interface Sealed {
  readonly writes: readonly { readonly table: keyof Workspace; readonly write: TableWrite }[];
  readonly letters: readonly DeadLetter[];
  readonly after: Cursor;
}

/** What became of writing a batch: one of both is null. */
interface Outcome {
  readonly after: Cursor | null;
  readonly problem: unknown;
}

/** A batch that is being written. */
interface Written {
  readonly batch: SourceBatch;
  readonly sealed: Sealed;
  readonly outcome: Promise<Outcome>;
}

const NONE_REFUSED: ReadonlyMap<Projection, string> = new Map();

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
    const batch = await this.#read(this.sequence + 1, maxEntries, until);
    if (batch === null) return 0;
    await this.#project(batch.entries, batch.digest);
    return batch.entries.length;
  }

  /** Folds everything there is, each batch while the one before it is written; ends with nothing under way. */
  async run(maxEntries: number, options: RunOptions = {}): Promise<void> {
    const { until = Infinity, goesOn = () => true, onCommitted = () => {} } = options;
    let written: Written | null = null;
    let next = this.sequence + 1;
    /** @returns whether what was folded meanwhile still counts. */
    const finish = async (): Promise<boolean> => {
      if (written === null) return true;
      const { batch, sealed, outcome } = written;
      written = null;
      const { after, problem } = await outcome;
      if (after !== null) this.#settle(sealed, after);
      else {
        await this.#lose(problem);
        await this.#projectApart(batch.entries, batch.digest, problem);
      }
      onCommitted();
      return after !== null;
    };
    try {
      while (goesOn()) {
        const batch = await this.#read(next, maxEntries, until);
        if (batch === null) break;
        const sealed = await this.#seal(batch.entries, batch.digest, NONE_REFUSED);
        if (await finish()) {
          written = { batch, sealed, outcome: this.#outcomeOf(sealed) };
          next = batch.entries.at(-1)!.sequence + 1;
        } else next = this.sequence + 1;
      }
      await finish();
    } catch (error) {
      // What it was writing comes to its end, and is read anew with the cursor.
      await (written as Written | null)?.outcome;
      await this.#lose(null);
      throw error;
    }
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
    const mended: DeadLetter = { ...letter, status: "mended", attempts: letter.attempts + 1 };
    try {
      await this.#commit(async () => {
        this.#prepare(letter, [projection]);
        await this.#load();
        this.#fold(letter, projection);
        const { sequence, time, digest, revision } = this.#cursor!;
        const after = { sequence, time, digest, revision: revision + 1 };
        return { writes: await this.#sealRows(), letters: [mended], after };
      });
      return mended;
    } catch (error) {
      if (!(error instanceof FlushRefused) && !(error instanceof FoldFailed)) throw error;
      const failed = { ...letter, error: error.message, attempts: letter.attempts + 1 };
      await writeDeadLetters(this.#database, this.#schema, [failed]);
      return failed;
    }
  }

  /** What comes next; null when there is nothing. */
  async #read(next: number, maxEntries: number, until: number): Promise<SourceBatch | null> {
    if (next > until) return null;
    const batch = await this.#source.read(next, maxEntries);
    return batch === null || batch.entries.length === 0 ? null : cutAt(batch, until);
  }

  async #project(entries: readonly FeedEntry<Event>[], digest: string): Promise<void> {
    try {
      await this.#attempt(entries, digest, NONE_REFUSED);
    } catch (error) {
      await this.#projectApart(entries, digest, error);
    }
  }

  /** Halves what could not be written as a whole, until what the database refuses stands alone. */
  async #projectApart(
    entries: readonly FeedEntry<Event>[],
    digest: string,
    error: unknown,
  ): Promise<void> {
    if (!(error instanceof FlushRefused)) throw error;
    if (entries.length === 1) return this.#projectAround(entries[0]!, digest, error);
    const half = entries.length >> 1;
    await this.#project(entries.slice(0, half), "");
    await this.#project(entries.slice(half), digest);
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
    await this.#commit(() => this.#seal(entries, digest, refused));
  }

  /** Folds the entries. @returns what is to be written. */
  async #seal(
    entries: readonly FeedEntry<Event>[],
    digest: string,
    refused: ReadonlyMap<Projection, string>,
  ): Promise<Sealed> {
    const last = entries.at(-1)!;
    const letters: DeadLetter[] = [];
    for (const some of slicesOf(entries)) {
      for (const { events, sequence } of some) {
        for (const event of events) this.#catalogue.observe(event, sequence);
      }
      await othersFirst();
    }
    for (const some of slicesOf(entries)) {
      for (const fact of factsOf(some)) this.#prepare(fact, this.#projections);
      await othersFirst();
    }
    await this.#load();
    for (const some of slicesOf(entries)) {
      for (const fact of factsOf(some)) {
        for (const projection of this.#projections) {
          const reason = refused.get(projection) ?? this.#tryToFold(fact, projection);
          if (reason !== null) letters.push(deadLetter(fact, projection, reason));
        }
      }
      await othersFirst();
    }
    const { revision } = this.#cursor!;
    const after = { sequence: last.sequence, time: last.time, digest, revision };
    return { writes: await this.#sealRows(), letters, after };
  }

  /** Seals a batch and writes it; if that fails, nothing is known any more. */
  async #commit(seal: () => Promise<Sealed>): Promise<void> {
    try {
      const sealed = await seal();
      this.#settle(sealed, await this.#write(sealed));
    } catch (error) {
      await this.#lose(error);
      throw error;
    }
  }

  /** One transaction; the cursor comes first, so that of two projectors one waits and steps back. */
  async #write({ writes, letters, after }: Sealed): Promise<Cursor> {
    const before = this.#cursor!;
    await this.#database.transaction(async (transaction) => {
      await advanceCursor(transaction, this.#schema, before, after);
      for (const { table, write } of writes) {
        try {
          await write(transaction, this.#schema);
        } catch (error) {
          if (!isRefusal(error)) throw error;
          throw new FlushRefused(table, error);
        }
      }
      if (letters.length > 0) await writeDeadLetters(transaction, this.#schema, letters);
    });
    return after;
  }

  #outcomeOf(sealed: Sealed): Promise<Outcome> {
    return this.#write(sealed).then(
      (after) => ({ after, problem: null }),
      (problem: unknown) => ({ after: null, problem }),
    );
  }

  #settle({ letters }: Sealed, after: Cursor): void {
    for (const rows of Object.values(this.#rows)) rows.settle();
    this.#cursor = after;
    for (const letter of letters) if (letter.status === "open") this.#onDeadLetter(letter);
  }

  async #lose(error: unknown): Promise<void> {
    for (const rows of Object.values(this.#rows)) rows.forget();
    // Whether it was committed is not known if the connection broke: only the database can tell.
    if (!isRefusal(error)) this.#cursor = null;
    if (this.#cursor === null) await this.#reload();
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

  async #load(): Promise<void> {
    for (const rows of Object.values(this.#rows)) await rows.load(this.#database, this.#schema);
  }

  async #sealRows(): Promise<Sealed["writes"]> {
    const writes: { readonly table: keyof Workspace; readonly write: TableWrite }[] = [];
    for (const [table, rows] of Object.entries(this.#rows)) {
      const write = rows.seal();
      if (write === null) continue;
      writes.push({ table: table as keyof Workspace, write });
      await othersFirst();
    }
    return writes;
  }
}

class FoldFailed extends Error {}

/** Commands folded at a stretch, a millisecond or two. */
const SLICE = 64;

function* slicesOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let first = 0; first < all.length; first += SLICE) yield all.slice(first, first + SLICE);
}

/** Lets the statements under way go on: a server that waits for us does nothing. */
function othersFirst(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

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
