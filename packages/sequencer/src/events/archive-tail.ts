import { eventLists } from "../codec/event-lists.ts";
import type { EventListCodec } from "../codec/event-lists.ts";
import { HistoryGone, StorageDamaged } from "../errors.ts";
import { streamFolders } from "../journal/segments.ts";
import type { FeedEntry, MachineKind } from "../ports.ts";
import type { Storage, StorageFile } from "../storage/storage.ts";
import { archivePath, firstSequenceOf } from "./archive-file.ts";
import { blockExtent, parseBlock } from "./event-block.ts";
import type { BlockExtent } from "./event-block.ts";
import { readFeedRecords } from "./lazy-entry.ts";

/** Bytes read from a file at once, at least. */
const CHUNK_BYTES = 262_144;
/** So often a whole block may fail its check before it counts as damaged: its writer may be at work. */
const PATIENCE = 100;

/** What lies in the archive from some sequence on. */
export interface TailBatch<Event> {
  /** In order, without gaps; their events are bytes until they are read. */
  readonly entries: readonly FeedEntry<Event>[];
  /** Of the journal behind the last entry, hex. */
  readonly digest: string;
}

/** Where the reader stands: a file, and the block that begins at `offset`. */
interface Place {
  readonly path: string;
  readonly file: StorageFile;
  offset: number;
  /** First sequence of the block there. */
  sequence: number;
}

/**
 * Reads the event archive of a stream while somebody else, in another thread or
 * process, is writing it: a follower that costs the writer nothing. What is in the
 * archive is durable in the journal. Takes no lock, writes nothing.
 */
export class ArchiveTail<Event> {
  readonly #storage: Storage;
  readonly #stream: string;
  readonly #folder: string;
  readonly #lists: EventListCodec<Event>;
  #place: Place | null = null;
  #failedChecks = 0;

  constructor(
    storage: Storage,
    kind: Pick<MachineKind<unknown, Event>, "name" | "events" | "eventLists">,
  ) {
    this.#storage = storage;
    this.#stream = kind.name;
    this.#folder = streamFolders(kind.name).events;
    this.#lists = kind.eventLists ?? eventLists(kind.events);
  }

  /**
   * The entries from `sequence` on, about `maxBytes` of them and at least a block; null
   * when that is not in the archive yet. Reading on where the last call ended
   * is what it is made for.
   *
   * @throws HistoryGone if the archive begins later.
   * @throws StorageDamaged
   */
  async read(sequence: number, maxBytes: number): Promise<TailBatch<Event> | null> {
    if (this.#place?.sequence !== sequence && !(await this.#seek(sequence))) return null;
    const entries: FeedEntry<Event>[] = [];
    let digest = "";
    let bytes = 0;
    while (bytes < maxBytes) {
      const chunk = await this.#readBlocks(Math.min(maxBytes - bytes, 4 * CHUNK_BYTES));
      if (chunk === null) break;
      for (const { block, extent } of chunk) {
        for (const entry of readFeedRecords(block, this.#lists, sequence)) entries.push(entry);
        digest = block.digest.toString("hex");
        bytes += extent.bytes;
      }
    }
    return entries.length === 0 ? null : { entries, digest };
  }

  /** Digest of the journal behind `sequence`, hex; null when no block ends there, or none yet. */
  async digestAt(sequence: number): Promise<string | null> {
    if (!(await this.#seek(sequence))) return null;
    const chunk = await this.#readBlocks(1);
    const found = chunk?.find(({ extent }) => extent.lastSequence === sequence);
    return found?.block.digest.toString("hex") ?? null;
  }

  async close(): Promise<void> {
    await this.#leave();
  }

  /** Goes to the block that holds `sequence`. @returns whether it is there. */
  async #seek(sequence: number): Promise<boolean> {
    await this.#leave();
    const firsts = await this.#files();
    const first = firsts.findLast((one) => one <= sequence);
    if (first === undefined) {
      if (firsts.length > 0) throw new HistoryGone(firsts[0]!);
      return false;
    }
    const place = await this.#enter(first);
    const header = Buffer.allocUnsafe(CHUNK_BYTES);
    while (true) {
      const bytes = header.subarray(0, await place.file.read(header, place.offset));
      let within = 0;
      let extent = blockExtent(bytes, 0);
      while (extent !== null && extent.lastSequence < sequence) {
        within += extent.bytes;
        place.offset += extent.bytes;
        place.sequence = extent.lastSequence + 1;
        extent = within < bytes.length ? blockExtent(bytes, within) : null;
      }
      if (extent !== null) return true;
      // Not a step further: the block is not there yet, or in the next file, which begins with it.
      if (within === 0) return place.sequence === sequence;
    }
  }

  /** The whole blocks that follow, about `maxBytes` and at least one; null if none is there. */
  async #readBlocks(maxBytes: number): Promise<CheckedBlock[] | null> {
    const place = this.#place;
    if (place === null) return null;
    let bytes = await readAt(place, Math.max(maxBytes, CHUNK_BYTES));
    const first = blockExtent(bytes, 0);
    if (first === null) {
      if (bytes.length === 0 && (await this.#nextFile(place))) return this.#readBlocks(maxBytes);
      return null;
    }
    if (first.bytes > bytes.length) bytes = await readAt(place, first.bytes);
    const blocks: CheckedBlock[] = [];
    let within = 0;
    for (let extent: BlockExtent | null = first; extent !== null && within < maxBytes;) {
      if (within + extent.bytes > bytes.length) break;
      const block = parseBlock(bytes, within);
      if (typeof block === "string") {
        this.#noteFailedCheck(place.path, place.offset, block);
        break;
      }
      this.#failedChecks = 0;
      if (block.stream !== this.#stream) {
        throw new StorageDamaged(place.path, place.offset, "a block of another stream");
      }
      blocks.push({ block, extent });
      within += extent.bytes;
      place.offset += extent.bytes;
      place.sequence = extent.lastSequence + 1;
      extent = blockExtent(bytes, within);
    }
    return blocks.length === 0 ? null : blocks;
  }

  #noteFailedCheck(path: string, offset: number, reason: string): void {
    this.#failedChecks += 1;
    if (this.#failedChecks >= PATIENCE) throw new StorageDamaged(path, offset, reason);
  }

  /** Goes to the file that begins where this one has ended, if there is one. */
  async #nextFile({ sequence, path }: Place): Promise<boolean> {
    const next = archivePath(this.#folder, sequence);
    if (next === path || !(await this.#storage.exists(next))) return false;
    await this.#leave();
    await this.#enter(sequence);
    return true;
  }

  async #enter(firstSequence: number): Promise<Place> {
    const path = archivePath(this.#folder, firstSequence);
    const file = await this.#storage.open(path, "existing");
    this.#place = { path, file, offset: 0, sequence: firstSequence };
    return this.#place;
  }

  async #leave(): Promise<void> {
    const place = this.#place;
    this.#place = null;
    await place?.file.close();
  }

  async #files(): Promise<number[]> {
    const names = await this.#storage.list(this.#folder);
    return names
      .map(firstSequenceOf)
      .filter((first) => first !== null)
      .toSorted((a, b) => a - b);
  }
}

interface CheckedBlock {
  readonly block: Exclude<ReturnType<typeof parseBlock>, string>;
  readonly extent: BlockExtent;
}

async function readAt({ file, offset }: Place, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, await file.read(bytes, offset));
}
