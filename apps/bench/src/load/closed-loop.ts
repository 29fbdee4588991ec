import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";
import { CpuWatch } from "./cpu.ts";
import type { CpuShares } from "./cpu.ts";

/** One connection as a load sees it: something to send into, and a word when an answer came. */
export interface Lane {
  /** Sends its next request. */
  send(): void;
  onAnswer: () => void;
  onEnd: (reason: Error) => void;
  close(): void;
}

export interface LoadResult {
  /** Answers a second. */
  readonly rate: number;
  readonly answers: number;
  /** From request to answer, in seconds. */
  readonly times: Percentiles;
  readonly cpu: CpuShares;
}

export interface ClosedLoop {
  readonly inFlight: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  /** Process whose use of the processor is watched. */
  readonly server: number;
}

/**
 * Keeps `inFlight` requests under way on every lane and counts the answers: what a
 * server can do at most. Its times are those of a full queue.
 */
export function closedLoop(lanes: readonly Lane[], load: ClosedLoop): Promise<LoadResult> {
  const { inFlight, warmupMs, durationMs, server } = load;
  return new Promise((resolve, reject) => {
    const samples = new Samples();
    let isCounting = false;
    let isOver = false;
    let pending = 0;
    let watch = new CpuWatch(server);
    let started = 0;
    let result: LoadResult | null = null;
    const settle = (): void => {
      if (result !== null && pending === 0) resolve(result);
    };
    for (const lane of lanes) {
      const sent: number[] = [];
      let first = 0;
      const send = (): void => {
        sent.push(performance.now());
        pending++;
        lane.send();
      };
      lane.onEnd = reject;
      lane.onAnswer = () => {
        pending--;
        const since = sent[first++]!;
        if (first === 1_024) {
          sent.splice(0, first);
          first = 0;
        }
        if (isOver) return settle();
        if (isCounting) samples.add((performance.now() - since) / 1_000);
        send();
      };
      for (let request = 0; request < inFlight; request++) send();
    }
    setTimeout(() => {
      isCounting = true;
      started = performance.now();
      watch = new CpuWatch(server);
      setTimeout(() => {
        isOver = true;
        const elapsed = (performance.now() - started) / 1_000;
        const cpu = watch.shares();
        const times = samples.percentiles();
        result = { rate: samples.length / elapsed, answers: samples.length, times, cpu };
        settle();
      }, durationMs);
    }, warmupMs);
  });
}
