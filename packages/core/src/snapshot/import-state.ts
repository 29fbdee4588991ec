import { assert } from "../assert.ts";
import { setAside } from "../book/delayed.ts";
import { placeOf, selfTradeNumber } from "../book/order-pool.ts";
import { rest } from "../book/resting.ts";
import type { AccountStatus, EndingWish, ExclusionKind, Role } from "../commands.ts";
import { DEADLINE_CLOSE, DEADLINE_TICK_SIZE } from "../deadlines.ts";
import type { CancelReason, Ending } from "../events.ts";
import { newMemory } from "../execute/client-key.ts";
import type { KeyMemoryName } from "../execute/client-key.ts";
import { awaitDeadMan, deadManDeadline } from "../execute/safety.ts";
import type {
  AccountId,
  AssetId,
  EventId,
  GroupId,
  MarketId,
  MatchId,
  OrderId,
  OwnerId,
  Sequence,
  SessionId,
  Timestamp,
  WithdrawalId,
} from "../ids.ts";
import { hold } from "../ledger/ledger.ts";
import type {
  FeeSchedule,
  MarketMode,
  MarketParameters,
  MarketState,
  MarketTarget,
  VoidPolicy,
} from "../market.ts";
import type { Amount, Price, Quantity } from "../money.ts";
import { isBid } from "../order.ts";
import type { Outcome, SelfTradePrevention } from "../order.ts";
import { EventGroup, State } from "../state.ts";
import type { Account, Job, Market, MassScope } from "../state.ts";

import { LAYOUT, LAYOUT_BEFORE } from "./record.ts";
import type { StateRecord } from "./record.ts";
import { specFrom } from "./spec-record.ts";
import type { SpecValue } from "./spec-record.ts";

/** Builds the state that `exportState` described. Throws if the records contradict each other. */
export function importState(records: Iterable<StateRecord>): State {
  const state = new State();
  state.ownOrders.defer();
  for (const record of records) takeIn(state, record);
  state.ownOrders.settle();
  for (const market of state.marketList) {
    if (market.closeDue !== 0) {
      state.deadlines.add({ at: market.closeDue, kind: DEADLINE_CLOSE, id: market.id });
    }
    if (market.tickChange?.hasBegun === false) {
      const { at } = market.tickChange;
      state.deadlines.add({ at, kind: DEADLINE_TICK_SIZE, id: market.id });
    }
  }
  for (const account of state.accounts.list) {
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
      const [layout, sequence, time, postOnlyUntil, deadManFloor, confirmations = 1] =
        valuesOf<[number, number, Timestamp, Timestamp, Timestamp, (1 | 2)?]>(record);
      assert(layout === LAYOUT || layout === LAYOUT_BEFORE, "the records have another layout");
      Object.assign(state, { sequence, time, postOnlyUntil, deadManFloor, confirmations });
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
    case "exclusion": {
      const [owner, kind, until] = valuesOf<[OwnerId, ExclusionKind, Timestamp]>(record);
      state.exclusions.set(owner, { kind, until });
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
      const account = accountOrConversion(state, id);
      state.balances.amounts(account, asset)[account << 1] = available + held;
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
      const holder = positionOf(state, market, account);
      state.positions.restoreHolder(holder, [yes, no], [costYes, costNo]);
      marketOf(state, market).holders.push(holder);
      break;
    }
    case "order":
      takeInOrder(state, record);
      break;
    case "delayed":
      takeInDelayed(state, record);
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
      const holder = accountOf(state, account);
      state.sessions.set(session, holder);
      holder.sessions = [...holder.sessions, session];
      break;
    }
    case "withdrawal": {
      const [id, accountId, assetId, amount] =
        valuesOf<[WithdrawalId, AccountId, AssetId, Amount]>(record);
      const account = accountOf(state, accountId);
      const asset = state.asset(assetId);
      assert(asset !== undefined, "a withdrawal of an unknown asset");
      state.withdrawals.set(id, { id, account, asset, amount });
      account.withdrawing += amount;
      hold(state, account.index, assetId, amount);
      break;
    }
    case "job":
      state.jobs.push(jobFrom(state, record));
      break;
    case "request":
      takeInRequest(state, record);
      break;
    case "reversed": {
      const [match] = valuesOf<[MatchId]>(record);
      state.reversed.add(match);
      break;
    }
    case "key":
      takeInKey(state, record);
      break;
    default:
      assert(false, `an unknown record: ${record[0]}`);
  }
}

