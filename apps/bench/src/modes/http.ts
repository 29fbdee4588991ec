import { LineChild } from "../child.ts";
import { closedLoop } from "../load/closed-loop.ts";
import type { LoadResult } from "../load/closed-loop.ts";
import { clientWasTheLimit } from "../load/cpu.ts";
import { ORDER_SIZED_BODY } from "../load/echo-rate.ts";
import { httpRequest } from "../load/http-client.ts";
import { httpLanes } from "../load/lanes.ts";
import type { Inspect } from "../load/lanes.ts";
import { openLoop } from "../load/open-loop.ts";
import { LOAD_COLUMNS, loadCells } from "../load/shown.ts";
import type { BenchOptions } from "../options.ts";
import { perSecond, ratio, seconds } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { median } from "../statistics.ts";
import { checkKill } from "../venue/kill-check.ts";
import { BATCH_ORDERS, batchRequests, orderRequests } from "../venue/requests.ts";
import { startTradingVenue } from "../venue/trading-venue.ts";
import { profileVenue } from "../venue/venue-profile.ts";
import { VenueProcess } from "../venue/venue-process.ts";

/** Part of the sustained rate at which latency is measured. */
const LATENCY_LOAD = 0.8;
/** Requests that a client sends on a connection without waiting. */
const PIPELINED = 16;

interface Load {
  readonly name: string;
  readonly port: number;
  readonly server: number;
  readonly connections: number;
  readonly inFlight?: number;
  readonly requests: (lane: number) => readonly Buffer[];
}

/** HTTP order entry, durable and authenticated, against a bare echo under the same load. */
export async function benchHttp(
  report: ModeReport,
  { seed, isQuick }: BenchOptions,
): Promise<void> {
  const connections = isQuick ? 64 : 256;
  const rounds = isQuick ? 1 : 5;
  const times = isQuick
    ? { warmupMs: 200, durationMs: 500 }
    : { warmupMs: 1_000, durationMs: 4_000 };
  const echo = LineChild.script("denominators/echo-http.ts", []);
  const { port: echoPort } = JSON.parse(await echo.next()) as { port: number };
  const venue = await startTradingVenue("http", { traders: isQuick ? 2 : 16, markets: 4 });
  const echoed = httpRequest("POST", "/", ORDER_SIZED_BODY);
  const own = { port: venue.venue.port, server: venue.venue.pid };
  const loads: readonly Load[] = [
    {
      name: "`node:http` echo",
      port: echoPort,
      server: echo.pid,
      connections,
      requests: () => [echoed],
    },
    { name: "orders", ...own, connections, requests: orderRequests(venue, seed) },
    {
      name: `orders, ${PIPELINED} pipelined`,
      ...own,
      connections: Math.min(connections, 64),
      inFlight: PIPELINED,
      requests: orderRequests(venue, seed),
    },
    {
      name: `batches of ${BATCH_ORDERS}`,
      ...own,
      connections: Math.min(connections, 64),
      requests: batchRequests(venue, seed),
    },
  ];
  const results: LoadResult[][] = loads.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, load] of loads.entries()) results[index]?.push(await run(load, times));
  }
  const [echoes = [], orders = [], pipelined = [], batches = []] = results;
  const rate = median(orders.map((result) => result.rate));
  const paced = await pace(loads[1]!, rate * LATENCY_LOAD, times);
  await checkKill(report, venue, seed);
  await echo.stop();
  const broken = await VenueProcess.verify(venue.venue.folder);
  if (!isQuick)
    await profileVenue(report, "http", 1, (profiled) =>
      httpLanes(profiled.venue.port, connections, orderRequests(profiled, seed), mustBeGranted),
    );
  report.check("`probity verify` is content with the folder", broken === null, broken ?? "");

  report.table(
    `HTTP/1.1, ${connections} connections, one request under way on each unless it says otherwise, last of ${rounds} rounds`,
    ["", ...LOAD_COLUMNS],
    loads.map(({ name }, index) => [name, ...loadCells(results[index]!.at(-1)!)]),
  );
  report.table(
    `Orders sent at a fixed ${perSecond(rate * LATENCY_LOAD)} (${LATENCY_LOAD} of the rate above), counted from when each was due`,
    ["", ...LOAD_COLUMNS],
    [["orders", ...loadCells(paced)]],
  );
  const echoRate = median(echoes.map((result) => result.rate));
  const ordersInBatches = median(batches.map((result) => result.rate)) * BATCH_ORDERS;
  const pipelinedRate = median(pipelined.map((result) => result.rate));
  const limit = limitOf(orders);
  report.reach("5 rate", rate / echoRate, `${perSecond(rate)} of ${perSecond(echoRate)}`, limit);
  const { p99 } = paced.times;
  report.reach(
    "5 p99",
    p99 * 1_000,
    `at ${perSecond(rate * LATENCY_LOAD)}`,
    clientWasTheLimit(paced.cpu),
  );
  report.reach(
    "6",
    ordersInBatches / echoRate,
    `${perSecond(ordersInBatches)} against ${perSecond(echoRate)}`,
    limitOf(batches),
  );
  report.chart({
    name: "http",
    title: "HTTP order entry, durable: orders a second, beside a bare echo",
    unit: "/s",
    isLogarithmic: false,
    bars: [
      { label: "node:http echo", value: echoRate, text: perSecond(echoRate), mark: null },
      bar("orders", rate, echoRate, 0.8),
      {
        label: `${PIPELINED} pipelined`,
        value: pipelinedRate,
        text: `${perSecond(pipelinedRate)}, ${ratio(pipelinedRate / echoRate)}`,
        mark: null,
      },
      bar(`in batches of ${BATCH_ORDERS}`, ordersInBatches, echoRate, 4),
    ],
  });
  report.chart({
    name: "http-latency",
    title: `HTTP orders at ${LATENCY_LOAD} of the sustained rate: latency`,
    unit: "s",
    isLogarithmic: true,
    bars: (["p50", "p90", "p99", "p999", "max"] as const).map((label) => ({
      label: label === "p999" ? "p99.9" : label,
      value: paced.times[label],
      text: seconds(paced.times[label]),
      mark: label === "p99" ? 0.015 : null,
    })),
  });
}

function bar(label: string, value: number, echo: number, goal: number) {
  return { label, value, text: `${perSecond(value)}, ${ratio(value / echo)}`, mark: goal * echo };
}

function limitOf(results: readonly LoadResult[]): string | null {
  const limits = results.map(({ cpu }) => clientWasTheLimit(cpu));
  return limits.every((limit) => limit !== null) ? (limits[0] ?? null) : null;
}

const mustBeGranted: Inspect = (status, body) => {
  if (status !== 200) throw new Error(`answered ${status}: ${body.toString("utf8", 0, 300)}`);
};

async function run(
  { port, server, connections, inFlight = 1, requests }: Load,
  times: { readonly warmupMs: number; readonly durationMs: number },
): Promise<LoadResult> {
  const lanes = await httpLanes(port, connections, requests, mustBeGranted);
  const result = await closedLoop(lanes, { inFlight, server, ...times });
  for (const lane of lanes) lane.close();
  return result;
}

async function pace(
  { port, server, connections, requests }: Load,
  rate: number,
  { warmupMs, durationMs }: { readonly warmupMs: number; readonly durationMs: number },
) {
  const lanes = await httpLanes(port, connections, requests, mustBeGranted);
  const result = await openLoop(lanes, { rate, server, warmupMs, durationMs: durationMs * 2 });
  for (const lane of lanes) lane.close();
  return result;
}
