import type { JournalWriter } from "../journal/journal-writer.ts";
import { listSegments, segmentPath } from "../journal/segments.ts";
import type { StreamFolders } from "../journal/segments.ts";
import type { EventArchive } from "../events/event-archive.ts";
import type { Machine, SnapshotInfo } from "../ports.ts";
import type { Storage } from "../storage/storage.ts";
import { listSnapshots, readSnapshotHeader, snapshotPath, writeSnapshot } from "./snapshot-file.ts";
import type { Snapshotter } from "./snapshotter.ts";

export interface SnapshotKeeperOptions {
  readonly storage: Storage;
  readonly folders: StreamFolders;
  readonly stream: string;
  readonly rulesVersion: number;
  readonly snapshotter: Snapshotter;
  readonly journal: JournalWriter;
  readonly archive: EventArchive;
  /** Where the machine stood at the start; segments of earlier starts end there or before. */
  readonly startSequence: number;
  /** A snapshot is made after so many commands; 0: only when asked for. */
  readonly everyCommands: number;
  /** Snapshots kept. */
  readonly keep: number;
  /** The snapshot the machine began from; 0: none. */
  readonly lastSnapshot: number;
  readonly onProblem: (problem: Error) => void;
  readonly onSnapshot: (info: SnapshotInfo) => void;
}

/** Has snapshots made, one at a time, and moves the journal segments they cover to the archive. */
export class SnapshotKeeper {
  readonly #options: SnapshotKeeperOptions;
  #lastSnapshot: number;
  #running: Promise<unknown> = Promise.resolve();
  #isRunning = false;
  readonly #stopping = new AbortController();
  /** Readers of the journal that a file must not be moved away from. */
  #moving: Promise<void> = Promise.resolve();

  constructor(options: SnapshotKeeperOptions) {
    this.#options = options;
    this.#lastSnapshot = options.lastSnapshot;
  }

  /** Makes a snapshot when enough has happened since the last. */
  becameDurable(sequence: number): void {
    const { everyCommands, onProblem } = this.#options;
    if (everyCommands === 0 || this.#isRunning || this.#stopping.signal.aborted) return;
    if (sequence - this.#lastSnapshot < everyCommands) return;
    const { signal } = this.#stopping;
    this.take(sequence, signal).catch((problem: Error) => {
      if (!signal.aborted) onProblem(problem);
    });
  }

  /** Gives up a snapshot that nobody asked for: the next start makes it, and a stop does not wait for it. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Makes the snapshot of `sequence`, durable and at the end of a batch, once those before it are done. */
  take(sequence: number, signal?: AbortSignal): Promise<SnapshotInfo> {
    return this.#inTurn(async () => {
      signal?.throwIfAborted();
      const info = await this.#options.snapshotter(sequence, signal);
      this.#lastSnapshot = Math.max(this.#lastSnapshot, sequence);
      this.#moving = this.#archiveSegments(sequence);
      await this.#moving;
      await this.#forgetOld();
      this.#options.onSnapshot(info);
      return info;
    });
  }

  /** Makes `machine`, which stands still and is durable, the beginning of history, and deletes what was before. */
  rewrite(machine: Machine<unknown, unknown>, digest: Buffer): Promise<SnapshotInfo> {
    return this.#inTurn(async () => {
      const { storage, folders, journal, stream, rulesVersion } = this.#options;
      await journal.rotate();
      const head = {
        stream,
        sequence: machine.sequence,
        time: machine.time,
        rulesVersion,
        digest: digest.toString("hex"),
        firstSegment: journal.segmentId,
      };
      const info = await writeSnapshot(storage, folders.snapshots, head, machine.records());
      await forgetBefore(storage, folders, info.sequence, head.firstSegment);
      this.#lastSnapshot = info.sequence;
      return info;
    });
  }

  /** Runs `work`, which reads the journal, while no file of it is being moved. */
  async reading<T>(work: () => Promise<T>): Promise<T> {
    await this.#moving.catch(() => {});
    return work();
  }

  /** Waits until nothing is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#running.then(() => {
      this.#isRunning = true;
      return work();
    });
    this.#running = result
      .catch(() => {})
      .finally(() => {
        this.#isRunning = false;
      });
    return result;
  }

  /** Moves closed segments that the snapshot covers. Their events are made durable first. */
  async #archiveSegments(sequence: number): Promise<void> {
    const { storage, folders, journal, archive, startSequence } = this.#options;
    await archive.sync();
    let hasMoved = false;
    for (const segment of await listSegments(storage, folders)) {
      if (segment.isArchived || segment.id >= journal.segmentId) continue;
      const last = journal.lastSequenceIn(segment.id) ?? startSequence;
      if (last > sequence) break;
      await storage.rename(segment.path, segmentPath(folders.archive, segment.id));
      hasMoved = true;
    }
    if (!hasMoved) return;
    await storage.syncFolder(folders.archive);
    await storage.syncFolder(folders.journal);
  }

  /** Deletes snapshots beyond the newest few: the journal can make them again, but not those of an older version. */
  async #forgetOld(): Promise<void> {
    const { storage, folders, keep, rulesVersion, stream } = this.#options;
    for (const sequence of (await listSnapshots(storage, folders.snapshots)).slice(keep)) {
      const path = snapshotPath(folders.snapshots, sequence);
      const header = await readSnapshotHeader(storage, path, stream);
      if (header?.rulesVersion !== rulesVersion || header.firstSegment !== null) continue;
      await storage.remove(path);
    }
  }
}

/** Deletes the segments before `firstSegment` and the snapshots before `sequence`: the end of a rewrite, also of one cut short. */
export async function forgetBefore(
  storage: Storage,
  folders: StreamFolders,
  sequence: number,
  firstSegment: number,
): Promise<void> {
  for (const segment of await listSegments(storage, folders)) {
    if (segment.id < firstSegment) await storage.remove(segment.path);
  }
  for (const snapshot of await listSnapshots(storage, folders.snapshots)) {
    if (snapshot < sequence) await storage.remove(snapshotPath(folders.snapshots, snapshot));
  }
  for (const folder of [folders.archive, folders.journal, folders.snapshots])
    await storage.syncFolder(folder);
}
