import { assert } from "./assert.ts";
import { NO_SLOT } from "./book/order-pool.ts";
import { rest } from "./book/resting.ts";
import type { AccountStatus, Role } from "./commands.ts";
import { DEADLINE_CLOSE } from "./deadlines.ts";
import type { CancelReason, Ending } from "./events.ts";
import { awaitDeadMan, deadManDeadline } from "./execute/safety.ts";
import type {
  AccountId,
  AssetId,
  EventId,
  GroupId,
  MarketId,
  OrderId,
  OwnerId,
  Sequence,
  SessionId,
  Timestamp,
  WithdrawalId,
} from "./ids.ts";
import type { FeeSchedule, MarketMode, MarketParameters, MarketState } from "./market.ts";
import type { Amount, Price, Quantity } from "./money.ts";
import type { Outcome, SelfTradePrevention } from "./order.ts";
import { Account, EventGroup, Market, State } from "./state.ts";
import type { Job, MassScope, Position } from "./state.ts";

/** A value of a record: text, a safe integer, or a list of such. */
export type RecordValue = string | number | readonly RecordValue[];
/** One logical thing of the state: its kind and its values. Holds no slot, capacity or −0. */
export type StateRecord = readonly [kind: string, ...values: RecordValue[]];

/** Version of the record layout below; a change of layout raises it. */
const LAYOUT = 1;

/**
 * The state as records in canonical order: the same logical state gives the
 * same records, however it came about. Orders come by market and priority, so
 * that adding them in order rebuilds every queue.
 */
export function* exportState(state: State): Generator<StateRecord> {
  const { sequence, time, postOnlyUntil, deadManFloor } = state;
  yield ["machine", LAYOUT, sequence, time, postOnlyUntil, deadManFloor];
  for (const [origin, counter] of byKey(state.origins)) yield ["origin", origin, counter];
  for (const [owner, role] of byKey(state.roles)) yield ["role", owner, role];
  for (const asset of state.assets) {
    const { id, symbol, fees, rewards, external, conversionDebt } = asset;
    yield ["asset", id, symbol, fees, rewards, external, conversionDebt];
  }
  for (const account of state.accountList) {
    const { id, owner, status, maxOpenOrders, deadManAt, groups } = account;
    yield ["account", id, owner, status, maxOpenOrders, deadManAt, groups];
    yield* balancesOf(state, account);
  }
  for (const event of state.events.values()) yield* eventRecords(state, event);
  // By creation: a market added late to an early event still comes in its own place.
  for (const market of state.marketList) yield* marketRecords(market);
  for (const market of state.marketList) yield* orderRecords(state, market);
  for (const { id, account, limit, matched, tripped } of state.groups.values()) {
    yield ["group", id, account.id, limit, matched, tripped ? 1 : 0];
  }
  for (const [session, account] of state.sessions) yield ["session", session, account.id];
  for (const { id, account, asset, amount } of state.withdrawals.values()) {
    yield ["withdrawal", id, account.id, asset.id, amount];
  }
  for (const job of state.jobs) yield jobRecord(job);
  const isResting = (id: number): boolean => state.orders.find(id) !== NO_SLOT;
  for (const account of state.accountList) {
    for (const [key, entry] of account.keys.live(state.time, isResting)) {
      const { contentHash, sequence: first, rememberedAt, outcome } = entry;
      const { id, filled, notional, fee, resting } = outcome;
      const answer = [id, filled, notional, fee, resting];
      yield ["key", account.id, key, contentHash, first, rememberedAt, answer];
    }
  }
}

function* balancesOf(state: State, account: Account): Generator<StateRecord> {
  for (const { id } of state.assets) {
    const available = account.availableOf(id);
    const held = account.heldOf(id);
    if (available !== 0 || held !== 0) yield ["balance", account.id, id, available, held];
  }
}

