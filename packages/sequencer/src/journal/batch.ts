/**
 * The batch: what is written to the journal, synced and torn as one.
 *
 * A header of 112 bytes, little-endian, then the command records:
 *
 * | at | bytes | |
 * | --- | --- | --- |
 * | 0 | 4 | magic `PBJ1` |
 * | 4 | 4 | CRC-32 of everything from byte 8 to the end of the records |
 * | 8 | 2 | format version |
 * | 10 | 2 | rules version of the machine that executed it |
 * | 12 | 4 | bytes of records |
 * | 16 | 4 | number of records |
 * | 20 | 4 | segment id |
 * | 24 | 8 | epoch: the start that wrote it |
 * | 32 | 8 | sequence of the first record; the others follow without gaps |
 * | 40 | 8 | time of the first record |
 * | 48 | 16 | stream name, padded with zeros |
 * | 64 | 16 | segment tag: the digest when the segment was begun |
 * | 80 | 16 | digest before this batch |
 * | 96 | 16 | digest after it: over the one before and the encoded events |
 *
 * Segment id and tag tell a batch from bytes that some earlier use of the disk left behind, and
 * from text inside a command that is made to look like a batch.
 */
import { crc32 } from "node:zlib";
import { DIGEST_BYTES } from "./digest.ts";

export const BATCH_HEADER_BYTES = 112;
export const STREAM_NAME_BYTES = 16;
const MAGIC = Buffer.from("PBJ1", "latin1");
const FORMAT_VERSION = 2;

export interface BatchHeader {
  readonly rulesVersion: number;
  readonly bodyBytes: number;
  readonly count: number;
  readonly segmentId: number;
  readonly epoch: number;
  readonly firstSequence: number;
  readonly baseTime: number;
  readonly stream: string;
  readonly segmentTag: Buffer;
  readonly previousDigest: Buffer;
  readonly digest: Buffer;
}

/** A batch found at its place. `body` is a view of the segment's bytes. */
export interface Batch extends BatchHeader {
  readonly lastSequence: number;
  readonly body: Buffer;
  readonly file: string;
  readonly offset: number;
  /** Byte after its last. */
  readonly end: number;
}

/** Writes the header into the first bytes of `batch`, whose body is in place already. */
export function sealBatch(batch: Buffer, header: Omit<BatchHeader, "bodyBytes">): void {
  batch.fill(0, 0, BATCH_HEADER_BYTES);
  MAGIC.copy(batch, 0);
  batch.writeUInt16LE(FORMAT_VERSION, 8);
  batch.writeUInt16LE(header.rulesVersion, 10);
  batch.writeUInt32LE(batch.length - BATCH_HEADER_BYTES, 12);
  batch.writeUInt32LE(header.count, 16);
  batch.writeUInt32LE(header.segmentId, 20);
  writeU53(batch, 24, header.epoch);
  writeU53(batch, 32, header.firstSequence);
  writeU53(batch, 40, header.baseTime);
  batch.write(header.stream, 48, STREAM_NAME_BYTES, "utf8");
  header.segmentTag.copy(batch, 64);
  header.previousDigest.copy(batch, 80);
  header.digest.copy(batch, 96);
  batch.writeUInt32LE(crc32(batch.subarray(8)), 4);
}

/** Bytes of a batch, as its header claims. */
export function batchLength(header: Buffer): number {
  return BATCH_HEADER_BYTES + header.readUInt32LE(12);
}

/** The valid batch at `offset`, or why there is none. It says nothing about the chain it belongs to. */
export function parseBatch(segment: Buffer, offset: number, file: string): Batch | string {
  if (offset + BATCH_HEADER_BYTES > segment.length) return "a batch header is cut short";
  if (segment.compare(MAGIC, 0, 4, offset, offset + 4) !== 0) return "no batch begins here";
  const version = segment.readUInt16LE(offset + 8);
  if (version !== FORMAT_VERSION) return `format version ${version} is unknown`;
  const bodyBytes = segment.readUInt32LE(offset + 12);
  const end = offset + BATCH_HEADER_BYTES + bodyBytes;
  if (end > segment.length) return "a batch is longer than its segment";
  const count = segment.readUInt32LE(offset + 16);
  if (count === 0) return "a batch without records";
  if (crc32(segment.subarray(offset + 8, end)) !== segment.readUInt32LE(offset + 4)) {
    return "the checksum of a batch does not match";
  }
  const firstSequence = readU53(segment, offset + 32);
  return {
    rulesVersion: segment.readUInt16LE(offset + 10),
    bodyBytes,
    count,
    segmentId: segment.readUInt32LE(offset + 20),
    epoch: readU53(segment, offset + 24),
    firstSequence,
    lastSequence: firstSequence + count - 1,
    baseTime: readU53(segment, offset + 40),
    stream: streamAt(segment, offset + 48),
    segmentTag: digestAt(segment, offset + 64),
    previousDigest: digestAt(segment, offset + 80),
    digest: digestAt(segment, offset + 96),
    body: segment.subarray(offset + BATCH_HEADER_BYTES, end),
    file,
    offset,
    end,
  };
}

/** The first valid batch of the same segment after `offset`, wherever it begins; null when there is none. */
export function findBatchAfter(
  segment: Buffer,
  offset: number,
  own: { readonly stream: string; readonly segmentId: number; readonly tag: Buffer | null },
): number | null {
  for (let at = segment.indexOf(MAGIC, offset + 1); at >= 0; at = segment.indexOf(MAGIC, at + 1)) {
    if (at + BATCH_HEADER_BYTES > segment.length) return null;
    // Cheap tests first: a checksum over a false length is long work.
    if (segment.readUInt32LE(at + 20) !== own.segmentId) continue;
    if (
      own.tag !== null &&
      segment.compare(own.tag, 0, DIGEST_BYTES, at + 64, at + 64 + DIGEST_BYTES) !== 0
    ) {
      continue;
    }
    const batch = parseBatch(segment, at, "");
    if (typeof batch !== "string" && batch.stream === own.stream) return at;
  }
  return null;
}

export function isStreamName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,15}$/.test(name);
}

export function writeU53(bytes: Buffer, at: number, value: number): void {
  bytes.writeUInt32LE(value % 4_294_967_296, at);
  bytes.writeUInt32LE(Math.floor(value / 4_294_967_296), at + 4);
}

export function readU53(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + 4) * 4_294_967_296 + bytes.readUInt32LE(at);
}

export function streamAt(bytes: Buffer, at: number): string {
  let end = at;
  while (end < at + STREAM_NAME_BYTES && bytes[end] !== 0) end++;
  return bytes.toString("utf8", at, end);
}

/** A copy, so that the segment need not stay in memory. */
export function digestAt(bytes: Buffer, at: number): Buffer {
  return Buffer.from(bytes.subarray(at, at + DIGEST_BYTES));
}
