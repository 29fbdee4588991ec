import { ByteWriter } from "./codec/bytes.ts";
import { BATCH_HEADER_BYTES } from "./journal/batch.ts";
import { DIGEST_BYTES } from "./journal/digest.ts";
import type { UnsealedBatch } from "./journal/journal-writer.ts";
import { writeCommandRecord, writeFeedRecord } from "./journal/records.ts";
import type { FeedEntry, Machine, MachineKind, Sequenced, Waiter } from "./ports.ts";

/** Commands that were executed and are not on their way to disk yet, encoded as they will lie there. */
export class OpenBatch<Content, Event> {
  readonly #kind: MachineKind<Content, Event, Machine<Content, Event>>;
  readonly #records = new ByteWriter(65_536);
  readonly #linked = new ByteWriter(65_536);
  #entries: FeedEntry<Event>[] = [];
  /** Beside each entry who waits for it; null for the system's own commands. */
  #waiters: (Waiter<Event> | null)[] = [];
  #baseTime = 0;

  constructor(kind: MachineKind<Content, Event, Machine<Content, Event>>) {
    this.#kind = kind;
    this.clear();
  }

  get count(): number {
    return this.#entries.length;
  }

  /** Bytes of commands and events together. */
  get bytes(): number {
    return this.#records.length + this.#linked.length;
  }

  get recordBytes(): number {
    return this.#records.length;
  }

  get entries(): readonly FeedEntry<Event>[] {
    return this.#entries;
  }

  get waiters(): readonly (Waiter<Event> | null)[] {
    return this.#waiters;
  }

  /** The feed records, encoded. */
  get feedRecords(): Buffer {
    return this.#linked.bytes(DIGEST_BYTES);
  }

  /** Writes the command down, before it is executed: what cannot be encoded must not be executed. @returns its bytes. */
  addCommand(command: Sequenced<Content>): number {
    if (this.count === 0) this.#baseTime = command.time;
    const start = this.#records.length;
    try {
      writeCommandRecord(this.#records, this.#kind.commands, command, this.#baseTime);
    } catch (error) {
      this.#records.rewind(start);
      throw error;
    }
    return this.#records.length - start;
  }

  /** Writes down what came of the command added last. */
  addEvents(
    command: Sequenced<Content>,
    events: readonly Event[],
    waiter: Waiter<Event> | null,
  ): void {
    const start = this.#linked.length;
    try {
      writeFeedRecord(this.#linked, this.#kind.events, command, events, this.#baseTime);
    } catch (error) {
      this.#linked.rewind(start);
      throw error;
    }
    const { sequence, time, origin, counter, actor } = command;
    this.#entries.push({ sequence, time, origin, counter, actor, events });
    this.#waiters.push(waiter);
  }

  /** Takes back the command added last, which has no events yet. */
  removeCommand(recordBytes: number): void {
    this.#records.rewind(this.#records.length - recordBytes);
  }

  /** The content of the command added last, as it would be journalled. */
  lastRecord(recordBytes: number): Buffer {
    return Buffer.from(this.#records.bytes(this.#records.length - recordBytes));
  }

  /** As the journal wants it; a view, good until `clear`. */
  unsealed(): UnsealedBatch {
    return {
      bytes: this.#records.bytes(),
      linked: this.#linked.bytes(),
      count: this.count,
      firstSequence: this.#entries[0]!.sequence,
      baseTime: this.#baseTime,
    };
  }

  clear(): void {
    this.#records.rewind();
    this.#records.zeros(BATCH_HEADER_BYTES);
    this.#linked.rewind();
    this.#linked.zeros(DIGEST_BYTES);
    this.#entries = [];
    this.#waiters = [];
  }
}
