import { LineChild } from "../child.ts";
import { CpuWatch, clientWasTheLimit } from "../load/cpu.ts";
import { HttpConnection, httpRequest } from "../load/http-client.ts";
import type { Deliveries, SubscriberSettings } from "../load/subscribers.ts";
import type { BenchOptions } from "../options.ts";
import { bytes, count, perSecond, ratio, share } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";
import { median } from "../statistics.ts";
import { ordersOf, startTradingVenue } from "../venue/trading-venue.ts";
import type { TradingVenue } from "../venue/trading-venue.ts";

const FRAME_TEXT = "x".repeat(200);
/** Updates are offered at so many times the rate at which a naive loop sends them. */
const OFFERED = 10;
/** How long the last update may take to reach everybody. */
const PATIENCE_MS = 30_000;
const PUBLISHERS = 8;

/** One encoded frame for many readers, against a loop that sends the same text to each. */
export async function benchFanOut(
  report: ModeReport,
  { seed, isQuick }: BenchOptions,
): Promise<void> {
  const wanted = isQuick ? 200 : 10_000;
  const subscribers = Math.min(wanted, descriptorLimit() - 500);
  if (subscribers < wanted)
    report.note(
      `Only ${count(subscribers)} subscribers: the descriptor limit is ${count(descriptorLimit())}.`,
    );
  const naive = await naiveLoop(subscribers, isQuick);
  const venue = await startTradingVenue("fanout", { traders: 2, markets: 1 });
  const offered = Math.min(isQuick ? 500 : 5_000, (naive.rate / subscribers) * OFFERED);
  const own = await venueFanOut(venue, subscribers, offered, seed, isQuick);
  await venue.venue.stop();
  report.check("every reader comes to the last update, beside one that does not read", own.isWhole);
  report.check("no reader was dropped", own.dropped === 0, `${own.dropped}`);
  const logical = own.logical;
  report.table(
    `Fan-out to ${count(subscribers)} readers in another process`,
    ["", "deliveries", "logical updates", "a frame", "readers' CPU", "server's CPU"],
    [
      [
        "naive `ws` loop",
        perSecond(naive.rate),
        perSecond(naive.rate),
        bytes(FRAME_TEXT.length),
        share(naive.cpu.client),
        share(naive.cpu.server),
      ],
      [
        `venue, ${Math.round(offered)} updates a second offered`,
        perSecond(own.frames),
        perSecond(logical),
        bytes(own.frameBytes),
        share(own.cpu.client),
        share(own.cpu.server),
      ],
    ],
  );
  const limit = clientWasTheLimit(own.cpu);
  const few = subscribers < 10_000 ? `only ${count(subscribers)} subscribers` : limit;
  report.reach(
    "9 frames",
    own.frames / naive.rate,
    `${perSecond(own.frames)} of ${perSecond(naive.rate)}`,
    few,
  );
  report.reach(
    "9 updates",
    logical / naive.rate,
    `${perSecond(logical)} of ${perSecond(naive.rate)}`,
    few,
  );
  report.chart({
    name: "fanout",
    title: `Fan-out to ${count(subscribers)} readers, against a naive ws loop`,
    unit: "×",
    isLogarithmic: false,
    bars: [
      { label: "naive ws loop", value: 1, text: perSecond(naive.rate), mark: null },
      {
        label: "deliveries",
        value: own.frames / naive.rate,
        text: ratio(own.frames / naive.rate),
        mark: 1.25,
      },
      {
        label: "logical updates",
        value: logical / naive.rate,
        text: ratio(logical / naive.rate),
        mark: 5,
      },
    ],
  });
}

/** Files that may be open at once; what readers and servers need is inherited from here. */
function descriptorLimit(): number {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | string } };
  };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : Number.MAX_SAFE_INTEGER;
}

