import type {
  GroupId,
  OrderItem,
  OrderSpec,
  OrderView,
  Outcome,
  Pricing,
  Side,
  SignedOrderItem,
  TimeInForce,
} from "@probity/core";
import type { KnownAccount, KnownMarket } from "./memory.ts";
import { wish } from "./wish.ts";
import type { Loose, Maker, Stage } from "./wish.ts";

/** Orders: placed, amended, replaced and cancelled around what traders believe an outcome is worth. */

export const placeOrder: Maker = (stage) => {
  const account = anyAccount(stage);
  const order = account === null ? null : orderSpec(stage, account);
  if (account === null || order === null) return null;
  const key = keyOrNull(stage);
  return wish(account.owner, { type: "PlaceOrder", account: account.id, key, order });
};

export const placeOrders: Maker = (stage) => {
  const { random } = stage;
  const account = anyAccount(stage);
  if (account === null) return null;
  const items: Loose<OrderItem>[] = [];
  const length = random.magnitude(1, 12);
  for (let item = 0; item < length; item++) {
    const order = orderSpec(stage, account);
    if (order === null) return null;
    const earlier = random.chance(0.15) ? random.pickOrNull(items) : null;
    if (earlier !== null && random.chance(0.5)) items.push(earlier);
    else items.push({ key: earlier?.key ?? keyOrNull(stage), order });
  }
  return wish(account.owner, { type: "PlaceOrders", account: account.id, items });
};

/** The same with what their owner signed; now and then more than are taken. */
export const placeSignedOrders: Maker = (stage) => {
  const { random, memory } = stage;
  const account = anyAccount(stage);
  if (account === null) return null;
  const items: Loose<SignedOrderItem>[] = [];
  const length = random.magnitude(1, 16);
  for (let item = 0; item < length; item++) {
    const order = orderSpec(stage, account);
    if (order === null) return null;
    const earlier = random.chance(0.15) ? random.pickOrNull(items) : null;
    const key = earlier?.key ?? memory.newName("s");
    if (earlier !== null && random.chance(0.5)) items.push(earlier);
    else items.push({ key, order, signed: `signed for ${key}` });
  }
  return wish(account.owner, { type: "PlaceSignedOrders", account: account.id, items });
};

/** Orders in different markets, all or none; now and then twice in one. */
export const placeBasket: Maker = (stage) => {
  const { random, memory } = stage;
  const account = anyAccount(stage);
  const open = memory.marketsIn(["open"]).filter(({ event }) => !event.isQuiet);
  if (account === null || open.length < 2) return null;
  const length = random.between(2, Math.min(6, open.length));
  const from = random.below(open.length);
  const items: Loose<OrderItem>[] = [];
  for (let item = 0; item < length; item++) {
    const market = open[random.chance(0.01) ? from : (from + item) % open.length] ?? null;
    const order = orderSpec(stage, account, market);
    if (order === null) return null;
    items.push({ key: keyOrNull(stage), order });
  }
  const key = keyOrNull(stage);
  return wish(account.owner, { type: "PlaceBasket", account: account.id, key, items });
};

export const amendOrder: Maker = (stage) => {
  const { random } = stage;
  const found = anyRestingOrder(stage);
  if (found === null) return null;
  const { account, order } = found;
  const filled = order.quantity - order.remaining;
  const quantity = random.weighted<number | null>([
    [3, random.between(filled + 1, order.quantity)],
    [2, order.quantity + random.magnitude(1, 200)],
    [1, Math.max(1, filled)],
    [3, null],
  ]);
  const price = random.chance(quantity === null ? 0.95 : 0.3) ? amendedPrice(stage, order) : null;
  const key = keyOrNull(stage);
  const { id } = account;
  return wish(account.owner, {
    type: "AmendOrder",
    account: id,
    order: order.order,
    price,
    quantity,
    key,
  });
};

/** Around the old price, or across the book. */
function amendedPrice({ random, memory }: Stage, order: OrderView): number {
  const market = memory.marketsIn(["open", "halted"]).find(({ id }) => id === order.market);
  const tick = market?.tickSize ?? 100;
  const step = tick * random.between(-3, 3);
  return onGrid(order.price + step, tick);
}

