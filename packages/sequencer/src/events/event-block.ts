/**
 * The block: the events of one journal batch as the archive keeps them. 88 bytes of header,
 * little-endian, then the feed records.
 *
 * | at | bytes | |
 * | --- | --- | --- |
 * | 0 | 4 | magic `PBE1` |
 * | 4 | 4 | CRC-32 of the header from byte 8 |
 * | 8 | 2 | format version |
 * | 10 | 2 | rules version of the machine that made the events |
 * | 12 | 4 | bytes of records |
 * | 16 | 4 | number of records, one a command |
 * | 20 | 4 | zero |
 * | 24 | 8 | sequence of the first |
 * | 32 | 8 | time of the first |
 * | 40 | 16 | stream name, padded with zeros |
 * | 56 | 16 | digest of the journal after the batch: over everything from byte 72 |
 * | 72 | 16 | digest of the journal before the batch |
 *
 * The digest is the checksum of the records: the journal needs it anyway, and it is checked
 * whenever a block is read.
 */
import { crc32 } from "node:zlib";
import { digestAt, readU53, streamAt, STREAM_NAME_BYTES, writeU53 } from "../journal/batch.ts";
import { DIGEST_BYTES, nextDigest } from "../journal/digest.ts";

export const BLOCK_HEADER_BYTES = 88;
/** Where the digest before the batch lies, and with it what the digest after it is over. */
export const LINKED_FROM = BLOCK_HEADER_BYTES - DIGEST_BYTES;
const MAGIC = Buffer.from("PBE1", "latin1");
const FORMAT_VERSION = 2;

interface BlockHeader {
  readonly rulesVersion: number;
  readonly count: number;
  readonly firstSequence: number;
  readonly baseTime: number;
  readonly stream: string;
  readonly digest: Buffer;
}

export interface EventBlock extends BlockHeader {
  readonly previousDigest: Buffer;
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

/** Writes the header into the first bytes of `block`, where the digest before the batch and the records are in place already. */
export function sealBlock(block: Buffer, header: BlockHeader): void {
  block.fill(0, 0, LINKED_FROM);
  MAGIC.copy(block, 0);
  block.writeUInt16LE(FORMAT_VERSION, 8);
  block.writeUInt16LE(header.rulesVersion, 10);
  block.writeUInt32LE(block.length - BLOCK_HEADER_BYTES, 12);
  block.writeUInt32LE(header.count, 16);
  writeU53(block, 24, header.firstSequence);
  writeU53(block, 32, header.baseTime);
  block.write(header.stream, 40, STREAM_NAME_BYTES, "utf8");
  header.digest.copy(block, 56);
  block.writeUInt32LE(headerSum(block, 0), 4);
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
  if (headerSum(bytes, offset) !== bytes.readUInt32LE(offset + 4))
    return "the checksum of a block does not match";
  const digest = digestAt(bytes, offset + 56);
  if (!nextDigest(bytes.subarray(offset + LINKED_FROM, end)).equals(digest))
    return "the digest of a block does not match";
  return {
    rulesVersion: bytes.readUInt16LE(offset + 10),
    count: bytes.readUInt32LE(offset + 16),
    firstSequence: extent.firstSequence,
    baseTime: readU53(bytes, offset + 32),
    stream: streamAt(bytes, offset + 40),
    digest,
    previousDigest: digestAt(bytes, offset + LINKED_FROM),
    body: bytes.subarray(offset + BLOCK_HEADER_BYTES, end),
  };
}

function headerSum(bytes: Buffer, offset: number): number {
  return crc32(bytes.subarray(offset + 8, offset + BLOCK_HEADER_BYTES));
}
