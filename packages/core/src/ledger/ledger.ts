import { assert } from "../assert.ts";
import type { AssetId } from "../ids.ts";
import { PRICE_ONE, mulDivDown } from "../money.ts";
import type { Market, State } from "../state.ts";
import { COST, HELD, OPEN_BUY, SHARES } from "./positions.ts";
import type { Positions } from "./positions.ts";

/**
 * The one door through which value moves. Every function here is one half of a
 * transfer; its callers in `execute/` and `fills.ts` call both halves, and
 * `transfersOf` says the same of the event they emit. Accounts and positions are
 * named by their index. No user bucket goes below zero.
 */

/** Adds to what an account may use; `amount` may be negative. */
export function credit(state: State, account: number, asset: AssetId, amount: number): void {
  const amounts = state.balances.amounts(account, asset);
  const available = amounts[account << 1] + amount;
  assert(available >= 0, "a balance goes below zero");
  assert(available <= Number.MAX_SAFE_INTEGER, "a balance exceeds the safe range");
  amounts[account << 1] = available;
}

/** Moves collateral from available to held; a negative amount releases. */
export function hold(state: State, account: number, asset: AssetId, amount: number): void {
  const amounts = state.balances.amounts(account, asset);
  const available = amounts[account << 1] - amount;
  const held = amounts[(account << 1) + 1] + amount;
  assert(available >= 0, "a balance goes below zero");
  assert(held >= 0, "a hold goes below zero");
  amounts[account << 1] = available;
  amounts[(account << 1) + 1] = held;
}

/** Takes held collateral out of the account. */
export function spendHeld(state: State, account: number, asset: AssetId, amount: number): void {
  const amounts = state.balances.amounts(account, asset);
  const held = amounts[(account << 1) + 1] - amount;
  assert(held >= 0, "a hold goes below zero");
  amounts[(account << 1) + 1] = held;
}

/** Adds to a conversion account, which may owe. */
export function creditConversion(
  state: State,
  account: number,
  asset: AssetId,
  amount: number,
): void {
  const amounts = state.balances.amounts(account, asset);
  const available = amounts[account << 1] + amount;
  assert(Number.isSafeInteger(available), "a balance exceeds the safe range");
  amounts[account << 1] = available;
}

/** Gives shares at a total cost. The first ones make their owner a holder. */
export function addShares(
  state: State,
  market: Market,
  position: number,
  yes: boolean,
  lots: number,
  cost: number,
): void {
  const { positions } = state;
  const { values } = positions;
  const at = (position << 3) + (yes ? 0 : 1);
  const held = values[at + SHARES];
  // Who holds shares is in the list already; only who holds none is looked up.
  if (held === 0 && !positions.isHolder(position)) {
    positions.markHolder(position);
    market.holders.push(position);
  }
  const shares = held + lots;
  assert(shares <= Number.MAX_SAFE_INTEGER, "shares exceed the safe range");
  values[at + SHARES] = shares;
  values[at + COST] += cost;
  market.cost += cost;
  positions.addCost(position, cost);
}

/**
 * Takes free shares away.
 * @returns their part of the position's cost, rounded down; the last lot takes the rest.
 */
export function removeShares(
  state: State,
  market: Market,
  position: number,
  yes: boolean,
  lots: number,
): number {
  const { values } = state.positions;
  const at = (position << 3) + (yes ? 0 : 1);
  const held = values[at + SHARES];
  const cost = values[at + COST];
  const part = lots === held ? cost : mulDivDown(cost, lots, held);
  assert(held - lots >= values[at + HELD], "shares go below zero");
  values[at + SHARES] = held - lots;
  values[at + COST] = cost - part;
  market.cost -= part;
  state.positions.addCost(position, -part);
  return part;
}

/** Locks shares for a resting sell; a negative number unlocks. */
export function holdShares(
  positions: Positions,
  position: number,
  yes: boolean,
  lots: number,
): void {
  const { values } = positions;
  const at = (position << 3) + (yes ? 0 : 1);
  const held = values[at + HELD] + lots;
  assert(held >= 0 && held <= values[at + SHARES], "held shares are not there");
  values[at + HELD] = held;
}

/** Counts lots of open buys, for the position limit. */
export function addOpenBuy(
  positions: Positions,
  position: number,
  yes: boolean,
  lots: number,
): void {
  const at = (position << 3) + OPEN_BUY + (yes ? 0 : 1);
  const open = positions.values[at] + lots;
  assert(open >= 0, "open buys go below zero");
  positions.values[at] = open;
}

/** Takes all shares of a position out of the market, and `amount` out of its pool. */
export function payOut(state: State, market: Market, position: number, amount: number): void {
  const { values } = state.positions;
  const at = position << 3;
  const cost = values[at + COST] + values[at + COST + 1];
  market.cost -= cost;
  state.positions.addCost(position, -cost);
  market.outstandingYes -= values[at + SHARES];
  market.outstandingNo -= values[at + SHARES + 1];
  market.pool -= amount;
  assert(market.pool >= 0, "a pool pays more than it has");
  values.fill(0, at + SHARES, at + SHARES + 2);
  values.fill(0, at + COST, at + COST + 2);
}

/** Full sets come into being: a dollar a share goes into the pool, which issues both shares. */
export function issueSets(market: Market, lots: number): void {
  market.pool += lots * PRICE_ONE;
  market.outstandingYes += lots;
  market.outstandingNo += lots;
  assert(market.pool <= Number.MAX_SAFE_INTEGER, "a pool exceeds the safe range");
}

/** Full sets end: the pool takes both shares back and gives the dollar. */
export function redeemSets(market: Market, lots: number): void {
  market.pool -= lots * PRICE_ONE;
  market.outstandingYes -= lots;
  market.outstandingNo -= lots;
  assert(market.pool >= 0 && market.outstandingYes >= 0, "a pool gives what it does not have");
}