async function naiveLoop(subscribers: number, isQuick: boolean) {
  const server = LineChild.script("denominators/fan-out-ws.ts", []);
  const { port } = JSON.parse(await server.next()) as { port: number };
  const readers = await openReaders({
    port,
    path: "/",
    count: subscribers,
    subscribe: null,
    hasSlowReader: false,
  });
  const rates: number[] = [];
  const watch = new CpuWatch(server.pid);
  await readers.ask<Deliveries>("count");
  let cpu = 0;
  for (let round = 0; round < (isQuick ? 2 : 5); round++) {
    const times = isQuick ? 20 : 30;
    const { seconds } = await server.ask<{ seconds: number }>(`broadcast ${times} ${FRAME_TEXT}`);
    rates.push((times * subscribers) / seconds);
    ({ cpu } = await readers.ask<Deliveries>("count"));
  }
  const shares = { client: cpu, server: watch.shares().server };
  await Promise.all([readers.stop(), server.stop()]);
  return { rate: median(rates), cpu: shares };
}

async function openReaders(settings: SubscriberSettings): Promise<LineChild> {
  const readers = LineChild.script("load/subscribers.ts", [JSON.stringify(settings)]);
  await readers.next();
  return readers;
}

/** Changes one book at a fixed rate while everybody follows it. */
async function venueFanOut(
  venue: TradingVenue,
  subscribers: number,
  offered: number,
  seed: number,
  isQuick: boolean,
) {
  const channel = `book:${venue.markets[0]}:yes`;
  const readers = await openReaders({
    port: venue.venue.port,
    path: "/ws",
    count: subscribers,
    subscribe: JSON.stringify({ op: "subscribe", channels: [channel] }),
    hasSlowReader: true,
  });
  await readers.ask<Deliveries>("count");
  const watch = new CpuWatch(venue.venue.pid);
  const started = performance.now();
  const total = Math.round(offered * (isQuick ? 1 : 8));
  const last = await publish(venue, total, offered, seed);
  let frames = 0;
  let received = 0;
  let seen: Deliveries;
  do {
    await new Promise((resolve) => setTimeout(resolve, 50));
    seen = await readers.ask<Deliveries>("count");
    frames += seen.frames;
    received += seen.bytes;
  } while (seen.leastSequence < last && performance.now() - started < PATIENCE_MS);
  const elapsed = (performance.now() - started) / 1_000;
  const server = watch.shares().server;
  await readers.stop();
  return {
    frames: frames / elapsed,
    frameBytes: received / Math.max(1, frames),
    logical: (total * subscribers) / elapsed,
    isWhole: seen.leastSequence >= last,
    dropped: seen.dropped,
    cpu: { client: seen.cpu, server },
  };
}

/** Places `total` orders that rest, at a fixed rate. @returns the sequence of the last one. */
async function publish(
  { venue, markets, traders }: TradingVenue,
  total: number,
  rate: number,
  seed: number,
): Promise<number> {
  const [trader] = traders;
  if (trader === undefined) throw new Error("nobody to trade");
  const requests = ordersOf(0, markets, 64, seed).map((order) =>
    httpRequest("POST", "/api/v1/orders", JSON.stringify(order), trader.token),
  );
  const connections = await Promise.all(
    Array.from({ length: PUBLISHERS }, () => HttpConnection.open(venue.port)),
  );
  let sent = 0;
  let answered = 0;
  let last = 0;
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    for (const connection of connections) {
      connection.onEnd = reject;
      connection.onAnswer = (status, body) => {
        if (status !== 200) return reject(new Error(`answered ${status}: ${body.toString()}`));
        last = Math.max(last, Number(/"seq":(\d+)/.exec(body.toString("latin1"))?.[1] ?? 0));
        if (++answered === total) resolve();
      };
    }
    const tick = (): void => {
      const due = Math.min(total, ((performance.now() - started) / 1_000) * rate);
      for (; sent < due; sent++)
        connections[sent % PUBLISHERS]!.send(requests[sent % requests.length]!);
      if (sent < total) setTimeout(tick, 1);
    };
    tick();
  });
  for (const connection of connections) connection.close();
  return last;
}
