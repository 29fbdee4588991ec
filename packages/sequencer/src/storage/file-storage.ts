import * as fs from "node:fs";
import { promises as fsp } from "node:fs";
import * as path from "node:path";
import { lockFolder } from "./folder-lock.ts";
import { SyncPace } from "./sync-pace.ts";
import type { DurableFile, FolderLock, Storage, StorageFile } from "./storage.ts";

/** Below this a write goes straight into the page cache; a hop to the thread pool would cost more. */
const SYNCHRONOUS_WRITE_BYTES = 4_096;
/** On macOS it leaves bytes in the drive's cache, where `fdatasync` of this runtime does not. */
const SYNCED_WRITES = process.platform === "linux" ? fs.constants.O_DSYNC : 0;
const ZEROS = Buffer.alloc(1 << 20);
/** A synced write no longer than this keeps nobody else waiting: that of a lone command, and that of very few. */
const IN_PLACE_BYTES = { lone: 4_096, shared: 512 };

/** Files of one folder of the real disk. */
export class FileStorage implements Storage {
  readonly location: string;

  constructor(folder: string) {
    this.location = path.resolve(folder);
  }

  async lock(): Promise<FolderLock> {
    await fsp.mkdir(this.location, { recursive: true });
    return lockFolder(this.location);
  }

  async makeFolder(folder: string): Promise<void> {
    await fsp.mkdir(this.#path(folder), { recursive: true });
    // The entry of each new folder must survive in its parent.
    const parts = folder.split("/").filter((part) => part !== "");
    for (let depth = 0; depth < parts.length; depth++) {
      await this.syncFolder(parts.slice(0, depth).join("/"));
    }
  }

  async list(folder: string): Promise<string[]> {
    try {
      const entries = await fsp.readdir(this.#path(folder), { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .toSorted();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  async exists(file: string): Promise<boolean> {
    try {
      await fsp.access(this.#path(file));
      return true;
    } catch {
      return false;
    }
  }

  async open(file: string, mode: "existing" | "create"): Promise<StorageFile> {
    const create = mode === "create" ? fs.constants.O_CREAT : 0;
    const handle = await fsp.open(this.#path(file), fs.constants.O_RDWR | create, 0o640);
    return new DiskFile(file, handle);
  }

  async openDurable(file: string): Promise<DurableFile> {
    const handle = await fsp.open(this.#path(file), fs.constants.O_WRONLY | SYNCED_WRITES);
    return SYNCED_WRITES === 0 ? new SyncedFile(handle) : new SyncingFile(handle);
  }

  async rename(from: string, to: string): Promise<void> {
    await fsp.rename(this.#path(from), this.#path(to));
  }

  async remove(file: string): Promise<void> {
    await fsp.rm(this.#path(file), { force: true });
  }

  async syncFolder(folder: string): Promise<void> {
    // Windows cannot open a folder; its file systems journal entries by themselves.
    if (process.platform === "win32") return;
    const handle = await fsp.open(this.#path(folder), "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  #path(relative: string): string {
    return path.join(this.location, relative);
  }
}

/** A file whose descriptor syncs every write: one call into the system, and for all but the smallest one hop to another thread. */
class SyncingFile implements DurableFile {
  readonly #handle: fsp.FileHandle;
  readonly #pace = new SyncPace();

  constructor(handle: fsp.FileHandle) {
    this.#handle = handle;
  }

  async write(bytes: Uint8Array, offset: number, isLone = false): Promise<void> {
    const most = isLone ? IN_PLACE_BYTES.lone : IN_PLACE_BYTES.shared;
    if (bytes.length > most || !this.#pace.mayWriteInPlace()) {
      return this.#writeElsewhere(bytes, offset);
    }
    const started = performance.now();
    writeAllSync(this.#handle.fd, bytes, offset);
    this.#pace.tookInPlace(performance.now() - started);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #writeElsewhere(bytes: Uint8Array, offset: number): Promise<void> {
    return new Promise((resolve, reject) => {
      writeAll(this.#handle.fd, bytes, offset, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  }
}

/** The same in two calls, for systems whose descriptors cannot, or do not mean it. */
class SyncedFile extends SyncingFile {
  readonly #fd: number;

  constructor(handle: fsp.FileHandle) {
    super(handle);
    this.#fd = handle.fd;
  }

  override async write(bytes: Uint8Array, offset: number, isLone = false): Promise<void> {
    await super.write(bytes, offset, isLone);
    await fdatasync(this.#fd);
  }
}

/** Writes everything, however many calls it takes. */
function writeAll(
  fd: number,
  bytes: Uint8Array,
  offset: number,
  done: (error: Error | null) => void,
): void {
  fs.write(fd, bytes, 0, bytes.length, offset, (error, written) => {
    if (error !== null) done(error);
    else if (written === bytes.length) done(null);
    else writeAll(fd, bytes.subarray(written), offset + written, done);
  });
}

function writeAllSync(fd: number, bytes: Uint8Array, offset: number): void {
  let written = 0;
  while (written < bytes.length) {
    written += fs.writeSync(fd, bytes, written, bytes.length - written, offset + written);
  }
}

function fdatasync(fd: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fs.fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
  });
}

class DiskFile implements StorageFile {
  readonly path: string;
  readonly #handle: fsp.FileHandle;

  constructor(file: string, handle: fsp.FileHandle) {
    this.path = file;
    this.#handle = handle;
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const rest = bytes.length - written;
      if (rest <= SYNCHRONOUS_WRITE_BYTES) {
        written += fs.writeSync(this.#handle.fd, bytes, written, rest, offset + written);
      } else {
        written += (await this.#handle.write(bytes, written, rest, offset + written)).bytesWritten;
      }
    }
  }

  async read(into: Uint8Array, offset: number): Promise<number> {
    let filled = 0;
    while (filled < into.length) {
      const { bytesRead } = await this.#handle.read(
        into,
        filled,
        into.length - filled,
        offset + filled,
      );
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }

  sync(): Promise<void> {
    return fdatasync(this.#handle.fd);
  }

  async allocate(length: number): Promise<void> {
    // Written, not merely extended: a sparse file takes its blocks at the next sync, which costs
    // time there and may find the disk full.
    await this.#handle.truncate(0);
    for (let offset = 0; offset < length; offset += ZEROS.length) {
      const chunk = ZEROS.subarray(0, Math.min(ZEROS.length, length - offset));
      await this.#handle.write(chunk, 0, chunk.length, offset);
    }
  }

  async truncate(length: number): Promise<void> {
    await this.#handle.truncate(length);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}
