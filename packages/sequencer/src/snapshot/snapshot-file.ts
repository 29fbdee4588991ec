/**
 * A snapshot: 1,024 bytes of header (a line of JSON, padded with spaces), then one line of JSON
 * a state record. The state hash is SHA-256 over these lines, so two machines in the same
 * state have the same hash whatever brought them there.
 */
import { createHash } from "node:crypto";
import { ByteWriter } from "../codec/bytes.ts";
import { StateLineReader, writeStateLine } from "../codec/state-record.ts";
import { StorageDamaged } from "../errors.ts";
import type { SnapshotInfo, StateRecord } from "../ports.ts";
import { folderOf } from "../storage/storage.ts";
import type { Storage, StorageFile } from "../storage/storage.ts";

const HEADER_BYTES = 1_024;
const CHUNK_BYTES = 1 << 20;
const FORMAT = "probity-snapshot-1";

export interface SnapshotHeader extends SnapshotInfo {
  readonly format: typeof FORMAT;
  readonly stream: string;
  /** History begins here, with this journal segment; what came before was rewritten away. Null: not so. */
  readonly firstSegment: number | null;
}

export function snapshotPath(folder: string, sequence: number): string {
  return `${folder}/${String(sequence).padStart(16, "0")}.snap`;
}

/** Sequences of the snapshots in `folder`, newest first; what they are worth is not yet known. */
export async function listSnapshots(storage: Storage, folder: string): Promise<number[]> {
  const sequences: number[] = [];
  for (const name of await storage.list(folder)) {
    const match = /^(\d{16})\.snap$/.exec(name);
    if (match !== null) sequences.push(Number(match[1]));
  }
  return sequences.toSorted((a, b) => b - a);
}

/** SHA-256 over the canonical records, hex, and their number. */
export function hashRecords(records: Iterable<StateRecord>): {
  stateHash: string;
  recordCount: number;
} {
  const hash = createHash("sha256");
  let recordCount = 0;
  const lines = new ByteWriter(CHUNK_BYTES + CHUNK_BYTES / 8);
  for (const record of records) {
    writeStateLine(lines, record);
    recordCount++;
    if (lines.length > CHUNK_BYTES) {
      hash.update(lines.bytes());
      lines.rewind();
    }
  }
  hash.update(lines.bytes());
  return { stateHash: hash.digest("hex"), recordCount };
}

/**
 * Writes a snapshot beside its place, syncs it and moves it there: it is there whole or not at all.
 * The records are taken one after the other, so memory does not hold them twice.
 */
export async function writeSnapshot(
  storage: Storage,
  folder: string,
  head: Omit<SnapshotHeader, "format" | "recordCount" | "stateHash">,
  records: Iterable<StateRecord>,
): Promise<SnapshotHeader> {
  const path = snapshotPath(folder, head.sequence);
  const temporary = `${path}.tmp`;
  const file = await storage.open(temporary, "create");
  let header: SnapshotHeader;
  try {
    await file.truncate(0);
    const hash = createHash("sha256");
    let recordCount = 0;
    let offset = HEADER_BYTES;
    const lines = new ByteWriter(CHUNK_BYTES + CHUNK_BYTES / 8);
    const write = async (): Promise<void> => {
      const bytes = lines.bytes();
      hash.update(bytes);
      await file.write(bytes, offset);
      offset += bytes.length;
      lines.rewind();
    };
    for (const record of records) {
      writeStateLine(lines, record);
      recordCount++;
      if (lines.length >= CHUNK_BYTES) await write();
    }
    if (lines.length > 0) await write();
    header = { format: FORMAT, ...head, recordCount, stateHash: hash.digest("hex") };
    await file.write(
      Buffer.from(`${JSON.stringify(header).padEnd(HEADER_BYTES - 1)}\n`, "utf8"),
      0,
    );
    await file.sync();
  } finally {
    await file.close();
  }
  await storage.rename(temporary, path);
  await storage.syncFolder(folderOf(path));
  return header;
}

export interface LoadedSnapshot {
  readonly header: SnapshotHeader;
  /** Parsed one by one as they are asked for. */
  readonly records: Iterable<StateRecord>;
}

/** Reads a snapshot and checks it against its own hash before anything is made of it. */
export async function loadSnapshot(
  storage: Storage,
  path: string,
  stream: string,
): Promise<LoadedSnapshot> {
  const file = await storage.open(path, "existing");
  try {
    const header = await readHeader(file, path, stream);
    const hash = createHash("sha256");
    const chunks: Buffer[] = [];
    const size = await file.size();
    for (let offset = HEADER_BYTES; offset < size; offset += CHUNK_BYTES) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - offset));
      await file.read(chunk, offset);
      hash.update(chunk);
      chunks.push(chunk);
    }
    if (hash.digest("hex") !== header.stateHash) {
      throw new StorageDamaged(path, HEADER_BYTES, "the records do not match the state hash");
    }
    return { header, records: recordsOf(chunks) };
  } finally {
    await file.close();
  }
}

/** The header alone, or null when it cannot be read; the records are not checked. */
export async function readSnapshotHeader(
  storage: Storage,
  path: string,
  stream: string,
): Promise<SnapshotHeader | null> {
  const file = await storage.open(path, "existing");
  try {
    return await readHeader(file, path, stream);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

async function readHeader(
  file: StorageFile,
  path: string,
  stream: string,
): Promise<SnapshotHeader> {
  const bytes = Buffer.alloc(HEADER_BYTES);
  await file.read(bytes, 0);
  let header: Partial<SnapshotHeader> = {};
  try {
    header = JSON.parse(bytes.toString("utf8")) as Partial<SnapshotHeader>;
  } catch {
    // Judged below, like a header that parses and is none.
  }
  const isWhole =
    header.format === FORMAT &&
    typeof header.stateHash === "string" &&
    typeof header.digest === "string" &&
    typeof header.sequence === "number";
  if (!isWhole) throw new StorageDamaged(path, 0, "the header of the snapshot cannot be read");
  if (header.stream !== stream)
    throw new StorageDamaged(path, 0, `it is of stream "${header.stream}"`);
  return header as SnapshotHeader;
}

/** The lines of the chunks, which end where they like. */
function* recordsOf(chunks: readonly Buffer[]): Generator<StateRecord, void> {
  const reader = new StateLineReader();
  let carried: Buffer | null = null;
  for (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(10, from); end >= 0; end = chunk.indexOf(10, from)) {
      if (carried === null) {
        yield reader.read(chunk, from, end);
      } else {
        const line: Buffer = Buffer.concat([carried, chunk.subarray(from, end)]);
        carried = null;
        yield reader.read(line);
      }
      from = end + 1;
    }
    if (from < chunk.length) {
      const rest = chunk.subarray(from);
      carried = carried === null ? rest : Buffer.concat([carried, rest]);
    }
  }
  if (carried !== null) throw new StorageDamaged("snapshot", 0, "the last record is cut short");
}
