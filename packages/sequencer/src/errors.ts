/** What can go wrong between a submission and its durable answer. Callers switch on `code`. */
export abstract class SequencerError extends Error {
  abstract readonly code: string;
}

/** The inbox is full; nothing was sequenced. Try again after `retryAfterMs`. */
export class Busy extends SequencerError {
  override readonly name = "Busy";
  readonly code = "Busy";
  readonly scope: "total" | "actor";
  readonly retryAfterMs: number;

  constructor(scope: "total" | "actor", retryAfterMs: number) {
    super(
      scope === "actor"
        ? "too many of your own commands are waiting"
        : "too many commands are waiting",
    );
    this.scope = scope;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The disk is full; nothing was sequenced. Cancels, administration and internal commands still go through. */
export class DiskFull extends SequencerError {
  override readonly name = "DiskFull";
  readonly code = "DiskFull";

  constructor(
    message = "the disk of the journal is full; only cancels are taken until there is room",
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The wall clock left the monotonic one; nothing was sequenced. An operator must confirm the time. */
export class ClockJump extends SequencerError {
  override readonly name = "ClockJump";
  readonly code = "ClockJump";
  /** By how much the wall clock is ahead of where it should be, negative: behind. */
  readonly offByMs: number;

  constructor(offByMs: number) {
    super(`the wall clock jumped by ${Math.round(offByMs)} ms; intake waits for an operator`);
    this.offByMs = offByMs;
  }
}

/** The command may or may not be durable. Ask again with the same origin and counter, or the same key. */
export class OutcomeUnknown extends SequencerError {
  override readonly name = "OutcomeUnknown";
  readonly code = "OutcomeUnknown";

  constructor(cause: unknown) {
    super("it is not known whether the command was written; ask again with the same key", {
      cause,
    });
  }
}

/** The machine threw on this command. It left no trace and will not be tried again by itself. */
export class Poisoned extends SequencerError {
  override readonly name = "Poisoned";
  readonly code = "Poisoned";
  readonly quarantineId: string;

  constructor(quarantineId: string, cause?: unknown) {
    super(`the command broke the machine and was set aside as ${quarantineId}`, { cause });
    this.quarantineId = quarantineId;
  }
}

/** The content does not fit its codec, is too large, or claims the system's origin; nothing was sequenced. */
export class Unencodable extends SequencerError {
  override readonly name = "Unencodable";
  readonly code = "Unencodable";

  constructor(cause: unknown) {
    super("the command cannot be written down", { cause });
  }
}

/** The sequence asked for was not durable in time. */
export class NotYet extends SequencerError {
  override readonly name = "NotYet";
  readonly code = "NotYet";
  readonly minSequence: number;
  readonly durableSequence: number;

  constructor(minSequence: number, durableSequence: number) {
    super(`sequence ${minSequence} is not here yet; the last is ${durableSequence}`);
    this.minSequence = minSequence;
    this.durableSequence = durableSequence;
  }
}

/** The sequencer takes nothing now: it is closing, closed, failed or being recovered. Nothing was sequenced. */
export class NotRunning extends SequencerError {
  override readonly name = "NotRunning";
  readonly code = "NotRunning";
  readonly state: string;

  constructor(state: string, cause?: unknown) {
    super(`the sequencer is ${state}`, { cause });
    this.state = state;
  }
}

/** Another process has the data folder. */
export class FolderLocked extends SequencerError {
  override readonly name = "FolderLocked";
  readonly code = "FolderLocked";
}

/** A stored file is damaged where nothing allows to go on. Start is refused; the operator decides. */
export class StorageDamaged extends SequencerError {
  override readonly name = "StorageDamaged";
  readonly code = "StorageDamaged";
  readonly file: string;
  readonly offset: number;
  readonly reason: string;

  constructor(file: string, offset: number, reason: string) {
    super(`${file} is damaged at byte ${offset}: ${reason}`);
    this.file = file;
    this.offset = offset;
    this.reason = reason;
  }
}

/** Replaying the journal did not give what it gave the first time, or threw. Start is refused. */
export class ReplayHalted extends SequencerError {
  override readonly name = "ReplayHalted";
  readonly code = "ReplayHalted";
  readonly sequence: number;
  readonly file: string;
  readonly offset: number;
  readonly reason: string;

  constructor(
    place: { file: string; offset: number },
    sequence: number,
    reason: string,
    cause?: unknown,
  ) {
    super(
      `replay halted at sequence ${sequence} (${place.file}, byte ${place.offset}): ${reason}`,
      {
        cause,
      },
    );
    this.sequence = sequence;
    this.file = place.file;
    this.offset = place.offset;
    this.reason = reason;
  }
}

/** The sequences asked for were rewritten away; begin at `firstSequence`, from a snapshot or a read. */
export class HistoryGone extends SequencerError {
  override readonly name = "HistoryGone";
  readonly code = "HistoryGone";
  readonly firstSequence: number;

  constructor(firstSequence: number) {
    super(`the history of this stream begins at sequence ${firstSequence}`);
    this.firstSequence = firstSequence;
  }
}
