import { join } from "node:path";
import type { EngineRun } from "../contenders/engine.ts";
import { contentOf, recordCalls } from "../engine/calls.ts";
import { makeMachine } from "../engine/machine.ts";
import { Origin, openStream, throughStream } from "../engine/stream.ts";
import { makeWorld } from "../engine/world.ts";
import type { BenchOptions } from "../options.ts";
import { count, perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { scratchFolder } from "../scratch.ts";
import { Samples, median } from "../statistics.ts";
import { generate } from "../workload/generator.ts";
import type { MixName } from "../workload/generator.ts";
import { startEngine } from "./engine.ts";

/** Rates that source S2 publishes by number of orders, or of users; of its book in memory. */
const MATCHING: readonly (readonly [number, number])[] = [
  [1_000, 58_240],
  [10_000, 62_241],
  [50_000, 57_331],
];
const BUILDING: readonly (readonly [number, number])[] = [
  [1_000, 66_804],
  [10_000, 76_172],
  [50_000, 77_178],
];
const CONCURRENT: readonly (readonly [number, number])[] = [
  [100, 200_000],
  [500, 198_000],
  [1_000, 193_000],
];
/** Orders with which the generator fills a book before others meet them. */
const FILLING = 1_000;
const WARM_ROUNDS = 40;

/** Source S2's workload of orders that trade, through engine and ledger. */
export function benchMatching(report: ModeReport, options: BenchOptions): Promise<void> {
  return orders(report, options, "match", MATCHING, FILLING);
}

/** Source S2's workload of orders that rest, through engine and ledger. */
export function benchBuilding(report: ModeReport, options: BenchOptions): Promise<void> {
  return orders(report, options, "add", BUILDING, 0);
}

async function orders(
  report: ModeReport,
  { seed, isQuick }: BenchOptions,
  mix: MixName,
  published: readonly (readonly [number, number])[],
  filling: number,
): Promise<void> {
  const rows: string[][] = [];
  const broken: string[] = [];
  for (const [size, theirs] of published) {
    const operations = size + filling;
    const engine = startEngine({
      mix,
      seed,
      operations,
      accounts: 1_000,
      markets: 1,
      tickSize: 10,
    });
    await engine.next();
    const runs: EngineRun[] = [];
    for (let round = 0; round < (isQuick ? 5 : WARM_ROUNDS); round++)
      runs.push(await engine.ask<EngineRun>("run"));
    await engine.stop();
    broken.push(...runs.flatMap((run) => run.broken));
    const cold = operations / runs[0]!.seconds;
    const warm = operations / median(runs.slice(runs.length >> 1).map((run) => run.seconds));
    rows.push([
      count(size),
      perSecond(cold),
      perSecond(warm),
      perSecond(theirs),
      ratio(cold / theirs),
      ratio(warm / theirs),
    ]);
  }
  report.table(
    filling === 0
      ? "Orders that rest, engine and ledger in memory"
      : `Orders half of which trade, engine and ledger in memory, after ${count(filling)} that fill the book`,
    ["orders", "first run", "warm", "S2 publishes", "first run, times", "warm, times"],
    rows,
  );
  report.note(
    "S2's figures are of another machine and of its book alone; ours are with ledger, fees and events.",
  );
  report.check(
    "the laws of the ledger hold after every run",
    broken.length === 0,
    broken.join("; "),
  );
}

/** Source S2's users at once, each with one order under way; ours are durable. */
export async function benchConcurrent(
  report: ModeReport,
  { seed, isQuick }: BenchOptions,
): Promise<void> {
  const rows: string[][] = [];
  for (const [users, theirs] of CONCURRENT) {
    const { rate, times, isWhole } = await usersAtOnce(users, seed, isQuick ? 20_000 : 500_000);
    report.check(`${count(users)} users: every answer came, durable`, isWhole);
    rows.push([
      count(users),
      perSecond(rate),
      ...[times.p50, times.p99, times.p999].map(seconds),
      perSecond(theirs),
      ratio(rate / theirs),
    ]);
  }
  report.table(
    "Users at once in process, each waiting for its own durable acknowledgement",
    ["users", "durable", "p50", "p99", "p99.9", "S2 publishes (in memory)", "times"],
    rows,
  );
}

async function usersAtOnce(users: number, seed: number, operations: number) {
  const size = { accounts: users, markets: 1, tickSize: 10 } as const;
  const workload = generate("mixed", 999, seed, operations);
  const recording = await makeMachine(size);
  const calls = recordCalls(workload, recording.exchange, recording.world);
  const stream = await openStream(join(scratchFolder(), `users-${users}`));
  const origin = new Origin();
  const world = await makeWorld(size, throughStream(stream, origin));
  const before = stream.durableSequence;
  const samples = new Samples();
  let next = 0;
  const started = performance.now();
  const user = async (): Promise<void> => {
    while (next < calls.count) {
      const index = next++;
      const since = performance.now();
      const content = contentOf(calls, index, world);
      await stream.submit(origin.next(calls.account[index]! + 1, content));
      samples.add((performance.now() - since) / 1_000);
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  const elapsed = (performance.now() - started) / 1_000;
  const isWhole = stream.durableSequence - before === calls.count;
  await stream.close();
  return { rate: calls.count / elapsed, times: samples.percentiles(), isWhole };
}
