import { StorageDamaged } from "../errors.ts";
import { readWhole } from "../storage/storage.ts";
import type { Storage } from "../storage/storage.ts";
import { BATCH_HEADER_BYTES, batchLength, findBatchAfter, parseBatch } from "./batch.ts";
import type { Batch } from "./batch.ts";
import { genesisDigest } from "./digest.ts";
import { listSegments, streamFolders } from "./segments.ts";
import type { Segment } from "./segments.ts";

const ZEROS = Buffer.alloc(65_536);

/** Is handed each batch; false ends the reading. */
export type BatchVisitor = (batch: Batch) => boolean | void | Promise<boolean | void>;

/** From where a journal is read: a snapshot's, or sequence 0 and the stream's first digest. */
export interface JournalPosition {
  /** Of the last command not wanted; 0 for all. */
  readonly sequence: number;
  /** Digest at that sequence, checked against the journal when it is there. */
  readonly digest: Buffer;
}

/** Where the valid journal ends. */
export interface JournalEnd {
  readonly sequence: number;
  readonly digest: Buffer;
  readonly epoch: number;
  /** Whether a batch at or behind the position was there to prove that journal and position belong together. */
  readonly isLinked: boolean;
  /** The last segment and its valid length; null when there is none. */
  readonly segment: Segment | null;
  readonly offset: number;
  /** A torn last batch, which is to be cut off; null when the end is clean. */
  readonly torn: { readonly file: string; readonly offset: number; readonly reason: string } | null;
}

/**
 * Reads the journal from `from` on and hands each batch to `visit`, until that returns false or the
 * journal ends. Every batch is checked: checksum, segment, epoch, sequence and digest chain.
 *
 * A bad batch with nothing valid after it is the write that was under way when the machine stopped:
 * it was never acknowledged, and the journal ends before it. Any other is `StorageDamaged`.
 */
export async function readJournal(
  storage: Storage,
  stream: string,
  from: JournalPosition,
  visit: BatchVisitor,
): Promise<JournalEnd> {
  const segments = await listSegments(storage, streamFolders(stream));
  for (let index = 1; index < segments.length; index++) {
    const missing = segments[index - 1]!.id + 1;
    if (segments[index]!.id !== missing) {
      throw new StorageDamaged(segments[index]!.path, 0, `segment ${missing} before it is missing`);
    }
  }
  const start = await firstNeeded(storage, segments, from.sequence);
  const chain = new Chain(stream, from);
  const read = (index: number): Promise<Buffer> | null => {
    const segment = segments[index];
    if (segment === undefined) return null;
    const bytes = readWhole(storage, segment.path);
    // A failure is told to whoever awaits it, which may be later than it happens.
    bytes.catch(() => {});
    return bytes;
  };
  let ahead = read(start);
  try {
    for (let index = start; index < segments.length; index++) {
      const bytes = (await ahead)!;
      // The disk fetches the next one while this one is replayed.
      ahead = read(index + 1);
      const isLast = index === segments.length - 1;
      const end = await readSegment(bytes, segments[index]!, isLast, chain, visit);
      if (end !== null) return end;
    }
    return chain.endAt(null, 0, null);
  } finally {
    await ahead?.catch(() => {});
  }
}

/** The index of the segment that holds the command after `sequence`. */
async function firstNeeded(
  storage: Storage,
  segments: readonly Segment[],
  sequence: number,
): Promise<number> {
  for (let index = segments.length - 1; index > 0; index--) {
    const first = await firstBatch(storage, segments[index]!);
    // A segment that begins right behind the position is not enough: the batch at the position proves the link.
    if (first !== null && first.firstSequence <= sequence) return index;
  }
  return 0;
}

/** The first batch of a segment if it is sound: of a torn one not even the sequence can be believed. */
async function firstBatch(storage: Storage, segment: Segment): Promise<Batch | null> {
  const file = await storage.open(segment.path, "existing");
  try {
    const header = Buffer.alloc(BATCH_HEADER_BYTES);
    if ((await file.read(header, 0)) < header.length) return null;
    const length = Math.min(batchLength(header), await file.size());
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0);
    const batch = parseBatch(bytes, 0, segment.path);
    return typeof batch === "string" ? null : batch;
  } finally {
    await file.close();
  }
}

/** @returns the end of the journal if it lies in this segment, else null. */
async function readSegment(
  bytes: Buffer,
  segment: Segment,
  isLast: boolean,
  chain: Chain,
  visit: BatchVisitor,
): Promise<JournalEnd | null> {
  chain.beginSegment();
  let offset = 0;
  while (true) {
    const found = parseBatch(bytes, offset, segment.path);
    const problem = typeof found === "string" ? found : chain.foreign(found, segment);
    if (typeof found === "string" || problem !== null) {
      return endSegment(bytes, offset, problem ?? "", segment, isLast, chain);
    }
    const wanted = chain.link(found);
    offset = found.end;
    if (!wanted) continue;
    const answer = visit(found);
    // Most visitors are synchronous, and a replay has millions of batches.
    const goesOn = answer instanceof Promise ? await answer : answer;
    if (goesOn === false) return chain.endAt(segment, offset, null);
  }
}

