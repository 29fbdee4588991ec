/** The thread that checks signatures, but dies as of a crash of as many batches as the test allows it, and of poison always. */
import { getEnvironmentData, parentPort } from "node:worker_threads";
import type { CheckQuestion } from "../src/chain/check-worker.ts";
import { DEATHS, POISONOUS_SALT } from "./deaths.ts";

const left = getEnvironmentData(DEATHS) as Int32Array;

parentPort?.on("message", (batch: readonly CheckQuestion[]) => {
  const isPoison = (one: CheckQuestion) =>
    one.kind === "order" && one.order.salt === POISONOUS_SALT;
  if (Atomics.sub(left, 0, 1) > 0 || batch.some(isPoison)) process.exit(1);
});

// Listens behind the one above.
await import("../src/chain/check-worker.ts");
