/** Times single calls into a bare machine, as source S2 times its book: `single-calls <samples>`. Says `SingleCall[]`. */
import { Desk } from "../engine/desk.ts";
import { makeMachine } from "../engine/machine.ts";
import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";

export interface SingleCall {
  readonly name: string;
  /** In seconds. */
  readonly times: Percentiles;
}

const ACCOUNTS = 1_000;
const count = Number(process.argv[2]);
const { exchange, world } = await makeMachine({ accounts: ACCOUNTS, markets: 1, tickSize: 10 });
const desk = new Desk(exchange, world);
const resting = new Samples();
const trading = new Samples();
const cancels = new Samples();

/** The first tenth warms up. */
const timed = <T>(samples: Samples, index: number, act: () => T): T => {
  const before = performance.now();
  const result = act();
  if (index >= count / 10) samples.add((performance.now() - before) / 1_000);
  return result;
};
// Something stands on both sides all the time.
for (let index = 0; index < 200; index++) {
  desk.buy({ account: 0, market: 0, outcome: "yes", price: 4_000 - index * 10, lots: 100 });
  desk.buy({ account: 0, market: 0, outcome: "no", price: 4_000 - index * 10, lots: 100 });
}
for (let index = 0; index < count; index++) {
  const maker = 1 + (index % (ACCOUNTS - 1));
  const taker = 1 + ((index + 500) % (ACCOUNTS - 1));
  const price = 4_500 + (index % 50) * 10;
  const rest = { account: maker, market: 0, outcome: "yes", price, lots: 100 } as const;
  const kept = timed(resting, index, () => desk.buy(rest));
  timed(cancels, index, () => desk.cancel(maker, kept));
  desk.buy(rest);
  const meet = {
    account: taker,
    market: 0,
    outcome: "no",
    price: 10_000 - price,
    lots: 100,
  } as const;
  timed(trading, index, () => desk.buy(meet));
}
const calls: SingleCall[] = [
  { name: "an order that trades", times: trading.percentiles() },
  { name: "an order that rests", times: resting.percentiles() },
  { name: "a cancel", times: cancels.percentiles() },
];
console.log(JSON.stringify(calls));
process.stdin.resume().on("end", () => process.exit(0));
