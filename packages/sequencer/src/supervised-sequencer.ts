import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { NotRunning, Poisoned, ReplayHalted, StorageDamaged } from "./errors.ts";
import type { LiveSequencer } from "./live-sequencer.ts";
import type {
  FeedEntry,
  FollowOptions,
  Machine,
  ReadOptions,
  Receipt,
  RecoveryReport,
  Sequencer,
  SnapshotInfo,
  Submission,
  Waiter,
} from "./ports.ts";
import type { Quarantine } from "./quarantine.ts";
import type { SequencerState, SequencerStats } from "./stats.ts";

export interface SupervisorOptions {
  readonly clock?: Clock;
  /** Hears of every failure, before recovery is tried. */
  readonly onFailure?: (failure: Error) => void;
  /** Called after each recovery, not at the first start. */
  readonly onRecovered?: () => void;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/**
 * A sequencer that is discarded and recovered when it fails, behind the same face. While it is
 * recovered submissions are refused with `NotRunning`; followers notice nothing but a pause.
 *
 * It gives up, and stays `failed`, where trying again cannot help: damaged files, a replay that
 * does not come out the same, a command of the system itself that breaks the machine.
 */
export class SupervisedSequencer<
  Content,
  Event,
  M extends Machine<Content, Event>,
> implements Sequencer<Content, Event, M> {
  readonly #open: () => Promise<LiveSequencer<Content, Event, M>>;
  readonly #options: SupervisorOptions;
  readonly #clock: Clock;
  #current: LiveSequencer<Content, Event, M>;
  /** While the current one is dead: settles when there is another, or none will be. */
  #recovering: Promise<void> | null = null;
  #givenUp: Error | null = null;
  #isClosed = false;
  #recoveries = 0;

  private constructor(
    open: () => Promise<LiveSequencer<Content, Event, M>>,
    first: LiveSequencer<Content, Event, M>,
    options: SupervisorOptions,
  ) {
    this.#open = open;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#current = first;
    this.#watch(first);
  }

  /** Opens the first sequencer with `open`, which is called again for each recovery; a failure to start is thrown. */
  static async start<Content, Event, M extends Machine<Content, Event>>(
    open: () => Promise<LiveSequencer<Content, Event, M>>,
    options: SupervisorOptions = {},
  ): Promise<SupervisedSequencer<Content, Event, M>> {
    return new SupervisedSequencer(open, await open(), options);
  }

  /** Commands set aside, for operators. */
  get quarantine(): Quarantine {
    return this.#current.quarantine;
  }

  /** How the last start went. */
  get recovery(): RecoveryReport {
    return this.#current.recovery;
  }

  get recoveries(): number {
    return this.#recoveries;
  }

  get durableSequence(): number {
    return this.#current.durableSequence;
  }

  get state(): SequencerState {
    return this.#current.state;
  }

  submit(submission: Submission<Content>): Promise<Receipt<Event>> {
    return this.#current.submit(submission);
  }

  enqueue(submission: Submission<Content>, waiter: Waiter<Event>): void {
    this.#current.enqueue(submission, waiter);
  }

  submitAll(submissions: readonly Submission<Content>[]): Promise<readonly Receipt<Event>[]> {
    return this.#current.submitAll(submissions);
  }

  async read<T>(
    view: (machine: M) => T,
    options?: ReadOptions,
  ): Promise<{ sequence: number; value: T }> {
    await this.#recovering;
    return this.#current.read(view, options);
  }

  async *follow(
    fromSequence: number,
    options?: FollowOptions,
  ): AsyncGenerator<FeedEntry<Event>, void> {
    for await (const batch of this.followBatches(fromSequence, options)) yield* batch;
  }

  async *followBatches(
    fromSequence: number,
    options?: FollowOptions,
  ): AsyncGenerator<readonly FeedEntry<Event>[], void> {
    let next = fromSequence;
    while (true) {
      try {
        for await (const batch of this.#current.followBatches(next, options)) {
          yield batch;
          next = batch.at(-1)!.sequence + 1;
        }
        return;
      } catch (error) {
        if (!(error instanceof NotRunning) || this.#isClosed) throw error;
        await this.#recovering;
        if (this.#givenUp !== null) throw error;
      }
    }
  }

  confirmClock(): void {
    this.#current.confirmClock();
  }

  snapshot(): Promise<SnapshotInfo> {
    return this.#current.snapshot();
  }

  /** See `LiveSequencer.rewrite`. */
  rewrite(): Promise<SnapshotInfo> {
    return this.#current.rewrite();
  }

  stats(): SequencerStats {
    return this.#current.stats();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#recovering;
    await this.#current.close();
  }

  #watch(sequencer: LiveSequencer<Content, Event, M>): void {
    void sequencer.failed.then((failure) => {
      this.#recovering = this.#recover(sequencer, failure).finally(() => {
        this.#recovering = null;
      });
    });
  }

  async #recover(dead: LiveSequencer<Content, Event, M>, failure: Error): Promise<void> {
    this.#options.onFailure?.(failure);
    // Files that cannot even be closed are of no more use; the lock is released all the same.
    await dead.close().catch((error: unknown) => this.#options.onFailure?.(error as Error));
    if (failure instanceof Poisoned) {
      this.#givenUp = failure;
      return;
    }
    for (
      let pause = FIRST_PAUSE_MS;
      !this.#isClosed;
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    ) {
      try {
        const next = await this.#open();
        this.#current = next;
        this.#recoveries++;
        this.#watch(next);
        this.#options.onRecovered?.();
        return;
      } catch (error) {
        this.#options.onFailure?.(error as Error);
        if (error instanceof StorageDamaged || error instanceof ReplayHalted) {
          this.#givenUp = error;
          return;
        }
        await new Promise<void>((resolve) => {
          this.#clock.after(pause, resolve);
        });
      }
    }
  }
}
