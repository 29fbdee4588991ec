import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LineChild } from "./child.ts";
import type { Run } from "./contenders/serve-runs.ts";
import { scratchFolder } from "./scratch.ts";
import { median } from "./statistics.ts";
import type { Workload } from "./workload/generator.ts";

/** One that takes part: how its process is started on a workload file. */
export interface Contender {
  readonly name: string;
  start(file: string, ticks: number): LineChild;
}

/** What a contender did: the median of its later runs, and the digest of each run. */
export interface Standing {
  readonly name: string;
  /** Operations a second. */
  readonly rate: number;
  readonly runs: readonly Run[];
}

export interface Rounds {
  readonly rounds: number;
  /** First runs that do not count. */
  readonly dropped: number;
}

/** Writes a workload where processes can read it. */
export function workloadFile({ name, ops }: Workload): string {
  const file = join(scratchFolder(), `${name}.bin`);
  writeFileSync(file, new Uint8Array(ops.buffer, ops.byteOffset, ops.byteLength));
  return file;
}

/**
 * Lets each contender run the workload in turn, round after round, each in a
 * process of its own, so that what the machine does meanwhile falls on all alike.
 */
export async function contest(
  contenders: readonly Contender[],
  workload: Workload,
  { rounds, dropped }: Rounds,
): Promise<Standing[]> {
  const file = workloadFile(workload);
  const started = contenders.map((contender) => contender.start(file, workload.ticks));
  const runs: Run[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, child] of started.entries())
      runs[index]?.push(await child.ask<Run>(`run ${workload.count}`));
  }
  await Promise.all(started.map((child) => child.stop()));
  return contenders.map(({ name }, index) => {
    const own = runs[index] ?? [];
    const counted = own.slice(dropped).map(({ seconds }) => seconds);
    return { name, rate: workload.count / median(counted), runs: own };
  });
}

/** The same for first runs only: each in a new process that has seen nothing yet. */
export async function coldContest(
  contenders: readonly Contender[],
  workload: Workload,
  count: number,
  rounds: number,
): Promise<Standing[]> {
  const file = workloadFile(workload);
  const runs: Run[][] = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const child = contender.start(file, workload.ticks);
      runs[index]?.push(await child.ask<Run>(`run ${count}`));
      await child.stop();
    }
  }
  return contenders.map(({ name }, index) => {
    const own = runs[index] ?? [];
    return { name, rate: count / median(own.map(({ seconds }) => seconds)), runs: own };
  });
}
