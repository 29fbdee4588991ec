import { LineChild } from "../child.ts";
import type { Query } from "../contenders/queries.ts";
import type { BenchOptions } from "../options.ts";
import type { GoalId } from "../report/goals.ts";
import { ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";

/** What source S2 publishes, in seconds, and the goal each read belongs to. */
const PUBLISHED: Readonly<Record<Query["name"], { readonly time: number; readonly goal: GoalId }>> =
  {
    "best bid and ask": { time: 7.4e-6, goal: "12 best" },
    "book of 100 levels a side": { time: 8.6e-6, goal: "12 book" },
    "a user's 100 open orders": { time: 14.4e-6, goal: "12 orders" },
  };

/** Reads in process. */
export async function benchQueries(report: ModeReport, { isQuick }: BenchOptions): Promise<void> {
  const child = LineChild.script("contenders/queries.ts", [isQuick ? "20000" : "300000"]);
  const queries = JSON.parse(await child.next()) as Query[];
  await child.stop();
  report.table(
    "Reads of the machine, clock included",
    ["", "p50", "p99", "p99.9", "max", "published", "times faster at p50"],
    queries.map(({ name, times }) => [
      name,
      ...[times.p50, times.p99, times.p999, times.max, PUBLISHED[name].time].map(seconds),
      ratio(PUBLISHED[name].time / times.p50),
    ]),
  );
  for (const { name, times } of queries) {
    const { time, goal } = PUBLISHED[name];
    report.reach(goal, time / times.p50, `${seconds(times.p50)} against ${seconds(time)}`);
  }
  report.chart({
    name: "queries",
    title: "Reads in process: times faster than published by source S2, p50",
    unit: "×",
    isLogarithmic: true,
    bars: queries.map(({ name, times }) => {
      const value = PUBLISHED[name].time / times.p50;
      return { label: name, value, text: `${ratio(value)} (${seconds(times.p50)})`, mark: 5 };
    }),
  });
}
