import type { Clock } from "./clock.ts";
import { CommitWindow } from "./commit-window.ts";
import type { EventArchive } from "./events/event-archive.ts";
import { sealBlock } from "./events/event-block.ts";
import type { JournalWriter } from "./journal/journal-writer.ts";
import { OpenBatch } from "./open-batch.ts";
import type { FeedEntry, Machine, MachineKind, Waiter } from "./ports.ts";
import { DurationBuckets, LatencyRecorder, SYNC_BOUNDS } from "./stats.ts";

export interface GroupCommitOptions<Content, Event> {
  readonly kind: MachineKind<Content, Event, Machine<Content, Event>>;
  readonly journal: JournalWriter;
  readonly archive: EventArchive;
  readonly clock: Clock;
  /** The batch is durable, and the next, if there is one, on its way already. */
  readonly onDurable: (
    entries: readonly FeedEntry<Event>[],
    waiters: readonly (Waiter<Event> | null)[],
  ) => void;
  /** Nothing is known of the batch under way; no other is sent. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Two batches that take turns: one is filled while the other is written and synced, so the slower
 * the disk, the more commands share a sync. `CommitWindow` holds back a small batch when more is coming.
 */
export class GroupCommit<Content, Event> {
  readonly #options: GroupCommitOptions<Content, Event>;
  readonly #latency = new LatencyRecorder();
  readonly #syncSeconds = new DurationBuckets(SYNC_BOUNDS);
  readonly #window: CommitWindow;
  #open: OpenBatch<Content, Event>;
  #inFlight: OpenBatch<Content, Event> | null = null;
  #spare: OpenBatch<Content, Event>;
  #append: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #batches = 0;
  #lastCommands = 0;
  #lastBytes = 0;

  constructor(options: GroupCommitOptions<Content, Event>) {
    this.#options = options;
    this.#window = new CommitWindow(options.clock);
    this.#open = new OpenBatch(options.kind);
    this.#spare = new OpenBatch(options.kind);
  }

  /** Where executed commands are added. */
  get open(): OpenBatch<Content, Event> {
    return this.#open;
  }

  /** Commands executed and not durable. */
  get commands(): number {
    return this.#open.count + (this.#inFlight?.count ?? 0);
  }

  /** Their bytes, events included. */
  get bytes(): number {
    return this.#open.bytes + (this.#inFlight?.bytes ?? 0);
  }

  get stats() {
    return {
      batches: this.#batches,
      lastBatchCommands: this.#lastCommands,
      lastBatchBytes: this.#lastBytes,
      sync: this.#latency.summary(),
      syncSeconds: this.#syncSeconds,
    };
  }

  /** Sends the open batch to disk, unless it is better kept for more. @returns whether it is kept, and to be asked about next turn. */
  flushWhenWorthwhile(): boolean {
    if (this.#inFlight !== null || this.#open.count === 0 || this.#hasFailed) return false;
    if (this.#window.shouldWait(this.#open.count)) return true;
    this.flush();
    return false;
  }

  /** Sends the open batch to disk, if there is anything in it and no other is on its way. */
  flush(): void {
    if (this.#inFlight !== null || this.#open.count === 0 || this.#hasFailed) return;
    const { clock, journal } = this.#options;
    const batch = this.#open;
    this.#inFlight = batch;
    this.#open = this.#spare;
    const started = clock.monotonic();
    this.#append = journal
      .append(batch.unsealed())
      .then((digest) => {
        const now = clock.monotonic();
        this.#latency.recordMs(now - started);
        this.#syncSeconds.record((now - started) / 1_000);
        this.#window.observe(batch.count, now, now - started);
        this.#becameDurable(batch, digest);
      })
      .catch((error: unknown) => {
        this.#hasFailed = true;
        this.#options.onFailure(error);
      });
  }

  /** Waits until nothing is on its way to disk, however that ended. */
  async settled(): Promise<void> {
    await this.#append;
  }

  /** Everybody who waits for a batch that is not durable, when none will be any more. */
  abandon(): (Waiter<Event> | null)[] {
    this.#hasFailed = true;
    return [...(this.#inFlight?.waiters ?? []), ...this.#open.waiters];
  }

  #becameDurable(batch: OpenBatch<Content, Event>, digest: Buffer): void {
    if (this.#hasFailed) return;
    const { archive, kind, onDurable } = this.#options;
    const { count, firstSequence, baseTime } = batch.unsealed();
    this.#batches++;
    this.#lastCommands = count;
    this.#lastBytes = batch.recordBytes;
    const { block, entries } = batch.release();
    this.#spare = batch;
    this.#inFlight = null;
    // The disk first: it is the slowest of us.
    this.flushWhenWorthwhile();
    const { name: stream, rulesVersion } = kind;
    sealBlock(block, { rulesVersion, count, firstSequence, baseTime, stream, digest });
    archive.append({ bytes: block, count, firstSequence, digest });
    onDurable(entries, batch.waiters);
    batch.forgetWaiters();
  }
}
