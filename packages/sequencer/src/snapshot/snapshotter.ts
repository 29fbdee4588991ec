import { Worker } from "node:worker_threads";
import type { Machine, MachineKind, SnapshotInfo } from "../ports.ts";
import type { Storage } from "../storage/storage.ts";
import { takeSnapshot } from "./take-snapshot.ts";

/** Makes the snapshot of a durable sequence; rejects soon after `signal` aborts, and leaves nothing that counts. */
export type Snapshotter = (sequence: number, signal?: AbortSignal) => Promise<SnapshotInfo>;

/** Where a worker thread finds the machine kind: it cannot be handed over. */
export interface KindModule {
  /** URL of the module, as `import.meta.resolve` gives it. */
  readonly url: string;
  /** Name of the export that is the `MachineKind`. */
  readonly exportName: string;
}

/** What the worker is started with. */
export interface SnapshotJob {
  readonly folder: string;
  readonly sequence: number;
  readonly kind: KindModule;
}

/** Makes snapshots in a thread of their own, which ends with each. */
export function threadSnapshotter(folder: string, kind: KindModule): Snapshotter {
  return (sequence, signal) =>
    new Promise((resolve, reject) => {
      const job: SnapshotJob = { folder, sequence, kind };
      const worker = new Worker(new URL("./snapshot-worker.ts", import.meta.url), {
        workerData: job,
      });
      signal?.addEventListener("abort", () => void worker.terminate(), { once: true });
      worker.once("message", (info: SnapshotInfo) => resolve(info));
      worker.once("error", reject);
      worker.once("exit", (code) =>
        reject(new Error(`the snapshot worker ended with code ${code}`)),
      );
    });
}

/** Makes snapshots in this thread: for storages that a worker cannot reach, and small machines. */
export function inlineSnapshotter<Content, Event>(
  storage: Storage,
  kind: MachineKind<Content, Event, Machine<Content, Event>>,
): Snapshotter {
  return (sequence) => takeSnapshot(storage, kind, sequence);
}
