import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Profiler } from "node:inspector";
import type { Lane } from "../load/closed-loop.ts";
import { closedLoop } from "../load/closed-loop.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { scratchFolder } from "../scratch.ts";
import { topFunctions } from "../top-functions.ts";
import { startTradingVenue } from "./trading-venue.ts";
import type { TradingVenue } from "./trading-venue.ts";

const FUNCTIONS = 12;
const LOAD = { warmupMs: 1_000, durationMs: 5_000 };

/** Loads a venue of its own that runs under the profiler, and shows where its main thread spent the time. */
export async function profileVenue(
  report: ModeReport,
  name: string,
  inFlight: number,
  open: (venue: TradingVenue) => Promise<Lane[]>,
): Promise<void> {
  const folder = join(scratchFolder(), `${name}-profile`);
  const venue = await startTradingVenue(`${name}-profiled`, { traders: 4, markets: 4 }, folder);
  const lanes = await open(venue);
  await closedLoop(lanes, { inFlight, server: venue.venue.pid, ...LOAD });
  for (const lane of lanes) lane.close();
  await venue.venue.stop();
  const profiles = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Profiler.Profile,
  );
  // Threads leave profiles too; the main one has the most to say.
  const [main] = profiles.toSorted((a, b) => b.nodes.length - a.nodes.length);
  if (main === undefined) return report.note("The venue left no profile.");
  report.profile(
    `Where the venue's time goes (${name}, set-up included)`,
    topFunctions(main, FUNCTIONS),
  );
}
