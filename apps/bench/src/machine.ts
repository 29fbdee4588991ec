import { cpus, release, totalmem, type } from "node:os";
import { compileTwin } from "./denominators/twin.ts";
import { rawDisk } from "./denominators/raw-disk.ts";
import { versionOf } from "./denominators/npm-books.ts";
import { bytes, perSecond, seconds } from "./report/format.ts";

/** On what, and with what, a run was made; and the two figures by which seconds of two machines are compared. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory: number;
  readonly system: string;
  readonly versions: Readonly<Record<string, string>>;
  /** p50 of writing 4 kB and `fdatasync`, in seconds. */
  readonly fdatasync: number;
  /** Requests a second of a bare `node:http` echo; null where the mode does not use the network. */
  readonly echoRate: number | null;
  /** When, ISO 8601. */
  readonly at: string;
}

const SYNC_PROBE_MS = 300;

export function describeMachine(echoRate: number | null): Machine {
  const [processor] = cpus();
  const twin = compileTwin();
  return {
    processor: processor?.model ?? "unknown",
    cores: cpus().length,
    memory: totalmem(),
    system: `${type()} ${release()} ${process.arch}`,
    versions: {
      node: process.versions.node,
      v8: process.versions.v8,
      ws: versionOf("ws"),
      "nodejs-order-book": versionOf("nodejs-order-book"),
      "hft-limit-order-book": versionOf("hft-limit-order-book"),
      "g++": twin.kind === "present" ? twin.compiler : "absent",
    },
    fdatasync: rawDisk(4_096, SYNC_PROBE_MS).times.p50,
    echoRate,
    at: new Date().toISOString(),
  };
}

/** Two lines of text. */
export function machineText(machine: Machine): string {
  const { processor, cores, memory, system, versions, fdatasync, echoRate, at } = machine;
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const echo = echoRate === null ? "" : `, \`node:http\` echo ${perSecond(echoRate)}`;
  return (
    `${processor}, ${cores} cores, ${bytes(memory)}, ${system}, ${at}\n` +
    `${named.join(", ")}; fdatasync p50 ${seconds(fdatasync)}${echo}`
  );
}
