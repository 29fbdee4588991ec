import { ByteWriter } from "./codec/bytes.ts";
import { eventLists } from "./codec/event-lists.ts";
import type { EventList, EventListCodec } from "./codec/event-lists.ts";
import { ReplayHalted } from "./errors.ts";
import type { Batch } from "./journal/batch.ts";
import { DIGEST_BYTES } from "./journal/digest.ts";
import { DigestChecks } from "./journal/digest-checks.ts";
import { readCommandRecords, writeFeedRecord } from "./journal/records.ts";
import type { Machine, MachineKind, Sequenced } from "./ports.ts";

/**
 * Executes journalled batches again and checks that each gives the events it gave the first time,
 * by the digest in its header. Any difference, and any throw, is `ReplayHalted` with its place.
 */
export class Replayer<Content, Event, M extends Machine<Content, Event>> {
  readonly machine: M;
  readonly #kind: MachineKind<Content, Event, M>;
  readonly #lists: EventListCodec<Event>;
  readonly #linked = new ByteWriter(65_536);
  readonly #checks = new DigestChecks();

  constructor(kind: MachineKind<Content, Event, M>, machine: M) {
    this.#kind = kind;
    this.#lists = kind.eventLists ?? eventLists(kind.events);
    this.machine = machine;
  }

  /** Executes the batch and begins its check. @returns its feed records, encoded: a view, good until the next call. */
  apply(batch: Batch): Buffer {
    const kind = this.#kind;
    if (batch.rulesVersion !== kind.rulesVersion) {
      throw new ReplayHalted(
        batch,
        batch.firstSequence,
        `written under rules version ${batch.rulesVersion}, this is ${kind.rulesVersion}: ` +
          "make a snapshot with the version that wrote it, then start this one",
      );
    }
    this.#linked.rewind();
    this.#linked.raw(batch.previousDigest);
    let sequence = batch.firstSequence;
    try {
      readCommandRecords(batch, kind.commands, (command) => {
        sequence = command.sequence;
        const events = executeNext(this.machine, command);
        writeFeedRecord(this.#linked, this.#lists, command, events, batch.baseTime);
      });
    } catch (cause) {
      throw new ReplayHalted(
        batch,
        sequence,
        cause instanceof Error ? cause.message : String(cause),
        cause,
      );
    }
    this.#checks.begin(this.#linked.bytes(), batch.digest, () => {
      const span = `${batch.firstSequence} to ${batch.lastSequence}`;
      const reason = `the events of ${span} are not what they were`;
      return new ReplayHalted(batch, batch.firstSequence, reason);
    });
    return this.#linked.bytes(DIGEST_BYTES);
  }

  /** While too many batches wait for their check: resolves when another may be executed. */
  room(): Promise<void> | null {
    return this.#checks.room();
  }

  /** Resolves when every batch executed is known to have given the same events; before that nothing is to be made of it. */
  settled(): Promise<void> {
    return this.#checks.settled();
  }
}

/** Executes a command and checks that the machine counted it. @returns its events, good until the next. */
export function executeNext<Content, Event>(
  machine: Machine<Content, Event>,
  command: Sequenced<Content>,
): EventList<Event> {
  const events = machine.execute(command);
  if (machine.sequence !== command.sequence || machine.time !== command.time) {
    throw new Error(
      `the machine is at ${machine.sequence} (time ${machine.time}) after command ${command.sequence} (time ${command.time})`,
    );
  }
  return events;
}
