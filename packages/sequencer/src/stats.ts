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
  /** The same in steps that add up over many processes. */
  readonly syncSeconds: DurationBuckets;
  /** Time to execute a command: that of the turn it was executed in, divided by the commands of that turn. */
  readonly executeSeconds: DurationBuckets;
}

/** How often a duration was at most so long, in plain numbers: what is recorded a million times a second costs no object. */
export class DurationBuckets {
  /** Upper bounds in seconds, ascending; one more bucket has none. */
  readonly bounds: readonly number[];
  /** How many fell into each bucket, and not into one before it. */
  readonly counts: number[];
  #seconds = 0;
  #count = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = Array.from({ length: bounds.length + 1 }, () => 0);
  }

  /** Sum of all durations, in seconds. */
  get seconds(): number {
    return this.#seconds;
  }

  get count(): number {
    return this.#count;
  }

  /** Records a duration that was so `times` times. */
  record(seconds: number, times = 1): void {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && seconds > bounds[at]!) at++;
    counts[at]! += times;
    this.#seconds += seconds * times;
    this.#count += times;
  }
}

/** Bounds of the time to execute a command, in seconds (S1.67). */
export const EXECUTE_BOUNDS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];
/** Bounds of the time of a durable write, in seconds. */
export const SYNC_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

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
