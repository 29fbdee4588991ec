import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { echoRate } from "./load/echo-rate.ts";
import { describeMachine, machineText } from "./machine.ts";
import { MODES, modesOf } from "./modes.ts";
import type { BenchOptions } from "./options.ts";
import { GOALS, verdicts } from "./report/goals.ts";
import type { GoalId } from "./report/goals.ts";
import { ModeReport } from "./report/mode-report.ts";
import { writeDocs } from "./report/page.ts";
import { readStore, writeStore } from "./report/store.ts";
import type { Store } from "./report/store.ts";
import { goalTable, textReport, textTable } from "./report/table.ts";
import { scratchFolder } from "./scratch.ts";

/**
 * `npm run bench [all|quick|<mode>] [--seed N] [--json FILE] [--out FOLDER] [--size quick]
 * [--minutes N]`. Prints tables, and writes the same as JSON and as a page. Exits with 1
 * when something was not right, never because something was slow.
 */
const CACHE = fileURLToPath(new URL("../../../node_modules/.cache/bench", import.meta.url));
/** Set for the modes of `all` and `quick`, whose goals are shown at the end. */
const PARENT = "BENCH_PARENT";
const { values, positionals } = parseArgs({
  options: {
    seed: { type: "string", default: "12345" },
    json: { type: "string" },
    out: { type: "string" },
    size: { type: "string", default: "full" },
    minutes: { type: "string", default: "10" },
  },
  allowPositionals: true,
});

const [wish = "all"] = positionals;
const seed = Number(values.seed);
const minutes = Number(values.minutes);
if (!Number.isInteger(seed) || seed === 0)
  refuse(`--seed is a whole number other than 0, such as 12345.`);
if (!(minutes > 0)) refuse("--minutes is a number above 0, such as 10.");
if (modesOf(wish) === null)
  refuse(`No benchmark is called ${wish}: all, quick, ${Object.keys(MODES).join(", ")}.`);

const store = wish === "all" || wish === "quick" ? await runMany(wish) : await runOne(wish);
const results = Object.values(store).map(({ result }) => result);
if (process.env[PARENT] === undefined && results.some(({ readings }) => readings.length > 0)) {
  const readings = results.flatMap((result) => result.readings);
  const own = readings.map(({ goal }) => goal);
  const shown = wish === "all" ? (Object.keys(GOALS) as GoalId[]) : own;
  console.log(`\n${textTable(goalTable(verdicts(readings, shown)))}`);
}
const json = values.json ?? join(CACHE, `${wish}.json`);
writeStore(json, store);
if (process.env[PARENT] === undefined) console.log(`\nThe same as JSON: ${json}`);
if (values.out !== undefined) writeDocs(values.out, store);
const failed = results.flatMap(({ checks }) => checks).filter(({ isHeld }) => !isHeld);
for (const { name, detail } of failed) console.error(`FAILED ${name} ${detail}`);
process.exitCode = failed.length === 0 && process.exitCode !== 1 ? 0 : 1;

async function runOne(name: string): Promise<Store> {
  const mode = MODES[name];
  if (mode === undefined) throw new Error(`no mode ${name}`);
  const options: BenchOptions = { seed, minutes, isQuick: values.size === "quick" };
  const machine = describeMachine(mode.usesNetwork ? await echoRate(options.isQuick) : null);
  console.log(`\n== ${name}: ${mode.about}\n${machineText(machine)}\n`);
  const report = new ModeReport(name, options.isQuick);
  await mode.run(report, options);
  const result = report.result();
  console.log(`${textReport(result)}\n\n${name}: ${result.seconds.toFixed(1)} s`);
  return { [name]: { machine, result } };
}

/**
 * Each mode in a process of its own: what one leaves in the heap and in compiled code
 * is nobody else's. `quick` says nothing of speed, and so runs two at a time.
 */
async function runMany(which: "all" | "quick"): Promise<Store> {
  const waiting = [...(modesOf(which) ?? [])];
  const found = new Map<string, Store[string]>();
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const file = join(scratchFolder(), `${name}.json`);
      await runChild(name, file, which === "quick" ? "quick" : String(values.size));
      const entry = readStore(file)[name];
      if (entry !== undefined) found.set(name, entry);
      else {
        console.error(`FAILED ${name} ended before it had a result`);
        process.exitCode = 1;
      }
    }
  };
  await Promise.all(Array.from({ length: which === "quick" ? 2 : 1 }, work));
  return Object.fromEntries(
    Object.keys(MODES).flatMap((name) => (found.has(name) ? [[name, found.get(name)!]] : [])),
  );
}

/** What a mode says is shown when it has ended, so that two do not speak at once. */
async function runChild(name: string, file: string, size: string): Promise<void> {
  const self = fileURLToPath(import.meta.url);
  const args = [self, name, "--seed", String(seed), "--size", size, "--json", file];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, [PARENT]: "1" },
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  process.stdout.write(said);
  if (code !== 0) process.exitCode = 1;
}

function refuse(text: string): never {
  console.error(text);
  process.exit(2);
}