function endSegment(
  bytes: Buffer,
  offset: number,
  problem: string,
  segment: Segment,
  isLast: boolean,
  chain: Chain,
): JournalEnd | null {
  const own = { stream: chain.stream, segmentId: segment.id, tag: chain.tag };
  const later = findBatchAfter(bytes, offset, own);
  if (later !== null) {
    throw new StorageDamaged(
      segment.path,
      offset,
      `${problem}, and a valid batch follows at byte ${later}`,
    );
  }
  const isClean = isZero(bytes, offset);
  if (isLast) {
    return chain.endAt(
      segment,
      offset,
      isClean ? null : { file: segment.path, offset, reason: problem },
    );
  }
  // A segment is left for the next only once all its batches are durable.
  if (!isClean)
    throw new StorageDamaged(segment.path, offset, `${problem}, and a later segment follows`);
  return null;
}

/** What the next batch must be. */
class Chain {
  readonly stream: string;
  readonly #from: JournalPosition;
  #sequence: number | null = null;
  #digest: Buffer;
  #epoch = 0;
  #isLinked = false;
  /** Tag of the batches of the present segment; null when not known before the first. */
  tag: Buffer | null = null;

  constructor(stream: string, from: JournalPosition) {
    this.stream = stream;
    this.#from = from;
    this.#digest = from.digest;
    if (from.sequence === 0 && from.digest.equals(genesisDigest(stream))) this.#sequence = 0;
  }

  beginSegment(): void {
    this.tag = this.#sequence === null ? null : this.#digest;
  }

  /** Why a batch, sound in itself, is none of this segment: left over from an earlier use of these bytes. */
  foreign(batch: Batch, segment: Segment): string | null {
    if (batch.stream !== this.stream) return `a batch of stream "${batch.stream}"`;
    if (batch.segmentId !== segment.id) return `a batch of segment ${batch.segmentId}`;
    if (this.tag === null || batch.segmentTag.equals(this.tag)) return null;
    if (batch.firstSequence > (this.#sequence ?? 0)) {
      throw new StorageDamaged(
        batch.file,
        batch.offset,
        "the segment does not continue the one before it",
      );
    }
    return "a batch from an earlier use of this segment";
  }

  /** Appends the batch to the chain. @returns whether it lies behind the position read from. */
  link(batch: Batch): boolean {
    const damaged = (reason: string): StorageDamaged =>
      new StorageDamaged(batch.file, batch.offset, reason);
    if (this.#sequence === null) {
      if (batch.firstSequence > this.#from.sequence + 1) {
        throw damaged(
          `the journal begins at sequence ${batch.firstSequence}, ${this.#from.sequence + 1} is needed`,
        );
      }
      if (
        batch.firstSequence === this.#from.sequence + 1 &&
        !batch.previousDigest.equals(this.#from.digest)
      ) {
        throw damaged("the journal does not continue the snapshot");
      }
      this.tag = batch.segmentTag;
    } else {
      if (batch.firstSequence !== this.#sequence + 1) {
        throw damaged(`sequence ${batch.firstSequence} follows ${this.#sequence}`);
      }
      if (!batch.previousDigest.equals(this.#digest)) throw damaged("the digest chain is broken");
    }
    if (batch.epoch < this.#epoch) throw damaged(`epoch ${batch.epoch} follows ${this.#epoch}`);
    const before = this.#from.sequence;
    if (batch.firstSequence <= before && batch.lastSequence > before) {
      throw damaged(`sequence ${before} of the snapshot lies inside a batch`);
    }
    if (batch.lastSequence === before && !batch.digest.equals(this.#from.digest)) {
      throw damaged("the snapshot is not of this journal");
    }
    if (batch.lastSequence >= before) this.#isLinked = true;
    this.#sequence = batch.lastSequence;
    this.#digest = batch.digest;
    this.#epoch = batch.epoch;
    return batch.firstSequence > before;
  }

  endAt(segment: Segment | null, offset: number, torn: JournalEnd["torn"]): JournalEnd {
    return {
      sequence: this.#sequence ?? this.#from.sequence,
      digest: this.#digest,
      epoch: this.#epoch,
      isLinked: this.#isLinked,
      segment,
      offset,
      torn,
    };
  }
}

function isZero(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at += ZEROS.length) {
    const end = Math.min(at + ZEROS.length, bytes.length);
    if (bytes.compare(ZEROS, 0, end - at, at, end) !== 0) return false;
  }
  return true;
}
