import { EVENT_MARKETS_MAX } from "../commands.ts";
import type { CommandContent } from "../commands.ts";
import { badQuantity, invalid } from "../fields.ts";
import {
  addShares,
  credit,
  creditConversion,
  issueSets,
  redeemSets,
  removeShares,
} from "../ledger/ledger.ts";
import { SETS_ALLOWED } from "../market.ts";
import { PRICE_ONE } from "../money.ts";
import type { Amount } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Account, EventGroup, Market, State } from "../state.ts";
import { ACCOUNT_NOT_FOUND, actFor } from "./authority.ts";
import { PLAIN_OUTCOME, isNew, keyedCommand } from "./client-key.ts";

/** Largest sum of conversion debts of one asset; with the deposits it stays a safe integer. */
const CONVERSION_DEBT_MAX = 5_000_000_000_000_000;

type SplitOrMerge = Extract<CommandContent, { type: "SplitSet" | "MergeSet" }>;

/** A dollar a share becomes YES and NO, half the cost on each; or the reverse. */
export function splitOrMerge(run: Run, command: SplitOrMerge): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command);
  if (!isNew(run, keyed)) return;
  const field = badQuantity(command.quantity);
  if (field !== null) return run.reject(invalid(field));
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!SETS_ALLOWED.has(market.state))
    return run.reject({ code: "MarketNotOpen", state: market.state });
  const refusal =
    command.type === "SplitSet"
      ? split(run, account, market, command.quantity)
      : merge(run.state, account, market, command.quantity);
  if (refusal !== null) return run.reject(refusal);
  const { type, quantity } = command;
  const event = type === "SplitSet" ? "SetSplit" : "SetMerged";
  run.emit({ type: event, account: account.id, market: market.id, quantity });
  keyed.remember(PLAIN_OUTCOME);
}

function split(run: Run, account: Account, market: Market, lots: number): Rejection | null {
  const { state } = run;
  const { collateral } = market.event;
  const required = lots * PRICE_ONE;
  // Whoever may only sell could sell one side of a new set, and so hold the other.
  if (account.status === "closed-only") return { code: "AccountClosedOnly" };
  if (account.excludedUntil > run.time) {
    return { code: "OwnerExcluded", until: account.excludedUntil };
  }
  const limit = account.limits?.maxExposure ?? 0;
  const would = limit === 0 ? 0 : state.exposureOf(account) + required;
  if (would > limit) return { code: "ExposureLimitExceeded", limit, would };
  const available = state.availableOf(account, collateral);
  if (available < required) return { code: "InsufficientCollateral", required, available };
  credit(state, account.index, collateral, -required);
  issueSets(market, lots);
  const position = state.positions.take(account.index, market.index);
  addShares(state, market, position, true, lots, required / 2);
  addShares(state, market, position, false, lots, required / 2);
  return null;
}

function merge(state: State, account: Account, market: Market, lots: number): Rejection | null {
  const { positions } = state;
  const position = positions.find(account.index, market.index);
  const available = Math.min(positions.free(position, true), positions.free(position, false));
  if (available < lots) return { code: "InsufficientShares", required: lots, available };
  removeShares(state, market, position, true, lots);
  removeShares(state, market, position, false, lots);
  redeemSets(market, lots);
  credit(state, account.index, market.event.collateral, lots * PRICE_ONE);
  return null;
}

/** Shares between two accounts of one owner; their cost goes along. */
export function transferShares(
  run: Run,
  command: Extract<CommandContent, { type: "TransferShares" }>,
): void {
  const { outcome, quantity } = command;
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command);
  if (!isNew(run, keyed)) return;
  const receiver = run.state.accounts.get(command.to);
  const field = badQuantity(quantity) ?? (command.to === command.account ? "to" : null);
  if (receiver === undefined) return run.reject(ACCOUNT_NOT_FOUND);
  if (field !== null) return run.reject(invalid(field));
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!SETS_ALLOWED.has(market.state))
    return run.reject({ code: "MarketNotOpen", state: market.state });
  if (receiver.owner !== account.owner) return run.reject({ code: "DifferentOwners" });
  const { positions } = run.state;
  const yes = outcome === "yes";
  const position = positions.find(account.index, market.index);
  const available = positions.free(position, yes);
  if (available < quantity) {
    return run.reject({ code: "InsufficientShares", required: quantity, available });
  }
  const cost = removeShares(run.state, market, position, yes, quantity) as Amount;
  const taken = positions.take(receiver.index, market.index);
  addShares(run.state, market, taken, yes, quantity, cost);
  run.emit({
    type: "SharesTransferred",
    from: account.id,
    to: receiver.id,
    market: market.id,
    outcome,
    quantity,
    cost,
  });
  keyed.remember(PLAIN_OUTCOME);
}

