import { createHistogram } from "node:perf_hooks";
import type { RecordableHistogram } from "node:perf_hooks";

/**
 * running: takes submissions. rebuilding: a poison command is being undone; submissions wait.
 * clock-jump: intake stopped until `confirmClock`. closing, closed: on purpose. failed: must be recovered.
 */
export type SequencerState =
  "running" | "rebuilding" | "clock-jump" | "closing" | "closed" | "failed";

/** Percentiles of a latency, in microseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

/** A look at a sequencer from outside; everything in it was true at one moment. */
export interface SequencerStats {
  readonly state: SequencerState;
  readonly epoch: number;
  /** Last executed sequence; at most a batch ahead of the durable one. */
  readonly sequence: number;
  readonly durableSequence: number;
  readonly inboxLength: number;
  readonly inboxActors: number;
  /** Executed and not yet durable. */
  readonly speculativeCommands: number;
  readonly batches: number;
  readonly lastBatchCommands: number;
  readonly lastBatchBytes: number;
  readonly diskFull: boolean;
  readonly quarantined: number;
  /** Time of one durable write of a batch. */
  readonly sync: LatencySummary;
}

/** Latency recorder over the runtime's own histogram. */
export class LatencyRecorder {
  readonly #histogram: RecordableHistogram = createHistogram();

  recordMs(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * 1_000)));
  }

  summary(): LatencySummary {
    const histogram = this.#histogram;
    const none = histogram.count === 0;
    return {
      count: histogram.count,
      meanUs: none ? 0 : Math.round(histogram.mean),
      p50Us: none ? 0 : histogram.percentile(50),
      p99Us: none ? 0 : histogram.percentile(99),
      maxUs: none ? 0 : histogram.max,
    };
  }
}
