import type { Event } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";

/** A run of commands' events, as a source hands it over. */
export interface SourceBatch {
  /** In order, without gaps. */
  readonly entries: readonly FeedEntry<Event>[];
  /** Of the journal behind the last entry, hex; "" where it is not known. */
  readonly digest: string;
}

/** Where a projector gets its events from. */
export interface Source {
  /**
   * What comes next from `sequence` on, about `maxEntries` of it, or null when there
   * is nothing yet.
   */
  read(sequence: number, maxEntries: number): Promise<SourceBatch | null>;
  /** Digest of the journal behind `sequence`, hex; null where it is not known. */
  digestAt(sequence: number): Promise<string | null>;
  close(): Promise<void>;
}
