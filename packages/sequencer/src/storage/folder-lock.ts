import { execFileSync } from "node:child_process";
import { promises as fsp, readFileSync } from "node:fs";
import { hostname } from "node:os";
import * as path from "node:path";
import { FolderLocked } from "../errors.ts";
import type { FolderLock } from "./storage.ts";

/** Who holds a folder, in a way that a later process of the same number is not taken for it. */
interface Holder {
  readonly pid: number;
  /** When the process began, as its system tells; null when it does not tell. */
  readonly started: string | null;
  /** Which boot of the machine, null when unknown. */
  readonly boot: string | null;
  readonly host: string;
}

/** Locks of this process by folder: its streams share one. */
const held = new Map<string, { users: number; readonly ready: Promise<void> }>();

/**
 * Takes the folder for this process with the file `lock`. A lock left behind by a process that
 * is gone (killed, or the machine restarted) is taken over; any other is `FolderLocked`.
 * A lock of another host is never judged stale: we cannot look there.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = path.join(folder, "lock");
  let entry = held.get(file);
  if (entry === undefined) {
    entry = { users: 0, ready: takeFile(file) };
    held.set(file, entry);
  }
  const taken = entry;
  taken.users++;
  try {
    await taken.ready;
  } catch (error) {
    if (held.get(file) === taken) held.delete(file);
    throw error;
  }
  let released = false;
  return {
    async release(): Promise<void> {
      if (released) return;
      released = true;
      if (--taken.users > 0) return;
      held.delete(file);
      await fsp.rm(file, { force: true });
    },
  };
}

async function takeFile(file: string): Promise<void> {
  const mine = JSON.stringify(describe(process.pid));
  const temporary = `${file}.${process.pid}`;
  await fsp.writeFile(temporary, mine, { mode: 0o640 });
  try {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        // A link appears with its content or not at all, and only where there is none.
        await fsp.link(temporary, file);
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      await removeStale(file);
    }
    throw new FolderLocked(`${file} changes hands; try again`);
  } finally {
    await fsp.rm(temporary, { force: true });
  }
}

/** Removes the lock of a process that is gone; throws `FolderLocked` when it is not. */
async function removeStale(file: string): Promise<void> {
  const seen = await readOrNull(file);
  if (seen === null) return;
  const holder = parseHolder(seen);
  if (holder === null) {
    throw new FolderLocked(
      `${file} is not ours to read; remove it if no Probity runs on this folder`,
    );
  }
  const reason = liveness(holder);
  if (reason !== null) throw new FolderLocked(`${file} is held by ${reason}`);
  // Moved aside first: if someone else took over in between, it is their lock that we now hold in hand.
  const aside = `${file}.stale-${process.pid}`;
  try {
    await fsp.rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const moved = await readOrNull(aside);
  if (moved !== seen) await fsp.link(aside, file);
  await fsp.rm(aside, { force: true });
  if (moved !== seen) throw new FolderLocked(`${file} was taken by another process just now`);
}

/** Why the holder must be taken for alive, or null when it is gone. */
function liveness(holder: Holder): string | null {
  const here = describe(process.pid);
  if (holder.host !== here.host) {
    return `process ${holder.pid} on host ${holder.host}; remove the file if that host is gone`;
  }
  if (holder.boot !== null && here.boot !== null && holder.boot !== here.boot) return null;
  const now = describe(holder.pid);
  if (!isAlive(holder.pid)) return null;
  if (holder.started !== null && now.started !== null && holder.started !== now.started)
    return null;
  if (holder.pid === process.pid && holder.started === here.started) {
    // Our own number and start, yet not in our table: the table is per thread.
    return `this process (${holder.pid})`;
  }
  return `process ${holder.pid}, which is running`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function describe(pid: number): Holder {
  return {
    pid,
    started: startOf(pid),
    boot: readText("/proc/sys/kernel/random/boot_id"),
    host: hostname(),
  };
}

function startOf(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat !== null) {
    // The second field is the program's name in brackets and may hold anything; the 22nd is the start.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  }
  if (process.platform !== "darwin") return null;
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await fsp.readFile(file, "utf8");
  } catch {
    return null;
  }
}

function parseHolder(content: string): Holder | null {
  try {
    const holder = JSON.parse(content) as Partial<Holder>;
    if (typeof holder.pid !== "number" || typeof holder.host !== "string") return null;
    return {
      pid: holder.pid,
      started: holder.started ?? null,
      boot: holder.boot ?? null,
      host: holder.host,
    };
  } catch {
    return null;
  }
}
