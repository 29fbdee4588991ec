import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import { DiskWatch } from "./disk-watch.ts";
import { DiskFull, StorageDamaged } from "./errors.ts";
import { EventArchive } from "./events/event-archive.ts";
import type { SealedBlock } from "./events/event-archive.ts";
import { BLOCK_HEADER_BYTES, LINKED_FROM, sealBlock } from "./events/event-block.ts";
import { isStreamName } from "./journal/batch.ts";
import type { Batch } from "./journal/batch.ts";
import type { JournalEnd } from "./journal/journal-reader.ts";
import { JournalWriter } from "./journal/journal-writer.ts";
import { listSegments, makeStreamFolders, streamFolders } from "./journal/segments.ts";
import type { StreamFolders } from "./journal/segments.ts";
import { LiveSequencer } from "./live-sequencer.ts";
import { limitsFor } from "./limits.ts";
import type { SequencerLimits } from "./limits.ts";
import type { Machine, MachineKind, RecoveryReport, SnapshotInfo } from "./ports.ts";
import { Quarantine } from "./quarantine.ts";
import { readSnapshotHeader, listSnapshots, snapshotPath } from "./snapshot/snapshot-file.ts";
import type { SnapshotHeader } from "./snapshot/snapshot-file.ts";
import { rebuildMachine } from "./snapshot/rebuild-machine.ts";
import type { RebuildOptions } from "./snapshot/rebuild-machine.ts";
import { forgetBefore, SnapshotKeeper } from "./snapshot/snapshot-keeper.ts";
import { inlineSnapshotter, threadSnapshotter } from "./snapshot/snapshotter.ts";
import type { KindModule } from "./snapshot/snapshotter.ts";
import { folderOf, isDiskFull, readWhole, writeWhole } from "./storage/storage.ts";
import type { Storage } from "./storage/storage.ts";

export interface SequencerOptions<Content, Event, M extends Machine<Content, Event>> {
  readonly storage: Storage;
  readonly kind: MachineKind<Content, Event, M>;
  /** Where a worker thread finds `kind`. Without it snapshots are made in this thread. */
  readonly kindModule?: KindModule;
  readonly clock?: Clock;
  readonly limits?: Partial<SequencerLimits>;
  /** Size of a journal segment; default 64 MiB. */
  readonly segmentBytes?: number;
  /** Size at which a file of the event archive is closed; default 64 MiB. */
  readonly eventFileBytes?: number;
  /** A snapshot is made after so many commands; 0: only when asked for. Default 1,000,000. */
  readonly snapshotEvery?: number;
  /** Snapshots kept; older ones are deleted unless history or a rules version begins with them. Default 4. */
  readonly keepSnapshots?: number;
  /**
   * Gives the system's first command after a start that found a history, or null. It is executed before
   * deadlines that passed meanwhile, so that a venue can put them off (`ResumeVenue`).
   */
  readonly resume?: (machine: M) => Content | null;
  /** Hears of what did not stop us: a damaged snapshot passed over, a torn batch cut, a snapshot that failed. */
  readonly onProblem?: (problem: Error) => void;
  readonly onSnapshot?: (info: SnapshotInfo) => void;
}

const DEFAULT_FILE_BYTES = 64 << 20;

/**
 * The only way to start, after a clean stop as after a crash: takes the lock, the newest usable
 * snapshot and the journal after it, checks that everything comes out as it did the first time,
 * cuts a torn last batch, makes up the event archive, raises the epoch, and goes live.
 *
 * Throws `FolderLocked`, `StorageDamaged` (with file and offset), `ReplayHalted` (with the place) or
 * `DiskFull`; then nothing was changed that a later start would need.
 */
