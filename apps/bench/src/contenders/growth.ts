/** Times orders in a venue of a given size: `growth <settings as JSON>`. Says `Grown`. */
import { Desk } from "../engine/desk.ts";
import { makeMachine } from "../engine/machine.ts";
import { scatter } from "../engine/calls.ts";
import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";
import { profileOf } from "../top-functions.ts";
import type { FunctionShare } from "../top-functions.ts";

export interface GrowthSettings {
  readonly markets: number;
  readonly accounts: number;
  readonly pastOrders: number;
  readonly samples: number;
}

export interface Grown {
  /** Of a place that rests, in seconds. */
  readonly place: Percentiles;
  /** Of its cancel. */
  readonly cancel: Percentiles;
  /** Where the time of an unmeasured second pass went. */
  readonly profile: readonly FunctionShare[];
}

const WARM_UP = 20_000;
const settings = JSON.parse(process.argv[2] ?? "") as GrowthSettings;
const { markets, accounts, pastOrders, samples } = settings;
const { exchange, world } = await makeMachine({ markets, accounts, tickSize: 10 });
const desk = new Desk(exchange, world);

for (let index = 0; index < pastOrders; index++) cycle(index, null, null);
for (let index = 0; index < WARM_UP; index++) cycle(index, null, null);
const place = new Samples();
const cancel = new Samples();
for (let index = 0; index < samples; index++) cycle(index * 31 + 7, place, cancel);

const profile = await profileOf(() => {
  for (let index = 0; index < samples; index++) cycle(index * 37 + 11, null, null);
}, 8);
const answer: Grown = {
  place: place.percentiles(),
  cancel: cancel.percentiles(),
  profile,
};
console.log(JSON.stringify(answer));
process.stdin.resume().on("end", () => process.exit(0));

/** Somebody places an order somewhere, and takes it back. */
function cycle(index: number, placed: Samples | null, cancelled: Samples | null): void {
  const account = scatter(index, accounts);
  const buy = {
    account,
    market: scatter(index + 1_000_003, markets),
    outcome: "yes",
    price: (1 + (index % 400)) * 10,
    lots: 100,
  } as const;
  const content = desk.buyContent(buy);
  const before = performance.now();
  desk.say(account, content);
  if (placed !== null) placed.add((performance.now() - before) / 1_000);
  const order = desk.lastOrder();
  const cancelContent = desk.cancelContent(account, order);
  const between = performance.now();
  desk.say(account, cancelContent);
  if (cancelled !== null) cancelled.add((performance.now() - between) / 1_000);
}
