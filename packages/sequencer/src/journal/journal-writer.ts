import { DiskFull } from "../errors.ts";
import { LINKED_FROM } from "../events/event-block.ts";
import { isDiskFull } from "../storage/storage.ts";
import type { DurableFile, Storage } from "../storage/storage.ts";
import { sealBatch } from "./batch.ts";
import { nextDigest } from "./digest.ts";
import { segmentPath } from "./segments.ts";

export interface JournalWriterOptions {
  readonly storage: Storage;
  /** Folder of the journal inside the storage. */
  readonly folder: string;
  readonly stream: string;
  readonly rulesVersion: number;
  readonly epoch: number;
  readonly segmentBytes: number;
  /** Id of the first segment to write; one start never adds to the segment of another. */
  readonly segmentId: number;
  /** Digest at the end of the journal. */
  readonly digest: Buffer;
  /** Hears when the reserve could not be made, and when it could again. */
  readonly onDiskFull: (isFull: boolean) => void;
}

/** A batch on its way to disk. */
export interface UnsealedBatch {
  /** `BATCH_HEADER_BYTES` for the header, then the records. */
  readonly bytes: Buffer;
  /** The block of the archive: its header, whose end takes the digest before, then the encoded events. */
  readonly block: Buffer;
  readonly count: number;
  readonly firstSequence: number;
  readonly baseTime: number;
}

/**
 * Appends batches to preallocated segments, one batch at a time.
 *
 * Behind the segment being written lies a spare one, zeroed and synced. When the disk is so full
 * that no new spare can be made, what is left of the present segment is the reserve: the owner is
 * told (`onDiskFull`) and lets only cancels and internal commands through. When the reserve is
 * used up as well, `append` throws `DiskFull` with nothing written.
 */
export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #sparePath: string;
  #file: DurableFile | null = null;
  #segmentId: number;
  #segmentTag: Buffer;
  #offset = 0;
  #digest: Buffer;
  #hasSpare = false;
  #isFull = false;
  /** The making of a spare, while it is under way. */
  #preparing: Promise<void> | null = null;
  /** Last sequence of each segment this writer has closed. */
  readonly #closed = new Map<number, number>();
  #lastSequence = 0;

  private constructor(options: JournalWriterOptions) {
    this.#options = options;
    this.#sparePath = `${options.folder}/spare.seg`;
    this.#segmentId = options.segmentId - 1;
    this.#segmentTag = options.digest;
    this.#digest = options.digest;
  }

  /** Begins a new segment behind everything there is. */
  static async open(options: JournalWriterOptions): Promise<JournalWriter> {
    const writer = new JournalWriter(options);
    await writer.#findSpare();
    await writer.#rotate();
    return writer;
  }

  /** Digest after the last batch appended. */
  get digest(): Buffer {
    return this.#digest;
  }

  /** Id of the segment being written; those before it are closed. */
  get segmentId(): number {
    return this.#segmentId;
  }

  /**
   * Writes the batch durably. When this resolves it is durable; when it rejects, other than
   * with `DiskFull`, nothing is known, and the writer must not be used again.
   *
   * @returns the digest after the batch.
   */
  async append(batch: UnsealedBatch): Promise<Buffer> {
    if (this.#offset + batch.bytes.length > this.#options.segmentBytes) await this.#rotate();
    this.#digest.copy(batch.block, LINKED_FROM);
    const digest = nextDigest(batch.block.subarray(LINKED_FROM));
    sealBatch(batch.bytes, {
      rulesVersion: this.#options.rulesVersion,
      count: batch.count,
      segmentId: this.#segmentId,
      epoch: this.#options.epoch,
      firstSequence: batch.firstSequence,
      baseTime: batch.baseTime,
      stream: this.#options.stream,
      segmentTag: this.#segmentTag,
      previousDigest: this.#digest,
      digest,
    });
    const file = this.#file!;
    await file.write(batch.bytes, this.#offset, batch.count === 1);
    this.#offset += batch.bytes.length;
    this.#digest = digest;
    this.#lastSequence = batch.firstSequence + batch.count - 1;
    return digest;
  }

  /** Last sequence in a closed segment; undefined when an earlier start wrote it. */
  lastSequenceIn(segmentId: number): number | undefined {
    return this.#closed.get(segmentId);
  }

  /** Begins a new segment, so that the one before can be archived. */
  async rotate(): Promise<void> {
    if (this.#offset > 0) await this.#rotate();
  }

  /** Tries again to make the spare segment, if there is none. */
  async refill(): Promise<void> {
    await this.#ensureSpare();
  }

  async close(): Promise<void> {
    await this.#preparing?.catch(() => {});
    await this.#file?.close();
    this.#file = null;
  }

  async #rotate(): Promise<void> {
    await this.#ensureSpare();
    if (!this.#hasSpare)
      throw new DiskFull("the disk is full and the reserve of the journal is used up");
    const { storage, folder } = this.#options;
    const path = segmentPath(folder, this.#segmentId + 1);
    await storage.rename(this.#sparePath, path);
    await storage.syncFolder(folder);
    this.#hasSpare = false;
    const previous = this.#file;
    this.#file = await storage.openDurable(path);
    await previous?.close();
    if (previous !== null) this.#closed.set(this.#segmentId, this.#lastSequence);
    this.#segmentId++;
    this.#segmentTag = this.#digest;
    this.#offset = 0;
    // Made while batches go on. If it fails, the next rotation tries again and hears of it.
    this.#ensureSpare().catch(() => {});
  }

  #ensureSpare(): Promise<void> {
    if (this.#hasSpare) return Promise.resolve();
    this.#preparing ??= this.#prepareSpare().finally(() => {
      this.#preparing = null;
    });
    return this.#preparing;
  }

  /** Keeps a spare that an earlier start left behind, if it is of the right size. */
  async #findSpare(): Promise<void> {
    const { storage, segmentBytes, folder } = this.#options;
    await storage.remove(`${this.#sparePath}.tmp`);
    if (!(await storage.exists(this.#sparePath))) return;
    const file = await storage.open(this.#sparePath, "existing");
    const size = await file.size();
    await file.close();
    if (size === segmentBytes) {
      this.#hasSpare = true;
    } else {
      await storage.remove(this.#sparePath);
      await storage.syncFolder(folder);
    }
  }

  async #prepareSpare(): Promise<void> {
    const { storage, folder, segmentBytes } = this.#options;
    const temporary = `${this.#sparePath}.tmp`;
    try {
      const file = await storage.open(temporary, "create");
      try {
        await file.allocate(segmentBytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await storage.rename(temporary, this.#sparePath);
      await storage.syncFolder(folder);
      this.#hasSpare = true;
      this.#report(false);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await storage.remove(temporary);
      this.#report(true);
    }
  }

  #report(isFull: boolean): void {
    if (this.#isFull === isFull) return;
    this.#isFull = isFull;
    this.#options.onDiskFull(isFull);
  }
}