export async function openSequencer<Content, Event, M extends Machine<Content, Event>>(
  options: SequencerOptions<Content, Event, M>,
): Promise<LiveSequencer<Content, Event, M>> {
  const { storage, kind } = options;
  if (!isStreamName(kind.name)) throw new Error(`"${kind.name}" cannot be the name of a stream`);
  const lock = await storage.lock();
  let archive: EventArchive | null = null;
  let journal: JournalWriter | null = null;
  const letGo = async (): Promise<void> => {
    try {
      await archive?.close();
      await journal?.close();
    } finally {
      await lock.release();
    }
  };
  try {
    const onProblem = options.onProblem ?? (() => {});
    const clock = options.clock ?? systemClock;
    const folders = streamFolders(kind.name);
    await makeStreamFolders(storage, folders);
    await removeUnfinishedSnapshots(storage, folders);
    const events = await EventArchive.open({
      storage,
      folder: folders.events,
      stream: kind.name,
      fileBytes: options.eventFileBytes ?? DEFAULT_FILE_BYTES,
      onProblem,
    });
    archive = events;
    const { machine, base, end } = await recoverMachine(storage, kind, folders, events, onProblem);
    await cutTornEnd(storage, end, onProblem);
    const epoch = await raiseEpoch(storage, folders, end.epoch);

    const disk = new DiskWatch(clock, onProblem);
    const segmentBytes = options.segmentBytes ?? DEFAULT_FILE_BYTES;
    const segments = await listSegments(storage, folders);
    const writer = await JournalWriter.open({
      storage,
      folder: folders.journal,
      stream: kind.name,
      rulesVersion: kind.rulesVersion,
      epoch,
      segmentBytes,
      segmentId: Math.max(segments.at(-1)?.id ?? 0, (base?.firstSegment ?? 1) - 1) + 1,
      digest: end.digest,
      onDiskFull: (isFull) => disk.changed(isFull),
    });
    journal = writer;
    const snapshots = new SnapshotKeeper({
      storage,
      folders,
      stream: kind.name,
      rulesVersion: kind.rulesVersion,
      snapshotter:
        options.kindModule === undefined
          ? inlineSnapshotter(storage, kind)
          : threadSnapshotter(storage.location, options.kindModule),
      journal: writer,
      archive: events,
      startSequence: machine.sequence,
      everyCommands: options.snapshotEvery ?? 1_000_000,
      keep: options.keepSnapshots ?? 4,
      lastSnapshot: base?.sequence ?? 0,
      onProblem,
      onSnapshot: options.onSnapshot ?? (() => {}),
    });
    const recovery: RecoveryReport = {
      snapshotSequence: base?.sequence ?? 0,
      replayedCommands: machine.sequence - (base?.sequence ?? 0),
      sequence: machine.sequence,
      epoch,
      torn: end.torn,
    };
    const live = new LiveSequencer({
      kind,
      recovery,
      machine,
      journal: writer,
      archive: events,
      quarantine: await Quarantine.open(storage, kind.name),
      snapshots,
      clock,
      limits: limitsFor(segmentBytes, options.limits),
      disk,
      resume: machine.sequence === 0 ? undefined : options.resume,
      rebuild: (sequence) =>
        snapshots.reading(
          async () =>
            (await rebuildMachine(storage, kind, { toSequence: sequence, onProblem })).machine,
        ),
      letGo,
    });
    disk.start(() => writer.refill());
    return live;
  } catch (error) {
    await letGo();
    if (isDiskFull(error)) throw new DiskFull("the disk is too full to start on", { cause: error });
    throw error;
  }
}

interface Recovered<M> {
  readonly machine: M;
  readonly base: SnapshotHeader | null;
  readonly end: JournalEnd;
}

/** Replays, and lets the event archive have what it lacks. */
async function recoverMachine<Content, Event, M extends Machine<Content, Event>>(
  storage: Storage,
  kind: MachineKind<Content, Event, M>,
  folders: StreamFolders,
  archive: EventArchive,
  onProblem: (problem: Error) => void,
): Promise<Recovered<M>> {
  const recovered = await rebuildMachine(storage, kind, {
    onProblem,
    onBase: async (base) => {
      if (base === null) return;
      if (base.firstSegment !== null)
        await finishRewrite(storage, folders, base, base.firstSegment, archive);
      if (archive.lastSequence < base.sequence)
        await makeUpEvents(storage, kind, folders, archive, base.sequence);
    },
    events: missingFrom(archive),
  });
  // A disk too full for events is no reason not to start: they wait in memory and can be made again.
  await archive.sync().catch(onProblem);
  if (archive.lastSequence > recovered.end.sequence) {
    throw new StorageDamaged(
      recovered.end.segment?.path ?? folders.journal,
      recovered.end.offset,
      `the journal ends at sequence ${recovered.end.sequence}, but events up to ${archive.lastSequence} were published`,
    );
  }
  return recovered;
}

