import { parentPort, workerData } from "node:worker_threads";
import type { Machine, MachineKind } from "../ports.ts";
import { FileStorage } from "../storage/file-storage.ts";
import type { SnapshotJob } from "./snapshotter.ts";
import { takeSnapshot } from "./take-snapshot.ts";

const job = workerData as SnapshotJob;
const module = (await import(job.kind.url)) as Record<string, unknown>;
const kind = module[job.kind.exportName] as
  MachineKind<unknown, unknown, Machine<unknown, unknown>> | undefined;
if (kind === undefined) throw new Error(`${job.kind.url} has no export ${job.kind.exportName}`);
parentPort?.postMessage(await takeSnapshot(new FileStorage(job.folder), kind, job.sequence));
