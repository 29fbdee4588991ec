import { readFileSync } from "node:fs";

/** Clock ticks a second in `/proc`; fixed by Linux for user space. */
const TICKS = 100;
/** A process of one thread that is this busy had no room left. */
const BUSY = 0.93;

/** Shares of one core that client and server used; the server's may pass 1, as it has threads. */
export interface CpuShares {
  readonly client: number;
  /** NaN where the system does not say. */
  readonly server: number;
}

/** Watches what this process and a server of ours use. */
export class CpuWatch {
  private readonly server: number;
  private readonly own = process.cpuUsage();
  private readonly foreign: number;
  private readonly started = performance.now();

  /** @param server process id. */
  constructor(server: number) {
    this.server = server;
    this.foreign = cpuSeconds(server);
  }

  shares(): CpuShares {
    const elapsed = (performance.now() - this.started) / 1_000;
    const { user, system } = process.cpuUsage(this.own);
    return {
      client: (user + system) / 1e6 / elapsed,
      server: (cpuSeconds(this.server) - this.foreign) / elapsed,
    };
  }
}

/** @returns why a run does not count, if the client had no room left while the server had. */
export function clientWasTheLimit({ client, server }: CpuShares): string | null {
  return client >= BUSY && !(server >= BUSY) ? "the client was the limit" : null;
}

function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before them may hold spaces; user and system time are the 14th and 15th field.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return Number.NaN;
  }
}

/** Resident memory of a process in bytes; NaN where the system does not say. */
export function residentBytes(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1_024;
  } catch {
    return Number.NaN;
  }
}
