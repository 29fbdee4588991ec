import { LineChild } from "../child.ts";
import type { Weight } from "../contenders/memory.ts";
import type { BenchOptions } from "../options.ts";
import { bytes, count } from "../report/format.ts";
import type { ModeReport } from "../report/mode-report.ts";

/** Bytes of a resting order and of empty markets. */
export async function benchMemory(report: ModeReport, { isQuick }: BenchOptions): Promise<void> {
  const orders = isQuick ? 100_000 : 1_000_000;
  const markets = isQuick ? 10_000 : 100_000;
  const ofOrders = await weigh("orders", orders);
  const ofMarkets = await weigh("markets", markets);
  report.table(
    "Memory of the machine",
    ["", "live", "each", "resident", "each"],
    [
      row(`${count(orders)} resting orders`, ofOrders, orders),
      row(`${count(markets)} empty markets, 0.001 ticks`, ofMarkets, markets),
    ],
  );
  report.reach("11 order", ofOrders.live / orders, `${bytes(ofOrders.live)} for ${count(orders)}`);
  report.reach("11 markets", ofMarkets.resident / 1e6, `resident, ${count(markets)} markets`);
}

async function weigh(what: string, howMany: number): Promise<Weight> {
  const child = LineChild.script("contenders/memory.ts", [what, String(howMany)], {
    node: ["--expose-gc", "--max-old-space-size=8192"],
  });
  const weight = JSON.parse(await child.next()) as Weight;
  await child.stop();
  return weight;
}

function row(name: string, { live, resident }: Weight, each: number): string[] {
  return [name, bytes(live), bytes(live / each), bytes(resident), bytes(resident / each)];
}