export const replaceOrder: Maker = (stage) => {
  const { random } = stage;
  const found = anyRestingOrder(stage);
  if (found === null) return null;
  const { account, order } = found;
  const market = stage.memory.marketsIn(["open"]).find(({ id }) => id === order.market) ?? null;
  const replacement = orderSpec(stage, account, random.chance(0.93) ? market : null);
  if (replacement === null) return null;
  return wish(account.owner, {
    type: "ReplaceOrder",
    account: account.id,
    order: order.order,
    key: keyOrNull(stage),
    replacement,
  });
};

export const cancelOrders: Maker = (stage) => {
  const { random } = stage;
  const found = anyRestingOrder(stage);
  if (found === null) return null;
  const { account, order } = found;
  const others = stage.machine.ordersOf(account.id).slice(0, 3);
  const targets: Loose<{ kind: "order"; order: number } | { kind: "key"; key: string }>[] = [
    { kind: "order", order: order.order },
    ...random.some(others, 0.3).map((other) => ({ kind: "order" as const, order: other.order })),
  ];
  const keyed = random.pickOrNull(account.keyed.slice(-12));
  if (keyed !== null && random.chance(0.4)) targets.push({ kind: "key", key: keyed.key });
  return wish(account.owner, { type: "CancelOrders", account: account.id, targets });
};

export const cancelAll: Maker = (stage) => {
  const { random } = stage;
  const found = anyRestingOrder(stage);
  if (found === null) return null;
  const { account, order } = found;
  const market = stage.machine.market(order.market);
  const group = order.group ?? random.pickOrNull(account.groups);
  return wish(account.owner, {
    type: "CancelAll",
    account: account.id,
    scope: random.weighted([
      [1, { kind: "all" }],
      [3, { kind: "market", market: order.market }],
      [1, { kind: "event", event: market?.event ?? 0 }],
      [1, { kind: "group", group: group ?? 0 }],
    ]),
  });
};

export function anyAccount({ random, memory }: Stage): KnownAccount | null {
  // Some trade more than others.
  const busy = memory.accounts.slice(0, 12);
  const picked = random.pickOrNull(random.chance(0.5) ? busy : memory.accounts);
  const isRestricted = picked !== null && picked.status !== "active";
  return isRestricted && random.chance(0.8) ? random.pickOrNull(memory.accounts) : picked;
}

/** An order at rest and its account, if one is found with a few tries. */
function anyRestingOrder(
  stage: Stage,
): { readonly account: KnownAccount; readonly order: OrderView } | null {
  for (let tries = 0; tries < 4; tries++) {
    const account = anyAccount(stage);
    if (account === null) return null;
    const order = stage.random.pickOrNull(stage.machine.ordersOf(account.id));
    if (order !== null) return { account, order };
  }
  return null;
}

export function keyOrNull({ random, memory }: Stage): string | null {
  return random.chance(0.4) ? memory.newName("k") : null;
}

function anyMarket({ random, memory }: Stage): KnownMarket | null {
  const open = memory.marketsIn(["open"]).filter(({ event }) => !event.isQuiet);
  const busy = random.chance(0.6) ? open.slice(0, 5) : open;
  if (busy.length > 0 && random.chance(0.98)) return random.pick(busy);
  return random.pickOrNull(
    memory.marketsIn(["draft", "halted", "closed", "proposed", "resolving"]),
  );
}

/** An order an account might make: mostly one it can afford and the market takes. */
function orderSpec(
  stage: Stage,
  account: KnownAccount,
  wanted: KnownMarket | null = null,
): Loose<OrderSpec> | null {
  const { random } = stage;
  const market = wanted ?? anyMarket(stage);
  if (market === null) return null;
  drift(stage, market);
  const outcome: Outcome = random.chance(0.5) ? "yes" : "no";
  const free = freeShares(stage, account, market, outcome);
  const side: Side = random.chance(free > 0 ? 0.6 : 0.02) ? "sell" : "buy";
  const pricing = somePricing(stage, market, outcome, side, free);
  const isForSession = random.chance(0.15);
  const isForGroup = random.chance(0.15);
  return {
    market: market.id,
    outcome,
    side,
    pricing,
    reduceOnly: side === "sell" ? random.chance(0.2) : random.chance(0.005),
    selfTrade: random.weighted([
      [6, "cancel-taker"],
      [2, "cancel-maker"],
      [2, "cancel-both"],
    ]),
    group: isForGroup ? someGroup(stage, account) : null,
    session: isForSession ? random.pickOrNull(account.sessions) : null,
  };
}

/** Mostly one that still takes orders. */
function someGroup({ random, machine }: Stage, { groups }: KnownAccount): GroupId | null {
  const group = random.pickOrNull(groups);
  const isTripped = group !== null && machine.group(group)?.tripped === true;
  return isTripped && random.chance(0.8) ? null : group;
}

