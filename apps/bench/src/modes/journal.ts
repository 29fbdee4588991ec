import { rmSync } from "node:fs";
import { join } from "node:path";
import { brokenLaws } from "@probity/core";
import { hashRecords } from "@probity/sequencer";
import type { EngineRun } from "../contenders/engine.ts";
import { rawDisk } from "../denominators/raw-disk.ts";
import type { RawDisk } from "../denominators/raw-disk.ts";
import { contentOf, recordCalls } from "../engine/calls.ts";
import type { Calls } from "../engine/calls.ts";
import { journalBytes } from "../engine/journal-size.ts";
import { makeMachine } from "../engine/machine.ts";
import { Origin, openStream, submitGroup, throughStream } from "../engine/stream.ts";
import { makeWorld } from "../engine/world.ts";
import type { WorldSize } from "../engine/world.ts";
import type { BenchOptions } from "../options.ts";
import { bytes, count, perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { scratchFolder } from "../scratch.ts";
import { median } from "../statistics.ts";
import { generate } from "../workload/generator.ts";
import { startEngine } from "./engine.ts";

const WORLD: WorldSize = { accounts: 1_000, markets: 1, tickSize: 10 };
const GROUPS = [1, 10, 100, 1_000] as const;
const RAW_MS = { quick: 300, full: 2_000 };

/** Durable commands in process against the bare disk and the engine alone. */
export async function benchJournal(report: ModeReport, options: BenchOptions): Promise<void> {
  const { seed, isQuick } = options;
  const operations = isQuick ? 50_000 : 1_000_000;
  const workload = generate("mixed", 999, seed, operations);
  const recording = await makeMachine(WORLD);
  const calls = recordCalls(workload, recording.exchange, recording.world);
  const engine = startEngine({ mix: "mixed", seed, operations, ...WORLD });
  await engine.next();
  await engine.ask<EngineRun>("run");
  const engineRates: number[] = [];
  const rows: string[][] = [];
  const bars = [];
  for (const group of GROUPS) {
    // Small groups would take long and tell the same with fewer commands.
    const limit = Math.min(calls.count, group * (isQuick ? 200 : 10_000));
    const runs: DurableRun[] = [];
    const raws: RawDisk[] = [];
    for (let round = 0; round < (isQuick ? 1 : 3); round++) {
      const run = await durableRun(report, calls, group, limit);
      runs.push(run);
      const bytesOfGroup = Math.max(1, Math.round(run.bytesPerCommand * group));
      raws.push(rawDisk(bytesOfGroup, isQuick ? RAW_MS.quick : RAW_MS.full));
      const live = await engine.ask<EngineRun>("run");
      engineRates.push(live.calls / live.seconds);
    }
    const run = middle(runs);
    const rawRate = median(raws.map(({ rate }) => rate)) * group;
    const engineRate = median(engineRates);
    const slower = Math.min(rawRate, engineRate);
    rows.push([
      count(group),
      perSecond(run.rate),
      seconds(run.p50),
      seconds(run.p99),
      perSecond(rawRate),
      seconds(median(raws.map(({ times }) => times.p50))),
      perSecond(engineRate),
      ratio(run.rate / slower),
      bytes(run.bytesPerCommand),
    ]);
    bars.push({
      label: `groups of ${count(group)}`,
      value: run.rate / slower,
      text: `${ratio(run.rate / slower)} (${perSecond(run.rate)})`,
      mark: group === 1_000 ? 0.5 : null,
    });
    if (group === 1_000)
      report.reach(
        "4",
        run.rate / slower,
        `${perSecond(run.rate)} of ${perSecond(slower)} (${rawRate < engineRate ? "raw disk" : "engine alone"})`,
      );
  }
  await engine.stop();
  report.table(
    "Durable commands in process, two groups under way, mixed-999",
    [
      "group",
      "durable",
      "p50",
      "p99",
      "raw write + fdatasync",
      "its p50",
      "engine alone",
      "of the slower",
      "a command",
    ],
    rows,
  );
  report.chart({
    name: "journal",
    title: "Durable commands, as a part of raw disk or engine, whichever is slower",
    unit: "×",
    isLogarithmic: false,
    bars,
  });
}

/** The run of middle rate. */
function middle(runs: readonly DurableRun[]): DurableRun {
  const sorted = runs.toSorted((a, b) => a.rate - b.rate);
  return sorted[sorted.length >> 1]!;
}

interface DurableRun {
  readonly rate: number;
  /** Of one group, from submission to its last receipt, in seconds. */
  readonly p50: number;
  readonly p99: number;
  /** Journal bytes, headers included, by command. */
  readonly bytesPerCommand: number;
}

async function durableRun(
  report: ModeReport,
  calls: Calls,
  group: number,
  limit: number,
): Promise<DurableRun> {
  const folder = join(scratchFolder(), `journal-${group}`);
  const stream = await openStream(folder);
  const origin = new Origin();
  const world = await makeWorld(WORLD, throughStream(stream, origin));
  const times: number[] = [];
  let next = 0;
  let lastAcknowledged = 0;
  const started = performance.now();
  const client = async (): Promise<void> => {
    while (next < limit) {
      const first = next;
      next = Math.min(limit, first + group);
      const wanted = [];
      for (let index = first; index < next; index++)
        wanted.push(origin.next(calls.account[index]! + 1, contentOf(calls, index, world)));
      const since = performance.now();
      const receipts = await submitGroup(stream, wanted);
      times.push((performance.now() - since) / 1_000);
      lastAcknowledged = Math.max(lastAcknowledged, receipts.at(-1)!.sequence);
    }
  };
  await Promise.all([client(), client()]);
  const elapsed = (performance.now() - started) / 1_000;
  const live = await stream.read((machine) => hashRecords(machine.records()).stateHash);
  await stream.close();
  await checkAfterRestart(report, folder, group, lastAcknowledged, live.value);
  const written = journalBytes(folder);
  rmSync(folder, { recursive: true, force: true });
  times.sort((a, b) => a - b);
  return {
    rate: limit / elapsed,
    p50: median(times),
    p99: times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN,
    bytesPerCommand: written / lastAcknowledged,
  };
}

/** What was acknowledged is found again, and the machine is what it was. */
async function checkAfterRestart(
  report: ModeReport,
  folder: string,
  group: number,
  lastAcknowledged: number,
  live: string,
): Promise<void> {
  const stream = await openStream(folder);
  const { sequence } = stream.recovery;
  const { value: found } = await stream.read((machine) => hashRecords(machine.records()).stateHash);
  const { value: broken } = await stream.read(brokenLaws);
  await stream.close();
  const name = `groups of ${count(group)}`;
  report.check(
    `${name}: what was acknowledged is there after a restart`,
    sequence === lastAcknowledged && found === live,
    `sequence ${sequence} of ${lastAcknowledged}`,
  );
  report.check(`${name}: the laws hold after a restart`, broken.length === 0, broken.join("; "));
}
