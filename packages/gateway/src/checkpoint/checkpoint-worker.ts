/** Makes a checkpoint in a thread of its own, from the one before and the archived feed. */
import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { ArchiveTail, FileStorage, exchangeKind } from "@probity/sequencer";
import { ReadState } from "../read-state.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";
import type { CheckpointJob } from "./checkpoints.ts";

/** Read from the archive at once. */
const READ_BYTES = 1 << 20;

const { folder, dataFolder, sequence } = workerData as CheckpointJob;
// Of this thread alone, where threads have priorities: who waits for an answer goes first.
setPriority(10);
const before = await readCheckpoint(folder);
const state = before === null ? ReadState.empty() : ReadState.restore(before.state);
const archive = new ArchiveTail(new FileStorage(dataFolder), exchangeKind);
let digest: string | null = null;
while (state.sequence < sequence) {
  const batch = await archive.read(state.sequence + 1, READ_BYTES);
  if (batch === null) break;
  for (const entry of batch.entries) state.apply(entry);
  digest = batch.digest;
}
await archive.close();
if (digest !== null) {
  await writeCheckpoint(folder, { sequence: state.sequence, digest, state: state.save() });
}
parentPort?.postMessage(state.sequence);
