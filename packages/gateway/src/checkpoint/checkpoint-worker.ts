/** Makes a checkpoint in a thread of its own, from the one before and the archived feed. */
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { FileStorage, exchangeKind, readArchivedFeed } from "@probity/sequencer";
import { ReadState } from "../read-state.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";
import type { CheckpointJob } from "./checkpoints.ts";

const { folder, dataFolder, sequence } = workerData as CheckpointJob;
// Of this thread alone, where threads have priorities: who waits for an answer goes first.
setPriority(10);
const before = await readCheckpoint(folder);
const state = before === null ? ReadState.empty() : ReadState.restore(before.state);
let digest: string | null = null;
for await (const batch of readArchivedFeed(
  new FileStorage(dataFolder),
  exchangeKind,
  state.sequence + 1,
)) {
  for (const entry of batch.entries) state.apply(entry);
  digest = batch.digest;
  if (batch.sequence >= sequence) break;
}
if (digest !== null) {
  await writeCheckpoint(folder, { sequence: state.sequence, digest, state: state.save() });
}
parentPort?.postMessage(state.sequence);
