import { LineChild } from "../child.ts";
import { coldContest, contest, workloadFile } from "../contest.ts";
import type { Contender, Standing } from "../contest.ts";
import { npmBooks } from "../denominators/npm-books.ts";
import { compileTwin } from "../denominators/twin.ts";
import type { BenchOptions } from "../options.ts";
import { perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import type { Percentiles } from "../statistics.ts";
import type { FunctionShare } from "../top-functions.ts";
import { REFERENCE_DIGESTS, generate } from "../workload/generator.ts";
import type { MixName, Workload } from "../workload/generator.ts";
import { referenceDigest } from "../workload/reference-book.ts";
import type { Digest } from "../workload/reference-book.ts";

const WARM: readonly (readonly [MixName, number])[] = [
  ["mixed", 999],
  ["mixed", 99],
  ["match", 999],
  ["cancel", 999],
  ["add", 999],
];
/** The workload whose ratio to the twin is the goal. */
const HEADLINE = "mixed-999";
const COLD_OPERATIONS = 100_000;

export const ownBook: Contender = {
  name: "own book",
  start: (file, ticks) => LineChild.script("contenders/own-book.ts", [file, String(ticks)]),
};

/** Our book against its C++ twin and the order books of npm. */
export async function benchBook(report: ModeReport, options: BenchOptions): Promise<void> {
  checkGenerator(report);
  await againstTwin(report, options);
  await againstNpm(report, options);
  await singleOperations(report, options);
}

/** The generator must make the reference workloads to the bit: else all figures are of something else. */
function checkGenerator(report: ModeReport): void {
  for (const [name, expected] of Object.entries(REFERENCE_DIGESTS)) {
    const [mix, ticks] = name.split("-");
    const { digest } = generate(mix as MixName, Number(ticks));
    report.check(`${name} is the reference workload`, isSame(digest, expected));
  }
}

async function againstTwin(report: ModeReport, { seed, isQuick }: BenchOptions): Promise<void> {
  const twin = compileTwin();
  const contenders = [ownBook];
  if (twin.kind === "present")
    contenders.push({
      name: "C++ twin",
      start: (file, ticks) => new LineChild(twin.program, [file, String(ticks)]),
    });
  else report.note(`C++ twin absent: ${twin.reason}.`);
  const rounds = isQuick ? { rounds: 4, dropped: 2 } : { rounds: 12, dropped: 3 };
  const rows: string[][] = [];
  const bars = [];
  for (const [mix, ticks] of isQuick ? WARM.slice(0, 1) : WARM) {
    const workload = generate(mix, ticks, seed);
    const standings = await contest(contenders, workload, rounds);
    checkDigests(report, workload, standings, workload.digest);
    const [own, cpp] = standings;
    const share = cpp === undefined || own === undefined ? Number.NaN : own.rate / cpp.rate;
    rows.push([
      workload.name,
      perSecond(own?.rate ?? Number.NaN),
      perSecond(cpp?.rate ?? Number.NaN),
      ratio(share),
    ]);
    if (cpp === undefined || own === undefined) continue;
    bars.push({
      label: workload.name,
      value: share,
      text: ratio(share),
      mark: workload.name === HEADLINE ? 0.35 : null,
    });
    if (workload.name === HEADLINE)
      report.reach("1", share, `${perSecond(own.rate)} of ${perSecond(cpp.rate)}`);
  }
  report.table(
    `Book alone, warm, median of ${rounds.rounds - rounds.dropped} interleaved runs, seed ${seed}`,
    ["workload", "own book", "C++ twin", "ratio"],
    rows,
  );
  if (twin.kind === "present") {
    report.note(`The twin was compiled by ${twin.compiler}. C++ of the same design wins.`);
    report.chart({
      name: "book-twin",
      title: "Own book, as a part of the C++ twin's rate",
      unit: "×",
      isLogarithmic: false,
      bars,
    });
  }
}

async function againstNpm(report: ModeReport, { seed, isQuick }: BenchOptions): Promise<void> {
  const foreign = npmBooks();
  const count = isQuick ? COLD_OPERATIONS / 5 : COLD_OPERATIONS;
  const rounds = isQuick ? 1 : 3;
  const mixes: readonly MixName[] = isQuick
    ? ["mixed", "cancel"]
    : ["mixed", "cancel", "match", "add"];
  const rows: string[][] = [];
  const bars = [];
  for (const mix of mixes) {
    const workload = generate(mix, 999, seed, count);
    const standings = await coldContest([ownBook, ...foreign], workload, count, rounds);
    const expected = referenceDigest(workload.ops, workload.ticks, count);
    const [own, ...others] = standings;
    if (own === undefined) throw new Error("our book did not take part");
    checkDigests(report, workload, [own], expected);
    for (const other of others) {
      const left = other.runs.map(({ digest }) => digest.resting);
      report.check(
        `${workload.name}: ${other.name} has as many orders left`,
        left.every((resting) => resting === expected.resting),
        `${left.join(", ")} of ${expected.resting}`,
      );
    }
    const best = others.toSorted((a, b) => b.rate - a.rate)[0];
    const times = best === undefined ? Number.NaN : own.rate / best.rate;
    rows.push([
      `${workload.name}`,
      perSecond(own.rate),
      ...others.map(({ rate }) => perSecond(rate)),
      ratio(times),
    ]);
    if (best === undefined) continue;
    bars.push({
      label: mix,
      value: times,
      text: ratio(times),
      mark: mix === "mixed" ? 50 : mix === "cancel" ? 300 : null,
    });
    const figures = `${perSecond(own.rate)} against ${perSecond(best.rate)} (${best.name})`;
    if (mix === "mixed") report.reach("2 mixed", times, figures);
    if (mix === "cancel") report.reach("2 cancel", times, figures);
  }
  report.table(
    `Books of npm, cold: first ${count} operations of a new process, median of ${rounds}`,
    ["workload", "own book", ...foreign.map(({ name, version }) => `${name} ${version}`), "ratio"],
    rows,
  );
  report.chart({
    name: "book-npm",
    title: "Own book, times the best npm book's rate, cold",
    unit: "×",
    isLogarithmic: true,
    bars,
  });
}

/** One operation at a time, closed loop; what the clock itself takes is in the figures. */
async function singleOperations(
  report: ModeReport,
  { seed, isQuick }: BenchOptions,
): Promise<void> {
  const workload = generate("mixed", 999, seed, isQuick ? 200_000 : undefined);
  const child = ownBook.start(workloadFile(workload), workload.ticks);
  for (let warming = 0; warming < 3; warming++) await child.ask(`run ${workload.count}`);
  const { p50, p99, p999, max } = await child.ask<Percentiles>(`latency ${workload.count}`);
  const functions = await child.ask<FunctionShare[]>(`profile ${workload.count}`);
  await child.stop();
  report.profile("Where the book's time goes, mixed-999", functions);
  const ns = (value: number): string => seconds(value / 1e9);
  report.table(
    "One operation of the book, mixed-999, clock included",
    ["", "p50", "p99", "p99.9", "max"],
    [["own book", ns(p50), ns(p99), ns(p999), ns(max)]],
  );
}

function checkDigests(
  report: ModeReport,
  workload: Workload,
  standings: readonly Standing[],
  expected: Digest,
): void {
  for (const { name, runs } of standings) {
    const wrong = runs.find(({ digest }) => !isSame(digest, expected));
    report.check(
      `${workload.name}: ${name} trades as the reference does`,
      wrong === undefined,
      wrong === undefined ? "" : JSON.stringify(wrong.digest),
    );
  }
}

function isSame(a: Digest, b: Digest): boolean {
  return (
    a.trades === b.trades &&
    a.lots === b.lots &&
    a.value === b.value &&
    a.hash === b.hash &&
    a.resting === b.resting
  );
}