function* eventRecords(state: State, event: EventGroup): Generator<StateRecord> {
  const { id, slug, collateral, mutuallyExclusive, exhaustive, rulesVersion, wasOpened } = event;
  const flags = [mutuallyExclusive, exhaustive, wasOpened].map((flag) => (flag ? 1 : 0));
  yield ["event", id, slug, collateral, flags, rulesVersion];
  yield* balancesOf(state, event.conversion);
}

function* marketRecords(market: Market): Generator<StateRecord> {
  const { id, event, slug, tickSize, state, mode, closeDue, lastPrice, pool, reserve } = market;
  const { minQuantity, positionLimit, bandLow, bandHigh, closeTime } = market.parameters;
  yield [
    "market",
    id,
    event.id,
    slug,
    tickSize,
    state,
    mode,
    [minQuantity, positionLimit, bandLow, bandHigh, closeTime],
    market.schedules.map(({ formula, exponent, takerBps, makerBps, rebateBps }) => {
      return [formula, exponent, takerBps, makerBps, rebateBps];
    }),
    closeDue,
    lastPrice,
    [pool, market.outstandingYes, market.outstandingNo, reserve, market.cost],
    market.proposedPayout ?? -1,
    endingValue(market.ending),
    market.payCursor,
  ];
  for (const { account, yes, no, costYes, costNo } of market.holders) {
    yield ["holder", id, account.id, yes, no, costYes, costNo];
  }
}

function* orderRecords(state: State, market: Market): Generator<StateRecord> {
  const { orders } = state;
  const { ladder } = market;
  for (const bid of [true, false]) {
    for (let price = ladder.best(bid); price !== 0; price = ladder.worse(bid, price)) {
      for (let slot = ladder.head(price); slot !== NO_SLOT; slot = ladder.behind(slot)) {
        const flags = [orders.isPostOnly(slot), orders.isReduceOnly(slot)].map((flag) =>
          flag ? 1 : 0,
        );
        yield [
          "order",
          orders.id[slot],
          state.accountOf(slot).id,
          market.id,
          orders.outcome(slot),
          bid ? 1 : 0,
          price,
          orders.quantity[slot],
          orders.remaining[slot],
          flags,
          orders.selfTrade(slot),
          orders.version[slot],
          orders.expiresAt[slot],
          orders.group[slot],
          orders.session[slot],
        ];
      }
    }
  }
}

