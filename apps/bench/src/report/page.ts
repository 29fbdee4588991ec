import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { machineText } from "../machine.ts";
import { MODES } from "../modes.ts";
import { barChart } from "./chart.ts";
import { verdicts } from "./goals.ts";
import { readStore, writeStore } from "./store.ts";
import type { Store } from "./store.ts";
import { goalTable, markdownTable } from "./table.ts";

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench -- all --out docs\`; a single mode with \`--out docs\` writes its own section anew. No figure here was typed by
hand. Every figure that matters is a ratio to something measured in the same run on the same machine, because seconds
of another machine say nothing: a C++ twin of our book, the order books of npm, a raw \`fdatasync\` loop, a bare \`node:http\` echo, a bare
\`ws\` echo. A run in which the client was the limit does not count, and says so.

**Where C++ wins.** The twin ([its source](../apps/bench/twin/book.cpp)) is our book written a second time in C++: same records, same
steps, same trades. It is the faster of the two in every workload, and the first row of the goals says by how much.
What TypeScript gets back for it: one language from the book to the browser, and no compiler on the operator's machine.

**What the figures of the book leave out.** "Book" is price-time matching with order types and self-trade prevention on ids that the
venue issues itself, so that a cancel names its slot; a book that looks up ids of others pays for that. "Engine" adds ledger, holds, fees,
positions and events. "Durable" adds journal and \`fdatasync\`; HTTP and WebSocket figures are durable and authenticated.
`;

const WORKLOADS = `## Workloads

An operation is five 32-bit integers: add or cancel, id, side, price, lots. The generator (\`xorshift32\`, seed 12345 unless told otherwise) lets a
middle price wander and mixes orders that rest, cancels of live orders and orders that cross; prices are 1 to 99 or 1 to 999.

| mix | rest / cancel / cross | live orders | operations |
| --- | --- | --- | --- |
| mixed | 50 / 30 / 20 | 5,000 to 15,000 | 2 million |
| match | 50 / 0 / 50 | 500 to 1,500 | 2 million |
| cancel | 49 / 49 / 2 | 5,000 to 15,000 | 2 million |
| add | 100 / 0 / 0 | unbounded | 1 million |

Every contender's trades are folded into one digest (maker's id, lots and price, in order), which must be that of the naive book in the generator;
with the usual seed also that of a fixed table. For the engine the same operations are spread over accounts and markets by a hash
of the order's id; orders with odd ids sell what the account holds and buy the other outcome if it holds nothing.
`;

/** Puts results into the store of a folder and writes page and charts from all that is in it. */
export function writeDocs(folder: string, news: Store): void {
  const path = join(folder, "benchmarks.json");
  const store = { ...readStore(path), ...news };
  writeStore(path, store);
  writeCharts(join(folder, "benchmarks"), store);
  writeFileSync(join(folder, "benchmarks.md"), pageOf(store));
}

function writeCharts(folder: string, store: Store): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith(".svg")) rmSync(join(folder, name));
  for (const { result } of Object.values(store))
    for (const chart of result.charts)
      writeFileSync(join(folder, `${chart.name}.svg`), barChart(chart));
}

function pageOf(store: Store): string {
  const modes = Object.keys(MODES).flatMap((name) => store[name] ?? []);
  const goals = goalTable(verdicts(modes.flatMap(({ result }) => result.readings)));
  const sections = modes.map(({ machine, result }) => {
    const [first = "", second = ""] = machineText(machine).split("\n");
    return [
      `## ${result.mode}`,
      MODES[result.mode]?.about ?? "",
      ...result.tables.map((table) => `**${table.title}**\n\n${markdownTable(table)}`),
      ...result.charts.map(({ name, title }) => `![${title}](benchmarks/${name}.svg)`),
      ...(result.notes.length === 0 ? [] : [result.notes.map((note) => `- ${note}`).join("\n")]),
      `${result.checks.filter(({ isHeld }) => isHeld).length} of ${result.checks.length} checks held.`,
      `<sub>${first}<br>${second}</sub>`,
    ].join("\n\n");
  });
  return `${[INTRODUCTION, `## Goals\n\n${markdownTable(goals)}\n`, WORKLOADS, ...sections].join("\n")}\n`.replace(
    /\n{3,}/g,
    "\n\n",
  );
}