function takeInAccount(state: State, record: StateRecord): void {
  const [id, owner, status, maxOpenOrders, deadManAt, groups, amounts = [], deposits = [0, 0]] =
    valuesOf<
      [AccountId, OwnerId, AccountStatus, number, Timestamp, number, Amount[]?, [number, number]?]
    >(record);
  const account = state.openAccount(id, owner);
  const [depositDay, depositedToday] = deposits;
  Object.assign(account, { status, maxOpenOrders, deadManAt, groups });
  Object.assign(account, { depositDay, depositedToday });
  const [maxOrderNotional, maxExposure, maxDailyDeposit] = amounts;
  if (amounts.length > 0) account.limits = { maxOrderNotional, maxExposure, maxDailyDeposit };
}

function takeInKey(state: State, record: StateRecord): void {
  const [account, key, contentHash, sequence, rememberedAt, answer, name] =
    valuesOf<[AccountId, string, number, Sequence, Timestamp, number[], KeyMemoryName?]>(record);
  const [id, filled, notional, fee, resting] = answer as [
    number,
    Quantity,
    Amount,
    Amount,
    Quantity,
  ];
  const outcome = { id, filled, notional, fee, resting };
  const entry = { contentHash, sequence, rememberedAt, outcome };
  const owner = accountOf(state, account);
  // Before layout 2 there was one memory for all: such a key is in every one it may belong to.
  const older: readonly KeyMemoryName[] =
    id === 0 ? ["keys", "depositKeys"] : ["keys", "withdrawalKeys"];
  for (const memory of name === undefined ? older : [name]) {
    owner[memory] ??= newMemory(memory);
    owner[memory].remember(key, entry, () => true);
  }
}

function takeInRequest(state: State, record: StateRecord): void {
  const [id, kind, actor, at, type, value] =
    valuesOf<[number, "market" | "event", OwnerId, Timestamp, EndingWish["type"], unknown[]]>(
      record,
    );
  const target = { kind, [kind]: id } as unknown as MarketTarget;
  state.endingRequests.set(id, { target, wish: wishFrom(type, id, value), actor, at });
}

function wishFrom(type: EndingWish["type"], id: number, value: unknown[]): EndingWish {
  const [first, second] = value;
  switch (type) {
    case "ResolveMarket":
      return { type, market: id as MarketId, yesPayout: first as Price };
    case "ResolveEvent": {
      const payouts = (value as [MarketId, Price][]).map(([market, yesPayout]) => {
        return { market, yesPayout };
      });
      return { type, event: id as EventId, payouts };
    }
    case "VoidMarket":
    case "VoidEvent": {
      const kind = first as VoidPolicy["kind"];
      const policy: VoidPolicy = kind === "split" ? { kind, yesPayout: second as Price } : { kind };
      return type === "VoidMarket"
        ? { type, market: id as MarketId, policy }
        : { type, event: id as EventId, policy };
    }
    default:
      return type satisfies never;
  }
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
        [Quantity, Quantity, Price, Price, Timestamp, number],
        [FeeSchedule["formula"], number, number, number, number][],
        Timestamp,
        number,
        [number, number, number, number, number],
        Price,
        [Ending["kind"]?, Price?],
        number,
        [Price, Timestamp, number]?,
      ]
    >(record);
  const [
    lastPrice,
    [pool, outstandingYes, outstandingNo, reserve, cost],
    proposed,
    ending,
    payCursor,
    change = [],
  ] = rest;
  const [minQuantity, positionLimit, bandLow, bandHigh, closeTime, takerDelayMs] = limits;
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
    takerDelayMs,
  };
  const text = { question: "", description: "", image: "", external: "" };
  const spec = { slug, text, tickSize, parameters };
  const market = state.createMarket(id, event, spec);
  market.schedules.splice(0, 1, ...fees);
  Object.assign(market, { state: marketState, mode, closeDue, lastPrice, payCursor });
  Object.assign(market, { pool, outstandingYes, outstandingNo, reserve, cost });
  const [nextTick, at, hasBegun] = change;
  if (nextTick !== undefined && at !== undefined) {
    market.tickChange = { tickSize: nextTick, at, hasBegun: hasBegun === 1 };
  }
  market.proposedPayout = proposed < 0 ? null : proposed;
  const [kind, yesPayout] = ending;
  if (kind === "voided-at-cost") market.ending = { kind };
  else if (kind !== undefined && yesPayout !== undefined) market.ending = { kind, yesPayout };
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
  const found = marketOf(state, market);
  const [postOnly, reduceOnly] = flags.map((flag) => flag === 1);
  const mode = selfTradeNumber(selfTrade);
  rest(state, found, accountOf(state, account).index, {
    id,
    position: positionOf(state, market, account),
    owner: accountOf(state, account).ownerIndex,
    place: placeOf(price, bid === 1, outcome === "yes", postOnly, reduceOnly, mode),
    quantity,
    remaining,
    version,
    expiresAt,
    group,
    session,
  });
}

