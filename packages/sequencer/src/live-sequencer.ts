import { ClockGuard } from "./clock.ts";
import { DeadlineTimer } from "./deadline-timer.ts";
import { eventLists } from "./codec/event-lists.ts";
import { ClockJump, NotRunning, OutcomeUnknown, Unencodable } from "./errors.ts";
import { GroupCommit } from "./group-commit.ts";
import { Feed } from "./events/feed.ts";
import { Intake } from "./intake.ts";
import type {
  FeedEntry,
  FollowOptions,
  Machine,
  ReadOptions,
  Receipt,
  RecoveryReport,
  Sequenced,
  Sequencer,
  SnapshotInfo,
  Submission,
  Waiter,
} from "./ports.ts";
import type { LiveParts } from "./live-parts.ts";
import type { Quarantine } from "./quarantine.ts";
import { Reads } from "./reads.ts";
import { executeNext } from "./replay.ts";
import { setAside } from "./set-aside.ts";
import type { Poisoning } from "./set-aside.ts";
import { DurationBuckets, EXECUTE_BOUNDS } from "./stats.ts";
import type { SequencerState, SequencerStats } from "./stats.ts";
import { answer, disappoint, settleAll } from "./waiter.ts";

/**
 * One machine, one journal, one order. Commands are executed as they come and written in batches:
 * while one batch is being synced, the next fills up. An answer leaves only when its batch is durable.
 */
export class LiveSequencer<Content, Event, M extends Machine<Content, Event>> implements Sequencer<
  Content,
  Event,
  M
