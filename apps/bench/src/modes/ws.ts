import { closedLoop } from "../load/closed-loop.ts";
import type { Lane, LoadResult } from "../load/closed-loop.ts";
import { clientWasTheLimit } from "../load/cpu.ts";
import { echoLanes, startWsEcho } from "../load/echo-ws.ts";
import { ORDER_SIZED_BODY } from "../load/echo-rate.ts";
import { LOAD_COLUMNS, loadCells } from "../load/shown.ts";
import type { BenchOptions } from "../options.ts";
import { perSecond, ratio } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { median } from "../statistics.ts";
import { checkKill } from "../venue/kill-check.ts";
import { orderSockets, takesOrdersOverWs } from "../venue/order-socket.ts";
import { BATCH_ORDERS, batchFrames, orderFrames } from "../venue/requests.ts";
import { profileVenue } from "../venue/venue-profile.ts";
import { startTradingVenue } from "../venue/trading-venue.ts";

const CONNECTIONS = 64;
const IN_FLIGHT = 16;

interface Load {
  readonly name: string;
  readonly server: number;
  /** Orders of one message. */
  readonly orders: number;
  readonly inFlight: number;
  open(): Promise<Lane[]>;
}

/** Order entry over WebSocket against a bare `ws` echo. */
export async function benchWs(report: ModeReport, { seed, isQuick }: BenchOptions): Promise<void> {
  const rounds = isQuick ? 1 : 5;
  const times = isQuick
    ? { warmupMs: 200, durationMs: 500 }
    : { warmupMs: 1_000, durationMs: 4_000 };
  const venue = await startTradingVenue("ws", { traders: isQuick ? 2 : 16, markets: 4 });
  const refusal = await takesOrdersOverWs(venue);
  if (refusal !== null) {
    report.note(`This venue takes no orders over WebSocket; it said ${refusal}`);
    await venue.venue.stop();
    return;
  }
  const echo = await startWsEcho();
  const server = venue.venue.pid;
  const loads: readonly Load[] = [
    {
      name: "`ws` echo",
      server: echo.server.pid,
      orders: 1,
      inFlight: IN_FLIGHT,
      open: () => echoLanes(echo, CONNECTIONS, ORDER_SIZED_BODY),
    },
    {
      name: "orders",
      server,
      orders: 1,
      inFlight: IN_FLIGHT,
      open: () => orderSockets(venue, CONNECTIONS, orderFrames(venue, seed)),
    },
    {
      name: `batches of ${BATCH_ORDERS}`,
      server,
      orders: BATCH_ORDERS,
      inFlight: 1,
      open: () => orderSockets(venue, CONNECTIONS, batchFrames(venue, seed)),
    },
  ];
  const results: LoadResult[][] = loads.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, load] of loads.entries()) {
      const lanes = await load.open();
      const { inFlight, server: watched } = load;
      results[index]?.push(await closedLoop(lanes, { inFlight, server: watched, ...times }));
      for (const lane of lanes) lane.close();
    }
  }
  await checkKill(report, venue, seed);
  await echo.server.stop();
  if (!isQuick)
    await profileVenue(report, "ws", IN_FLIGHT, (profiled) =>
      orderSockets(profiled, CONNECTIONS, orderFrames(profiled, seed)),
    );

  const rates = results.map((own) => median(own.map(({ rate }) => rate)));
  const [echoRate = Number.NaN, rate = Number.NaN] = rates;
  report.table(
    `WebSocket, ${CONNECTIONS} connections, ${IN_FLIGHT} messages under way on each (batches: 1), last of ${rounds} rounds`,
    ["", ...LOAD_COLUMNS],
    loads.map(({ name }, index) => [name, ...loadCells(results[index]!.at(-1)!)]),
  );
  const limits = (results[1] ?? []).map(({ cpu }) => clientWasTheLimit(cpu));
  const limit = limits.every((each) => each !== null) ? (limits[0] ?? null) : null;
  report.reach("7", rate / echoRate, `${perSecond(rate)} of ${perSecond(echoRate)}`, limit);
  report.chart({
    name: "ws",
    title: "WebSocket order entry, durable: orders a second, beside a bare echo",
    unit: "/s",
    isLogarithmic: false,
    bars: loads.map(({ name, orders }, index) => {
      const value = rates[index]! * orders;
      const text =
        index === 0 ? perSecond(value) : `${perSecond(value)}, ${ratio(value / echoRate)}`;
      return {
        label: name.replaceAll("`", ""),
        value,
        text,
        mark: index === 1 ? echoRate * 2 : null,
      };
    }),
  });
}