function takeInDelayed(state: State, record: StateRecord): void {
  const [id, accountId, value, until, collateral, openBuy, place] =
    valuesOf<[OrderId, AccountId, SpecValue, Timestamp, number, number, [number, number, number]]>(
      record,
    );
  const spec = specFrom(value);
  const [price, lots, version] = place;
  const isTimed = spec.pricing.kind === "limit" && spec.pricing.timeInForce.kind === "gtd";
  const bid = isBid(spec.side, spec.outcome);
  const mode = selfTradeNumber(spec.selfTrade);
  const open = {
    id,
    position: positionOf(state, spec.market, accountId),
    owner: accountOf(state, accountId).ownerIndex,
    place: placeOf(price, bid, spec.outcome === "yes", false, spec.reduceOnly, mode),
    quantity: lots,
    remaining: lots,
    version,
    expiresAt: isTimed ? (value[3][4] ?? 0) : 0,
    group: spec.group ?? 0,
    session: spec.session ?? 0,
  };
  setAside(state, open, { spec, until, collateral, openBuy });
}

function jobFrom(state: State, record: StateRecord): Job {
  const [kind, first] = valuesOf<[Job["kind"], number]>(record);
  if (kind === "sessions") return { kind, below: first as SessionId };
  if (kind === "resolution" || kind === "tick") {
    return { kind, market: marketOf(state, first as MarketId) };
  }
  const [, account, [scopeKind, id], below, reason] =
    valuesOf<["cancel", AccountId, [MassScope["kind"], number?], OrderId, CancelReason]>(record);
  const scope = (
    scopeKind === "all" || scopeKind === "buys"
      ? { kind: scopeKind }
      : { kind: scopeKind, [scopeKind]: id }
  ) as MassScope;
  return { kind, account: accountOf(state, account), scope, below, reason };
}

function accountOf(state: State, id: AccountId): Account {
  const account = state.accounts.get(id);
  assert(account !== undefined, "a record of an unknown account");
  return account;
}

/** Index of the account with an id, or of the conversion account of the event with it. */
function accountOrConversion(state: State, id: AccountId): number {
  const event = state.events.get(id as number as EventId);
  return event === undefined ? accountOf(state, id).index : state.conversionOf(event);
}

function marketOf(state: State, id: MarketId): Market {
  const market = state.markets.get(id);
  assert(market !== undefined, "a record of an unknown market");
  return market;
}

function positionOf(state: State, market: MarketId, account: AccountId): number {
  const { index } = marketOf(state, market);
  return state.positions.take(accountOrConversion(state, account), index);
}
