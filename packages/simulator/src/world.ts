import { Exchange } from "@probity/core";
import type { CommandContent, Event, StateRecord } from "@probity/core";
import {
  FaultyStorage,
  Unencodable,
  VirtualClock,
  exchangeKind,
  hashRecords,
  openSequencer,
  verifyStream,
} from "@probity/sequencer";
import type { FeedEntry, LiveSequencer, Receipt, Submission } from "@probity/sequencer";
import { Auditor } from "./auditor.ts";
import { firstDifference, isSame } from "./compare.ts";
import { Follower } from "./follower.ts";
import { Random } from "./random.ts";
import { Workload } from "./workload.ts";

export interface WorldOptions {
  readonly seed: number | string;
  /** Lives of the process; all but the last end in a crash, if it comes in time. */
  readonly lives: number;
  /** Commands a life submits at most. */
  readonly commandsPerLife: number;
}

/** What a run of the world came through. */
export interface WorldReport {
  readonly sequence: number;
  readonly crashes: number;
  readonly acknowledged: number;
  /** Submissions that got no answer, and were asked again in the next life. */
  readonly unanswered: number;
  /** Of those, the ones that turned out to have been executed. */
  readonly survivedUnanswered: number;
  readonly tornBatches: number;
  readonly recoveredFromSnapshot: number;
  readonly stateHash: string;
}

type Sequencer = LiveSequencer<CommandContent, Event, Exchange>;

/** Small, so that segments change and snapshots are made often. */
const SEGMENT_BYTES = 1 << 20;
const EVENT_FILE_BYTES = 128 << 10;
const SNAPSHOT_EVERY = 400;
const ORIGIN = 1;

/**
 * Lets the sequencer run an exchange on a disk that fails, life after life, under
 * the workload of the duel. Throws when something acknowledged is gone or has
 * changed, a follower finds a gap, a law is broken, or the state of the machine is
 * not what its feed adds up to.
 */
export async function runWorld({
  seed,
  lives,
  commandsPerLife,
}: WorldOptions): Promise<WorldReport> {
  const world = new World(seed);
  for (let life = 1; life <= lives; life++) await world.live(commandsPerLife, life === lives);
  return world.judge();
}

class World {
  private readonly seed: number | string;
  private readonly random: Random;
  private readonly clock = new VirtualClock();
  private storage: FaultyStorage;
  /** Follows from the first sequence through all lives; what it has seen is what the workload sees. */
  private readonly follower = new Follower(Exchange.create(), (id) => this.sent.get(id) ?? null);
  private readonly workload: Workload;
  private readonly auditor: Auditor;
  private readonly sent = new Map<number, Submission<CommandContent>>();
  private readonly acknowledged: Receipt<Event>[] = [];
  private unanswered: Submission<CommandContent>[] = [];
  private counter = 0;
  private readonly tally = {
    crashes: 0,
    unanswered: 0,
    survivedUnanswered: 0,
    tornBatches: 0,
    recoveredFromSnapshot: 0,
  };

  constructor(seed: number | string) {
    this.seed = seed;
    this.random = new Random(seed).split("world");
    this.storage = new FaultyStorage({ seed: this.random.below(2 ** 31) });
    const { machine } = this.follower;
    this.workload = new Workload(this.random.split("workload"), machine);
    this.auditor = new Auditor(machine, (records) => Exchange.restore(records));
  }

  /** One life of the process: recovery, traffic, and mostly a crash at some operation of the disk. */
  async live(commands: number, isLast: boolean): Promise<void> {
    const crashAtOperation = this.random.magnitude(20, 1_200);
    if (!isLast) this.storage.plan({ crashAtOperation });
    const sequencer = await this.open();
    if (sequencer !== null) {
      await this.trade(sequencer, commands);
      await sequencer.close().catch(() => {});
    }
    this.auditor.audit();
    if (this.storage.hasCrashed) this.tally.crashes += 1;
    this.storage = this.storage.restart({ seed: this.random.below(2 ** 31) });
  }

  /** Recovers; null if the disk fails meanwhile. */
  private async open(): Promise<Sequencer | null> {
    try {
      const sequencer = await openSequencer({
        storage: this.storage,
        kind: exchangeKind,
        clock: this.clock,
        segmentBytes: SEGMENT_BYTES,
        eventFileBytes: EVENT_FILE_BYTES,
        snapshotEvery: SNAPSHOT_EVERY,
        resume: () => ({ type: "ResumeVenue" as const, postOnlyMs: 500, graceMs: 5_000 }),
      });
      if (sequencer.recovery.torn !== null) this.tally.tornBatches += 1;
      if (sequencer.recovery.snapshotSequence > 0) this.tally.recoveredFromSnapshot += 1;
      return sequencer;
    } catch (error) {
      if (this.storage.hasCrashed) return null;
      throw this.failure("the start failed on a disk that did not", error);
    }
  }

