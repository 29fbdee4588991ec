import { NO_SLOT } from "../book/order-pool.ts";
import { priceOf } from "../book/resting.ts";
import type { EndingWish } from "../commands.ts";
import type { Ending } from "../events.ts";
import { KEY_MEMORIES, stands } from "../execute/client-key.ts";
import type { KeyMemoryName } from "../execute/client-key.ts";
import { isRequestLive } from "../execute/confirm-ending.ts";
import type {
  Account,
  EndingRequest,
  EventGroup,
  Job,
  Market,
  MassScope,
  State,
} from "../state.ts";
import { LAYOUT } from "./record.ts";
import type { RecordValue, StateRecord } from "./record.ts";
import { specValue } from "./spec-record.ts";

/**
 * The state as records in canonical order: the same logical state gives the
 * same records, however it came about. Orders come by market and priority, so
 * that adding them in order rebuilds every queue.
 */
export function* exportState(state: State): Generator<StateRecord> {
  const { sequence, time, postOnlyUntil, deadManFloor } = state;
  yield ["machine", LAYOUT, sequence, time, postOnlyUntil, deadManFloor, state.confirmations];
  for (const [origin, counter] of state.origins.entries()) yield ["origin", origin, counter];
  for (const [owner, role] of byKey(state.roles)) yield ["role", owner, role];
  for (const [owner, { kind, until }] of byKey(state.exclusions)) {
    if (until > time) yield ["exclusion", owner, kind, until];
  }
  for (const asset of state.assets) {
    const { id, symbol, fees, rewards, external, conversionDebt } = asset;
    yield ["asset", id, symbol, fees, rewards, external, conversionDebt];
  }
  for (const account of state.accounts.list) {
    yield accountRecord(account);
    yield* balancesOf(state, account.index);
  }
  for (const event of state.events.values()) yield* eventRecords(state, event);
  // By creation: a market added late to an early event still comes in its own place.
  for (const market of state.marketList) yield* marketRecords(state, market);
  for (const market of state.marketList) yield* orderRecords(state, market);
  for (const { id, account, limit, matched, tripped } of state.groups.values()) {
    yield ["group", id, account.id, limit, matched, tripped ? 1 : 0];
  }
  for (const [session, account] of state.sessions) yield ["session", session, account.id];
  for (const { id, account, asset, amount } of state.withdrawals.values()) {
    yield ["withdrawal", id, account.id, asset.id, amount];
  }
  for (const job of state.jobs) yield jobRecord(job);
  for (const [id, request] of byKey(state.endingRequests)) {
    if (isRequestLive(request, time)) yield requestRecord(id, request);
  }
  for (const match of [...state.reversed].sort((a, b) => a - b)) yield ["reversed", match];
  for (const account of state.accounts.list) {
    for (const name of KEY_MEMORIES) yield* keyRecords(state, account, name);
  }
}

function accountRecord(account: Account): StateRecord {
  const { id, owner, status, maxOpenOrders, deadManAt, groups, limits } = account;
  const amounts =
    limits === null ? [] : [limits.maxOrderNotional, limits.maxExposure, limits.maxDailyDeposit];
  const deposits = [account.depositDay, account.depositedToday];
  return ["account", id, owner, status, maxOpenOrders, deadManAt, groups, amounts, deposits];
}

function* keyRecords(state: State, account: Account, name: KeyMemoryName): Generator<StateRecord> {
  const isStanding = (id: number): boolean => stands(state, name, id);
  for (const [key, entry] of account[name]?.live(state.time, isStanding) ?? []) {
    const { contentHash, sequence, rememberedAt, outcome } = entry;
    const { id, filled, notional, fee, resting } = outcome;
    const answer = [id, filled, notional, fee, resting];
    yield ["key", account.id, key, contentHash, sequence, rememberedAt, answer, name];
  }
}

/** Wishes are plain data of a few words; a list of payouts travels as pairs. */
function requestRecord(id: number, { target, wish, actor, at }: EndingRequest): StateRecord {
  return ["request", id, target.kind, actor, at, wish.type, wishValue(wish)];
}

function wishValue(wish: EndingWish): RecordValue {
  switch (wish.type) {
    case "ResolveMarket":
      return [wish.yesPayout];
    case "ResolveEvent":
      return wish.payouts.map(({ market, yesPayout }) => [market, yesPayout]);
    case "VoidMarket":
    case "VoidEvent": {
      const { policy } = wish;
      return policy.kind === "split" ? [policy.kind, policy.yesPayout] : [policy.kind];
    }
    default:
      return wish satisfies never;
  }
}

