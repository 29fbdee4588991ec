import { FolderLocked } from "../errors.ts";
import { MemoryFile, inPieces } from "./memory-file.ts";
import { folderOf } from "./storage.ts";
import type { DurableFile, FolderLock, Storage, StorageFile } from "./storage.ts";

/** What the disk is to do wrong. Operations that change something are counted from 1. */
export interface FaultPlan {
  /** Decides which pages survive, where writes tear, which folder entries are lost. */
  readonly seed: number;
  /** The machine stops at this operation: before it, in the middle or after it, as the seed says. */
  readonly crashAtOperation?: number;
  /** The first sync of a file whose path contains `path`, after `after` others, fails; what it covered is in doubt. */
  readonly failSync?: { readonly path: string; readonly after: number };
  /** Bytes the disk holds; beyond it allocating throws ENOSPC. */
  readonly capacityBytes?: number;
  /** Size of what is lost or kept as one; default 512. */
  readonly pageBytes?: number;
}

/** After a crash nothing answers any more; `restart` gives the disk as the next process finds it. */
export class Crashed extends Error {
  override readonly name = "Crashed";
}

type FolderChange = {
  readonly kind: "set";
  readonly path: string;
  readonly file: MemoryFile | null;
}[];

/**
 * A disk in memory that fails as real ones do, the same way for the same seed. Written pages are
 * in doubt one by one until a sync, folder entries in order until their folder is synced; a failed
 * sync forgets which pages were dirty, so that trying again proves nothing. A durable
 * write is a write and a sync, either of which may be where the machine stops.
 */
export class FaultyStorage implements Storage {
  readonly location = "(memory)";
  #plan: FaultPlan;
  readonly #random: () => number;
  /** Entries as the running process sees them. */
  readonly #entries: Map<string, MemoryFile>;
  /** Entries that survive for certain. */
  readonly #durable: Map<string, MemoryFile>;
  /** Changes of entries in doubt, oldest first. */
  #changes: FolderChange[] = [];
  #operations = 0;
  #syncs = 0;
  #crashed = false;
  #locked = false;
  #trace: string[] = [];

  constructor(plan: FaultPlan, files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#plan = plan;
    this.#random = mulberry32(plan.seed);
    this.#entries = new Map();
    for (const [path, bytes] of files)
      this.#entries.set(path, new MemoryFile(this.#pageBytes, bytes));
    this.#durable = new Map(this.#entries);
  }

  get operations(): number {
    return this.#operations;
  }

  get hasCrashed(): boolean {
    return this.#crashed;
  }

  /** What was done, one line an operation: for the message of a failing test. */
  get trace(): readonly string[] {
    return this.#trace;
  }

  /** Changes what goes wrong from now on; the seed stays. */
  plan(change: Partial<Omit<FaultPlan, "seed" | "pageBytes">>): void {
    this.#plan = { ...this.#plan, ...change };
  }

  /** Stops the machine now. */
  crash(): void {
    this.#crashed = true;
  }

