import { StorageDamaged } from "./errors.ts";
import { ArchivedEvents } from "./events/archived-events.ts";
import { genesisDigest } from "./journal/digest.ts";
import { readJournal } from "./journal/journal-reader.ts";
import type { JournalEnd } from "./journal/journal-reader.ts";
import { streamFolders } from "./journal/segments.ts";
import type { Machine, MachineKind } from "./ports.ts";
import { Replayer } from "./replay.ts";
import {
  hashRecords,
  listSnapshots,
  loadSnapshot,
  snapshotPath,
} from "./snapshot/snapshot-file.ts";
import type { LoadedSnapshot } from "./snapshot/snapshot-file.ts";
import type { Storage } from "./storage/storage.ts";

export interface VerifyOptions<M> {
  /** Looks at the machine after every batch; throws when a law does not hold. */
  readonly audit?: (machine: M) => void;
}

/** What a verification saw. It resolves only when everything holds. */
export interface VerifySummary {
  readonly stream: string;
  /** 1 unless history was rewritten. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly batches: number;
  /** Commands executed again. */
  readonly executed: number;
  /** Commands of closed rules versions, whose events were checked against the digests instead. */
  readonly checkedOnly: number;
  /** Sequences of the snapshots whose state hash came out of the replay. */
  readonly snapshots: readonly number[];
  /** Last sequence in the event archive. Behind the journal after a crash: the next start makes up for it. */
  readonly archivedEvents: number;
  readonly stateHash: string;
  readonly digest: string;
  readonly torn: JournalEnd["torn"];
}

/**
 * Replays a stream from the beginning of its history in a fresh machine and compares everything
 * there is twice: checksums, digest chain, digests of events, archived events byte by byte, state
 * hashes of snapshots. Nothing is written. Run it on a folder that no process has open.
 *
 * Commands of an earlier rules version cannot be executed by this one; for them the archived
 * events are checked against the chain, and the replay begins at the snapshot that closed the version.
 *
 * @throws `StorageDamaged` or `ReplayHalted` with the place of the first thing that does not hold.
 */
export async function verifyStream<Content, Event, M extends Machine<Content, Event>>(
  storage: Storage,
  kind: MachineKind<Content, Event, M>,
  options: VerifyOptions<M> = {},
): Promise<VerifySummary> {
  const folders = streamFolders(kind.name);
  const snapshots = new Map<number, LoadedSnapshot["header"]>();
  const sequences = (await listSnapshots(storage, folders.snapshots)).toReversed();
  let begin: LoadedSnapshot | null = null;
  for (const sequence of sequences) {
    const loaded = await loadSnapshot(
      storage,
      snapshotPath(folders.snapshots, sequence),
      kind.name,
    );
    snapshots.set(sequence, loaded.header);
    if (loaded.header.firstSegment !== null || loaded.header.rulesVersion < kind.rulesVersion)
      begin = loaded;
  }
  const base = begin === null || begin.header.firstSegment === null ? null : begin.header;
  const archive = await ArchivedEvents.open(storage, kind.name);
  const replayer = new Replayer(kind, begin === null ? kind.create() : kind.restore(begin.records));
  const counts = { batches: 0, executed: 0, checkedOnly: 0 };
  const confirmed: number[] = base === null ? [] : [base.sequence];
  const from = {
    sequence: base?.sequence ?? 0,
    digest: base === null ? genesisDigest(kind.name) : Buffer.from(base.digest, "hex"),
  };
  const end = await readJournal(storage, kind.name, from, async (batch) => {
    counts.batches++;
    if (batch.rulesVersion !== kind.rulesVersion) {
      counts.checkedOnly += batch.count;
      await archive.checkDigest(batch);
      return;
    }
    if (begin !== null && batch.firstSequence <= begin.header.sequence) {
      throw new StorageDamaged(batch.file, batch.offset, "rules versions are mixed");
    }
    const feedRecords = replayer.apply(batch);
    await replayer.settled();
    counts.executed += batch.count;
    await archive.compare(batch, feedRecords);
    options.audit?.(replayer.machine);
    const snapshot = snapshots.get(batch.lastSequence);
    if (snapshot === undefined) return;
    const { stateHash } = hashRecords(replayer.machine.records());
    if (stateHash !== snapshot.stateHash || snapshot.digest !== batch.digest.toString("hex")) {
      const path = snapshotPath(folders.snapshots, snapshot.sequence);
      throw new StorageDamaged(path, 0, "its state is not the one the journal leads to");
    }
    confirmed.push(snapshot.sequence);
  });
  await archive.end();
  return {
    stream: kind.name,
    firstSequence: from.sequence + 1,
    lastSequence: end.sequence,
    ...counts,
    snapshots: confirmed,
    archivedEvents: archive.lastSequence,
    stateHash: hashRecords(replayer.machine.records()).stateHash,
    digest: end.digest.toString("hex"),
    torn: end.torn,
  };
}
