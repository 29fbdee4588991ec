import type { Profiler } from "node:inspector";
import { Session } from "node:inspector/promises";

const SAMPLING_US = 100;

/** A function and the part of the time that was spent in it alone. */
export interface FunctionShare {
  readonly name: string;
  readonly share: number;
}

/** Runs something under the profiler. @returns where its time went. */
export async function profileOf(act: () => void, most: number): Promise<FunctionShare[]> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLING_US });
  await session.post("Profiler.start");
  act();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  return topFunctions(profile, most);
}

/** The functions of a CPU profile with most time of their own, most first. */
export function topFunctions(
  { nodes, samples = [], timeDeltas = [] }: Profiler.Profile,
  most: number,
): FunctionShare[] {
  const names = new Map(nodes.map((node) => [node.id, nameOf(node)]));
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    const name = names.get(id) ?? "(unknown)";
    // The profiler's own start and end, and waiting.
    if (name.endsWith("in node:inspector") || name === "(idle)") continue;
    total += delta;
    times.set(name, (times.get(name) ?? 0) + delta);
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([name, time]) => ({ name, share: total === 0 ? 0 : time / total }));
}

function nameOf({ callFrame }: Profiler.ProfileNode): string {
  const { functionName, url } = callFrame;
  const file = url.slice(url.lastIndexOf("/") + 1);
  const name = functionName === "" ? "(anonymous)" : functionName;
  return file === "" ? name : `${name} in ${file}`;
}
