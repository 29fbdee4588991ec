/**
 * The disk as the sequencer sees it: files below one folder, with the few
 * operations whose failure we know how to survive. Paths use `/` and are
 * relative to the folder.
 */
export interface Storage {
  /** For messages: where the files are. */
  readonly location: string;
  /** Takes the folder for this process, or throws `FolderLocked`. */
  lock(): Promise<FolderLock>;
  /** Makes the folder and its parents. */
  makeFolder(path: string): Promise<void>;
  /** Names of the files directly in the folder, sorted; none when there is no such folder. */
  list(folder: string): Promise<string[]>;
  exists(path: string): Promise<boolean>;
  /** Opens for reading and writing. "create" makes an empty file if there is none. */
  open(path: string, mode: "existing" | "create"): Promise<StorageFile>;
  /** Opens a file that is there, for writes that are durable by themselves. */
  openDurable(path: string): Promise<DurableFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes creations, renames and removals in the folder durable. */
  syncFolder(folder: string): Promise<void>;
}

export interface StorageFile {
  readonly path: string;
  size(): Promise<number>;
  /** Writes all bytes at `offset`. They are durable after the next `sync`, whole, in part or not at all before. */
  write(bytes: Uint8Array, offset: number): Promise<void>;
  /** Reads into `into` from `offset`. @returns the number of bytes read, less only at the end of the file. */
  read(into: Uint8Array, offset: number): Promise<number>;
  /** fdatasync: everything written so far is durable when this resolves; when it rejects nothing is known. */
  sync(): Promise<void>;
  /** Makes the file `length` zero bytes long, with the space taken on disk. */
  allocate(length: number): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** A file written to and synced in one operation. */
export interface DurableFile {
  /**
   * Writes all bytes at `offset`, which are durable when this resolves; when it rejects nothing is known of them.
   *
   * @param isLone they are of one command: somebody waits for it, and nobody else does.
   */
  write(bytes: Uint8Array, offset: number, isLone?: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface FolderLock {
  release(): Promise<void>;
}

/** Whether the world said that there is no room left. */
export function isDiskFull(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** The whole content of a file. */
export async function readWhole(storage: Storage, path: string): Promise<Buffer> {
  const file = await storage.open(path, "existing");
  try {
    const bytes = Buffer.allocUnsafe(await file.size());
    const length = await file.read(bytes, 0);
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}

/** Replaces a small file as a whole: after a crash it holds the old content or the new, never a mixture. */
export async function writeWhole(storage: Storage, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await storage.open(temporary, "create");
  try {
    await file.truncate(0);
    await file.write(bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await storage.rename(temporary, path);
  await storage.syncFolder(folderOf(path));
}

/** The folder part of a path; "" for the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}
