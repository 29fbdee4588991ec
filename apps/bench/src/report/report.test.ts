import { describe, expect, test } from "vitest";
import { barChart } from "./chart.ts";
import { bytes, perSecond, ratio, seconds, share } from "./format.ts";
import { GOALS, verdicts } from "./goals.ts";
import type { BarChart } from "./mode-report.ts";
import { markdownTable, textTable } from "./table.ts";

test("figures have three digits and a unit", () => {
  expect(perSecond(27_912_345)).toBe("27.9 M/s");
  expect(perSecond(999)).toBe("999 /s");
  expect(seconds(0.000_000_240)).toBe("240 ns");
  expect(seconds(0.0123)).toBe("12.3 ms");
  expect(seconds(0)).toBe("0.000 ns");
  expect(bytes(64)).toBe("64.0 B");
  expect(ratio(0.3777)).toBe("0.378×");
  expect(share(0.934)).toBe("93 %");
  for (const format of [perSecond, seconds, bytes, ratio, share])
    expect(format(Number.NaN)).toBe("–");
});

test("tables line up", () => {
  const table = {
    title: "Title",
    columns: ["", "rate"],
    rows: [
      ["own", "1 M/s"],
      ["é|", "12 M/s"],
    ],
  };
  expect(textTable(table)).toBe(
    ["Title", "────────────", "        rate", "────────────", "own    1 M/s", "é|    12 M/s"].join(
      "\n",
    ),
  );
  expect(markdownTable(table)).toBe(
    "|  | rate |\n| --- | --: |\n| own | 1 M/s |\n| é\\| | 12 M/s |",
  );
});

describe("a verdict", () => {
  const verdictOf = (
    value: number,
    doesNotCount: string | null = null,
    goal: "1" | "5 p99" = "1",
  ) => verdicts([{ goal, value, figures: "", doesNotCount }], [goal])[0]?.verdict;

  test("is by the goal's own bound", () => {
    expect(verdictOf(0.35)).toBe("reached");
    expect(verdictOf(0.349)).toBe("missed");
    expect(verdictOf(15, null, "5 p99")).toBe("reached");
    expect(verdictOf(15.1, null, "5 p99")).toBe("missed");
  });

  test("is none when the run says nothing", () => {
    expect(verdictOf(9, "the client was the limit")).toBe("does not count");
    expect(verdictOf(Number.NaN)).toBe("missed");
    expect(verdicts([]).map(({ verdict }) => verdict)).toEqual(
      Object.keys(GOALS).map(() => "not measured"),
    );
  });

  test("stands in the order of the numbers", () => {
    const numbers = verdicts([]).map(({ goal }) => Number.parseInt(goal, 10));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  test("is of the last reading", () => {
    const reading = { goal: "1", figures: "", doesNotCount: null } as const;
    const [verdict] = verdicts(
      [
        { ...reading, value: 0.1 },
        { ...reading, value: 0.9 },
      ],
      ["1"],
    );
    expect(verdict?.reached).toBe("0.900×");
  });
});

describe("a bar chart", () => {
  const chart: BarChart = {
    name: "test",
    title: "A < B & C",
    unit: "×",
    isLogarithmic: false,
    bars: [
      { label: "half", value: 1, text: "1×", mark: null },
      { label: "whole", value: 2, text: "2×", mark: 1 },
    ],
  };
  const widths = (svg: string): number[] =>
    [...svg.matchAll(/class="bar"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));

  test("draws bars in proportion, and escapes text", () => {
    const svg = barChart(chart);
    const [half = 0, whole = 0] = widths(svg);
    expect(whole).toBeCloseTo(2 * half, 0);
    expect(svg).toContain("A &lt; B &amp; C");
    expect(svg.match(/class="mark"/g)).toHaveLength(1);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test("on a logarithmic scale gives each decade the same room", () => {
    const bars = [1, 10, 100].map((value) => ({ label: "", value, text: "", mark: null }));
    const [one = 0, ten = 0, hundred = 0] = widths(
      barChart({ ...chart, isLogarithmic: true, bars }),
    );
    expect(ten - one).toBeCloseTo(hundred - ten, 0);
  });

  test("survives nothing, and what is no number", () => {
    const bars = [{ label: "", value: Number.NaN, text: "–", mark: null }];
    for (const each of [
      { ...chart, bars: [] },
      { ...chart, bars },
      { ...chart, bars, isLogarithmic: true },
    ])
      expect(barChart(each)).not.toMatch(/NaN|Infinity|undefined/);
  });
});
