import { HistoryGone, StorageDamaged } from "../errors.ts";
import type { Storage, StorageFile } from "../storage/storage.ts";
import type { EventBlock } from "./event-block.ts";
import { ArchiveFile, archivePath, firstSequenceOf } from "./archive-file.ts";

export interface EventArchiveOptions {
  readonly storage: Storage;
  readonly folder: string;
  readonly stream: string;
  /** A file is closed once it is this long. */
  readonly fileBytes: number;
  /** Hears of a write that failed; the archive keeps the blocks and tries again with the next. */
  readonly onProblem: (problem: Error) => void;
}

/** A block as it will lie in the archive. */
export interface SealedBlock {
  /** Header and records; nobody writes there any more. */
  readonly bytes: Buffer;
  readonly count: number;
  readonly firstSequence: number;
  /** Of the journal after the batch. */
  readonly digest: Buffer;
}

/** Small blocks that wait together are written as one of about this size. */
const WRITE_BYTES = 262_144;

/**
 * The encoded events of all commands by sequence, as blocks in files named after their first
 * sequence. Derived: what is missing is made again from the journal. Written behind the
 * journal, in order, and synced only when a file is closed or `sync` is called.
 */
export class EventArchive {
  readonly #options: EventArchiveOptions;
  /** By first sequence, ascending; the last one is being written. */
  #files: ArchiveFile[] = [];
  #handle: StorageFile | null = null;
  #lastSequence = 0;
  #lastDigest: Buffer | null = null;
  #writtenSequence = 0;
  /** Blocks not yet handed to the disk. */
  #waiting: SealedBlock[] = [];
  #writing: Promise<void> | null = null;

  private constructor(options: EventArchiveOptions) {
    this.#options = options;
  }

  /** Finds where the sound part of the archive ends and drops what follows. */
  static async open(options: EventArchiveOptions): Promise<EventArchive> {
    const archive = new EventArchive(options);
    const { storage, folder } = options;
    const firsts: number[] = [];
    for (const name of await storage.list(folder)) {
      const first = firstSequenceOf(name);
      if (first !== null) firsts.push(first);
    }
    firsts.sort((a, b) => a - b);
    archive.#files = firsts.map(
      (first) => new ArchiveFile(storage, archivePath(folder, first), first),
    );
    while (archive.#files.length > 0) {
      const last = archive.#files.at(-1)!;
      const end = await last.scan(options.stream);
      if (end !== null) {
        archive.#lastSequence = end.lastSequence;
        archive.#writtenSequence = end.lastSequence;
        archive.#lastDigest = end.digest;
        archive.#handle = await storage.open(last.path, "existing");
        await archive.#handle.truncate(last.length);
        break;
      }
      await last.remove();
      archive.#files.pop();
    }
    return archive;
  }

  /** Sequence of the first event kept, 1 unless history was rewritten; 0 when there is none. */
  get firstSequence(): number {
    return this.#files[0]?.firstSequence ?? 0;
  }

  /** Last sequence appended. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Digest of the journal at `lastSequence`; null when the archive is empty. */
  get lastDigest(): Buffer | null {
    return this.#lastDigest;
  }

  /** Last sequence that `read` can give. */
  get writtenSequence(): number {
    return this.#writtenSequence;
  }

  /** Takes the block, which must follow the last one, and writes it when there is time. */
  append(block: SealedBlock): void {
    if (this.#lastSequence !== 0 && block.firstSequence !== this.#lastSequence + 1) {
      throw new Error(`events of ${block.firstSequence} do not follow ${this.#lastSequence}`);
    }
    this.#waiting.push(block);
    this.#lastSequence = block.firstSequence + block.count - 1;
    this.#lastDigest = block.digest;
    this.#writing ??= this.#writeAll();
  }

  /**
   * Blocks from the one that holds `fromSequence` on, about `maxBytes` of them, at least one.
   * Empty when `fromSequence` is not written yet.
   */
  async read(fromSequence: number, maxBytes = 262_144): Promise<EventBlock[]> {
    if (fromSequence > this.#writtenSequence) return [];
    let index = this.#files.length - 1;
    while (index > 0 && this.#files[index]!.firstSequence > fromSequence) index--;
    const file = this.#files[index];
    if (file === undefined) throw new HistoryGone(this.#writtenSequence + 1);
    if (file.firstSequence > fromSequence) throw new HistoryGone(file.firstSequence);
    const blocks = await file.read(fromSequence, maxBytes, this.#options.stream);
    if (blocks.length === 0) {
      throw new StorageDamaged(
        file.path,
        file.length,
        `events of sequence ${fromSequence} are missing`,
      );
    }
    return blocks;
  }

  /** Waits until everything appended is written and on the disk. */
  async sync(): Promise<void> {
    await this.#drain();
    await this.#handle?.sync();
    await this.#options.storage.syncFolder(this.#options.folder);
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle?.close();
    this.#handle = null;
    for (const file of this.#files) await file.close();
  }

  /** Throws away the whole archive, for a stream whose history begins anew behind `sequence`. */
  async clear(sequence: number): Promise<void> {
    await this.#drain();
    await this.close();
    for (const file of this.#files) await file.remove();
    await this.#options.storage.syncFolder(this.#options.folder);
    this.#files = [];
    this.#lastSequence = sequence;
    this.#writtenSequence = sequence;
  }

  async #drain(): Promise<void> {
    await this.#writing;
    if (this.#waiting.length > 0) {
      this.#writing = this.#writeAll();
      await this.#writing;
    }
    if (this.#waiting.length > 0) throw new Error("the event archive cannot be written");
  }

  /** Writes until nothing waits. A failure leaves the rest waiting, to be written with the next block. */
  async #writeAll(): Promise<void> {
    // Those who wait for answers first; and blocks that come close together are written as one.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    while (this.#waiting.length > 0) {
      const blocks = this.#waiting;
      this.#waiting = [];
      let written = 0;
      try {
        while (written < blocks.length) {
          const end = endOfWrite(blocks, written);
          const run = blocks.slice(written, end).map(({ bytes }) => bytes);
          await this.#write(run.length === 1 ? run[0]! : Buffer.concat(run), blocks[written]!);
          written = end;
          const last = blocks[end - 1]!;
          this.#writtenSequence = last.firstSequence + last.count - 1;
        }
      } catch (problem) {
        this.#waiting = [...blocks.slice(written), ...this.#waiting];
        this.#options.onProblem(problem as Error);
        break;
      }
    }
    this.#writing = null;
  }

  async #write(chunk: Buffer, { firstSequence: first }: SealedBlock): Promise<void> {
    const { storage, folder, fileBytes } = this.#options;
    let file = this.#files.at(-1);
    if (file === undefined || this.#handle === null || file.length >= fileBytes) {
      await this.#handle?.sync();
      await this.#handle?.close();
      this.#handle = null;
      await file?.seal();
      const path = archivePath(folder, first);
      this.#handle = await storage.open(path, "create");
      await storage.syncFolder(folder);
      // A file of this name with nothing in it is what an earlier attempt left.
      if (file?.firstSequence !== first) {
        file = new ArchiveFile(storage, path, first);
        this.#files.push(file);
      }
    }
    await this.#handle.write(chunk, file.length);
    file.extend(chunk);
  }
}

/** Up to which block those from `from` on make one write. */
function endOfWrite(blocks: readonly SealedBlock[], from: number): number {
  let bytes = blocks[from]!.bytes.length;
  let end = from + 1;
  while (end < blocks.length && bytes + blocks[end]!.bytes.length <= WRITE_BYTES)
    bytes += blocks[end++]!.bytes.length;
  return end;
}
