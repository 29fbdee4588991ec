import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** Where the recordings stand: `data/` of the project. */
const DATA = new URL("../../../../data/", import.meta.url);

/** The JSON lines of a compressed recording, blank lines left out. */
export function readRecording(path: string): unknown[] {
  const text = gunzipSync(readFileSync(new URL(path, DATA))).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): unknown => JSON.parse(line));
}

/**
 * A recorded decimal as an integer count of `1 / scale`. Recordings hold binary
 * fractions of short decimals, so the nearest integer is the number meant; a
 * value that is not one is refused.
 */
export function scaled(value: number, scale: number): number {
  const nearest = Math.round(value * scale);
  if (Math.abs(value * scale - nearest) > 1e-6 * Math.max(1, nearest)) {
    throw new Error(`the recording holds ${value}, which has more decimals than it should`);
  }
  return nearest;
}