/** Beliefs wander, and now and then news breaks. */
function drift({ random }: Stage, market: KnownMarket): void {
  if (random.chance(0.002)) market.mid = random.between(1, 9_999);
  if (random.chance(0.2)) market.mid += market.tickSize * random.between(-1, 1);
  market.mid = Math.max(1, Math.min(9_999, market.mid));
}

function freeShares(
  { machine }: Stage,
  account: KnownAccount,
  market: KnownMarket,
  outcome: Outcome,
): number {
  const position = machine.position(account.id, market.id);
  if (position === null) return 0;
  return outcome === "yes" ? position.yes - position.heldYes : position.no - position.heldNo;
}

function somePricing(
  stage: Stage,
  market: KnownMarket,
  outcome: Outcome,
  side: Side,
  free: number,
): Loose<Pricing> {
  const { random } = stage;
  const { minQuantity } = market.parameters;
  const size = someSize(stage, minQuantity);
  const quantity =
    side === "sell" && free >= minQuantity && random.chance(0.9) ? Math.min(size, free) : size;
  const fillOrKill = random.chance(0.3);
  const isBuy = side === "buy";
  const kind = random.weighted<Pricing["kind"]>([
    [8, "limit"],
    [1, "market"],
    [isBuy ? 1 : 0.01, "cash"],
  ]);
  if (kind === "limit") {
    const timeInForce = someTimeInForce(stage, market);
    const isTaker = timeInForce.kind === "ioc" || timeInForce.kind === "fok" || random.chance(0.3);
    const price = somePrice(stage, market, outcome, side, isTaker);
    return { kind, price, quantity, timeInForce };
  }
  const fair = somePrice(stage, market, outcome, side, true);
  const more = isBuy ? random.below(1_500) : -random.below(1_500);
  const cap = Math.max(1, Math.min(9_999, fair + more));
  if (kind === "market") return { kind, quantity, cap, fillOrKill };
  // Often a sum that buys a round number of lots at the price hoped for.
  const cash = random.chance(0.4) ? fair * size : random.magnitude(20_000, 40_000_000);
  return { kind, cash, cap, feeIncluded: random.chance(0.5), fillOrKill };
}

/** People like round numbers. */
function someSize({ random }: Stage, minQuantity: number): number {
  if (random.chance(0.4)) return minQuantity * random.pick([1, 5, 10, 20, 50, 100, 200]);
  return minQuantity * random.magnitude(1, 300) + random.below(3);
}

/** Near what the outcome is believed to be worth; makers below, takers a little above. */
function somePrice(
  { random }: Stage,
  market: KnownMarket,
  outcome: Outcome,
  side: Side,
  isTaker: boolean,
): number {
  const { tickSize } = market;
  const fair = outcome === "yes" ? market.mid : 10_000 - market.mid;
  const step = tickSize >= 25 ? tickSize : tickSize * random.pick([1, 5, 10, 10, 10]);
  const steps = isTaker ? random.between(0, 5) : -random.between(0, 7);
  const wished = side === "buy" ? fair + step * steps : fair - step * steps;
  if (random.chance(0.01)) return Math.max(1, Math.min(9_999, Math.round(wished) + 1));
  return onGrid(wished, tickSize);
}

function onGrid(price: number, tickSize: number): number {
  const rounded = Math.round(price / tickSize) * tickSize;
  return Math.max(tickSize, Math.min(10_000 - tickSize, rounded));
}

function someTimeInForce(stage: Stage, market: KnownMarket): Loose<TimeInForce> {
  const { random } = stage;
  const postOnly = random.chance(0.15);
  const expiresAt = someExpiry(stage, market);
  return random.weighted<Loose<TimeInForce>>([
    [60, { kind: "gtc", postOnly }],
    [17, { kind: "gtd", postOnly, expiresAt }],
    [12, { kind: "ioc" }],
    [11, { kind: "fok" }],
  ]);
}

/** Some time from now, or the very moment at which the market closes. */
function someExpiry({ random, memory }: Stage, { parameters }: KnownMarket): number {
  const { closeTime } = parameters;
  if (closeTime > memory.time && random.chance(0.4)) return closeTime;
  const late = random.chance(0.02) ? -random.below(1_000) : random.magnitude(1_000, 4_000_000);
  return Math.max(0, memory.time + late);
}
