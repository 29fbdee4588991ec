/** The thread of the projector, and of the database where that is within the process. */
import { parentPort, workerData } from "node:worker_threads";
import { archiveSource } from "../projector/archive-source.ts";
import { answerCalls } from "./calls.ts";
import type { RunnerOptions } from "./progress.ts";
import { Runner } from "./runner.ts";

const port = parentPort;
if (port === null) throw new Error("this file is the thread of a store");
const { database, dataFolder } = workerData as RunnerOptions;
const runner = new Runner({
  database,
  source: archiveSource(dataFolder),
  onProgress: (progress) => port.postMessage({ kind: "progress", progress }),
});
answerCalls(port, runner);
