import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { SimulationFailure } from "./duel.ts";
import { simulate } from "./simulation.ts";
import type { CoreUnderTest, SimulationReport } from "./simulation.ts";
import { MARKS_IN_ALL } from "./sometimes.ts";

/**
 * `npm run simulate -- --seed N --commands M [--progress]`: core against the
 * reference. Exits with 1 and everything needed to see it again at the first
 * difference, the first broken law, or when the run missed a situation it should
 * have reached. `--core <index.ts>` puts another core to the test.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    commands: { type: "string", default: "100000" },
    progress: { type: "boolean", default: false },
    core: { type: "string" },
  },
});

const commands = Number(values.commands);
if (!Number.isSafeInteger(commands) || commands < 1) {
  console.error(`--commands is a number of commands, such as 100000; not ${values.commands}.`);
  process.exit(2);
}
const core = await loadCore(values.core);
const started = performance.now();
try {
  const report = simulate({
    seed: values.seed,
    commands,
    core,
    onProgress: ({ commands: done, marks }) => {
      if (values.progress && done % 20_000 < 1_000) printProgress(done, marks);
    },
  });
  printReport(report);
  if (report.missed.length > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof SimulationFailure)) throw error;
  console.error(`FAILED ${error.message}`);
  process.exitCode = 1;
}

async function loadCore(path: string | undefined): Promise<CoreUnderTest> {
  if (path === undefined) return import("@probity/core");
  return (await import(pathToFileURL(resolve(path)).href)) as CoreUnderTest;
}

function printProgress(done: number, marks: number): void {
  const seconds = (performance.now() - started) / 1_000;
  const rate = Math.round(done / seconds);
  console.log(`${done} commands, ${seconds.toFixed(1)} s, ${rate} a second, ${marks} marks`);
}

function printReport({ commands: done, marks, missed, ...counts }: SimulationReport): void {
  const seconds = (performance.now() - started) / 1_000;
  const rate = Math.round(done / seconds);
  console.log(
    `Seed ${values.seed}: ${done} commands in ${seconds.toFixed(1)} s, ${rate} a second.`,
  );
  console.log("Machine and reference agree, and the laws hold.");
  printCounts("Commands that succeeded", counts.succeeded);
  printCounts("Events", counts.events);
  printCounts("Rejections", counts.rejections);
  console.log(`Marks reached: ${marks} of ${MARKS_IN_ALL}.`);
  for (const mark of missed) console.log(`MISSED ${mark}`);
}

function printCounts(title: string, counts: ReadonlyMap<string, number>): void {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  console.log(`${title}: ${sorted.map(([name, count]) => `${name} ${count}`).join(", ")}.`);
}
