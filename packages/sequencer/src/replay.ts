import { ByteWriter } from "./codec/bytes.ts";
import { ReplayHalted } from "./errors.ts";
import type { Batch } from "./journal/batch.ts";
import { DIGEST_BYTES, nextDigest } from "./journal/digest.ts";
import { readCommandRecords, writeFeedRecord } from "./journal/records.ts";
import type { Machine, MachineKind, Sequenced } from "./ports.ts";

/**
 * Executes journalled batches again and checks that each gives the events it gave the first time,
 * by the digest in its header. Any difference, and any throw, is `ReplayHalted` with its place.
 */
export class Replayer<Content, Event, M extends Machine<Content, Event>> {
  readonly machine: M;
  readonly #kind: MachineKind<Content, Event, M>;
  readonly #linked = new ByteWriter(65_536);

  constructor(kind: MachineKind<Content, Event, M>, machine: M) {
    this.#kind = kind;
    this.machine = machine;
  }

  /** Executes the batch. @returns its feed records, encoded: a view, good until the next call. */
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
      for (const command of readCommandRecords(batch, kind.commands)) {
        sequence = command.sequence;
        const events = executeNext(this.machine, command);
        writeFeedRecord(this.#linked, kind.events, command, events, batch.baseTime);
      }
    } catch (cause) {
      throw new ReplayHalted(
        batch,
        sequence,
        cause instanceof Error ? cause.message : String(cause),
        cause,
      );
    }
    if (!nextDigest(this.#linked.bytes()).equals(batch.digest)) {
      const span = `${batch.firstSequence} to ${batch.lastSequence}`;
      throw new ReplayHalted(
        batch,
        batch.firstSequence,
        `the events of ${span} are not what they were`,
      );
    }
    return this.#linked.bytes(DIGEST_BYTES);
  }
}

/** Executes a command and checks that the machine counted it. */
export function executeNext<Content, Event>(
  machine: Machine<Content, Event>,
  command: Sequenced<Content>,
): readonly Event[] {
  const events = machine.execute(command);
  if (machine.sequence !== command.sequence || machine.time !== command.time) {
    throw new Error(
      `the machine is at ${machine.sequence} (time ${machine.time}) after command ${command.sequence} (time ${command.time})`,
    );
  }
  return [...events];
}
