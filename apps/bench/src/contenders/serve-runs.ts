import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";
import { profileOf } from "../top-functions.ts";
import type { FunctionShare } from "../top-functions.ts";
import type { Ops } from "../workload/operations.ts";
import type { Digest } from "../workload/reference-book.ts";

const FUNCTIONS = 8;

/** One run of a contender over the first operations of a workload. */
export interface Run {
  readonly seconds: number;
  readonly digest: Digest;
}

/** Runs the first `count` operations through something new; with `samples`, each operation's nanoseconds go there. */
export type RunBook = (ops: Ops, ticks: number, count: number, samples: Samples | null) => Run;

/**
 * A contender's side of a contest: `<contender> <workload> <ticks>`. For each line
 * `run <operations>` on standard input it answers a `Run` as one line of JSON; for
 * `latency <operations>` the percentiles of its single operations; for `profile
 * <operations>` the functions in which it spent its time.
 */
export function serveRuns(run: RunBook): void {
  const [, , path, ticks] = process.argv;
  if (path === undefined) throw new Error("<workload> <ticks> are expected");
  const file = readFileSync(path);
  const ops = new Int32Array(file.buffer, file.byteOffset, file.byteLength / 4);
  const answer = async (line: string): Promise<Run | Percentiles | FunctionShare[]> => {
    const [what, count] = line.split(" ");
    const act = (samples: Samples | null): Run => run(ops, Number(ticks), Number(count), samples);
    if (what === "profile") return profileOf(() => act(null), FUNCTIONS);
    if (what !== "latency") return act(null);
    const samples = new Samples();
    act(samples);
    return samples.percentiles();
  };
  let turn: Promise<void> = Promise.resolve();
  createInterface({ input: process.stdin }).on("line", (line) => {
    turn = turn.then(async () => console.log(JSON.stringify(await answer(line))));
  });
}