> {
  /** How this start went. */
  readonly recovery: RecoveryReport;
  readonly quarantine: Quarantine;
  /** Resolves with the reason when the sequencer has failed and must be recovered. */
  readonly failed: Promise<Error>;
  readonly #parts: LiveParts<Content, Event, M>;
  readonly #clockGuard: ClockGuard;
  readonly #timer: DeadlineTimer;
  readonly #intake: Intake<Content, Event>;
  readonly #feed: Feed<Event>;
  readonly #reads: Reads<M>;
  readonly #commit: GroupCommit<Content, Event>;
  readonly #executeSeconds = new DurationBuckets(EXECUTE_BOUNDS);
  #machine: M;
  #state: SequencerState = "running";
  #reportFailure: (error: Error) => void = () => {};
  #failure: Error | null = null;
  #durableSequence: number;
  #isTurnDue = false;
  /** Whether pending work had its turn since the last command from outside. */
  #workDone = false;
  readonly #poisoning: Poisoning<M>;
  /** Called when there is nothing executed and not durable, or all is lost. */
  #whenQuiet: (() => void)[] = [];
  #closing: Promise<void> | null = null;

  constructor(parts: LiveParts<Content, Event, M>) {
    this.#parts = parts;
    this.#machine = parts.machine;
    this.#durableSequence = parts.machine.sequence;
    this.#clockGuard = new ClockGuard(parts.clock);
    this.#timer = new DeadlineTimer(parts.clock, () => this.#takeTurnSoon());
    this.#intake = new Intake({
      limits: parts.limits,
      clockGuard: this.#clockGuard,
      disk: parts.disk,
      quarantine: parts.quarantine,
      isExempt: (content) => parts.kind.isExempt(content),
      state: () => this.#state,
      notRunning: () => this.#notRunning(),
      onSubmission: () => this.#takeTurnSoon(),
    });
    this.#reads = new Reads({
      clock: parts.clock,
      machine: () => this.#machine,
      durableSequence: () => this.#durableSequence,
      untilReadable: () => (this.#state === "rebuilding" ? this.#quiet() : null),
      refusal: () => this.#unreadable(),
    });
    this.#feed = new Feed(
      parts.kind.eventLists ?? eventLists(parts.kind.events),
      parts.archive,
      parts.machine.sequence,
    );
    this.#commit = new GroupCommit({
      kind: parts.kind,
      journal: parts.journal,
      archive: parts.archive,
      clock: parts.clock,
      onDurable: (entries, waiters) => this.#becameDurable(entries, waiters),
      onFailure: (error) => this.#fail(error),
    });
    this.#poisoning = {
      quarantine: parts.quarantine,
      standStill: (work) => this.#standStill(work),
      rebuild: () => parts.rebuild(this.#durableSequence),
      replace: (machine) => {
        this.#machine = machine;
      },
    };
    this.recovery = parts.recovery;
    this.quarantine = parts.quarantine;
    this.failed = new Promise((resolve) => {
      this.#reportFailure = resolve;
    });
    // First of all, before even the deadlines that passed while nobody ran: it may put them off.
    const resume = parts.resume?.(parts.machine) ?? null;
    if (resume !== null) {
      const now = Math.max(this.#machine.time, Math.floor(parts.clock.now()));
      this.#executeOwn(resume, now);
    }
    this.#takeTurnSoon();
  }

  get durableSequence(): number {
    return this.#durableSequence;
  }

  get state(): SequencerState {
    return this.#state;
  }

  submit(submission: Submission<Content>): Promise<Receipt<Event>> {
    return new Promise((resolve, reject) => {
      this.enqueue(submission, { done: resolve, failed: reject });
    });
  }

  enqueue(submission: Submission<Content>, waiter: Waiter<Event>): void {
    this.#intake.enqueue(submission, waiter);
  }

  submitAll(submissions: readonly Submission<Content>[]): Promise<readonly Receipt<Event>[]> {
    return settleAll(submissions, (submission, waiter) => this.enqueue(submission, waiter));
  }

  read<T>(view: (machine: M) => T, options?: ReadOptions): Promise<{ sequence: number; value: T }> {
    return this.#reads.read(view, options);
  }

  follow(fromSequence: number, options?: FollowOptions): AsyncIterable<FeedEntry<Event>> {
    return this.#feed.follow(fromSequence, options);
  }

  followBatches(
    fromSequence: number,
    options?: FollowOptions,
  ): AsyncIterable<readonly FeedEntry<Event>[]> {
    return this.#feed.followBatches(fromSequence, options);
  }

  confirmClock(): void {
    this.#clockGuard.confirm();
    if (this.#state !== "clock-jump") return;
    this.#state = "running";
    this.#takeTurnSoon();
  }

  async snapshot(): Promise<SnapshotInfo> {
    const refusal = this.#unreadable();
    if (refusal !== null) throw refusal;
    return this.#parts.snapshots.take(this.#durableSequence);
  }

  /**
   * Makes a snapshot of the live machine and deletes everything before it: journal, events, older
   * snapshots and quarantine of this stream. For streams that may be rewritten, such as identity.
   */
  async rewrite(): Promise<SnapshotInfo> {
    if (this.#state !== "running") throw this.#notRunning();
    return this.#standStill(async () => {
      const { snapshots, archive, journal } = this.#parts;
      const info = await snapshots.rewrite(this.#machine, journal.digest);
      await archive.clear(this.#durableSequence);
      await this.quarantine.clear();
      this.#feed.forget();
      return info;
    });
  }

  stats(): SequencerStats {
    return {
      state: this.#state,
      epoch: this.recovery.epoch,
      sequence: this.#machine.sequence,
      durableSequence: this.#durableSequence,
      inboxLength: this.#intake.length,
      inboxActors: this.#intake.actors,
      speculativeCommands: this.#commit.commands,
      ...this.#commit.stats,
      executeSeconds: this.#executeSeconds,
      diskFull: this.#parts.disk.isFull,
      quarantined: this.quarantine.size,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // What was accepted is finished; what is under repair is repaired first.
    while (this.#state === "rebuilding") await this.#quiet();
    if (this.#state !== "failed") {
      if (this.#state === "clock-jump") this.#intake.refuseWaiting(this.#notRunning());
      this.#state = "closing";
      this.#takeTurnSoon();
      while (this.#failure === null && this.#isBusy()) await this.#quiet();
    }
    this.#timer.stop();
    this.#parts.disk.stop();
    if (this.#failure === null) {
      this.#state = "closed";
      this.#feed.end(null);
      this.#reads.fail(this.#notRunning());
    }
    // Nothing of ours may still be on its way when another start reads these files.
    await this.#commit.settled();
    this.#parts.snapshots.stop();
    await this.#parts.snapshots.idle();
    if (this.#failure === null) await this.#parts.archive.sync().catch(() => {});
    await this.#parts.letGo();
  }

  #takeTurnSoon(): void {
    if (this.#isTurnDue) return;
    this.#isTurnDue = true;
    // After the present round of input, so that what arrived together is executed and synced together.
    setImmediate(() => {
      this.#isTurnDue = false;
      try {
        this.#takeTurn();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** Executes what there is and may be, and starts the disk if it is idle. */
  #takeTurn(): void {
    if (this.#state !== "running" && this.#state !== "closing") return;
    const wallMs = this.#parts.clock.now();
    if (!this.#clockGuard.isTrusted(wallMs)) {
      if (this.#state === "running") this.#state = "clock-jump";
      this.#intake.refuseWaiting(new ClockJump(this.#clockGuard.offByMs()));
      this.#commit.flush();
      this.#settleIfQuiet();
      return;
    }
    const now = Math.max(this.#machine.time, Math.floor(wallMs));
    const { commandsPerTurn } = this.#parts.limits;
    let left = commandsPerTurn;
    const began = this.#parts.clock.monotonic();
    while (left > 0 && this.#hasRoom() && this.#step(now)) left--;
    const executed = commandsPerTurn - left;
    if (executed > 0) {
      const seconds = (this.#parts.clock.monotonic() - began) / 1_000;
      this.#executeSeconds.record(seconds / executed, executed);
    }
    const isKept = this.#commit.flushWhenWorthwhile();
    if (isKept || left === 0) this.#takeTurnSoon();
    else this.#timer.arm(this.#state === "running" ? this.#machine.nextDeadline() : null);
    this.#settleIfQuiet();
  }

  #hasRoom(): boolean {
    const { speculativeCommands, speculativeBytes } = this.#parts.limits;
    return this.#commit.commands < speculativeCommands && this.#commit.bytes < speculativeBytes;
  }

  /** Executes one command: a deadline that has passed, pending work, or the next from outside. @returns whether there was one. */
  #step(now: number): boolean {
    const machine = this.#machine;
    const overdue = machine.overdue(now);
    if (overdue !== null)
      return this.#executeOwn(overdue.content, Math.max(machine.time, overdue.time));
    if (!this.#workDone || this.#intake.length === 0) {
      const work =
        this.#state === "closing" && this.#intake.length === 0 ? null : machine.pendingWork();
      if (work !== null) {
        this.#workDone = true;
        return this.#executeOwn(work, now);
      }
    }
    const submission = this.#intake.next();
    if (submission === undefined) return false;
    const { waiter } = this.#intake;
    this.#workDone = false;
    const refusal = this.#intake.lateRefusal(submission);
    if (refusal !== null) {
      disappoint(waiter, refusal);
      return true;
    }
    return this.#execute(submission, now, waiter);
  }

  /** The sequence counts the system's own commands too, and so serves as their counter. */
  #executeOwn(content: Content, time: number): boolean {
    return this.#execute(
      { origin: 0, counter: this.#machine.sequence + 1, actor: 0, content },
      time,
      null,
    );
  }

  /** @returns whether the next command may be executed. */
  #execute(submission: Submission<Content>, time: number, waiter: Waiter<Event> | null): boolean {
    const { origin, counter, actor, content } = submission;
    const command: Sequenced<Content> = {
      sequence: this.#machine.sequence + 1,
      time,
      origin,
      counter,
      actor,
      content,
    };
    let recordBytes: number;
    try {
      recordBytes = this.#commit.open.addCommand(command);
    } catch (cause) {
      return this.#refuseUnencodable(waiter, cause);
    }
    if (recordBytes > this.#parts.limits.commandBytes) {
      this.#commit.open.removeCommand(recordBytes);
      return this.#refuseUnencodable(waiter, new Error(`the command takes ${recordBytes} bytes`));
    }
    try {
      const events = executeNext(this.#machine, command);
      this.#commit.open.addEvents(command, events, waiter);
      return true;
    } catch (error) {
      this.#commit.open.removeCommand(recordBytes);
      void setAside(this.#poisoning, { submission, place: command, error, waiter });
      return false;
    }
  }

  #refuseUnencodable(waiter: Waiter<Event> | null, cause: unknown): boolean {
    if (waiter === null) {
      this.#fail(
        new Error("the machine asks for a command that cannot be written down", { cause }),
      );
      return false;
    }
    disappoint(waiter, new Unencodable(cause));
    return true;
  }

  #becameDurable(
    entries: readonly FeedEntry<Event>[],
    waiters: readonly (Waiter<Event> | null)[],
  ): void {
    this.#durableSequence = entries.at(-1)!.sequence;
    for (let index = 0; index < entries.length; index++) {
      const waiter = waiters[index]!;
      if (waiter !== null) answer(waiter, entries[index]!);
    }
    this.#feed.publish(entries);
    this.#reads.release(this.#durableSequence);
    this.#parts.snapshots.becameDurable(this.#durableSequence);
    this.#takeTurnSoon();
    this.#settleIfQuiet();
  }

  /** Makes durable what was executed, executes nothing while `work` runs, then goes on. */
  async #standStill<T>(work: () => Promise<T>): Promise<T> {
    const resumed = this.#state;
    this.#state = "rebuilding";
    this.#commit.flush();
    while (this.#failure === null && this.#commit.commands > 0) await this.#quiet();
    if (this.#failure !== null) throw this.#failure;
    try {
      const result = await work();
      this.#state = resumed;
      this.#takeTurnSoon();
      this.#wakeQuiet();
      return result;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #fail(cause: unknown): void {
    if (this.#failure !== null) return;
    const failure = cause instanceof Error ? cause : new Error(String(cause));
    this.#failure = failure;
    this.#state = "failed";
    this.#timer.stop();
    this.#parts.disk.stop();
    const unknown = new OutcomeUnknown(failure);
    for (const waiter of this.#commit.abandon()) if (waiter !== null) disappoint(waiter, unknown);
    this.#intake.refuseWaiting(unknown);
    this.#reads.fail(unknown);
    this.#feed.end(this.#notRunning());
    this.#wakeQuiet();
    this.#reportFailure(failure);
  }

  #notRunning(): NotRunning {
    return new NotRunning(this.#state, this.#failure ?? undefined);
  }

  /** Why there is no machine to look at, or null. */
  #unreadable(): NotRunning | null {
    return this.#state === "failed" || this.#state === "closed" ? this.#notRunning() : null;
  }

  #quiet(): Promise<void> {
    return new Promise((resolve) => this.#whenQuiet.push(resolve));
  }

  #isBusy(): boolean {
    return this.#state === "rebuilding" || this.#intake.length + this.#commit.commands > 0;
  }

  #settleIfQuiet(): void {
    if (this.#whenQuiet.length > 0 && this.#commit.commands === 0) this.#wakeQuiet();
  }

  #wakeQuiet(): void {
    const quiet = this.#whenQuiet;
    this.#whenQuiet = [];
    for (const wake of quiet) wake();
  }
}
