import type { MarketSpec } from "@probity/core";
import type { KnownAccount, KnownMarket } from "./memory.ts";
import { marketSpec } from "./market-specs.ts";
import { venue, wish } from "./wish.ts";
import type { Loose, Stage, Wish } from "./wish.ts";

/**
 * Situations that chance alone would hardly bring about: more orders than one
 * command can cancel or match, debts near their limit, the largest event. A scene
 * is a list of wishes, each made up when its turn has come.
 */
export type Scene = Generator<Wish | null, void>;

const SCENES = [
  crowdCancelled,
  crowdSwept,
  crowdOfSession,
  crowdResumed,
  crowdResolved,
  crowdOfGroup,
  crowdOffGrid,
  crowdDeserted,
  hugeConversions,
  crowdResolved,
  crowdDeserted,
  crowdOffGrid,
  crowdOfSession,
  crowdResumed,
  largestEvent,
] as const;

/** The scenes in turn, so that none is missed for long; those that easily go wrong come twice. */
export function sceneAt(stage: Stage, index: number): Scene {
  const scene = SCENES[index % SCENES.length] ?? crowdCancelled;
  return scene(stage);
}

interface Crowd {
  readonly account: KnownAccount;
  readonly market: KnownMarket;
}

/** An account with shares for a sea of small sells, in a market without fees. */
function* gather(stage: Stage): Generator<Wish | null, Crowd | null> {
  const { random, memory, machine } = stage;
  const slug = memory.newName("e-");
  const spec = fresh(stage);
  const fees = {
    formula: "symmetric",
    exponent: 1,
    takerBps: 10,
    makerBps: 0,
    rebateBps: 0,
  } as const;
  const parameters = {
    ...spec.parameters,
    minQuantity: 1,
    positionLimit: 0,
    bandLow: 1,
    bandHigh: 9_999,
    closeTime: 0,
    takerDelayMs: 0,
    fees,
  };
  yield venue({
    type: "CreateEvent",
    slug,
    text: { title: "Crowd", description: "", category: "", tags: [], image: "" },
    rules: "",
    collateral: 1,
    mutuallyExclusive: false,
    exhaustive: false,
    markets: [{ ...spec, tickSize: 100, parameters }],
  });
  const found = machine.findSlug(slug);
  const event = memory.events.find(({ id }) => found?.kind === "event" && id === found.id);
  const market = event?.markets[0];
  const free = memory.accounts.filter(({ owner }) => machine.exclusion(owner) === null);
  const account = random.pickOrNull(free);
  if (market === undefined || account === null) return null;
  yield venue({ type: "ConfigureVenue", confirmations: 1 });
  const target = { kind: "market", market: market.id } as const;
  yield venue({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
  yield venue({
    type: "UpdateAccount",
    account: account.id,
    status: "active",
    maxOpenOrders: 10_000,
  });
  yield* unlimited(account);
  yield* fund(stage, account, 1, 1_000_000_000);
  yield wish(account.owner, {
    type: "SplitSet",
    account: account.id,
    market: market.id,
    quantity: 5_000,
    key: null,
  });
  return { account, market };
}

function* unlimited(account: KnownAccount): Scene {
  yield venue({
    type: "SetAccountLimits",
    account: account.id,
    maxOrderNotional: 0,
    maxExposure: 0,
    maxDailyDeposit: 0,
  });
}

function* fund({ memory }: Stage, account: KnownAccount, asset: number, amount: number): Scene {
  const key = memory.newName("d");
  yield venue({ type: "Deposit", account: account.id, asset, amount, key });
}

/** Hundreds of one-lot sells, a hundred a command. */
function* fill(
  { account, market }: Crowd,
  batches: number,
  tag: { readonly group?: number; readonly session?: number } = {},
): Scene {
  for (let batch = 0; batch < batches; batch++) {
    const items = Array.from(
      { length: 100 },
      (_, place) =>
        ({
          key: null,
          order: {
            market: market.id,
            outcome: place % 2 === 0 ? "yes" : "no",
            side: "sell",
            pricing: {
              kind: "limit",
              price: 5_100 + 100 * (place % 11),
              quantity: 1,
              timeInForce: { kind: "gtc", postOnly: false },
            },
            reduceOnly: false,
            selfTrade: "cancel-taker",
            group: tag.group ?? null,
            session: tag.session ?? null,
          },
        }) as const,
    );
    yield wish(account.owner, { type: "PlaceOrders", account: account.id, items });
  }
}

function* crowdCancelled(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account, market } = crowd;
  yield* fill(crowd, 11);
  const scope = { kind: "market", market: market.id } as const;
  yield wish(account.owner, { type: "CancelAll", account: account.id, scope });
  yield* leave(crowd);
}

/** One taker meets more makers than one command has steps for. */
function* crowdSwept(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account, market } = crowd;
  for (let batch = 0; batch < 21; batch++) {
    const items = Array.from(
      { length: 100 },
      () =>
        ({
          key: null,
          order: {
            market: market.id,
            outcome: "yes",
            side: "sell",
            pricing: {
              kind: "limit",
              price: 6_000,
              quantity: 1,
              timeInForce: { kind: "gtc", postOnly: false },
            },
            reduceOnly: false,
            selfTrade: "cancel-maker",
            group: null,
            session: null,
          },
        }) as const,
    );
    yield wish(account.owner, { type: "PlaceOrders", account: account.id, items });
  }
  const buyer = stage.memory.accounts.find(({ owner }) => owner !== account.owner) ?? account;
  yield venue({
    type: "UpdateAccount",
    account: buyer.id,
    status: "active",
    maxOpenOrders: 10_000,
  });
  yield* unlimited(buyer);
  yield* fund(stage, buyer, 1, 1_000_000_000);
  yield wish(buyer.owner, {
    type: "PlaceOrder",
    account: buyer.id,
    key: null,
    order: {
      market: market.id,
      outcome: "yes",
      side: "buy",
      pricing: {
        kind: "limit",
        price: 6_500,
        quantity: 3_000,
        timeInForce: { kind: "gtc", postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-taker",
      group: null,
      session: null,
    },
  });
  yield* leave(crowd);
}

function* crowdOfSession(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account } = crowd;
  yield wish(account.owner, { type: "OpenSession", account: account.id });
  const session = account.sessions.at(-1);
  if (session === undefined) return;
  yield* fill(crowd, 11, { session });
  yield wish(account.owner, { type: "CloseSession", account: account.id, session });
  // An order whose session is gone can shrink, and nothing else.
  const left = stage.machine.ordersOf(account.id).findLast((order) => order.session === session);
  if (left === undefined) return;
  const order = left.order;
  yield wish(account.owner, {
    type: "AmendOrder",
    account: account.id,
    order,
    price: 9_900,
    quantity: 2,
    key: null,
  });
  yield* leave(crowd);
}

/** A session with a crowd of orders is open when the venue recovers. */
function* crowdResumed(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account } = crowd;
  yield wish(account.owner, { type: "OpenSession", account: account.id });
  const session = account.sessions.at(-1);
  if (session === undefined) return;
  yield* fill(crowd, 11, { session });
  yield venue({ type: "ResumeVenue", postOnlyMs: 2_000, graceMs: 60_000 });
  yield* leave(crowd);
}

