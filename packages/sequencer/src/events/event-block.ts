/**
 * The block: the events of one journal batch as the archive keeps them. 72 bytes of header,
 * little-endian, then the feed records.
 *
 * | at | bytes | |
 * | --- | --- | --- |
 * | 0 | 4 | magic `PBE1` |
 * | 4 | 4 | CRC-32C of everything from byte 8 to the end of the records |
 * | 8 | 2 | format version |
 * | 10 | 2 | rules version of the machine that made the events |
 * | 12 | 4 | bytes of records |
 * | 16 | 4 | number of records, one a command |
 * | 20 | 4 | zero |
 * | 24 | 8 | sequence of the first |
 * | 32 | 8 | time of the first |
 * | 40 | 16 | stream name, padded with zeros |
 * | 56 | 16 | digest of the journal after the batch, which is over these records |
 */
import { digestAt, readU53, streamAt, STREAM_NAME_BYTES, writeU53 } from "../journal/batch.ts";
import { crc32c } from "../journal/crc32c.ts";

export const BLOCK_HEADER_BYTES = 72;
const MAGIC = Buffer.from("PBE1", "latin1");
const FORMAT_VERSION = 1;

export interface EventBlock {
  readonly rulesVersion: number;
  readonly count: number;
  readonly firstSequence: number;
  readonly baseTime: number;
  readonly stream: string;
  readonly digest: Buffer;
  /** The feed records. */
  readonly body: Buffer;
}

/** What can be read off a header without the records. */
export interface BlockExtent {
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Of header and records. */
  readonly bytes: number;
}

/** The header of `block`, for its body to follow. */
export function blockHeader(block: EventBlock): Buffer {
  const header = Buffer.alloc(BLOCK_HEADER_BYTES);
  MAGIC.copy(header, 0);
  header.writeUInt16LE(FORMAT_VERSION, 8);
  header.writeUInt16LE(block.rulesVersion, 10);
  header.writeUInt32LE(block.body.length, 12);
  header.writeUInt32LE(block.count, 16);
  writeU53(header, 24, block.firstSequence);
  writeU53(header, 32, block.baseTime);
  header.write(block.stream, 40, STREAM_NAME_BYTES, "utf8");
  block.digest.copy(header, 56);
  return header;
}

/** Puts the checksum into a block that lies in `bytes[from, to)`. */
export function sealBlock(bytes: Buffer, from: number, to: number): void {
  bytes.writeUInt32LE(crc32c(bytes, from + 8, to), from + 4);
}

/** The extent of the block at `offset`, or null where none begins or the header is cut short. Not checked further. */
export function blockExtent(bytes: Buffer, offset: number): BlockExtent | null {
  if (offset + BLOCK_HEADER_BYTES > bytes.length) return null;
  if (bytes.compare(MAGIC, 0, 4, offset, offset + 4) !== 0) return null;
  const firstSequence = readU53(bytes, offset + 24);
  return {
    firstSequence,
    lastSequence: firstSequence + bytes.readUInt32LE(offset + 16) - 1,
    bytes: BLOCK_HEADER_BYTES + bytes.readUInt32LE(offset + 12),
  };
}

/** The block at `offset`, or why there is none. `body` is a view. */
export function parseBlock(bytes: Buffer, offset: number): EventBlock | string {
  const extent = blockExtent(bytes, offset);
  if (extent === null) return "no block begins here";
  const end = offset + extent.bytes;
  if (end > bytes.length) return "a block is cut short";
  if (bytes.readUInt16LE(offset + 8) !== FORMAT_VERSION)
    return "the format version of a block is unknown";
  if (crc32c(bytes, offset + 8, end) !== bytes.readUInt32LE(offset + 4)) {
    return "the checksum of a block does not match";
  }
  return {
    rulesVersion: bytes.readUInt16LE(offset + 10),
    count: bytes.readUInt32LE(offset + 16),
    firstSequence: extent.firstSequence,
    baseTime: readU53(bytes, offset + 32),
    stream: streamAt(bytes, offset + 40),
    digest: digestAt(bytes, offset + 56),
    body: bytes.subarray(offset + BLOCK_HEADER_BYTES, end),
  };
}
