import { assert } from "../assert.ts";
import type { AssetId } from "../ids.ts";
import { PRICE_ONE, mulDivDown } from "../money.ts";
import type { Outcome } from "../order.ts";
import type { Account, Market, Position } from "../state.ts";

/**
 * The one door through which value moves. Every function here is one half of a
 * transfer; its callers in `execute/` and `fills.ts` call both halves, and
 * `transfersOf` says the same of the event they emit. No user bucket goes below zero.
 */

/** Adds to what an account may use; `amount` may be negative. */
export function credit(account: Account, asset: AssetId, amount: number): void {
  const available = account.availableOf(asset) + amount;
  assert(available >= 0, "a balance goes below zero");
  setBucket(account.available, asset, available);
}

/** Moves collateral from available to held; a negative amount releases. */
export function hold(account: Account, asset: AssetId, amount: number): void {
  credit(account, asset, -amount);
  const held = account.heldOf(asset) + amount;
  assert(held >= 0, "a hold goes below zero");
  setBucket(account.held, asset, held);
}

/** Takes held collateral out of the account. */
export function spendHeld(account: Account, asset: AssetId, amount: number): void {
  const held = account.heldOf(asset) - amount;
  assert(held >= 0, "a hold goes below zero");
  setBucket(account.held, asset, held);
}

/** Adds to a conversion account, which may owe. */
export function creditConversion(account: Account, asset: AssetId, amount: number): void {
  setBucket(account.available, asset, account.availableOf(asset) + amount);
}

/** Gives shares to an account at a total cost. The first ones make it a holder. */
export function addShares(position: Position, outcome: Outcome, lots: number, cost: number): void {
  if (!position.isHolder) {
    position.isHolder = true;
    position.market.holders.push(position);
  }
  if (outcome === "yes") {
    position.yes += lots;
    position.costYes += cost;
    assert(Number.isSafeInteger(position.yes), "shares exceed the safe range");
  } else {
    position.no += lots;
    position.costNo += cost;
    assert(Number.isSafeInteger(position.no), "shares exceed the safe range");
  }
  position.market.cost += cost;
}

/**
 * Takes free shares from an account.
 * @returns their part of the position's cost, rounded down; the last lot takes the rest.
 */
export function removeShares(position: Position, outcome: Outcome, lots: number): number {
  const held = position.shares(outcome);
  const cost = outcome === "yes" ? position.costYes : position.costNo;
  const part = lots === held ? cost : mulDivDown(cost, lots, held);
  if (outcome === "yes") {
    position.yes -= lots;
    position.costYes -= part;
  } else {
    position.no -= lots;
    position.costNo -= part;
  }
  assert(position.freeShares(outcome) >= 0, "shares go below zero");
  position.market.cost -= part;
  return part;
}

/** Locks shares for a resting sell; a negative number unlocks. */
export function holdShares(position: Position, outcome: Outcome, lots: number): void {
  if (outcome === "yes") position.heldYes += lots;
  else position.heldNo += lots;
  const held = outcome === "yes" ? position.heldYes : position.heldNo;
  assert(held >= 0 && held <= position.shares(outcome), "held shares are not there");
}

/** Counts lots of open buys, for the position limit. */
export function addOpenBuy(position: Position, outcome: Outcome, lots: number): void {
  if (outcome === "yes") position.openBuyYes += lots;
  else position.openBuyNo += lots;
  assert(position.openBuy(outcome) >= 0, "open buys go below zero");
}

/** Full sets come into being: a dollar a share goes into the pool, which issues both shares. */
export function issueSets(market: Market, lots: number): void {
  market.pool += lots * PRICE_ONE;
  market.outstandingYes += lots;
  market.outstandingNo += lots;
  assert(Number.isSafeInteger(market.pool), "a pool exceeds the safe range");
}

/** Full sets end: the pool takes both shares back and gives the dollar. */
export function redeemSets(market: Market, lots: number): void {
  market.pool -= lots * PRICE_ONE;
  market.outstandingYes -= lots;
  market.outstandingNo -= lots;
  assert(market.pool >= 0 && market.outstandingYes >= 0, "a pool gives what it does not have");
}

function setBucket(bucket: number[], asset: AssetId, value: number): void {
  assert(Number.isSafeInteger(value), "a balance exceeds the safe range");
  while (bucket.length < asset) bucket.push(0);
  bucket[asset - 1] = value;
}
