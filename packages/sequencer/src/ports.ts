/** The seams of the sequencer: the machine below it, and what its users see of it. */
import type { Codec } from "./codec/codec.ts";
import type { SequencerState, SequencerStats } from "./stats.ts";

/** One logical record of state: integers and strings, possibly nested. */
export type StateValue = string | number | readonly StateValue[];
export type StateRecord = readonly StateValue[];

/** A command with its place in the one order, and the time it was given there. */
export interface Sequenced<Content> {
  readonly sequence: number;
  /** Milliseconds since 1970; never less than that of the command before. */
  readonly time: number;
  /** With `counter` the id of the command, by which a machine recognises a redelivery; 0 = the system itself. */
  readonly origin: number;
  readonly counter: number;
  /** Owner on whose behalf it runs; 0 = the system itself. */
  readonly actor: number;
  readonly content: Content;
}

/** A pure state machine. `execute` is synchronous and deterministic; a throw means a broken invariant. */
export interface Machine<Content, Event> {
  /** Of the last executed command, 0 when new. */
  readonly sequence: number;
  /** Of the last executed command, in ms. */
  readonly time: number;
  execute(command: Sequenced<Content>): EventList<Event>;
  /** What must be executed before a command stamped `time` (an overdue deadline), with the time to stamp on it. */
  overdue(time: number): { readonly content: Content; readonly time: number } | null;
  /** The next piece of work too large for one command (a resolution, a cancel-all), or null. */
  pendingWork(): Content | null;
  nextDeadline(): number | null;
  /** Logical records in canonical order: they make the snapshot, and the state hash is over them. */
  records(): Iterable<StateRecord>;
}

/** The events of one command; the machine may use what holds them again for the next. */
export interface EventList<Event> extends Iterable<Event> {
  readonly length: number;
}

/** Everything the sequencer must know of a kind of machine. */
export interface MachineKind<
  Content,
  Event,
  M extends Machine<Content, Event> = Machine<Content, Event>,
> {
  /** Also the name of the stream and of its folder. */
  readonly name: string;
  /** Raised with every change of behaviour; a journal is replayed only by the version that wrote it. */
  readonly rulesVersion: number;
  create(): M;
  restore(records: Iterable<StateRecord>): M;
  readonly commands: Codec<Content>;
  readonly events: Codec<Event>;
  /** Cancels, administration, internal commands: these may use the reserved inbox and the reserved segment. */
  isExempt(content: Content): boolean;
}

/** A wish as it reaches the sequencer: everything but sequence and time. */
export interface Submission<Content> {
  /** From 1; 0 is the sequencer's own and refused. */
  readonly origin: number;
  readonly counter: number;
  readonly actor: number;
  readonly content: Content;
}

/** The answer to a submission. It exists only once the command is durable. */
export interface Receipt<Event> {
  readonly sequence: number;
  readonly time: number;
  readonly events: readonly Event[];
}

/** What followers see: one durable command's identity and all its events. */
export interface FeedEntry<Event> extends Receipt<Event> {
  readonly origin: number;
  readonly counter: number;
  readonly actor: number;
}

export interface ReadOptions {
  /** Waits until the machine has executed this sequence. */
  readonly minSequence?: number;
  /** How long to wait for `minSequence` before `NotYet`; default 2,000. */
  readonly timeoutMs?: number;
}

export interface FollowOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
}

export interface SnapshotInfo {
  readonly sequence: number;
  readonly time: number;
  readonly rulesVersion: number;
  /** Running digest of the journal at `sequence`, hex. */
  readonly digest: string;
  readonly recordCount: number;
  /** SHA-256 of the canonical records, hex. */
  readonly stateHash: string;
}

/** What happened at a start, for the log. */
export interface RecoveryReport {
  /** Sequence of the snapshot begun from; 0: none. */
  readonly snapshotSequence: number;
  readonly replayedCommands: number;
  readonly sequence: number;
  /** Number of this start, higher than any before. */
  readonly epoch: number;
  /** The batch that a crash left half written, which was cut off; null: none. */
  readonly torn: { readonly file: string; readonly offset: number; readonly reason: string } | null;
}

/** The two seams of the exchange, submit and follow, and reads of the live machine. */
export interface Sequencer<
  Content,
  Event,
  M extends Machine<Content, Event> = Machine<Content, Event>,
> {
  /**
   * Gives the command its place, executes it and answers once it is durable. A rejection by the
   * machine is an answer like any other; a thrown `SequencerError` says that there is none.
   */
  submit(submission: Submission<Content>): Promise<Receipt<Event>>;
  /** Runs `view` on the live machine; resolves when the sequence it saw is durable. `view` must keep nothing. */
  read<T>(
    view: (machine: M) => T,
    options?: ReadOptions,
  ): Promise<{ readonly sequence: number; readonly value: T }>;
  /** Every durable entry from `fromSequence` on, each once and in order; history first, then live. */
  follow(fromSequence: number, options?: FollowOptions): AsyncIterable<FeedEntry<Event>>;
  /** The same in lumps, as they came to be durable: for followers that commit per lump. */
  followBatches(
    fromSequence: number,
    options?: FollowOptions,
  ): AsyncIterable<readonly FeedEntry<Event>[]>;
  readonly durableSequence: number;
  readonly state: SequencerState;
  /** The operator says that the wall clock is right after a jump; intake resumes. */
  confirmClock(): void;
  /** Makes a snapshot of what is durable now and archives the journal segments it covers. */
  snapshot(): Promise<SnapshotInfo>;
  stats(): SequencerStats;
  /** Refuses new submissions, finishes the accepted ones, and lets go of the folder. */
  close(): Promise<void>;
}