  /** The disk after the crash (which happens now if it has not). The old storage answers nothing any more. */
  restart(plan: FaultPlan): FaultyStorage {
    this.crash();
    const files = new Map<string, MemoryFile>(this.#durable);
    const kept = Math.floor(this.#random() * (this.#changes.length + 1));
    for (const change of this.#changes.slice(0, kept)) apply(files, change);
    const contents = new Map<string, Uint8Array>();
    for (const [path, file] of files) contents.set(path, file.afterCrash(this.#random));
    return new FaultyStorage(plan, contents);
  }

  /** A copy of the disk as the running process sees it, for damaging on purpose. */
  contents(): Map<string, Uint8Array> {
    return new Map([...this.#entries].map(([path, file]) => [path, file.contents()]));
  }

  async lock(): Promise<FolderLock> {
    await this.#reading();
    if (this.#locked) throw new FolderLocked("the memory disk is locked");
    this.#locked = true;
    return {
      release: async () => {
        this.#locked = false;
      },
    };
  }

  async makeFolder(_path: string): Promise<void> {
    await this.#reading();
  }

  async list(folder: string): Promise<string[]> {
    await this.#reading();
    return [...this.#entries.keys()]
      .filter((path) => folderOf(path) === folder)
      .map((path) => (folder === "" ? path : path.slice(folder.length + 1)))
      .toSorted();
  }

  async exists(path: string): Promise<boolean> {
    await this.#reading();
    return this.#entries.has(path);
  }

  async open(path: string, mode: "existing" | "create"): Promise<StorageFile> {
    await this.#reading();
    let file = this.#entries.get(path);
    if (file === undefined) {
      if (mode === "existing")
        throw Object.assign(new Error(`no file ${path}`), { code: "ENOENT" });
      file = new MemoryFile(this.#pageBytes, new Uint8Array(0));
      await this.#change(`create ${path}`, [{ kind: "set", path, file }]);
    }
    return this.#handle(path, file);
  }

  /** Two operations to stop in: its bytes, and their sync. */
  async openDurable(path: string): Promise<DurableFile> {
    const file = await this.open(path, "existing");
    return {
      write: async (bytes, offset) => {
        await file.write(bytes, offset);
        await file.sync();
      },
      close: () => file.close(),
    };
  }

  async rename(from: string, to: string): Promise<void> {
    const file = this.#entries.get(from);
    if (file === undefined) throw Object.assign(new Error(`no file ${from}`), { code: "ENOENT" });
    await this.#change(`rename ${from} ${to}`, [
      { kind: "set", path: from, file: null },
      { kind: "set", path: to, file },
    ]);
  }

  async remove(path: string): Promise<void> {
    if (!this.#entries.has(path)) return;
    await this.#change(`remove ${path}`, [{ kind: "set", path, file: null }]);
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#operation(`syncFolder ${folder}`, (part) => {
      if (part < 1) return;
      // File systems commit their own log in order: everything up to the last change here survives.
      const last = this.#changes.findLastIndex((change) =>
        change.some((entry) => folderOf(entry.path) === folder),
      );
      for (const change of this.#changes.slice(0, last + 1)) apply(this.#durable, change);
      this.#changes = this.#changes.slice(last + 1);
    });
  }

  #handle(path: string, file: MemoryFile): StorageFile {
    return {
      path,
      size: async () => {
        await this.#reading();
        return file.size;
      },
      write: async (bytes, offset) => {
        this.#roomFor(offset + bytes.length - file.size);
        // The bytes as they are now: whoever changes its buffer too early is not to notice here alone.
        const copy = bytes.slice();
        await this.#operation(`write ${path} ${offset}+${bytes.length}`, (part) => {
          file.write(inPieces(copy, part), offset);
        });
      },
      read: async (into, offset) => {
        await this.#reading();
        return file.read(into, offset);
      },
      sync: () => {
        const fails =
          this.#plan.failSync !== undefined &&
          path.includes(this.#plan.failSync.path) &&
          this.#syncs++ === this.#plan.failSync.after;
        return this.#operation(`sync ${path}`, (part) => {
          if (fails) file.syncInDoubt(this.#random);
          else if (part === 1) file.sync();
        }).then(() => {
          if (fails) throw Object.assign(new Error("input/output error"), { code: "EIO" });
        });
      },
      allocate: async (length) => {
        this.#roomFor(length - file.size);
        await this.#operation(`allocate ${path} ${length}`, (part) => {
          file.resize(0);
          file.write(new Uint8Array(Math.floor(length * part)), 0);
        });
      },
      truncate: async (length) => {
        this.#roomFor(length - file.size);
        await this.#operation(`truncate ${path} ${length}`, (part) => {
          if (part === 1) file.resize(length);
        });
      },
      close: async () => {},
    };
  }

  #roomFor(more: number): void {
    if (more <= 0 || this.#plan.capacityBytes === undefined) return;
    let used = 0;
    for (const file of new Set(this.#entries.values())) used += file.size;
    if (used + more > this.#plan.capacityBytes) {
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    }
  }

  async #change(what: string, change: FolderChange): Promise<void> {
    await this.#operation(what, (part) => {
      if (part < 1) return;
      apply(this.#entries, change);
      this.#changes.push(change);
    });
  }

  /** Counts an operation and does it: whole, or up to the part at which the machine stops. */
  async #operation(what: string, work: (part: number) => void): Promise<void> {
    await this.#reading();
    this.#operations++;
    this.#trace.push(what);
    if (this.#operations === this.#plan.crashAtOperation) {
      const when = this.#random();
      work(when < 0.3 ? 0 : when < 0.6 ? 1 : this.#random());
      this.crash();
      throw new Crashed(`crashed at operation ${this.#operations}: ${what}`);
    }
    work(1);
  }

  /** A turn of the event loop, as with a real disk: what was submitted meanwhile gets in between. */
  async #reading(): Promise<void> {
    if (this.#crashed) throw new Crashed("the machine has crashed");
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    if (this.#crashed) throw new Crashed("the machine has crashed");
  }

  get #pageBytes(): number {
    return this.#plan.pageBytes ?? 512;
  }
}

function apply(entries: Map<string, MemoryFile>, change: FolderChange): void {
  for (const { path, file } of change) {
    if (file === null) entries.delete(path);
    else entries.set(path, file);
  }
}

/** A small seeded generator of numbers in [0, 1): the same seed gives the same faults. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
