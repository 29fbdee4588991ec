import { ByteWriter } from "./codec/bytes.ts";
import { eventLists } from "./codec/event-lists.ts";
import type { EventList, EventListCodec } from "./codec/event-lists.ts";
import { BLOCK_HEADER_BYTES } from "./events/event-block.ts";
import { FeedRecords, LazyEntry } from "./events/lazy-entry.ts";
import { BATCH_HEADER_BYTES } from "./journal/batch.ts";
import type { UnsealedBatch } from "./journal/journal-writer.ts";
import { writeCommandRecord, writeFeedRecord } from "./journal/records.ts";
import type { FeedEntry, Machine, MachineKind, Sequenced, Waiter } from "./ports.ts";

/** Memory for events is taken in pieces of this size and given away with the entries that lie in it. */
const EVENT_MEMORY_BYTES = 524_288;

/** Commands that were executed and are not on their way to disk yet, encoded as they will lie there. */
export class OpenBatch<Content, Event> {
  readonly #kind: MachineKind<Content, Event, Machine<Content, Event>>;
  readonly #lists: EventListCodec<Event>;
  /** The journal's batch: room for its header, then the command records. */
  readonly #batch = new ByteWriter(65_536);
  /** The archive's block: room for its header, then the feed records. */
  readonly #block = new ByteWriter(EVENT_MEMORY_BYTES);
  #records: FeedRecords<Event>;
  #entries: FeedEntry<Event>[] = [];
  /** Beside each entry who waits for it; null for the system's own commands. */
  readonly #waiters: (Waiter<Event> | null)[] = [];
  #baseTime = 0;

  constructor(kind: MachineKind<Content, Event, Machine<Content, Event>>) {
    this.#kind = kind;
    this.#lists = kind.eventLists ?? eventLists(kind.events);
    this.#records = new FeedRecords(this.#lists);
    this.#begin();
  }

  get count(): number {
    return this.#entries.length;
  }

  /** Bytes of commands and events together. */
  get bytes(): number {
    return this.#batch.length + this.#block.length;
  }

  get recordBytes(): number {
    return this.#batch.length;
  }

  get entries(): readonly FeedEntry<Event>[] {
    return this.#entries;
  }

  get waiters(): readonly (Waiter<Event> | null)[] {
    return this.#waiters;
  }

  /** Writes the command down, before it is executed: what cannot be encoded must not be executed. @returns its bytes. */
  addCommand(command: Sequenced<Content>): number {
    if (this.count === 0) this.#baseTime = command.time;
    const start = this.#batch.length;
    try {
      writeCommandRecord(this.#batch, this.#kind.commands, command, this.#baseTime);
    } catch (error) {
      this.#batch.rewind(start);
      throw error;
    }
    return this.#batch.length - start;
  }

  /** Writes down what came of the command added last. */
  addEvents(
    command: Sequenced<Content>,
    events: EventList<Event>,
    waiter: Waiter<Event> | null,
  ): void {
    const start = this.#block.length;
    try {
      writeFeedRecord(this.#block, this.#lists, command, events, this.#baseTime);
    } catch (error) {
      this.#block.rewind(start);
      throw error;
    }
    const { sequence, time, origin, counter, actor } = command;
    const offset = start - BLOCK_HEADER_BYTES;
    this.#entries.push(
      new LazyEntry(sequence, time, origin, counter, actor, this.#records, offset),
    );
    this.#waiters.push(waiter);
  }

  /** Takes back the command added last, which has no events yet. */
  removeCommand(recordBytes: number): void {
    this.#batch.rewind(this.#batch.length - recordBytes);
  }

  /** As the journal wants it; views, good until `release`. */
  unsealed(): UnsealedBatch {
    return {
      bytes: this.#batch.bytes(),
      block: this.#block.bytes(),
      count: this.count,
      firstSequence: this.#entries[0]!.sequence,
      baseTime: this.#baseTime,
    };
  }

  /**
   * The batch is durable: gives away its block, from which the entries now read their events, and
   * begins a new one.
   */
  release(): { readonly block: Buffer; readonly entries: readonly FeedEntry<Event>[] } {
    const block = this.#block.handOver();
    this.#records.fill(block.subarray(BLOCK_HEADER_BYTES));
    const entries = this.#entries;
    this.#records = new FeedRecords(this.#lists);
    this.#entries = [];
    this.#begin();
    return { block, entries };
  }

  /** Forgets the waiters of the batch released last. */
  forgetWaiters(): void {
    this.#waiters.length = 0;
  }

  #begin(): void {
    this.#batch.rewind();
    this.#batch.zeros(BATCH_HEADER_BYTES);
    this.#block.zeros(BLOCK_HEADER_BYTES);
  }
}
