import { LineChild } from "../child.ts";
import type { EngineRun, EngineTask } from "../contenders/engine.ts";
import type { Run } from "../contenders/serve-runs.ts";
import { workloadFile } from "../contest.ts";
import type { BenchOptions } from "../options.ts";
import { count, perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { median } from "../statistics.ts";
import type { FunctionShare } from "../top-functions.ts";
import { generate } from "../workload/generator.ts";
import { ownBook } from "./book.ts";

interface Case extends Pick<EngineTask, "mix" | "accounts" | "markets" | "tickSize"> {
  readonly goal: "3 one" | "3 many" | null;
}

const CASES: readonly Case[] = [
  { mix: "mixed", accounts: 10_000, markets: 1, tickSize: 10, goal: "3 one" },
  { mix: "mixed", accounts: 10_000, markets: 100, tickSize: 10, goal: "3 many" },
  { mix: "mixed", accounts: 10_000, markets: 1, tickSize: 100, goal: null },
  { mix: "match", accounts: 10_000, markets: 1, tickSize: 100, goal: null },
  { mix: "cancel", accounts: 10_000, markets: 1, tickSize: 100, goal: null },
];

/** Engine and ledger with fees against our own book, in turn. */
export async function benchEngine(report: ModeReport, options: BenchOptions): Promise<void> {
  const { isQuick } = options;
  const rows: string[][] = [];
  const bars = [];
  const profiles: { readonly title: string; readonly profile: readonly FunctionShare[] }[] = [];
  for (const each of isQuick ? CASES.slice(0, 2) : CASES) {
    const { engine, book, runs, latency, profile } = await runCase(each, options);
    const name = `${each.mix}-${each.tickSize === 10 ? 999 : 99}, ${each.markets} market${each.markets === 1 ? "" : "s"}`;
    const broken = runs.flatMap((run) => run.broken);
    report.check(
      `${name}: the laws of the ledger hold after every run`,
      broken.length === 0,
      broken.join("; "),
    );
    report.check(
      `${name}: every run charges the same fees`,
      new Set(runs.map(({ fees }) => fees)).size === 1,
    );
    const [first] = runs;
    const part = engine / book;
    rows.push([
      name,
      perSecond(engine),
      perSecond(book),
      ratio(part),
      seconds((latency?.p50 ?? Number.NaN) / 1e9),
      seconds((latency?.p99 ?? Number.NaN) / 1e9),
      seconds((latency?.p999 ?? Number.NaN) / 1e9),
      count(first?.calls ?? 0),
      count(first?.rejected ?? 0),
    ]);
    bars.push({
      label: name,
      value: part,
      text: ratio(part),
      mark: each.goal === "3 one" ? 0.3 : each.goal === "3 many" ? 0.18 : null,
    });
    if (each.goal !== null) profiles.push({ title: `Where the time goes, ${name}`, profile });
    if (each.goal !== null)
      report.reach(each.goal, part, `${perSecond(engine)} of ${perSecond(book)}`);
  }
  report.table(
    "Engine and ledger, 10,000 accounts, fees on, operations of the workload a second; percentiles of one call",
    ["workload", "engine", "own book", "ratio", "p50", "p99", "p99.9", "calls", "refused"],
    rows,
  );
  for (const { title, profile } of profiles) report.profile(title, profile);
  report.chart({
    name: "engine",
    title: "Engine and ledger, as a part of the book's rate",
    unit: "×",
    isLogarithmic: false,
    bars,
  });
}

async function runCase(each: Case, { seed, isQuick }: BenchOptions) {
  const operations = isQuick ? 100_000 : 2_000_000;
  const rounds = isQuick ? 3 : 7;
  const dropped = isQuick ? 1 : 2;
  const task: EngineTask = { ...each, seed, operations };
  const engine = startEngine(task);
  await engine.next();
  const workload = generate(each.mix, each.tickSize === 10 ? 999 : 99, seed, operations);
  const book = ownBook.start(workloadFile(workload), workload.ticks);
  const runs: EngineRun[] = [];
  const books: Run[] = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await engine.ask<EngineRun>("run"));
    books.push(await book.ask<Run>(`run ${operations}`));
  }
  const { latency } = await engine.ask<EngineRun>("latency");
  const profile = await engine.ask<FunctionShare[]>("profile");
  await Promise.all([engine.stop(), book.stop()]);
  const rate = (all: readonly { readonly seconds: number }[]): number =>
    operations / median(all.slice(dropped).map((run) => run.seconds));
  return { engine: rate(runs), book: rate(books), runs, latency, profile };
}

/** Says `ready` first. */
export function startEngine(task: EngineTask): LineChild {
  return LineChild.script("contenders/engine.ts", [JSON.stringify(task)], {
    node: ["--max-old-space-size=8192"],
  });
}
