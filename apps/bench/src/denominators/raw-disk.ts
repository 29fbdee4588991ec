import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "../scratch.ts";
import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";

const FILE_BYTES = 64 << 20;

/** What the disk does with write and `fdatasync` and nothing else. */
export interface RawDisk {
  /** Writes a second, each with its sync. */
  readonly rate: number;
  /** Of one write and sync, in seconds. */
  readonly times: Percentiles;
}

/**
 * Writes `bytes` and waits for `fdatasync`, again and again, into a file that has
 * its full size before the clock starts: the least any journal can take.
 */
export function rawDisk(bytes: number, durationMs: number): RawDisk {
  const path = join(scratchFolder(), "raw-disk");
  const size = Math.max(FILE_BYTES, bytes);
  const file = openSync(path, "w");
  try {
    writeSync(file, Buffer.alloc(size), 0, size, 0);
    fsyncSync(file);
    const data = Buffer.alloc(bytes, 1);
    const room = size - bytes;
    const samples = new Samples();
    const started = performance.now();
    let now = started;
    for (let at = 0; now - started < durationMs; at = at + bytes > room ? 0 : at + bytes) {
      writeSync(file, data, 0, bytes, at);
      fdatasyncSync(file);
      const done = performance.now();
      samples.add((done - now) / 1_000);
      now = done;
    }
    return { rate: (samples.length * 1_000) / (now - started), times: samples.percentiles() };
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