type Convert = Extract<CommandContent, { type: "ConvertPositions" }>;

/**
 * NO on k of an exclusive and exhaustive event's n unresolved outcomes becomes
 * YES on the other n − k and k − 1 dollars a share. The event's conversion
 * account takes the NO, pays for full sets of the others, passes their YES on and
 * keeps their NO: it then holds NO on all n and owes (n − 1) dollars a share,
 * which is what those NO will pay.
 */
export function convertPositions(run: Run, command: Convert): void {
  const account = actFor(run, command.account);
  if (account === null) return;
  const keyed = keyedCommand(run, account, command);
  if (!isNew(run, keyed)) return;
  const { markets } = command;
  const isList =
    markets.length >= 1 &&
    markets.length <= EVENT_MARKETS_MAX &&
    new Set(markets).size === markets.length;
  const field = isList ? badQuantity(command.quantity) : "markets";
  if (field !== null) return run.reject(invalid(field));
  if (account.status === "frozen") return run.reject({ code: "AccountFrozen" });
  const event = run.state.events.get(command.event);
  if (event === undefined) return run.reject({ code: "EventNotFound" });
  const refusal = judgeConversion(run.state, account, event, command);
  if (refusal !== null) return run.reject(refusal);
  convert(run, account, event, command);
  keyed.remember(PLAIN_OUTCOME);
}

function judgeConversion(
  state: State,
  account: Account,
  event: EventGroup,
  command: Convert,
): Rejection | null {
  const named = command.markets.map((id) => state.markets.get(id));
  if (named.includes(undefined)) return { code: "MarketNotFound" };
  const isWhole = event.markets.every((market) => market.state !== "draft");
  const areOurs = named.every((market) => market?.event === event && market.isUnresolved);
  if (!event.actsAsOne || !isWhole || !areOurs) return { code: "NotConvertible" };
  const unresolved = event.markets.filter((market) => market.isUnresolved).length;
  const debt = (unresolved - 1) * command.quantity * PRICE_ONE;
  const total = (state.asset(event.collateral)?.conversionDebt ?? 0) + debt;
  if (total > CONVERSION_DEBT_MAX) return { code: "ConversionLimitReached" };
  for (const market of event.markets) {
    if (!command.markets.includes(market.id)) continue;
    const position = state.positions.find(account.index, market.index);
    const available = state.positions.free(position, false);
    if (available < command.quantity) {
      return { code: "InsufficientShares", required: command.quantity, available };
    }
  }
  return null;
}

function convert(run: Run, account: Account, event: EventGroup, command: Convert): void {
  const { state } = run;
  const { quantity } = command;
  const { collateral } = event;
  const { positions } = state;
  const conversion = state.conversionOf(event);
  const unresolved = event.markets.filter((market) => market.isUnresolved);
  const given = unresolved.filter((market) => command.markets.includes(market.id));
  const received = unresolved.filter((market) => !command.markets.includes(market.id));
  const cash = (given.length - 1) * quantity * PRICE_ONE;

  let cost = 0;
  for (const market of given) {
    const own = positions.take(account.index, market.index);
    cost += removeShares(state, market, own, false, quantity);
    addShares(state, market, positions.take(conversion, market.index), false, quantity, 0);
  }
  const carried = Math.max(0, cost - cash);
  const part = received.length === 0 ? 0 : Math.floor(carried / received.length);
  const odd = carried - part * received.length;
  for (const [place, market] of received.entries()) {
    issueSets(market, quantity);
    const own = positions.take(account.index, market.index);
    addShares(state, market, own, true, quantity, part + (place < odd ? 1 : 0));
    addShares(state, market, positions.take(conversion, market.index), false, quantity, 0);
  }
  const paid = cash + received.length * quantity * PRICE_ONE;
  creditConversion(state, conversion, collateral, -paid);
  const asset = state.asset(collateral);
  if (asset !== undefined) asset.conversionDebt += paid;
  credit(state, account.index, collateral, cash);
  run.emit({
    type: "PositionsConverted",
    account: account.id,
    event: event.id,
    given: given.map((market) => market.id),
    received: received.map((market) => market.id),
    quantity,
    collateral: cash as Amount,
  });
}