function jobRecord(job: Job): StateRecord {
  switch (job.kind) {
    case "resolution":
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

/** Builds the state that `exportState` described. Throws if the records contradict each other. */
export function importState(records: Iterable<StateRecord>): State {
  const state = new State();
  for (const record of records) takeIn(state, record);
  for (const market of state.marketList) {
    if (market.closeDue !== 0) {
      state.deadlines.add({ at: market.closeDue, kind: DEADLINE_CLOSE, id: market.id });
    }
  }
  for (const account of state.accountList) {
    const deadline = deadManDeadline(state, account);
    if (deadline > 0) awaitDeadMan(state, account, deadline);
  }
  return state;
}

/** The values of a record of known layout; the cast is checked by the layout version and the round-trip tests. */
function valuesOf<T extends readonly unknown[]>(record: StateRecord): T {
  const [, ...values] = record;
  return values as readonly unknown[] as T;
}

function takeIn(state: State, record: StateRecord): void {
  switch (record[0]) {
    case "machine": {
      const [layout, sequence, time, postOnlyUntil, deadManFloor] =
        valuesOf<[number, number, Timestamp, Timestamp, Timestamp]>(record);
      assert(layout === LAYOUT, "the records have another layout");
      Object.assign(state, { sequence, time, postOnlyUntil, deadManFloor });
      break;
    }
    case "origin": {
      const [origin, counter] = valuesOf<[number, number]>(record);
      state.origins.set(origin, counter);
      break;
    }
    case "role": {
      const [owner, role] = valuesOf<[OwnerId, Role]>(record);
      state.roles.set(owner, role);
      break;
    }
    case "asset": {
      const [id, symbol, fees, rewards, external, conversionDebt] =
        valuesOf<[AssetId, string, number, number, number, number]>(record);
      state.assets.push({ id, symbol, fees, rewards, external, conversionDebt });
      break;
    }
    case "account":
      takeInAccount(state, record);
      break;
    case "balance": {
      // Holds of orders come back with the orders; until then they count as available.
      const [id, asset, available, held] = valuesOf<[AccountId, AssetId, number, number]>(record);
      const bucket = accountOrConversion(state, id).available;
      while (bucket.length < asset) bucket.push(0);
      bucket[asset - 1] = available + held;
      break;
    }
    case "event": {
      const [id, slug, collateral, flags, rulesVersion] =
        valuesOf<[EventId, string, AssetId, number[], number]>(record);
      const [mutuallyExclusive, exhaustive, wasOpened] = flags.map((flag) => flag === 1);
      const event = new EventGroup(id, slug, { collateral, mutuallyExclusive, exhaustive });
      Object.assign(event, { rulesVersion, wasOpened });
      state.events.set(id, event);
      state.slugs.set(slug, event);
      break;
    }
    case "market":
      takeInMarket(state, record);
      break;
    case "holder": {
      const [market, account, yes, no, costYes, costNo] =
        valuesOf<[MarketId, AccountId, number, number, number, number]>(record);
      const position = positionOf(state, market, account);
      Object.assign(position, { yes, no, costYes, costNo, isHolder: true });
      position.market.holders.push(position);
      break;
    }
    case "order":
      takeInOrder(state, record);
      break;
    case "group": {
      const [id, account, limit, matched, tripped] =
        valuesOf<[GroupId, AccountId, number, number, number]>(record);
      const group = {
        id,
        account: accountOf(state, account),
        limit,
        matched,
        tripped: tripped === 1,
      };
      state.groups.set(id, group);
      break;
    }
    case "session": {
      const [session, account] = valuesOf<[SessionId, AccountId]>(record);
      state.sessions.set(session, accountOf(state, account));
      accountOf(state, account).sessions.add(session);
      break;
    }
    case "withdrawal": {
      const [id, accountId, assetId, amount] =
        valuesOf<[WithdrawalId, AccountId, AssetId, Amount]>(record);
      const account = accountOf(state, accountId);
      const asset = state.asset(assetId);
      assert(asset !== undefined, "a withdrawal of an unknown asset");
      state.withdrawals.set(id, { id, account, asset, amount });
      account.available[assetId - 1] -= amount;
      while (account.held.length < assetId) account.held.push(0);
      account.held[assetId - 1] += amount;
      break;
    }
    case "job":
      state.jobs.push(jobFrom(state, record));
      break;
    case "key": {
      const [account, key, contentHash, sequence, rememberedAt, answer] =
        valuesOf<[AccountId, string, number, Sequence, Timestamp, number[]]>(record);
      const [id, filled, notional, fee, resting] = answer as [
        number,
        Quantity,
        Amount,
        Amount,
        Quantity,
      ];
      const outcome = { id, filled, notional, fee, resting };
      const entry = { contentHash, sequence, rememberedAt, outcome };
      accountOf(state, account).keys.remember(key, entry, () => true);
      break;
    }
    default:
      assert(false, `an unknown record: ${record[0]}`);
  }
}

function takeInAccount(state: State, record: StateRecord): void {
  const [id, owner, status, maxOpenOrders, deadManAt, groups] =
    valuesOf<[AccountId, OwnerId, AccountStatus, number, Timestamp, number]>(record);
  const account = new Account(id, owner, state.accountList.length);
  Object.assign(account, { status, maxOpenOrders, deadManAt, groups });
  state.accounts.set(id, account);
  state.accountList.push(account);
  state.accountsOfOwner.set(owner, [...(state.accountsOfOwner.get(owner) ?? []), account]);
}

function takeInMarket(state: State, record: StateRecord): void {
  const [id, eventId, slug, tickSize, marketState, mode, limits, schedules, closeDue, ...rest] =
    valuesOf<
      [
        MarketId,
        EventId,
        string,
        Price,
        MarketState,
        MarketMode,
        [Quantity, Quantity, Price, Price, Timestamp],
        [FeeSchedule["formula"], number, number, number, number][],
        Timestamp,
        number,
        [number, number, number, number, number],
        Price,
        [Ending["kind"]?, Price?],
        number,
      ]
    >(record);
  const [
    lastPrice,
    [pool, outstandingYes, outstandingNo, reserve, cost],
    proposed,
    ending,
    payCursor,
  ] = rest;
  const [minQuantity, positionLimit, bandLow, bandHigh, closeTime] = limits;
  const fees = schedules.map(([formula, exponent, takerBps, makerBps, rebateBps]) => {
    return { formula, exponent, takerBps, makerBps, rebateBps };
  });
  const current = fees.at(-1);
  const event = state.events.get(eventId);
  assert(current !== undefined && event !== undefined, "a market without fees or event");
  const parameters: MarketParameters = {
    minQuantity,
    fees: current,
    positionLimit,
    bandLow,
    bandHigh,
    closeTime,
  };
  const text = { question: "", description: "", image: "" };
  const spec = { slug, text, tickSize, parameters };
  const market = new Market(id, state.marketList.length, event, spec, state.orders);
  market.schedules.splice(0, 1, ...fees);
  Object.assign(market, { state: marketState, mode, closeDue, lastPrice, payCursor });
  Object.assign(market, { pool, outstandingYes, outstandingNo, reserve, cost });
  market.proposedPayout = proposed < 0 ? null : proposed;
  const [kind, yesPayout] = ending;
  if (kind === "voided-at-cost") market.ending = { kind };
  else if (kind !== undefined && yesPayout !== undefined) market.ending = { kind, yesPayout };
  state.markets.set(id, market);
  state.marketList.push(market);
  state.slugs.set(slug, market);
  event.markets.push(market);
}

function takeInOrder(state: State, record: StateRecord): void {
  const [
    id,
    account,
    market,
    outcome,
    bid,
    price,
    quantity,
    remaining,
    flags,
    selfTrade,
    ...others
  ] =
    valuesOf<
      [
        OrderId,
        AccountId,
        MarketId,
        Outcome,
        number,
        number,
        number,
        number,
        [number, number],
        SelfTradePrevention,
        number,
        number,
        number,
        number,
      ]
    >(record);
  const [version, expiresAt, group, session] = others;
  rest(state, {
    id,
    account: accountOf(state, account).index,
    market: positionOf(state, market, account).market.index,
    outcome,
    bid: bid === 1,
    price,
    quantity,
    remaining,
    postOnly: flags[0] === 1,
    reduceOnly: flags[1] === 1,
    selfTrade,
    version,
    expiresAt,
    group,
    session,
  });
}

function jobFrom(state: State, record: StateRecord): Job {
  const [kind, first] = valuesOf<[Job["kind"], number]>(record);
  if (kind === "sessions") return { kind, below: first as SessionId };
  if (kind === "resolution") {
    const market = state.markets.get(first as MarketId);
    assert(market !== undefined, "a resolution of an unknown market");
    return { kind, market };
  }
  const [, account, [scopeKind, id], below, reason] =
    valuesOf<["cancel", AccountId, [MassScope["kind"], number?], OrderId, CancelReason]>(record);
  const scope = (
    scopeKind === "all" ? { kind: scopeKind } : { kind: scopeKind, [scopeKind]: id }
  ) as MassScope;
  return { kind, account: accountOf(state, account), scope, below, reason };
}

function accountOf(state: State, id: AccountId): Account {
  const account = state.accounts.get(id);
  assert(account !== undefined, "a record of an unknown account");
  return account;
}

function accountOrConversion(state: State, id: AccountId): Account {
  return state.events.get(id as number as EventId)?.conversion ?? accountOf(state, id);
}

function positionOf(state: State, market: MarketId, account: AccountId): Position {
  const found = state.markets.get(market);
  assert(found !== undefined, "a record of an unknown market");
  return state.positionOf(accountOrConversion(state, account), found);
}

function byKey<K extends number, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([a], [b]) => a - b);
}
