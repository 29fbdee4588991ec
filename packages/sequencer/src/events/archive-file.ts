import { crc32 } from "node:zlib";
import { ByteReader, ByteWriter } from "../codec/bytes.ts";
import { StorageDamaged } from "../errors.ts";
import { readWhole, writeWhole } from "../storage/storage.ts";
import type { Storage, StorageFile } from "../storage/storage.ts";
import { BLOCK_HEADER_BYTES, blockExtent, parseBlock } from "./event-block.ts";
import type { EventBlock } from "./event-block.ts";

/** Distance of two index entries: a lookup reads about this much in vain. */
const INDEX_STEP_BYTES = 16_384;

export function archivePath(folder: string, firstSequence: number): string {
  return `${folder}/${String(firstSequence).padStart(16, "0")}.evt`;
}

/** The first sequence in a file of this name; null for other files. */
export function firstSequenceOf(name: string): number | null {
  const match = /^(\d{16})\.evt$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/** One file of the event archive, with a sparse index from sequence to offset. */
export class ArchiveFile {
  readonly path: string;
  readonly firstSequence: number;
  readonly #storage: Storage;
  #sequences: number[] = [];
  #offsets: number[] = [];
  #length = 0;
  #isIndexed = false;
  #reader: Promise<StorageFile> | null = null;

  constructor(storage: Storage, path: string, firstSequence: number) {
    this.#storage = storage;
    this.path = path;
    this.firstSequence = firstSequence;
  }

  /** Bytes of whole blocks, as far as known. */
  get length(): number {
    return this.#length;
  }

  /** Learns of blocks just written at the end. */
  extend(blocks: Buffer): void {
    this.#isIndexed = true;
    let at = 0;
    for (let extent = blockExtent(blocks, at); extent !== null; extent = blockExtent(blocks, at)) {
      this.#note(extent.firstSequence, this.#length + at);
      at += extent.bytes;
    }
    this.#length += blocks.length;
  }

  /** Reads the file through, checking every block. @returns the end of its sound part, null if there is none. */
  async scan(stream: string): Promise<{ lastSequence: number; digest: Buffer } | null> {
    const bytes = await readWhole(this.#storage, this.path);
    this.#sequences = [];
    this.#offsets = [];
    let at = 0;
    let next = this.firstSequence;
    let end: { lastSequence: number; digest: Buffer } | null = null;
    while (true) {
      const block = parseBlock(bytes, at);
      if (typeof block === "string" || block.stream !== stream || block.firstSequence !== next)
        break;
      this.#note(next, at);
      next += block.count;
      at += BLOCK_HEADER_BYTES + block.body.length;
      end = { lastSequence: next - 1, digest: block.digest };
    }
    this.#length = at;
    this.#isIndexed = true;
    return end;
  }

  /** Writes the index beside the file, which will not grow any more. */
  async seal(): Promise<void> {
    const writer = new ByteWriter();
    writer.u53(this.#length);
    writer.varuint(this.#sequences.length);
    for (let index = 0; index < this.#sequences.length; index++) {
      writer.varuint(this.#sequences[index]!);
      writer.varuint(this.#offsets[index]!);
    }
    const body = writer.bytes();
    const bytes = Buffer.alloc(body.length + 4);
    bytes.writeUInt32LE(crc32(body), 0);
    body.copy(bytes, 4);
    await writeWhole(this.#storage, this.#indexPath, bytes);
  }

  /** Blocks from the one that holds `fromSequence`, about `maxBytes` of them; none if it is not here. */
  async read(fromSequence: number, maxBytes: number, stream: string): Promise<EventBlock[]> {
    if (!this.#isIndexed) await this.#loadIndex(stream);
    let low = 0;
    let high = this.#sequences.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#sequences[middle]! <= fromSequence) low = middle;
      else high = middle - 1;
    }
    this.#reader ??= this.#storage.open(this.path, "existing");
    const reader = await this.#reader;
    const blocks: EventBlock[] = [];
    let at = this.#offsets[low] ?? this.#length;
    let size = maxBytes + INDEX_STEP_BYTES;
    while (at < this.#length && blocks.length === 0) {
      const bytes = Buffer.allocUnsafe(Math.min(size, this.#length - at));
      await reader.read(bytes, at);
      let within = 0;
      let extent = blockExtent(bytes, within);
      while (extent !== null && within + extent.bytes <= bytes.length) {
        if (extent.lastSequence >= fromSequence)
          blocks.push(this.#parse(bytes, within, at, stream));
        within += extent.bytes;
        extent = blockExtent(bytes, within);
      }
      at += within;
      if (within === 0) {
        if (extent === null || at + extent.bytes > this.#length) {
          throw new StorageDamaged(this.path, at, "no block of events begins here");
        }
        size = extent.bytes;
      }
    }
    return blocks;
  }

  async remove(): Promise<void> {
    await this.close();
    await this.#storage.remove(this.#indexPath);
    await this.#storage.remove(this.path);
  }

  async close(): Promise<void> {
    const reader = this.#reader;
    this.#reader = null;
    await (await reader)?.close();
  }

  #parse(bytes: Buffer, within: number, at: number, stream: string): EventBlock {
    const block = parseBlock(bytes, within);
    if (typeof block === "string") throw new StorageDamaged(this.path, at + within, block);
    if (block.stream !== stream)
      throw new StorageDamaged(this.path, at + within, "a block of another stream");
    return block;
  }

  #note(sequence: number, offset: number): void {
    const last = this.#offsets.at(-1);
    if (last !== undefined && offset - last < INDEX_STEP_BYTES) return;
    this.#sequences.push(sequence);
    this.#offsets.push(offset);
  }

  async #loadIndex(stream: string): Promise<void> {
    if (!(await this.#readIndex())) await this.scan(stream);
  }

  async #readIndex(): Promise<boolean> {
    if (!(await this.#storage.exists(this.#indexPath))) return false;
    const bytes = await readWhole(this.#storage, this.#indexPath);
    if (bytes.length < 4 || crc32(bytes.subarray(4)) !== bytes.readUInt32LE(0)) return false;
    const reader = new ByteReader(bytes, 4);
    this.#length = reader.u53();
    const count = reader.varuint();
    this.#sequences = [];
    this.#offsets = [];
    for (let index = 0; index < count; index++) {
      this.#sequences.push(reader.varuint());
      this.#offsets.push(reader.varuint());
    }
    this.#isIndexed = true;
    return true;
  }

  get #indexPath(): string {
    return this.path.replace(/\.evt$/, ".idx");
  }
}
