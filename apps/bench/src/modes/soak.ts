import { closedLoop } from "../load/closed-loop.ts";
import { residentBytes } from "../load/cpu.ts";
import { httpLanes } from "../load/lanes.ts";
import type { Inspect } from "../load/lanes.ts";
import { openLoop } from "../load/open-loop.ts";
import { LOAD_COLUMNS, loadCells } from "../load/shown.ts";
import type { BenchOptions } from "../options.ts";
import { bytes, perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { median } from "../statistics.ts";
import { checkKill } from "../venue/kill-check.ts";
import { orderRequests } from "../venue/requests.ts";
import { signInAgain, startTradingVenue } from "../venue/trading-venue.ts";
import { VenueProcess } from "../venue/venue-process.ts";

const LANES = 256;
const SLICES = 20;
/** A token lives for longer, but a slice has to fit in. */
const TOKEN_USE_MS = 300_000;

const mustBeGranted: Inspect = (status, body) => {
  if (status !== 200) throw new Error(`answered ${status}: ${body.toString("utf8", 0, 300)}`);
};

/** Half the sustained rate for minutes: is memory flat, does the lag stay, do the laws hold? */
export async function benchSoak(report: ModeReport, options: BenchOptions): Promise<void> {
  const { seed, minutes } = options;
  const venue = await startTradingVenue("soak", { traders: 16, markets: 16 });
  const { pid, port, folder } = venue.venue;
  const requests = orderRequests(venue, seed);
  const busy = await httpLanes(port, LANES, requests, mustBeGranted);
  const sustained = await closedLoop(busy, {
    inFlight: 1,
    server: pid,
    warmupMs: 2_000,
    durationMs: 5_000,
  });
  for (const lane of busy) lane.close();
  const rate = sustained.rate / 2;
  const durationMs = (minutes * 60_000) / SLICES;
  const slices = [];
  let lanes = await httpLanes(port, LANES, requests, mustBeGranted);
  let signedIn = performance.now();
  for (let slice = 0; slice < SLICES; slice++) {
    if (performance.now() - signedIn > TOKEN_USE_MS) {
      for (const lane of lanes) lane.close();
      const again = await signInAgain(venue);
      lanes = await httpLanes(port, LANES, orderRequests(again, seed), mustBeGranted);
      signedIn = performance.now();
    }
    const result = await openLoop(lanes, { rate, server: pid, warmupMs: 0, durationMs });
    slices.push({
      ...result,
      resident: residentBytes(pid),
      at: ((slice + 1) * durationMs) / 60_000,
    });
  }
  for (const lane of lanes) lane.close();
  await checkKill(report, await signInAgain(venue), seed);
  const broken = await VenueProcess.verify(folder);
  report.check(
    "`probity verify` replays the whole soak and the laws hold",
    broken === null,
    broken ?? "",
  );

  report.table(
    `${minutes} minutes at ${perSecond(rate)}, half the sustained ${perSecond(sustained.rate)}, sent at a fixed rate`,
    ["minute", ...LOAD_COLUMNS, "resident"],
    slices.map((slice) => [slice.at.toFixed(1), ...loadCells(slice), bytes(slice.resident)]),
  );
  // The beginning warms up and fills what is bounded.
  const half = slices.slice(SLICES / 4, SLICES / 2);
  const end = slices.slice(-SLICES / 4);
  const growth = median(end.map((s) => s.resident)) / median(half.map((s) => s.resident));
  const lag = median(end.map((s) => s.times.p99)) / median(half.map((s) => s.times.p99));
  report.note(
    `Last quarter against the second: resident memory ${ratio(growth)}, p99 ${ratio(lag)}; worst answer ${seconds(Math.max(...slices.map((s) => s.times.max)))}.`,
  );
  report.chart({
    name: "soak-memory",
    title: `Resident memory of the venue over ${minutes} minutes`,
    unit: "B",
    isLogarithmic: false,
    bars: slices.map(({ at, resident }) => ({
      label: `${at.toFixed(1)} min`,
      value: resident,
      text: bytes(resident),
      mark: null,
    })),
  });
}
