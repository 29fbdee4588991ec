import { createInterface } from "node:readline";
import { brokenLaws } from "@probity/core";
import { recordCalls, runCalls } from "../engine/calls.ts";
import type { Calls } from "../engine/calls.ts";
import { makeMachine } from "../engine/machine.ts";
import type { WorldSize } from "../engine/world.ts";
import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";
import { profileOf } from "../top-functions.ts";
import { generate } from "../workload/generator.ts";
import type { MixName } from "../workload/generator.ts";

/** What an engine is to run: a workload and the world it is spread over. */
export interface EngineTask extends WorldSize {
  readonly mix: MixName;
  readonly seed: number;
  readonly operations: number;
}

/** One run of the engine. */
export interface EngineRun {
  readonly seconds: number;
  readonly operations: number;
  readonly calls: number;
  readonly rejected: number;
  /** Laws that were broken at the end. */
  readonly broken: readonly string[];
  /** Fees collected, which every run must agree on. */
  readonly fees: number;
  readonly latency: Percentiles | null;
}

/**
 * The engine's side of a contest: `engine <task as JSON>`. Says `ready` when the
 * calls are found out; for each line `run` or `latency` it runs them on a new
 * machine and answers an `EngineRun`, for `profile` where the time went.
 */
const FUNCTIONS = 10;
const task = JSON.parse(process.argv[2] ?? "") as EngineTask;
const workload = generate(task.mix, task.tickSize === 100 ? 99 : 999, task.seed, task.operations);
const recording = await makeMachine(task);
const calls: Calls = recordCalls(workload, recording.exchange, recording.world);

/** Lines that come while a run is under way wait for their turn. */
let turn: Promise<void> = Promise.resolve();
createInterface({ input: process.stdin }).on("line", (line) => {
  turn = turn.then(() => run(line));
});
console.log(JSON.stringify("ready"));

async function run(line: string): Promise<void> {
  const { exchange, world } = await makeMachine(task);
  if (line === "profile") {
    const functions = await profileOf(() => void runCalls(calls, exchange, world, null), FUNCTIONS);
    console.log(JSON.stringify(functions));
    return;
  }
  const samples = line === "latency" ? new Samples() : null;
  const seconds = runCalls(calls, exchange, world, samples);
  const answer: EngineRun = {
    seconds,
    operations: calls.operations,
    calls: calls.count,
    rejected: calls.rejected,
    broken: brokenLaws(exchange),
    fees: Number(exchange.fees(exchange.assets()[0]!.asset)),
    latency: samples?.percentiles() ?? null,
  };
  console.log(JSON.stringify(answer));
}
