import { assert } from "../assert.ts";
import { setAside } from "../book/delayed.ts";
import { placeOf, selfTradeNumber } from "../book/order-pool.ts";
import { rest } from "../book/resting.ts";
import type { AccountStatus, Role } from "../commands.ts";
import { DEADLINE_CLOSE } from "../deadlines.ts";
import type { CancelReason, Ending } from "../events.ts";
import { awaitDeadMan, deadManDeadline } from "../execute/safety.ts";
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
} from "../ids.ts";
import { KeyMemory } from "../keys.ts";
import { hold } from "../ledger/ledger.ts";
import type { FeeSchedule, MarketMode, MarketParameters, MarketState } from "../market.ts";
import type { Amount, Price, Quantity } from "../money.ts";
import { isBid } from "../order.ts";
import type { Outcome, SelfTradePrevention } from "../order.ts";
import { EventGroup, State } from "../state.ts";
import type { Account, Job, Market, MassScope } from "../state.ts";

import { LAYOUT } from "./record.ts";
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
      hold(state, account.index, assetId, amount);
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
      const owner = accountOf(state, account);
      owner.keys ??= new KeyMemory();
      owner.keys.remember(key, entry, () => true);
      break;
    }
    default:
      assert(false, `an unknown record: ${record[0]}`);
  }
}

function takeInAccount(state: State, record: StateRecord): void {
  const [id, owner, status, maxOpenOrders, deadManAt, groups] =
    valuesOf<[AccountId, OwnerId, AccountStatus, number, Timestamp, number]>(record);
  const account = state.openAccount(id, owner);
  Object.assign(account, { status, maxOpenOrders, deadManAt, groups });
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
      ]
    >(record);
  const [
    lastPrice,
    [pool, outstandingYes, outstandingNo, reserve, cost],
    proposed,
    ending,
    payCursor,
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
  const text = { question: "", description: "", image: "" };
  const spec = { slug, text, tickSize, parameters };
  const market = state.createMarket(id, event, spec);
  market.schedules.splice(0, 1, ...fees);
  Object.assign(market, { state: marketState, mode, closeDue, lastPrice, payCursor });
  Object.assign(market, { pool, outstandingYes, outstandingNo, reserve, cost });
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
  const level = price / found.tickSize;
  const [postOnly, reduceOnly] = flags.map((flag) => flag === 1);
  const mode = selfTradeNumber(selfTrade);
  rest(state, found, accountOf(state, account).index, {
    id,
    position: positionOf(state, market, account),
    owner: accountOf(state, account).ownerIndex,
    place: placeOf(level, bid === 1, outcome === "yes", postOnly, reduceOnly, mode),
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
  const level = price / marketOf(state, spec.market).tickSize;
  const mode = selfTradeNumber(spec.selfTrade);
  const open = {
    id,
    position: positionOf(state, spec.market, accountId),
    owner: accountOf(state, accountId).ownerIndex,
    place: placeOf(level, bid, spec.outcome === "yes", false, spec.reduceOnly, mode),
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
