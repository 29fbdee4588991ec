import { StorageDamaged } from "../errors.ts";
import type { Batch } from "../journal/batch.ts";
import { genesisDigest } from "../journal/digest.ts";
import { readJournal } from "../journal/journal-reader.ts";
import type { JournalEnd } from "../journal/journal-reader.ts";
import { streamFolders } from "../journal/segments.ts";
import type { Machine, MachineKind } from "../ports.ts";
import { Replayer } from "../replay.ts";
import type { Storage } from "../storage/storage.ts";
import { listSnapshots, loadSnapshot, snapshotPath } from "./snapshot-file.ts";
import type { SnapshotHeader } from "./snapshot-file.ts";

export interface RebuildOptions {
  /** Use no snapshot later than this; default: the newest there is. */
  readonly newestSnapshot?: number;
  /** Stop at this sequence, which must end a batch; default: the end of the journal. */
  readonly toSequence?: number;
  /** Hears of snapshots that could not be used. */
  readonly onProblem?: (problem: Error) => void;
  /** Called once the snapshot is chosen, before the journal is read. */
  readonly onBase?: (base: SnapshotHeader | null) => Promise<void>;
  /** Whoever wants the events of batches. */
  readonly events?: {
    isWanted(batch: Batch): boolean;
    /** `feedRecords` is a view. */
    take(batch: Batch, feedRecords: Buffer): void;
  };
}

export interface RebuiltMachine<M> {
  readonly machine: M;
  /** The snapshot it began from; null: from the very beginning. */
  readonly base: SnapshotHeader | null;
  readonly end: JournalEnd;
}

/**
 * Makes a machine from the newest usable snapshot and the journal after it: the one way in which
 * recovery, snapshots and the undoing of a poison command come by a machine. A damaged snapshot is
 * reported and passed over for the one before; the journal, archived segments included, makes up for it.
 */
export async function rebuildMachine<Content, Event, M extends Machine<Content, Event>>(
  storage: Storage,
  kind: MachineKind<Content, Event, M>,
  options: RebuildOptions = {},
): Promise<RebuiltMachine<M>> {
  const start = await newestUsable(storage, kind, options);
  const base = start?.header ?? null;
  const machine = start?.machine ?? kind.create();
  const from = {
    sequence: base?.sequence ?? 0,
    digest: base === null ? genesisDigest(kind.name) : Buffer.from(base.digest, "hex"),
  };
  await options.onBase?.(base);
  const replayer = new Replayer(kind, machine);
  const { toSequence: target, events } = options;
  const visit = (batch: Batch): boolean | Promise<boolean> => {
    if (target !== undefined && batch.firstSequence > target) return false;
    const feedRecords = replayer.apply(batch);
    const goesOn = target === undefined || batch.lastSequence < target;
    if (events?.isWanted(batch) === true) {
      // What leaves this replay was checked before.
      return replayer.settled().then(() => {
        events.take(batch, feedRecords);
        return goesOn;
      });
    }
    return replayer.room()?.then(() => goesOn) ?? goesOn;
  };
  const end = await readJournal(storage, kind.name, from, visit).catch(async (error: unknown) => {
    // A batch before it that came out otherwise is the first thing wrong.
    await replayer.settled();
    throw error;
  });
  await replayer.settled();
  if (
    end.sequence < from.sequence ||
    (!end.isLinked && base !== null && base.firstSegment === null)
  ) {
    throw new StorageDamaged(
      end.segment?.path ?? streamFolders(kind.name).journal,
      end.offset,
      `the journal ends at sequence ${end.isLinked ? end.sequence : 0}, before the snapshot at ${from.sequence}`,
    );
  }
  if (target !== undefined && machine.sequence !== target) {
    throw new StorageDamaged(
      end.segment?.path ?? streamFolders(kind.name).journal,
      end.offset,
      `sequence ${target} is wanted, ${machine.sequence} was reached`,
    );
  }
  return { machine, base, end };
}

async function newestUsable<Content, Event, M extends Machine<Content, Event>>(
  storage: Storage,
  kind: MachineKind<Content, Event, M>,
  options: RebuildOptions,
): Promise<{ header: SnapshotHeader; machine: M } | null> {
  const { snapshots } = streamFolders(kind.name);
  const newest = Math.min(options.newestSnapshot ?? Infinity, options.toSequence ?? Infinity);
  for (const sequence of await listSnapshots(storage, snapshots)) {
    if (sequence > newest) continue;
    const path = snapshotPath(snapshots, sequence);
    try {
      const { header, records } = await loadSnapshot(storage, path, kind.name);
      if (header.rulesVersion > kind.rulesVersion) {
        throw new StorageDamaged(
          path,
          0,
          `made under the later rules version ${header.rulesVersion}`,
        );
      }
      const machine = kind.restore(records);
      if (machine.sequence !== header.sequence || machine.time !== header.time) {
        throw new StorageDamaged(
          path,
          0,
          `the restored machine is at sequence ${machine.sequence}`,
        );
      }
      return { header, machine };
    } catch (problem) {
      options.onProblem?.(problem as Error);
    }
  }
  return null;
}
