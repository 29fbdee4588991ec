import type { AccountId, AssetId, Outcome } from "@probity/core";
import { portion, valueOf } from "./arithmetic.ts";
import { makerFee } from "./fees.ts";
import type { Account, Market, Order, State } from "./state.ts";

/**
 * What accounts own and how much of it is free. Nothing is stored twice: what is
 * held is summed from the open orders and pending withdrawals at every question.
 * `except` leaves out an order that is about to be amended or replaced.
 */

/** Collateral a resting order holds: nothing for a sell. RULES.md section 6, "Holds". */
function heldBy(order: Order): bigint {
  if (order.side === "sell") return 0n;
  const fee = makerFee(order.fees, order.fees.makerBps, order.price, order.remaining);
  return valueOf(order.price, order.remaining) + fee;
}

export function held(state: State, account: Account, asset: AssetId, except?: Order): bigint {
  let sum = 0n;
  for (const order of account.orders.values()) {
    if (order !== except && order.market.event.collateral === asset) sum += heldBy(order);
  }
  for (const { taker, collateral } of account.waiting.values()) {
    if (taker.market.event.collateral === asset) sum += collateral;
  }
  for (const withdrawal of state.withdrawals.values()) {
    if (withdrawal.account === account && withdrawal.asset === asset) sum += withdrawal.amount;
  }
  return sum;
}

/** RULES.md section 2: what the account risks. `except` leaves out what one order holds. */
export function exposure(state: State, account: Account, except?: Order): bigint {
  let sum = 0n;
  for (const order of account.orders.values()) if (order !== except) sum += heldBy(order);
  for (const { collateral } of account.waiting.values()) sum += collateral;
  for (const { holders } of state.markets.values()) {
    const position = holders.get(account.id);
    if (position !== undefined) sum += position.costYes + position.costNo;
  }
  return sum;
}

export function available(state: State, account: Account, asset: AssetId, except?: Order): bigint {
  return (account.cash.get(asset) ?? 0n) - held(state, account, asset, except);
}

export function addCash(account: Account, asset: AssetId, money: bigint): void {
  account.cash.set(asset, (account.cash.get(asset) ?? 0n) + money);
}

/** Lots of `outcome` in the account's resting orders of one side. */
export function openLots(
  account: Account,
  market: Market,
  outcome: Outcome,
  side: "buy" | "sell",
  except?: Order,
): number {
  let sum = 0;
  for (const order of account.orders.values()) {
    if (order === except || order.market !== market) continue;
    if (order.outcome === outcome && order.side === side) sum += order.remaining;
  }
  for (const { taker, lots, openBuy } of account.waiting.values()) {
    const { spec } = taker;
    if (taker.market !== market || spec.outcome !== outcome || spec.side !== side) continue;
    sum += side === "buy" ? openBuy : lots;
  }
  return sum;
}

export function shares(account: Account, market: Market, outcome: Outcome): number {
  return market.holders.get(account.id)?.[outcome] ?? 0;
}

/** Shares not locked by resting sells. */
export function freeShares(
  account: Account,
  market: Market,
  outcome: Outcome,
  except?: Order,
): number {
  return shares(account, market, outcome) - openLots(account, market, outcome, "sell", except);
}

/** Gives shares that cost `cost`; whoever receives first becomes a holder of the market. */
export function addShares(
  market: Market,
  holder: AccountId,
  outcome: Outcome,
  lots: number,
  cost: bigint,
): void {
  let position = market.holders.get(holder);
  if (position === undefined) {
    position = { yes: 0, no: 0, costYes: 0n, costNo: 0n };
    market.holders.set(holder, position);
  }
  position[outcome] += lots;
  position[costField(outcome)] += cost;
}

/** Takes shares away. @returns the cost that went with them, in proportion and rounded down. */
export function removeShares(
  market: Market,
  holder: AccountId,
  outcome: Outcome,
  lots: number,
): bigint {
  const position = market.holders.get(holder);
  if (position === undefined) throw new Error("shares are taken from somebody who holds none");
  const cost = portion(position[costField(outcome)], lots, position[outcome]);
  position[outcome] -= lots;
  position[costField(outcome)] -= cost;
  return cost;
}

function costField(outcome: Outcome): "costYes" | "costNo" {
  return outcome === "yes" ? "costYes" : "costNo";
}

/** Full sets outstanding, in lots: as many as there are YES. */
export function outstanding(market: Market): number {
  let sum = 0;
  for (const position of market.holders.values()) sum += position.yes;
  return sum;
}
