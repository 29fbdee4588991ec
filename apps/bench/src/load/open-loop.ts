import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";
import type { Lane } from "./closed-loop.ts";
import { CpuWatch } from "./cpu.ts";
import type { CpuShares } from "./cpu.ts";

/** When requests are due, and what is still owed: the part of an open loop that is not sockets. */
export class Schedule {
  private readonly interval: number;
  private readonly total: number;
  private next = 0;

  /** @param rate requests a second. @param total how many there are. */
  constructor(rate: number, total: number) {
    this.interval = 1 / rate;
    this.total = total;
  }

  /** The time at which the next request that is due by `elapsed` should have gone, in seconds; null: none is due. */
  takeDue(elapsed: number): number | null {
    const due = this.next * this.interval;
    if (this.next >= this.total || due > elapsed) return null;
    this.next++;
    return due;
  }

  get isOver(): boolean {
    return this.next >= this.total;
  }
}

export interface OpenLoop {
  /** Requests a second over all lanes. */
  readonly rate: number;
  readonly warmupMs: number;
  readonly durationMs: number;
  readonly server: number;
}

export interface OpenLoopResult {
  /** From the scheduled time of a request to its answer, in seconds. */
  readonly times: Percentiles;
  /** Answers a second over the counted time. */
  readonly rate: number;
  readonly cpu: CpuShares;
}

/**
 * Sends at a fixed rate, whatever the server does: a request whose lane is still
 * waiting for an answer waits for its turn, and its time counts from when it should
 * have gone. So a stall counts against every request it delays.
 */
export function openLoop(lanes: readonly Lane[], load: OpenLoop): Promise<OpenLoopResult> {
  const { rate, warmupMs, durationMs, server } = load;
  const total = Math.max(1, Math.round((rate * (warmupMs + durationMs)) / 1_000));
  const schedule = new Schedule(rate, total);
  const samples = new Samples();
  const idle = [...lanes];
  const waiting: number[] = [];
  let answered = 0;
  let watch: CpuWatch | null = null;
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const elapsed = (): number => (performance.now() - started) / 1_000;
    const warm = warmupMs / 1_000;
    const begin = (lane: Lane, due: number): void => {
      lane.onAnswer = () => {
        const now = elapsed();
        if (due >= warm) samples.add(now - due);
        answered++;
        const late = waiting.shift();
        if (late === undefined) idle.push(lane);
        else begin(lane, late);
        if (answered === total) finish(now);
      };
      lane.send();
    };
    const finish = (now: number): void => {
      const cpu = watch?.shares() ?? { client: Number.NaN, server: Number.NaN };
      resolve({ times: samples.percentiles(), rate: samples.length / (now - warm), cpu });
    };
    const tick = (): void => {
      const now = elapsed();
      if (watch === null && now >= warm) watch = new CpuWatch(server);
      for (let due = schedule.takeDue(now); due !== null; due = schedule.takeDue(now)) {
        const lane = idle.pop();
        if (lane === undefined) waiting.push(due);
        else begin(lane, due);
      }
      if (!schedule.isOver) setTimeout(tick, 1);
    };
    for (const lane of lanes) lane.onEnd = reject;
    tick();
  });
}
