/** The thread that checks signatures, but dies as of a crash of as many batches as the test allows it. */
import { getEnvironmentData, parentPort } from "node:worker_threads";
import { DEATHS } from "./deaths.ts";

const left = getEnvironmentData(DEATHS) as Int32Array;

parentPort?.on("message", () => {
  if (Atomics.sub(left, 0, 1) > 0) process.exit(1);
});

// Listens behind the one above.
await import("../src/chain/check-worker.ts");
