/** What things weigh in memory: `memory orders|markets <count>`, with `--expose-gc`. Says a `Weight`. */
import { Desk } from "../engine/desk.ts";
import { makeMachine } from "../engine/machine.ts";

export interface Weight {
  /** Bytes of the heap and of buffers that are alive. */
  readonly live: number;
  /** Bytes of the process that are resident. */
  readonly resident: number;
}

const ORDERS_OF_AN_ACCOUNT = 5_000;
const PRICES = 400;
const [, , what, text] = process.argv;
const count = Number(text);

console.log(JSON.stringify(what === "orders" ? await weighOrders() : await weighMarkets()));
process.stdin.resume().on("end", () => process.exit(0));

async function weighOrders(): Promise<Weight> {
  const accounts = Math.ceil(count / ORDERS_OF_AN_ACCOUNT);
  const { exchange, world } = await makeMachine({ accounts, markets: 1, tickSize: 10 });
  const desk = new Desk(exchange, world);
  const place = (index: number): void => {
    const outcome = index % 2 === 0 ? "yes" : "no";
    const price = (1 + (index % PRICES)) * 10;
    desk.buy({ account: index % accounts, market: 0, outcome, price, lots: 1 });
  };
  // What the machine and the compiler need anyway is there before the scales are read.
  for (let index = 0; index < 1_000; index++) place(index);
  const before = weigh();
  for (let index = 1_000; index < count + 1_000; index++) place(index);
  const weight = difference(weigh(), before);
  if (exchange.market(desk.market(0))?.openOrders !== count + 1_000)
    throw new Error("the orders do not rest");
  return weight;
}

async function weighMarkets(): Promise<Weight> {
  await makeMachine({ accounts: 10, markets: 500, tickSize: 10 });
  const before = weigh();
  const { exchange } = await makeMachine({ accounts: 10, markets: count, tickSize: 10 });
  const weight = difference(weigh(), before);
  if (exchange.markets().length !== count) throw new Error("the markets are not there");
  return weight;
}

function weigh(): Weight {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("--expose-gc is expected");
  gc();
  gc();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { live: heapUsed + arrayBuffers, resident: rss };
}

function difference(after: Weight, before: Weight): Weight {
  return { live: after.live - before.live, resident: after.resident - before.resident };
}