/** Makes events again that are older than the snapshot, from a snapshot before them or the very beginning. */
async function makeUpEvents<Content, Event, M extends Machine<Content, Event>>(
  storage: Storage,
  kind: MachineKind<Content, Event, M>,
  folders: StreamFolders,
  archive: EventArchive,
  toSequence: number,
): Promise<void> {
  let from = archive.lastSequence;
  for (const sequence of await listSnapshots(storage, folders.snapshots)) {
    const header = await readSnapshotHeader(
      storage,
      snapshotPath(folders.snapshots, sequence),
      kind.name,
    );
    if (header?.firstSegment === undefined || header.firstSegment === null || sequence <= from)
      continue;
    // Before a rewrite there is nothing to be had.
    await archive.clear(sequence);
    from = sequence;
    break;
  }
  await rebuildMachine(storage, kind, {
    newestSnapshot: from,
    toSequence,
    events: missingFrom(archive),
  });
}

/** The events that the archive lacks, and those at its end, to see whether they are the same. */
function missingFrom(archive: EventArchive): Required<RebuildOptions>["events"] {
  return {
    isWanted: (batch) => batch.lastSequence >= archive.lastSequence,
    take: (batch, feedRecords) => addEvents(archive, batch, feedRecords),
  };
}

function addEvents(archive: EventArchive, batch: Batch, feedRecords: Buffer): void {
  if (batch.lastSequence > archive.lastSequence) {
    archive.append(blockOf(batch, feedRecords));
  } else if (
    batch.lastSequence === archive.lastSequence &&
    archive.lastDigest?.equals(batch.digest) === false
  ) {
    throw new StorageDamaged(
      batch.file,
      batch.offset,
      `the archived events of sequence ${batch.lastSequence} are not of this journal`,
    );
  }
}

/** The archive's block of a batch that was replayed. */
function blockOf(batch: Batch, feedRecords: Buffer): SealedBlock {
  const bytes = Buffer.allocUnsafe(BLOCK_HEADER_BYTES + feedRecords.length);
  batch.previousDigest.copy(bytes, LINKED_FROM);
  feedRecords.copy(bytes, BLOCK_HEADER_BYTES);
  sealBlock(bytes, batch);
  return { bytes, ...batch };
}

/** A rewrite that was cut short goes on where it stopped: its snapshot is there, so what is before it must go. */
async function finishRewrite(
  storage: Storage,
  folders: StreamFolders,
  base: SnapshotHeader,
  firstSegment: number,
  archive: EventArchive,
): Promise<void> {
  await forgetBefore(storage, folders, base.sequence, firstSegment);
  if (archive.lastSequence === 0 || archive.firstSequence <= base.sequence)
    await archive.clear(base.sequence);
}

/** Leaves the last segment with its valid batches only, or not at all: a start writes to a new one. */
async function cutTornEnd(
  storage: Storage,
  end: JournalEnd,
  onProblem: (problem: Error) => void,
): Promise<void> {
  if (end.torn !== null)
    onProblem(new StorageDamaged(end.torn.file, end.torn.offset, `${end.torn.reason}; cut off`));
  const { segment } = end;
  if (segment === null) return;
  if (end.offset > 0) {
    const file = await storage.open(segment.path, "existing");
    try {
      await file.truncate(end.offset);
      await file.sync();
    } finally {
      await file.close();
    }
  } else if (!segment.isArchived) {
    await storage.remove(segment.path);
    await storage.syncFolder(folderOf(segment.path));
  }
}

async function removeUnfinishedSnapshots(storage: Storage, folders: StreamFolders): Promise<void> {
  for (const name of await storage.list(folders.snapshots)) {
    if (name.endsWith(".tmp")) await storage.remove(`${folders.snapshots}/${name}`);
  }
}

/** Each start has a higher epoch than any before it; batches carry it. */
async function raiseEpoch(
  storage: Storage,
  folders: StreamFolders,
  journalEpoch: number,
): Promise<number> {
  let epoch = journalEpoch;
  if (await storage.exists(folders.epoch)) {
    const written = Number((await readWhole(storage, folders.epoch)).toString("utf8"));
    if (!Number.isSafeInteger(written) || written < 0) {
      throw new StorageDamaged(folders.epoch, 0, "it holds no number");
    }
    epoch = Math.max(epoch, written);
  }
  await writeWhole(storage, folders.epoch, Buffer.from(`${epoch + 1}\n`, "utf8"));
  return epoch + 1;
}
