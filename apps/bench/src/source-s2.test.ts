/** The modes that source S2 names: they run, and their figures say what they are of. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { MODES, modesOf } from "./modes.ts";
import type { ModeResult } from "./report/mode-report.ts";
import { readStore } from "./report/store.ts";
import { scratchFolder } from "./scratch.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const PUBLISHED = fileURLToPath(new URL("../../../docs/benchmarks.json", import.meta.url));

function bench(...args: string[]): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], (error, output, errors) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output, errors });
    });
  });
}

/** A small run of a mode, as `npm run bench -- <mode> --size quick` makes it. */
async function quickRun(mode: string): Promise<ModeResult> {
  const file = join(scratchFolder(), `${mode}.json`);
  const { code, output } = await bench(mode, "--size", "quick", "--json", file);
  if (code !== 0) throw new Error(output);
  const result = readStore(file)[mode]?.result;
  if (result === undefined) throw new Error(`${mode} left no result`);
  return result;
}

const column = ({ tables }: ModeResult, name: string, table = 0): string[] => {
  const index = tables[table]?.columns.indexOf(name) ?? -1;
  return tables[table]?.rows.map((row) => row[index] ?? "") ?? [];
};

test("S2.25 the benchmark's modes are all by default, matching, building, concurrent, latency, quick", async () => {
  const all = modesOf() ?? [];
  expect(all).toEqual(modesOf("all"));
  expect(all).toEqual(expect.arrayContaining(["matching", "building", "concurrent", "latency"]));
  for (const mode of ["matching", "building", "concurrent", "latency"]) {
    expect(modesOf(mode)).toEqual([mode]);
  }
  const quick = modesOf("quick") ?? [];
  expect(quick.length).toBeGreaterThan(5);
  expect(quick.length).toBeLessThan(all.length);
  expect(modesOf("toString")).toBeNull();
  const refused = await bench("nothing-of-that-name");
  expect(refused.code).toBe(2);
  expect(refused.errors).toContain(`all, quick, ${Object.keys(MODES).join(", ")}`);
});

test("S2.25 S2.26 matching, building and concurrent run, beside the figures S2 publishes", async () => {
  const [matching, building, concurrent] = [
    await quickRun("matching"),
    await quickRun("building"),
    await quickRun("concurrent"),
  ];
  expect(column(matching, "orders")).toEqual(["1,000", "10,000", "50,000"]);
  expect(column(matching, "S2 publishes")).toEqual(["58.2 k/s", "62.2 k/s", "57.3 k/s"]);
  expect(column(building, "S2 publishes")).toEqual(["66.8 k/s", "76.2 k/s", "77.2 k/s"]);
  expect(column(concurrent, "users")).toEqual(["100", "500", "1,000"]);
  expect(column(concurrent, "S2 publishes (in memory)")).toEqual(["200 k/s", "198 k/s", "193 k/s"]);
  for (const { checks } of [matching, building, concurrent]) {
    expect(checks.length).toBeGreaterThan(0);
    expect(checks.filter(({ isHeld }) => !isHeld)).toEqual([]);
  }
  // Of the engine alone they say so, and whose figures are of what.
  for (const { tables, notes } of [matching, building]) {
    expect(tables[0]?.title).toContain("engine and ledger in memory");
    expect(notes.join(" ")).toContain("of another machine and of its book alone");
  }
  expect(concurrent.tables[0]?.title).toContain("durable acknowledgement");
}, 60_000);

test("S2.26 single orders and reads stand beside S2's, and end to end apart from the engine", async () => {
  const queries = await quickRun("queries");
  expect(column(queries, "published")).toEqual(["7.40 µs", "8.60 µs", "14.4 µs"]);
  // The published run is a full one: what a venue of its own process does is another table.
  const { latency, ...others } = readStore(PUBLISHED);
  if (latency === undefined) throw new Error("docs/benchmarks.json lacks the mode latency");
  const [single, end] = latency.result.tables;
  expect(single?.title).toContain("engine and ledger, no disk");
  expect(column(latency.result, "S2")).toEqual(["200 µs", "201 µs", "212 µs"]);
  expect(end?.rows.map(([name]) => name)).toContain("order over HTTP");
  const shown = Object.keys(others).filter((mode) => others[mode]?.result.tables.length !== 0);
  expect(shown).toEqual(
    expect.arrayContaining(["matching", "building", "concurrent", "queries", "http"]),
  );
}, 60_000);
