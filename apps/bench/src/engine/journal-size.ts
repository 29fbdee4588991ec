import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Bytes written into the exchange's journal, archived segments included; zeros that were only preallocated do not count. */
export function journalBytes(folder: string): number {
  return ["journal", "archive"]
    .flatMap((part) => {
      const path = join(folder, "exchange", part);
      return readdirSync(path).map((name) => writtenBytes(join(path, name)));
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

function writtenBytes(file: string): number {
  const content = readFileSync(file);
  let end = content.length;
  while (end > 0 && content[end - 1] === 0) end--;
  return end;
}