  private async trade(sequencer: Sequencer, commands: number): Promise<void> {
    const following = this.follow(sequencer);
    const again = this.unanswered;
    this.unanswered = [];
    for (const submission of again) await this.submitAgain(sequencer, submission);
    for (let sent = 0; sent < commands && sequencer.state === "running";) {
      const burst = Array.from({ length: this.random.between(1, 6) }, () => this.nextSubmission());
      sent += burst.length;
      await Promise.all(burst.map((submission) => this.submit(sequencer, submission)));
      await this.catchUp(sequencer);
      this.clock.advance(this.workload.pauseMs());
    }
    await sequencer.close().catch(() => {});
    const broken = await following;
    if (broken !== null) throw this.failure("a follower stumbled", broken);
  }

  /** @returns what the follower objects to, if anything. */
  private async follow(sequencer: Sequencer): Promise<unknown> {
    const feed = sequencer.follow(this.follower.sequence + 1)[Symbol.asyncIterator]();
    for (;;) {
      const next = await feed.next().catch(() => null);
      if (next === null || next.done === true) return null;
      try {
        this.takeIn(next.value);
      } catch (error) {
        return error;
      }
    }
  }

  private takeIn(entry: FeedEntry<Event>): void {
    const command = this.follower.take(entry);
    this.workload.observe(command, entry.events);
    this.auditor.observe(command, entry.events);
  }

  /** Waits until the follower has seen what is durable. */
  private async catchUp(sequencer: Sequencer): Promise<void> {
    while (this.follower.sequence < sequencer.durableSequence && sequencer.state === "running") {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  private nextSubmission(): Submission<CommandContent> {
    const { actor, content } = this.workload.next();
    this.counter += 1;
    const submission = { origin: ORIGIN, counter: this.counter, actor, content };
    this.sent.set(this.counter, submission);
    return submission;
  }

  private async submit(
    sequencer: Sequencer,
    submission: Submission<CommandContent>,
  ): Promise<Receipt<Event> | null> {
    try {
      const receipt = await sequencer.submit(submission);
      this.acknowledged.push(receipt);
      return receipt;
    } catch (error) {
      if (error instanceof Unencodable) return null;
      // Refused before sequencing, or nobody knows: asking again is right for both.
      this.unanswered.push(submission);
      this.tally.unanswered += 1;
      return null;
    }
  }

  private async submitAgain(
    sequencer: Sequencer,
    submission: Submission<CommandContent>,
  ): Promise<void> {
    const receipt = await this.submit(sequencer, submission);
    if (receipt?.events[0]?.type === "CommandDuplicated") this.tally.survivedUnanswered += 1;
  }

  /** After the last life, on a disk that works: everything that was ever acknowledged must be there. */
  async judge(): Promise<WorldReport> {
    const sequencer = await this.open();
    if (sequencer === null) throw this.failure("the last disk crashed");
    const history: FeedEntry<Event>[] = [];
    const restarted = new Follower(Exchange.create(), (id) => this.sent.get(id) ?? null);
    for await (const entry of sequencer.follow(1)) {
      history.push(entry);
      restarted.take(entry);
      if (entry.sequence > this.follower.sequence) this.takeIn(entry);
      // The sequencer begins with a command of its own, and goes on while there is work or something overdue.
      const hasResumed = entry.sequence > sequencer.recovery.sequence;
      const { machine } = restarted;
      const isQuiet = machine.pendingWork() === null && machine.overdue(this.clock.now()) === null;
      if (hasResumed && isQuiet && entry.sequence === sequencer.durableSequence) break;
    }
    for (const { sequence, time, events } of this.acknowledged) {
      const kept = history[sequence - 1];
      const found = { sequence: kept?.sequence, time: kept?.time, events: kept?.events };
      this.expectSame(`acknowledged ${sequence}`, found, { sequence, time, events });
    }
    const { stateHash } = await sequencer.snapshot();
    this.expectSame("a follower's state", hashOf(this.follower.machine), stateHash);
    this.expectSame("a restarted follower's state", hashOf(restarted.machine), stateHash);
    await sequencer.close();
    const summary = await verifyStream(this.storage, exchangeKind);
    this.expectSame("the verified state", summary.stateHash, stateHash);
    this.auditor.audit(true);
    const { sequence } = this.follower;
    return { sequence, acknowledged: this.acknowledged.length, stateHash, ...this.tally };
  }

  private expectSame(what: string, found: unknown, expected: unknown): void {
    if (isSame(found, expected)) return;
    throw this.failure(`${what}: ${firstDifference(found, expected) ?? ""}`);
  }

  private failure(what: string, cause?: unknown): Error {
    const place = `seed ${this.seed}, sequence ${this.follower.sequence}`;
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    return new Error(`${place}: ${what}${why}`, { cause });
  }
}

function hashOf(machine: Exchange): string {
  return hashRecords(machine.records() as Iterable<StateRecord>).stateHash;
}
