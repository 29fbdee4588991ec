/** Where the files of a stream lie, and how they are called. */
import type { Storage } from "../storage/storage.ts";

export interface StreamFolders {
  readonly root: string;
  readonly journal: string;
  readonly archive: string;
  readonly events: string;
  readonly snapshots: string;
  readonly quarantine: string;
  readonly epoch: string;
}

export function streamFolders(stream: string): StreamFolders {
  return {
    root: stream,
    journal: `${stream}/journal`,
    archive: `${stream}/archive`,
    events: `${stream}/events`,
    snapshots: `${stream}/snapshots`,
    quarantine: `${stream}/quarantine`,
    epoch: `${stream}/epoch`,
  };
}

export async function makeStreamFolders(storage: Storage, folders: StreamFolders): Promise<void> {
  for (const folder of [
    folders.journal,
    folders.archive,
    folders.events,
    folders.snapshots,
    folders.quarantine,
  ]) {
    await storage.makeFolder(folder);
  }
}

export interface Segment {
  readonly id: number;
  readonly path: string;
  readonly isArchived: boolean;
}

export function segmentPath(folder: string, id: number): string {
  return `${folder}/${String(id).padStart(8, "0")}.seg`;
}

/** All journal segments, archived ones included, oldest first. */
export async function listSegments(storage: Storage, folders: StreamFolders): Promise<Segment[]> {
  const segments: Segment[] = [];
  for (const isArchived of [true, false]) {
    const folder = isArchived ? folders.archive : folders.journal;
    for (const name of await storage.list(folder)) {
      const match = /^(\d{8})\.seg$/.exec(name);
      if (match !== null)
        segments.push({ id: Number(match[1]), path: `${folder}/${name}`, isArchived });
    }
  }
  return segments.toSorted((a, b) => a.id - b.id);
}
