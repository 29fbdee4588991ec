import { NO_SLOT, PRICE_ONE, idFrom } from "@probity/core";
import type {
  AccountId,
  Command,
  CommandContent,
  Exchange,
  MarketId,
  OrderId,
  OrderSpec,
  OwnerId,
  Price,
  Quantity,
  Sequence,
} from "@probity/core";
import type { Samples } from "../statistics.ts";
import { ADD, BUY, FIELDS, ID, LOTS, OP_TYPE, PRICE, SIDE } from "../workload/operations.ts";
import type { Workload } from "../workload/generator.ts";
import { BENCH_ORIGIN, BENCH_TIME } from "./machine.ts";
import type { World } from "./world.ts";

const IS_YES = 1;
const IS_BUY = 2;

/**
 * The calls into the machine that a workload comes to, found out beforehand, so
 * that a timed run decides nothing. One row a call; order ids and slots follow from
 * the one order of commands and are the same in every run.
 */
export interface Calls {
  readonly operations: number;
  readonly count: number;
  readonly isCancel: Uint8Array;
  /** Index into the world's accounts. */
  readonly account: Int32Array;
  readonly market: Int32Array;
  /** Outcome and side of an order. */
  readonly flags: Uint8Array;
  /** In the terms of the order's own outcome. */
  readonly price: Int32Array;
  readonly lots: Int32Array;
  /** The order of a cancel, and the slot it rests in. */
  readonly order: Float64Array;
  readonly slot: Int32Array;
  readonly rejected: number;
}

/** A command whose fields are set anew for each call: the machine keeps none of it. */
interface ReusedOrder {
  sequence: Sequence;
  readonly time: typeof BENCH_TIME;
  readonly origin: number;
  counter: number;
  actor: OwnerId;
  readonly content: {
    readonly type: "PlaceOrder";
    account: AccountId;
    readonly key: null;
    readonly order: {
      market: MarketId;
      outcome: "yes" | "no";
      side: "buy" | "sell";
      readonly pricing: {
        readonly kind: "limit";
        price: Price;
        quantity: Quantity;
        readonly timeInForce: { readonly kind: "gtc"; readonly postOnly: false };
      };
      readonly reduceOnly: false;
      readonly selfTrade: "cancel-taker";
      readonly group: null;
      readonly session: null;
    };
  };
}

interface ReusedCancel {
  sequence: Sequence;
  readonly time: typeof BENCH_TIME;
  readonly origin: number;
  counter: number;
  actor: OwnerId;
  readonly content: {
    readonly type: "CancelOrders";
    account: AccountId;
    readonly targets: readonly [{ readonly kind: "order"; order: OrderId; slot: number }];
  };
}

/** Spreads `id` over `[0, size)` (Murmur3's finaliser), so that neighbours meet nowhere. */
export function scatter(id: number, size: number): number {
  let x = id | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) % size;
}

/**
 * Decorates a workload with accounts and markets and runs it through a machine,
 * writing down every call. Orders with odd ids first try to sell the outcome they
 * would otherwise be on the other side of, and buy if the account holds too little.
 */
export function recordCalls(workload: Workload, exchange: Exchange, world: World): Calls {
  const { ops, count, ticks } = workload;
  const tick = PRICE_ONE / (ticks + 1);
  const most = count * 2;
  const calls = {
    isCancel: new Uint8Array(most),
    account: new Int32Array(most),
    market: new Int32Array(most),
    flags: new Uint8Array(most),
    price: new Int32Array(most),
    lots: new Int32Array(most),
    order: new Float64Array(most),
    slot: new Int32Array(most).fill(NO_SLOT),
  };
  const orders = new Float64Array(count + 1);
  const driver = new Driver(exchange, world, {
    ...calls,
    operations: count,
    count: 0,
    rejected: 0,
  });
  let made = 0;
  let rejected = 0;
  const attempt = (): boolean => {
    const isGranted = driver.call(made++) > 1;
    if (!isGranted) rejected++;
    return isGranted;
  };
  for (let at = 0; at < count * FIELDS; at += FIELDS) {
    const id = ops[at + ID]!;
    calls.account[made] = scatter(id, world.accounts.length);
    calls.market[made] = scatter(id * 7 + 3, world.markets.length);
    if (ops[at + OP_TYPE] !== ADD) {
      calls.isCancel[made] = 1;
      calls.order[made] = orders[id]!;
      calls.slot[made] = orders[id] === 0 ? NO_SLOT : exchange.slotOf(orders[id] as OrderId);
      if (!isCancelGranted(exchange, orders[id] as OrderId)) rejected++;
      driver.call(made++);
      continue;
    }
    const isBid = ops[at + SIDE] === BUY;
    const price = ops[at + PRICE]! * tick;
    calls.lots[made] = ops[at + LOTS]!;
    if (id % 2 === 1) {
      // A bid that sells gives NO, an ask that sells gives YES.
      calls.flags[made] = isBid ? 0 : IS_YES;
      calls.price[made] = isBid ? PRICE_ONE - price : price;
      if (attempt()) {
        orders[id] = idFrom(exchange.sequence, 0);
        continue;
      }
      calls.account[made] = calls.account[made - 1]!;
      calls.market[made] = calls.market[made - 1]!;
      calls.lots[made] = calls.lots[made - 1]!;
    }
    calls.flags[made] = isBid ? IS_YES | IS_BUY : IS_BUY;
    calls.price[made] = isBid ? price : PRICE_ONE - price;
    if (attempt()) orders[id] = idFrom(exchange.sequence, 0);
  }
  return { ...calls, operations: count, count: made, rejected };
}

