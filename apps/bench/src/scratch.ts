import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string | null = null;

/** A folder of this run, deleted when it ends. `BENCH_FOLDER` says on which disk. */
export function scratchFolder(): string {
  if (folder !== null) return folder;
  const made = mkdtempSync(join(process.env["BENCH_FOLDER"] ?? tmpdir(), "probity-bench-"));
  process.once("exit", () => rmSync(made, { recursive: true, force: true }));
  folder = made;
  return made;
}
