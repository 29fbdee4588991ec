/**
 * A checkpoint: what the read side had made of history up to a sequence, so that a start folds only
 * what came after. Derived and never trusted: one that cannot be read, or that does not belong to
 * the history at hand, is passed over, and history is folded from the beginning.
 *
 * A line of JSON, then the state as V8 writes structured clones.
 */
import { mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { z } from "zod";
import type { SavedReadState } from "../read-state.ts";

/** To be raised whenever a fold means something else, or is written down otherwise. */
const FORMAT = "probity-checkpoint-4";

const Header = z.object({
  format: z.literal(FORMAT),
  /** Another version may write clones we cannot read. */
  v8: z.literal(process.versions.v8),
  sequence: z.int().positive(),
  digest: z.string(),
  bytes: z.int(),
  crc32: z.int(),
});

export interface Checkpoint {
  readonly sequence: number;
  /** Of all history up to there, as the archived feed tells it. */
  readonly digest: string;
  readonly state: SavedReadState;
}

/** Names of the checkpoints in `folder`, newest first. */
async function names(folder: string): Promise<string[]> {
  const all = await readdir(folder).catch(() => []);
  return all
    .filter((name) => /^\d{16}\.checkpoint$/.test(name))
    .sort()
    .reverse();
}

/** Writes a checkpoint beside its place and moves it there; then deletes all others. */
export async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const { sequence, digest, state } = checkpoint;
  const body = serialize(state);
  const header: z.input<typeof Header> = {
    format: FORMAT,
    v8: process.versions.v8,
    sequence,
    digest,
    bytes: body.length,
    crc32: crc32(body),
  };
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const name = `${String(sequence).padStart(16, "0")}.checkpoint`;
  const temporary = join(folder, `${name}.tmp`);
  const file = await open(temporary, "w", 0o640);
  try {
    await file.write(`${JSON.stringify(header)}\n`);
    await file.write(body);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(folder, name));
  for (const other of await names(folder)) {
    if (other !== name) await rm(join(folder, other), { force: true });
  }
}

/** The newest checkpoint that can be read, null when there is none. */
export async function readCheckpoint(folder: string): Promise<Checkpoint | null> {
  for (const name of await names(folder)) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    const end = bytes.indexOf(10);
    const body = bytes.subarray(end + 1);
    try {
      const header = Header.parse(JSON.parse(bytes.subarray(0, end).toString("utf8")));
      if (header.bytes !== body.length || header.crc32 !== crc32(body)) continue;
      const state = deserialize(body) as SavedReadState;
      return { sequence: header.sequence, digest: header.digest, state };
    } catch {
      // Of another version, or damaged: as good as none.
    }
  }
  return null;
}
