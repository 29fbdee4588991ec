/** Times reads of a machine: `queries <samples>`. Says `Query[]`. */
import { Desk } from "../engine/desk.ts";
import { makeMachine } from "../engine/machine.ts";
import { Samples } from "../statistics.ts";
import type { Percentiles } from "../statistics.ts";

export interface Query {
  readonly name: "best bid and ask" | "book of 100 levels a side" | "a user's 100 open orders";
  /** In seconds. */
  readonly times: Percentiles;
}

const LEVELS = 100;
const ORDERS_OF_A_LEVEL = 3;
const OWN_ORDERS = 100;
const count = Number(process.argv[2]);

const { exchange, world } = await makeMachine({ accounts: 100, markets: 1, tickSize: 10 });
const desk = new Desk(exchange, world);
const market = desk.market(0);
for (let level = 0; level < LEVELS; level++) {
  for (let order = 0; order < ORDERS_OF_A_LEVEL; order++) {
    const account = 1 + ((level * ORDERS_OF_A_LEVEL + order) % 99);
    const price = 4_900 - level * 10;
    desk.buy({ account, market: 0, outcome: "yes", price, lots: 100 });
    desk.buy({ account, market: 0, outcome: "no", price, lots: 100 });
  }
}
for (let order = 0; order < OWN_ORDERS; order++)
  desk.buy({ account: 0, market: 0, outcome: "yes", price: 4_900 - order * 10, lots: 100 });
const user = desk.account(0);

/** So that no read can be left out as useless. */
let seen = 0;
const best = time(() => {
  const book = exchange.depth(market, "yes", 1)!;
  return book.bids[0]!.price + book.asks[0]!.price;
});
const book = time(() => {
  const { bids, asks } = exchange.depth(market, "yes", LEVELS)!;
  return bids.length + asks.length;
});
const orders = time(() => exchange.ordersOf(user).length);
if (seen !== count * (4_900 + 5_100 + 2 * LEVELS + OWN_ORDERS))
  throw new Error("a read saw something else");
const queries: Query[] = [
  { name: "best bid and ask", times: best },
  { name: "book of 100 levels a side", times: book },
  { name: "a user's 100 open orders", times: orders },
];
console.log(JSON.stringify(queries));
process.stdin.resume().on("end", () => process.exit(0));

function time(read: () => number): Percentiles {
  const samples = new Samples();
  for (let index = 0; index < count; index++) {
    const before = performance.now();
    const value = read();
    samples.add((performance.now() - before) / 1_000);
    seen += value;
  }
  return samples.percentiles();
}
