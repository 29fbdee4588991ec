import type { EventListCodec } from "../codec/event-lists.ts";
import type { FeedEntry, FollowOptions } from "../ports.ts";
import type { EventArchive } from "./event-archive.ts";
import { readFeedRecords } from "./lazy-entry.ts";

/** Entries kept in memory for followers that are at the head or near it. */
const RECENT_ENTRIES = 8_192;

/**
 * The list of durable entries, for any number of followers. Each has nothing but a cursor: what is
 * recent comes from memory, what is older from the archive, so a slow follower costs no memory.
 */
export class Feed<Event> {
  readonly #lists: EventListCodec<Event>;
  readonly #archive: EventArchive;
  /** Batches in order, without gaps, up to the last durable one. */
  #recent: (readonly FeedEntry<Event>[])[] = [];
  #recentCount = 0;
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
    while (
      this.#recent.length > 1 &&
      this.#recentCount - this.#recent[0]!.length >= RECENT_ENTRIES
    ) {
      // Memory is let go only of what the archive can give.
      if (this.#recent[0]!.at(-1)!.sequence > this.#archive.writtenSequence) break;
      this.#recentCount -= this.#recent.shift()!.length;
    }
    this.#wakeAll();
  }

  /** No more will come: followers end when they have seen everything, with `error` if there is one. */
  end(error: Error | null): void {
    this.#end ??= { error };
    this.#wakeAll();
  }

  /** Forgets what is in memory, because history was rewritten. */
  forget(): void {
    this.#recent = [];
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
    let next = Math.max(1, fromSequence);
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

  #recentFrom(sequence: number): readonly FeedEntry<Event>[] | null {
    const recent = this.#recent;
    if (recent.length === 0 || recent[0]![0]!.sequence > sequence) return null;
    let low = 0;
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
