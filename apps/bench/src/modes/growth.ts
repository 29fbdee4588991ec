import { LineChild } from "../child.ts";
import type { Grown, GrowthSettings } from "../contenders/growth.ts";
import type { BenchOptions } from "../options.ts";
import type { GoalId } from "../report/goals.ts";
import { count, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import type { FunctionShare } from "../top-functions.ts";

type Dimension = "markets" | "accounts" | "pastOrders";

const SMALL = { markets: 1, accounts: 1_000, pastOrders: 1_000 };
const DIMENSIONS: readonly {
  readonly key: Dimension;
  readonly name: string;
  readonly goal: GoalId;
  readonly sizes: readonly number[];
  readonly quick: readonly number[];
}[] = [
  {
    key: "markets",
    name: "markets",
    goal: "13 markets",
    sizes: [1, 100, 10_000, 100_000],
    quick: [1, 1_000],
  },
  {
    key: "accounts",
    name: "accounts",
    goal: "13 accounts",
    sizes: [1, 1_000, 100_000, 1_000_000],
    quick: [1, 10_000],
  },
  {
    key: "pastOrders",
    name: "past orders",
    goal: "13 past",
    sizes: [1_000, 100_000, 10_000_000],
    quick: [1_000, 100_000],
  },
];

/** The cost of an order while the venue grows in one direction at a time. */
export async function benchGrowth(report: ModeReport, { isQuick }: BenchOptions): Promise<void> {
  const bars = [];
  for (const { key, name, goal, sizes, quick } of DIMENSIONS) {
    const rows: string[][] = [];
    let least = Number.NaN;
    let last: readonly FunctionShare[] = [];
    let times = Number.NaN;
    for (const size of isQuick ? quick : sizes) {
      const grown = await grow({ ...SMALL, [key]: size, samples: isQuick ? 20_000 : 200_000 });
      if (Number.isNaN(least)) least = grown.place.p50;
      times = grown.place.p50 / least;
      last = grown.profile;
      rows.push([
        count(size),
        ...[grown.place.p50, grown.place.p99, grown.place.p999, grown.cancel.p50].map(seconds),
        ratio(times),
      ]);
      bars.push({
        label: `${count(size)} ${name}`,
        value: times,
        text: `${ratio(times)} (${seconds(grown.place.p50)})`,
        mark: size === sizes.at(-1) ? 3 : null,
      });
      if (size === (isQuick ? quick : sizes).at(-1))
        report.reach(goal, times, `${seconds(grown.place.p50)} against ${seconds(least)}`);
    }
    report.table(
      `An order that rests, and its cancel, by ${name}`,
      [name, "place p50", "p99", "p99.9", "cancel p50", "place p50, against the smallest"],
      rows,
    );
    report.profile(`Where the time goes at the most ${name}`, last);
  }
  report.chart({
    name: "growth",
    title: "Cost of an order at p50 as the venue grows, against the smallest",
    unit: "×",
    isLogarithmic: false,
    bars,
  });
}

async function grow(settings: GrowthSettings): Promise<Grown> {
  const child = LineChild.script("contenders/growth.ts", [JSON.stringify(settings)], {
    node: ["--max-old-space-size=12288"],
  });
  const grown = JSON.parse(await child.next()) as Grown;
  await child.stop();
  return grown;
}
