import type { EventListCodec } from "../codec/event-lists.ts";
import type { FeedEntry, FollowOptions } from "../ports.ts";
import type { EventArchive } from "./event-archive.ts";
import { readFeedRecords } from "./lazy-entry.ts";

/** Entries kept in memory for followers that are at the head or near it. */
const RECENT_ENTRIES = 8_192;
/** In the place of a batch that was forgotten. */
const NOTHING: readonly never[] = [];

/**
 * The list of durable entries, for any number of followers. Each has nothing but a cursor: what is
 * recent comes from memory, what is older from the archive, so a slow follower costs no memory; and
 * while nobody follows, nothing stays in memory that the archive has.
 */
export class Feed<Event> {
  readonly #lists: EventListCodec<Event>;
  readonly #archive: EventArchive;
  /** Batches in order, without gaps, up to the last durable one. */
  #recent: (readonly FeedEntry<Event>[])[] = [];
  /** Where in `#recent` memory begins; what is before was forgotten and waits to be cut off. */
  #first = 0;
  #recentCount = 0;
  #followers = 0;
  #lastSequence: number;
  #wake: (() => void)[] = [];
  #end: { readonly error: Error | null } | null = null;

  constructor(lists: EventListCodec<Event>, archive: EventArchive, lastSequence: number) {
    this.#lists = lists;
    this.#archive = archive;
    this.#lastSequence = lastSequence;
  }

  /** Shows a batch, which is durable and handed to the archive, to everybody. */
  publish(entries: readonly FeedEntry<Event>[]): void {
    this.#recent.push(entries);
    this.#recentCount += entries.length;
    this.#lastSequence = entries.at(-1)!.sequence;
    this.#trim(this.#followers === 0 ? 0 : RECENT_ENTRIES);
    if (this.#wake.length > 0) this.#wakeAll();
  }

  /** No more will come: followers end when they have seen everything, with `error` if there is one. */
  end(error: Error | null): void {
    this.#end ??= { error };
    this.#wakeAll();
  }

  /** Forgets what is in memory, because history was rewritten. */
  forget(): void {
    this.#recent = [];
    this.#first = 0;
    this.#recentCount = 0;
  }

  async *follow(
    fromSequence: number,
    options: FollowOptions = {},
  ): AsyncGenerator<FeedEntry<Event>, void> {
    for await (const batch of this.followBatches(fromSequence, options)) yield* batch;
  }

  async *followBatches(
    fromSequence: number,
    { signal }: FollowOptions = {},
  ): AsyncGenerator<readonly FeedEntry<Event>[], void> {
    this.#followers++;
    try {
      yield* this.#batchesFrom(Math.max(1, fromSequence), signal);
    } finally {
      this.#followers--;
    }
  }

  async *#batchesFrom(
    fromSequence: number,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<readonly FeedEntry<Event>[], void> {
    let next = fromSequence;
    const isOver = (): boolean => signal?.aborted === true;
    while (!isOver()) {
      if (next > this.#lastSequence) {
        if (this.#end !== null) {
          if (this.#end.error !== null) throw this.#end.error;
          return;
        }
        await this.#awake(signal);
        continue;
      }
      const recent = this.#recentFrom(next);
      if (recent !== null) {
        yield recent;
        next = recent.at(-1)!.sequence + 1;
        continue;
      }
      for (const block of await this.#archive.read(next)) {
        const entries = readFeedRecords(block, this.#lists, next);
        if (isOver()) return;
        yield entries;
        next = block.firstSequence + block.count;
      }
    }
  }

  /** Keeps in memory the newest batches with `entries` entries or more, and what the archive cannot give yet. */
  #trim(entries: number): void {
    const { writtenSequence } = this.#archive;
    const recent = this.#recent;
    for (; this.#first < recent.length; this.#first++) {
      const batch = recent[this.#first]!;
      if (this.#recentCount - batch.length < entries) break;
      if (batch.at(-1)!.sequence > writtenSequence) break;
      this.#recentCount -= batch.length;
      recent[this.#first] = NOTHING;
    }
    // Cut off seldom: it moves all that stays, thousands of batches of one command each.
    if (this.#first > recent.length >>> 1) {
      recent.splice(0, this.#first);
      this.#first = 0;
    }
  }

  #recentFrom(sequence: number): readonly FeedEntry<Event>[] | null {
    const recent = this.#recent;
    let low = this.#first;
    if (low === recent.length || recent[low]![0]!.sequence > sequence) return null;
    let high = recent.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (recent[middle]![0]!.sequence <= sequence) low = middle;
      else high = middle - 1;
    }
    const batch = recent[low]!;
    const skip = sequence - batch[0]!.sequence;
    return skip === 0 ? batch : batch.slice(skip);
  }

  async #awake(signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal?.removeEventListener("abort", done);
        resolve();
      };
      signal?.addEventListener("abort", done);
      this.#wake.push(done);
    });
  }

  #wakeAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
