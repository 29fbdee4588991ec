import { Worker } from "node:worker_threads";
import { ArchiveTail, FileStorage, exchangeKind } from "@probity/sequencer";
import { ReadState } from "../read-state.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-file.ts";

export interface CheckpointOptions {
  /** The data folder, in which the feed is archived. */
  readonly dataFolder: string;
  /** Where checkpoints are; nothing else is. */
  readonly folder: string;
  /** A checkpoint is made after so many commands; 0: only when stopping. */
  readonly everyCommands: number;
  /** Hears of a checkpoint that could not be made; the next start folds a little more. */
  readonly onProblem: (problem: Error) => void;
}

/** Commands that a start folds before anybody notices: fewer are not worth a checkpoint when stopping. */
const FOLDED_AT_ONCE = 100;

/** What the worker is started with. */
export interface CheckpointJob {
  readonly folder: string;
  readonly dataFolder: string;
  /** Up to here at least. */
  readonly sequence: number;
}

/** Has checkpoints of the read side made by another thread, one at a time. */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  #lastSequence = 0;
  #worker: Worker | null = null;
  #isClosed = false;

  constructor(options: CheckpointOptions) {
    this.#options = options;
  }

  /** The state of the newest checkpoint that belongs to the history at hand; else an empty one. */
  async load(): Promise<ReadState> {
    const checkpoint = await readCheckpoint(this.#options.folder);
    if (checkpoint === null) return ReadState.empty();
    const { sequence, digest, state } = checkpoint;
    if ((await this.#digestAt(sequence)) !== digest) return ReadState.empty();
    this.#lastSequence = sequence;
    return ReadState.restore(state);
  }

  /** Takes note that everything up to `sequence` is folded in, and has a checkpoint made when it is time. */
  folded(sequence: number): void {
    const { everyCommands, folder, dataFolder, onProblem } = this.#options;
    if (everyCommands === 0 || this.#worker !== null || this.#isClosed) return;
    if (sequence - this.#lastSequence < everyCommands) return;
    this.#lastSequence = sequence;
    const job: CheckpointJob = { folder, dataFolder, sequence };
    const worker = new Worker(new URL("./checkpoint-worker.ts", import.meta.url), {
      workerData: job,
    });
    this.#worker = worker;
    worker.once("error", onProblem);
    worker.once("exit", () => {
      this.#worker = null;
    });
  }

  /** Writes down where the read side stopped, so that the next start has nothing to fold. */
  async close(state: ReadState): Promise<void> {
    this.#isClosed = true;
    await this.#worker?.terminate();
    const { sequence } = state;
    if (sequence - this.#lastSequence < FOLDED_AT_ONCE) return;
    try {
      const digest = await this.#digestAt(sequence);
      if (digest === null) return;
      await writeCheckpoint(this.#options.folder, { sequence, digest, state: state.save() });
    } catch (problem) {
      this.#options.onProblem(problem as Error);
    }
  }

  /** Of all history up to `sequence`; null when no batch ends there, or it is not on disk. */
  async #digestAt(sequence: number): Promise<string | null> {
    const archive = new ArchiveTail(new FileStorage(this.#options.dataFolder), exchangeKind);
    try {
      return await archive.digestAt(sequence);
    } finally {
      await archive.close();
    }
  }
}