function* crowdOfGroup(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account } = crowd;
  yield wish(account.owner, { type: "CreateOrderGroup", account: account.id, limit: 0 });
  const group = account.groups.at(-1);
  if (group === undefined) return;
  yield* fill(crowd, 11, { group });
  yield wish(account.owner, { type: "TripOrderGroup", account: account.id, group });
  yield* leave(crowd);
}

/** More orders leave a grid than one command cancels; meanwhile the market ends, or somebody wants to trade. */
function* crowdOffGrid(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account, market } = crowd;
  yield* fill(crowd, 12);
  yield venue({ type: "ChangeTickSize", market: market.id, tickSize: 1_000, at: 0 });
  yield venue({ type: "ChangeTickSize", market: market.id, tickSize: 10, at: 0 });
  yield* fill(crowd, 1);
  if (stage.random.chance(0.5)) {
    yield venue({ type: "ResolveMarket", market: market.id, yesPayout: 0 });
  }
  for (let round = 0; round < 20; round++) yield null;
  yield venue({ type: "ChangeTickSize", market: market.id, tickSize: 10, at: 0 });
  yield* fill({ account, market }, 1);
  yield* leave(crowd);
}

/** Resolution with more orders and holders' visits than one command handles. */
function* crowdResolved(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account, market } = crowd;
  yield* fill(crowd, 11);
  yield venue({ type: "ResolveMarket", market: market.id, yesPayout: 10_000 });
  yield wish(account.owner, { type: "ClaimPayout", account: account.id, market: market.id });
  for (let round = 0; round < 20; round++) yield null;
  yield wish(account.owner, { type: "ClaimPayout", account: account.id, market: market.id });
}