/** Runs the calls through a machine that holds the same world. @returns seconds. */
export function runCalls(
  calls: Calls,
  exchange: Exchange,
  world: World,
  samples: Samples | null,
): number {
  const driver = new Driver(exchange, world, calls);
  const { count } = calls;
  const started = performance.now();
  if (samples === null) {
    for (let index = 0; index < count; index++) driver.call(index);
  } else {
    for (let index = 0; index < count; index++) {
      const before = performance.now();
      driver.call(index);
      samples.add((performance.now() - before) * 1e6);
    }
  }
  return (performance.now() - started) / 1_000;
}

/** The content of a call as an object of its own, for those who keep commands. */
export function contentOf(calls: Calls, index: number, world: World): CommandContent {
  const account = world.accounts[calls.account[index]!]!;
  if (calls.isCancel[index] === 1) {
    const order = calls.order[index] as OrderId;
    const slot = calls.slot[index]!;
    const target = slot === NO_SLOT ? ({ kind: "order", order } as const) : targetOf(order, slot);
    return { type: "CancelOrders", account, targets: [target] };
  }
  const flags = calls.flags[index]!;
  const order: OrderSpec = {
    market: world.markets[calls.market[index]!]!,
    outcome: (flags & IS_YES) !== 0 ? "yes" : "no",
    side: (flags & IS_BUY) !== 0 ? "buy" : "sell",
    pricing: {
      kind: "limit",
      price: calls.price[index] as Price,
      quantity: calls.lots[index] as Quantity,
      timeInForce: GTC,
    },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  };
  return { type: "PlaceOrder", account, key: null, order };
}

const GTC = { kind: "gtc", postOnly: false } as const;

function targetOf(order: OrderId, slot: number): { kind: "order"; order: OrderId; slot: number } {
  return { kind: "order", order, slot };
}

/** Says calls to a machine through two commands that are used again and again. */
class Driver {
  private readonly exchange: Exchange;
  private readonly world: World;
  private readonly calls: Calls;
  private readonly order: ReusedOrder = {
    sequence: 0 as Sequence,
    time: BENCH_TIME,
    origin: BENCH_ORIGIN,
    counter: 0,
    actor: 0 as OwnerId,
    content: {
      type: "PlaceOrder",
      account: 0 as AccountId,
      key: null,
      order: {
        market: 0 as MarketId,
        outcome: "yes",
        side: "buy",
        pricing: { kind: "limit", price: 0 as Price, quantity: 0 as Quantity, timeInForce: GTC },
        reduceOnly: false,
        selfTrade: "cancel-taker",
        group: null,
        session: null,
      },
    },
  };
  private readonly cancel: ReusedCancel = {
    sequence: 0 as Sequence,
    time: BENCH_TIME,
    origin: BENCH_ORIGIN,
    counter: 0,
    actor: 0 as OwnerId,
    content: {
      type: "CancelOrders",
      account: 0 as AccountId,
      targets: [targetOf(0 as OrderId, NO_SLOT)],
    },
  };

  constructor(exchange: Exchange, world: World, calls: Calls) {
    this.exchange = exchange;
    this.world = world;
    this.calls = calls;
  }

  /** @returns the number of events; a rejection is one, an accepted order makes at least two. */
  call(index: number): number {
    const { calls, exchange, world } = this;
    const account = calls.account[index]!;
    const sequence = exchange.sequence + 1;
    const isCancel = calls.isCancel[index] === 1;
    if (isCancel) {
      const { cancel } = this;
      const [target] = cancel.content.targets;
      cancel.sequence = sequence as Sequence;
      cancel.counter = sequence;
      cancel.actor = (account + 1) as OwnerId;
      cancel.content.account = world.accounts[account]!;
      target.order = calls.order[index] as OrderId;
      target.slot = calls.slot[index]!;
      return exchange.execute(cancel satisfies Command).length;
    }
    const { order } = this;
    const spec = order.content.order;
    const flags = calls.flags[index]!;
    order.sequence = sequence as Sequence;
    order.counter = sequence;
    order.actor = (account + 1) as OwnerId;
    order.content.account = world.accounts[account]!;
    spec.market = world.markets[calls.market[index]!]!;
    spec.outcome = (flags & IS_YES) !== 0 ? "yes" : "no";
    spec.side = (flags & IS_BUY) !== 0 ? "buy" : "sell";
    spec.pricing.price = calls.price[index] as Price;
    spec.pricing.quantity = calls.lots[index] as Quantity;
    return exchange.execute(order satisfies Command).length;
  }
}

function isCancelGranted(exchange: Exchange, order: OrderId): boolean {
  return exchange.order(order) !== null;
}
