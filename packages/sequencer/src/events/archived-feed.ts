import { eventLists } from "../codec/event-lists.ts";
import { StorageDamaged } from "../errors.ts";
import { streamFolders } from "../journal/segments.ts";
import type { FeedEntry, MachineKind } from "../ports.ts";
import { readWhole } from "../storage/storage.ts";
import type { Storage } from "../storage/storage.ts";
import { archivePath, firstSequenceOf } from "./archive-file.ts";
import { BLOCK_HEADER_BYTES, parseBlock } from "./event-block.ts";
import { readFeedRecords } from "./lazy-entry.ts";

/** Entries that became durable together, and where history stands after them. */
export interface ArchivedBatch<Event> {
  readonly entries: readonly FeedEntry<Event>[];
  /** Of the last entry. */
  readonly sequence: number;
  /** Of all history up to there, hex: two streams with the same digest have the same past. */
  readonly digest: string;
}

/**
 * The feed as the archive on disk has it, from the batch that holds `fromSequence` on, without a
 * sequencer: also beside one that is running, from another thread or process. Ends with what is
 * written whole. The first batch may begin before `fromSequence`.
 *
 * @throws StorageDamaged for a block that is not sound but has others behind it.
 */
export async function* readArchivedFeed<Event>(
  storage: Storage,
  kind: Pick<MachineKind<never, Event>, "name" | "events" | "eventLists">,
  fromSequence: number,
): AsyncGenerator<ArchivedBatch<Event>, void> {
  const lists = kind.eventLists ?? eventLists(kind.events);
  const { events: folder } = streamFolders(kind.name);
  const firsts = (await storage.list(folder)).flatMap((name) => firstSequenceOf(name) ?? []);
  firsts.sort((a, b) => a - b);
  for (const [at, first] of firsts.entries()) {
    const following = firsts[at + 1];
    if (following !== undefined && following <= fromSequence) continue;
    const path = archivePath(folder, first);
    const bytes = await readWhole(storage, path);
    let offset = 0;
    while (offset < bytes.length) {
      const block = parseBlock(bytes, offset);
      if (typeof block === "string") {
        if (following !== undefined) throw new StorageDamaged(path, offset, block);
        return;
      }
      offset += BLOCK_HEADER_BYTES + block.body.length;
      const sequence = block.firstSequence + block.count - 1;
      if (sequence < fromSequence) continue;
      const entries = readFeedRecords(block, lists, block.firstSequence);
      yield { entries, sequence, digest: block.digest.toString("hex") };
    }
  }
}