/** A dead man's switch with more orders than one command cancels. */
function* crowdDeserted(stage: Stage): Scene {
  const crowd = yield* gather(stage);
  if (crowd === null) return;
  const { account } = crowd;
  yield* fill(crowd, 11);
  yield wish(account.owner, { type: "Heartbeat", account: account.id, timeoutMs: 1 });
  yield* leave(crowd);
}

/** The stage is cleared: what is left of the orders goes, and the market ends. */
function* leave({ account, market }: Crowd): Scene {
  for (let round = 0; round < 30; round++) yield null;
  yield wish(account.owner, { type: "CancelAll", account: account.id, scope: { kind: "all" } });
  const policy = { kind: "split", yesPayout: 5_000 } as const;
  yield venue({ type: "VoidMarket", market: market.id, policy });
}

/** The third asset is there to be filled up, and the debts of conversion with it. */
function* hugeConversions(stage: Stage): Scene {
  const { memory, machine } = stage;
  const asset = memory.assets[2];
  const account = memory.accounts.slice(3).find(({ owner }) => machine.exclusion(owner) === null);
  if (asset === undefined || account === undefined) return;
  const { id, owner } = account;
  const quantity = 2 ** 31 - 1;
  yield venue({ type: "UpdateAccount", account: id, status: "active", maxOpenOrders: 10_000 });
  yield* unlimited(account);
  yield* fund(stage, account, asset, 1_000_000_000_000_000);
  yield* fund(stage, account, asset, 3_500_000_000_000_000);
  const slug = memory.newName("e-");
  yield venue({
    type: "CreateEvent",
    slug,
    text: { title: "Huge", description: "", category: "", tags: [], image: "" },
    rules: "",
    collateral: asset,
    mutuallyExclusive: true,
    exhaustive: true,
    markets: Array.from({ length: 40 }, () => fresh(stage)),
  });
  const found = machine.findSlug(slug);
  if (found?.kind !== "event") return;
  const event = found.id;
  const market = memory.events.find((known) => known.id === event)?.markets[0]?.id;
  if (market === undefined) return;
  const target = { kind: "event", event } as const;
  yield venue({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
  for (let round = 0; round < 7; round++) {
    yield wish(owner, { type: "SplitSet", account: id, market, quantity, key: null });
    yield wish(owner, {
      type: "ConvertPositions",
      account: id,
      event,
      markets: [market],
      quantity,
      key: null,
    });
  }
  yield venue({ type: "VoidEvent", event, policy: { kind: "cost-basis" } });
  yield venue({ type: "VoidEvent", event, policy: { kind: "split", yesPayout: 0 } });
}

function* largestEvent(stage: Stage): Scene {
  const { memory, machine } = stage;
  const slug = memory.newName("e-");
  const wished = {
    type: "CreateEvent",
    slug,
    text: { title: "Large", description: "", category: "", tags: [], image: "" },
    rules: "",
    collateral: 1,
    mutuallyExclusive: false,
    exhaustive: false,
  } as const;
  const markets = Array.from({ length: 501 }, () => fresh(stage));
  yield venue({ ...wished, markets });
  yield venue({ ...wished, markets: markets.slice(0, 500) });
  const found = machine.findSlug(slug);
  if (found?.kind !== "event") return;
  yield venue({ type: "AddMarket", event: found.id, market: fresh(stage) });
  const target = { kind: "event", event: found.id } as const;
  yield venue({ type: "ChangeMarketState", target, to: "deleted", mode: "normal" });
}

/** A market under a name that is certainly not taken. */
function fresh(stage: Stage): Loose<MarketSpec> {
  return { ...marketSpec(stage), slug: stage.memory.newName("m-") };
}
