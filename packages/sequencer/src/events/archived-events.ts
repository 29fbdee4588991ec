import { StorageDamaged } from "../errors.ts";
import type { Batch } from "../journal/batch.ts";
import { streamFolders } from "../journal/segments.ts";
import { readWhole } from "../storage/storage.ts";
import type { Storage } from "../storage/storage.ts";
import { archivePath, firstSequenceOf } from "./archive-file.ts";
import { BLOCK_HEADER_BYTES, parseBlock } from "./event-block.ts";
import type { EventBlock } from "./event-block.ts";

/** The event archive read once from front to back beside the journal, without writing anything. */
export class ArchivedEvents {
  readonly #storage: Storage;
  readonly #stream: string;
  /** Files not begun yet, oldest first. */
  readonly #files: { readonly path: string; readonly first: number }[];
  #path = "";
  #bytes: Buffer = Buffer.alloc(0);
  #offset = 0;
  #lastSequence = 0;

  private constructor(storage: Storage, stream: string, files: { path: string; first: number }[]) {
    this.#storage = storage;
    this.#stream = stream;
    this.#files = files;
  }

  static async open(storage: Storage, stream: string): Promise<ArchivedEvents> {
    const folder = streamFolders(stream).events;
    const files: { path: string; first: number }[] = [];
    for (const name of await storage.list(folder)) {
      const first = firstSequenceOf(name);
      if (first !== null) files.push({ path: archivePath(folder, first), first });
    }
    return new ArchivedEvents(storage, stream, files);
  }

  /** Last sequence seen so far. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Compares the block of `batch` with what executing it gave. An archive that ends before is behind, no more. */
  async compare(batch: Batch, feedRecords: Buffer): Promise<void> {
    const block = await this.#blockOf(batch);
    if (block !== null && !block.body.equals(feedRecords)) {
      throw this.#damaged(
        `events from ${batch.firstSequence} on are not what the journal leads to`,
      );
    }
  }

  /** Checks the block of `batch` against the digest in the journal, without executing anything. */
  async checkDigest(batch: Batch): Promise<void> {
    const block = await this.#blockOf(batch);
    if (block === null) {
      throw this.#damaged(
        `events from ${batch.firstSequence} on are missing, and only an older version can make them`,
      );
    }
  }

  /** Refuses an archive that goes on after the journal has ended. */
  async end(): Promise<void> {
    const block = await this.#next();
    if (block !== null)
      throw this.#damaged(`events of ${block.firstSequence} are here, the journal ends before`);
  }

  async #blockOf(batch: Batch): Promise<EventBlock | null> {
    const block = await this.#next();
    if (block === null) return null;
    if (block.firstSequence !== batch.firstSequence || block.count !== batch.count) {
      throw this.#damaged(
        `events of ${block.firstSequence} stand where those of ${batch.firstSequence} belong`,
      );
    }
    // The block was checked against its own digests when it was parsed.
    if (!block.digest.equals(batch.digest) || !block.previousDigest.equals(batch.previousDigest))
      throw this.#damaged(`events from ${block.firstSequence} on have another digest`);
    this.#lastSequence = batch.lastSequence;
    return block;
  }

  /** The next block, or null at the end; what a crash left half written in the last file counts as the end. */
  async #next(): Promise<EventBlock | null> {
    while (this.#offset >= this.#bytes.length) {
      const file = this.#files.shift();
      if (file === undefined) return null;
      this.#path = file.path;
      this.#bytes = await readWhole(this.#storage, file.path);
      this.#offset = 0;
    }
    const block = parseBlock(this.#bytes, this.#offset);
    if (typeof block === "string") {
      if (this.#files.length > 0) throw this.#damaged(block);
      return null;
    }
    if (block.stream !== this.#stream) throw this.#damaged(`a block of stream "${block.stream}"`);
    this.#offset += BLOCK_HEADER_BYTES + block.body.length;
    return block;
  }

  #damaged(reason: string): StorageDamaged {
    return new StorageDamaged(this.#path, this.#offset, reason);
  }
}
