import { perSecond, seconds, share } from "../report/format.ts";
import type { LoadResult } from "./closed-loop.ts";
import { clientWasTheLimit } from "./cpu.ts";
import type { CpuShares } from "./cpu.ts";

/** Columns of every table of loads. */
export const LOAD_COLUMNS = ["rate", "p50", "p90", "p99", "p99.9", "max", "client", "server"];

/** The cells below them. */
export function loadCells({
  rate,
  times,
  cpu,
}: Pick<LoadResult, "rate" | "times" | "cpu">): string[] {
  const { p50, p90, p99, p999, max } = times;
  return [perSecond(rate), ...[p50, p90, p99, p999, max].map(seconds), ...cpuCells(cpu)];
}

function cpuCells(cpu: CpuShares): string[] {
  const mark = clientWasTheLimit(cpu) === null ? "" : " (limit)";
  return [`${share(cpu.client)}${mark}`, share(cpu.server)];
}
