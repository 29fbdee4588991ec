import { ArchiveTail, FileStorage, exchangeKind } from "@probity/sequencer";
import type { Source } from "./source.ts";

/** About what a command's events take in the archive. */
const BYTES_PER_ENTRY = 160;

/** The events as the venue's archive on this disk has them, read behind the writer's back. */
export function archiveSource(dataFolder: string): Source {
  const tail = new ArchiveTail(new FileStorage(dataFolder), exchangeKind);
  return {
    read: (sequence, maxEntries) => tail.read(sequence, maxEntries * BYTES_PER_ENTRY),
    digestAt: (sequence) => tail.digestAt(sequence),
    close: () => tail.close(),
  };
}
