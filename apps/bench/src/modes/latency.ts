import { LineChild } from "../child.ts";
import type { SingleCall } from "../contenders/single-calls.ts";
import { rawDisk } from "../denominators/raw-disk.ts";
import { closedLoop } from "../load/closed-loop.ts";
import type { Lane } from "../load/closed-loop.ts";
import { clientWasTheLimit } from "../load/cpu.ts";
import { ORDER_SIZED_BODY } from "../load/echo-rate.ts";
import { echoLanes, startWsEcho } from "../load/echo-ws.ts";
import { httpRequest } from "../load/http-client.ts";
import { httpLanes } from "../load/lanes.ts";
import { openLoop } from "../load/open-loop.ts";
import { LOAD_COLUMNS, loadCells } from "../load/shown.ts";
import type { BenchOptions } from "../options.ts";
import { perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { orderSockets, takesOrdersOverWs } from "../venue/order-socket.ts";
import { orderFrames, orderRequests } from "../venue/requests.ts";
import { startTradingVenue } from "../venue/trading-venue.ts";
import type { TradingVenue } from "../venue/trading-venue.ts";

/** Bytes of a write whose time stands for one commit. */
const COMMIT_BYTES = 512;
/** Fixed rates at which single orders are sent, whatever the venue does. */
const RATES = { quick: [500], full: [500, 2_000, 5_000, 10_000] } as const;
const LANES = 64;
/** What source S2 publishes for one call, in seconds. */
const PUBLISHED: Readonly<Record<string, number>> = {
  "an order that trades": 200e-6,
  "an order that rests": 201e-6,
  "a cancel": 212e-6,
};

/** One order at a time: in the machine, durable over the network, and at fixed rates. */
export async function benchLatency(report: ModeReport, options: BenchOptions): Promise<void> {
  await singleCalls(report, options);
  const venue = await startTradingVenue("latency", { traders: 4, markets: 4 });
  await oneClient(report, venue, options);
  await fixedRates(report, venue, options);
  await venue.venue.stop();
}

/** In the machine alone, as source S2 measured. */
async function singleCalls(report: ModeReport, { isQuick }: BenchOptions): Promise<void> {
  const child = LineChild.script("contenders/single-calls.ts", [isQuick ? "20000" : "500000"]);
  const calls = JSON.parse(await child.next()) as SingleCall[];
  await child.stop();
  report.table(
    "One call into the machine (engine and ledger, no disk), clock included; source S2 publishes p50 of its book",
    ["", "p50", "p99", "p99.9", "max", "S2", "times faster"],
    calls.map(({ name, times }) => [
      name,
      ...[times.p50, times.p99, times.p999, times.max].map(seconds),
      seconds(PUBLISHED[name] ?? Number.NaN),
      ratio((PUBLISHED[name] ?? Number.NaN) / times.p50),
    ]),
  );
}

/** One client, one request under way: durable acknowledgement against disk and loopback. */
async function oneClient(
  report: ModeReport,
  venue: TradingVenue,
  { seed, isQuick }: BenchOptions,
): Promise<void> {
  const times = isQuick
    ? { warmupMs: 300, durationMs: 700 }
    : { warmupMs: 1_000, durationMs: 5_000 };
  const alone = (lanes: Promise<Lane[]>, server: number) => runAlone(lanes, server, times);
  const httpEcho = LineChild.script("denominators/echo-http.ts", []);
  const { port: echoPort } = JSON.parse(await httpEcho.next()) as { port: number };
  const wsEcho = await startWsEcho();
  const { pid, port } = venue.venue;
  const disk = rawDisk(COMMIT_BYTES, times.durationMs).times;
  const mustBeOk = (status: number, body: Buffer): void => {
    if (status !== 200) throw new Error(`answered ${status}: ${body.toString()}`);
  };
  const echoed = httpRequest("POST", "/", ORDER_SIZED_BODY);
  const loops = [
    [
      "`node:http` echo",
      await alone(
        httpLanes(echoPort, 1, () => [echoed], mustBeOk),
        httpEcho.pid,
      ),
    ],
    ["`ws` echo", await alone(echoLanes(wsEcho, 1, ORDER_SIZED_BODY), wsEcho.server.pid)],
    ["order over HTTP", await alone(httpLanes(port, 1, orderRequests(venue, seed), mustBeOk), pid)],
  ] as [string, Awaited<ReturnType<typeof alone>>][];
  const hasWs = (await takesOrdersOverWs(venue)) === null;
  if (hasWs) {
    const lanes = orderSockets(venue, 1, orderFrames(venue, seed));
    loops.push(["order over WebSocket", await alone(lanes, pid)]);
  }
  await Promise.all([httpEcho.stop(), wsEcho.server.stop()]);
  report.table(
    "One client, one request under way",
    ["", ...LOAD_COLUMNS],
    [
      ["write + fdatasync", ...loadCells({ ...bare(disk), times: disk })],
      ...loops.map(([name, result]) => [name, ...loadCells(result)]),
    ],
  );
  const p50 = (name: string): number =>
    loops.find(([known]) => known === name)?.[1].times.p50 ?? Number.NaN;
  const best = hasWs
    ? { way: "WebSocket", own: p50("order over WebSocket"), trip: p50("`ws` echo") }
    : { way: "HTTP", own: p50("order over HTTP"), trip: p50("`node:http` echo") };
  const least = disk.p50 + best.trip;
  report.reach(
    "8",
    best.own / least,
    `${seconds(best.own)} over ${best.way} against ${seconds(disk.p50)} and ${seconds(best.trip)}`,
  );
}

function bare({ count }: { readonly count: number }) {
  return { rate: Number.NaN, answers: count, cpu: { client: Number.NaN, server: Number.NaN } };
}

async function runAlone(
  opening: Promise<Lane[]>,
  server: number,
  times: { readonly warmupMs: number; readonly durationMs: number },
) {
  const lanes = await opening;
  const result = await closedLoop(lanes, { inFlight: 1, server, ...times });
  for (const lane of lanes) lane.close();
  return result;
}

/** Open loop: sent when due, counted from when due. */
async function fixedRates(
  report: ModeReport,
  venue: TradingVenue,
  { seed, isQuick }: BenchOptions,
): Promise<void> {
  const { pid, port } = venue.venue;
  const rows: string[][] = [];
  for (const rate of RATES[isQuick ? "quick" : "full"]) {
    const lanes = await httpLanes(port, LANES, orderRequests(venue, seed), () => {});
    const result = await openLoop(lanes, {
      rate,
      server: pid,
      warmupMs: 500,
      durationMs: isQuick ? 1_000 : 10_000,
    });
    for (const lane of lanes) lane.close();
    const limit = clientWasTheLimit(result.cpu);
    rows.push([
      `${perSecond(rate)}${limit === null ? "" : " (does not count)"}`,
      ...loadCells(result),
    ]);
  }
  report.table(
    `Single orders over HTTP at a fixed rate over ${LANES} connections, counted from when each was due`,
    ["sent", ...LOAD_COLUMNS],
    rows,
  );
}
