/** The thread of the projector, and of the database where that is within the process. */
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { archiveSource } from "../projector/archive-source.ts";
import { answerCalls } from "./calls.ts";
import type { RunnerOptions } from "./progress.ts";
import { Runner } from "./runner.ts";

/** Gets a third of what an equal would, where a processor is short. */
const NICE = 5;

const port = parentPort;
if (port === null) throw new Error("this file is the thread of a store");
// Orders go first, and history may be late, but not for ever. Elsewhere this would be the whole process.
if (process.platform === "linux") setPriority(0, NICE);
const { database, dataFolder } = workerData as RunnerOptions;
const runner = new Runner({
  database,
  source: archiveSource(dataFolder),
  onProgress: (progress) => port.postMessage({ kind: "progress", progress }),
});
answerCalls(port, runner);