function* balancesOf(state: State, account: number): Generator<StateRecord> {
  for (const { id } of state.assets) {
    const available = state.balances.available(account, id);
    const held = state.balances.held(account, id);
    if (available !== 0 || held !== 0) {
      yield ["balance", state.accountId(account), id, available, held];
    }
  }
}

function* eventRecords(state: State, event: EventGroup): Generator<StateRecord> {
  const { id, slug, collateral, mutuallyExclusive, exhaustive, rulesVersion, wasOpened } = event;
  const flags = [mutuallyExclusive, exhaustive, wasOpened].map((flag) => (flag ? 1 : 0));
  yield ["event", id, slug, collateral, flags, rulesVersion];
  if (event.conversion >= 0) yield* balancesOf(state, event.conversion);
}

function* marketRecords(state: State, market: Market): Generator<StateRecord> {
  const { id, event, slug, tickSize, mode, closeDue, lastPrice, pool, reserve } = market;
  const { minQuantity, positionLimit, bandLow, bandHigh, closeTime, takerDelayMs } =
    market.parameters;
  yield [
    "market",
    id,
    event.id,
    slug,
    tickSize,
    market.state,
    mode,
    [minQuantity, positionLimit, bandLow, bandHigh, closeTime, takerDelayMs],
    market.schedules.map(({ formula, exponent, takerBps, makerBps, rebateBps }) => {
      return [formula, exponent, takerBps, makerBps, rebateBps];
    }),
    closeDue,
    lastPrice,
    [pool, market.outstandingYes, market.outstandingNo, reserve, market.cost],
    market.proposedPayout ?? -1,
    endingValue(market.ending),
    market.payCursor,
    market.tickChange === null
      ? []
      : [market.tickChange.tickSize, market.tickChange.at, market.tickChange.hasBegun ? 1 : 0],
  ];
  const { positions } = state;
  for (const holder of market.holders) {
    const account = state.accountId(positions.account(holder));
    const [yes, no] = [positions.shares(holder, true), positions.shares(holder, false)];
    const [costYes, costNo] = [positions.cost(holder, true), positions.cost(holder, false)];
    yield ["holder", id, account, yes, no, costYes, costNo];
  }
}

function* orderRecords(state: State, market: Market): Generator<StateRecord> {
  const { orders } = state;
  const { ladder } = market;
  for (const [order, { spec, until, collateral, openBuy }] of market.delayed ?? []) {
    const slot = orders.find(order);
    const place = [priceOf(state, slot), orders.remaining(slot), orders.version(slot)];
    const account = state.accountIdOf(slot);
    yield ["delayed", order, account, specValue(spec), until, collateral, openBuy, place];
  }
  for (const bid of [true, false]) {
    for (let level = ladder.best(bid); level !== 0; level = ladder.worse(bid, level)) {
      for (let slot = ladder.head(level); slot !== NO_SLOT; slot = ladder.behind(slot)) {
        const flags = [orders.isPostOnly(slot), orders.isReduceOnly(slot)].map((flag) =>
          flag ? 1 : 0,
        );
        const { expiresAt, group, session } = orders.termsOf(slot);
        yield [
          "order",
          orders.id(slot),
          state.accountIdOf(slot),
          market.id,
          orders.outcome(slot),
          bid ? 1 : 0,
          orders.price(slot),
          orders.quantity(slot),
          orders.remaining(slot),
          flags,
          orders.selfTrade(slot),
          orders.version(slot),
          expiresAt,
          group,
          session,
        ];
      }
    }
  }
}

function jobRecord(job: Job): StateRecord {
  switch (job.kind) {
    case "resolution":
    case "tick":
      return ["job", job.kind, job.market.id];
    case "sessions":
      return ["job", job.kind, job.below];
    case "cancel":
      return ["job", job.kind, job.account.id, scopeValue(job.scope), job.below, job.reason];
    default:
      return job satisfies never;
  }
}

function scopeValue(scope: MassScope): RecordValue {
  switch (scope.kind) {
    case "all":
    case "buys":
      return [scope.kind];
    case "market":
      return [scope.kind, scope.market];
    case "event":
      return [scope.kind, scope.event];
    case "group":
      return [scope.kind, scope.group];
    case "session":
      return [scope.kind, scope.session];
    default:
      return scope satisfies never;
  }
}

function endingValue(ending: Ending | null): RecordValue {
  if (ending === null) return [];
  return ending.kind === "voided-at-cost" ? [ending.kind] : [ending.kind, ending.yesPayout];
}

function byKey<K extends number, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([a], [b]) => a - b);
}
