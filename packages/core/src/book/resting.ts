import { adjustHold } from "../ledger/holds.ts";
import { ladderPrice } from "../order.ts";
import { DEADLINE_GTD } from "../deadlines.ts";
import type { AccountId, Timestamp } from "../ids.ts";
import type { Price } from "../money.ts";
import type { Account, State } from "../state.ts";
import { NO_SLOT } from "./order-pool.ts";
import type { RestingOrder } from "./order-pool.ts";

/** Puts an order to rest: account list, deadline, hold, ladder. */
export function rest(state: State, order: RestingOrder): void {
  const slot = enlist(state, order);
  adjustHold(state, slot, 0, order.remaining);
  state.marketOf(slot).ladder.add(slot);
}

/** Takes an order into the pool and onto its account's list; the ladder and its hold are for the caller. */
export function enlist(state: State, order: RestingOrder): number {
  const slot = state.orders.add(order);
  link(state, state.accountOf(slot), slot);
  state.marketOf(slot).openOrders++;
  if (order.expiresAt !== 0) {
    state.deadlines.add({ at: order.expiresAt as Timestamp, kind: DEADLINE_GTD, id: order.id });
  }
  return slot;
}

/** Takes an order with nothing held any more off the account's list and frees its slot. It is off the ladder already. */
export function forget(state: State, slot: number): void {
  state.marketOf(slot).openOrders--;
  unlink(state, state.accountOf(slot), slot);
  state.orders.drop(slot);
}

/** The one path on which a resting order leaves unfilled: releases its hold and takes it off the ladder, in silence. */
export function pullMaker(state: State, slot: number): void {
  adjustHold(state, slot, state.orders.remaining[slot], 0);
  state.marketOf(slot).ladder.remove(slot);
  forget(state, slot);
}

/** The price of a resting order in its own outcome's terms. */
export function ownPriceOf(state: State, slot: number): Price {
  return ladderPrice(state.orders.outcome(slot), state.orders.price[slot] as Price);
}

/** @returns the slot of an open order, at rest or set aside, that belongs to the account, or `NO_SLOT`. */
export function findOrderOf(state: State, account: AccountId, order: number): number {
  const slot = state.orders.find(order);
  return slot !== NO_SLOT && state.accountOf(slot).id === account ? slot : NO_SLOT;
}

/** @returns the slot of an order at rest that belongs to the account, or `NO_SLOT`; one that is set aside cannot be changed. */
export function findRestingOf(state: State, account: AccountId, order: number): number {
  const slot = findOrderOf(state, account, order);
  return slot !== NO_SLOT && state.marketOf(slot).delayed.has(order) ? NO_SLOT : slot;
}

/** Keeps the account's list by ascending id. An amended order comes back with its old id, so the place is looked for from the end. */
function link(state: State, account: Account, slot: number): void {
  const { orders } = state;
  let after = account.lastOrder;
  while (after !== NO_SLOT && orders.id[after] > orders.id[slot])
    after = orders.accountPrevious[after];
  const before = after === NO_SLOT ? account.firstOrder : orders.accountNext[after];
  orders.accountPrevious[slot] = after;
  orders.accountNext[slot] = before;
  if (after === NO_SLOT) account.firstOrder = slot;
  else orders.accountNext[after] = slot;
  if (before === NO_SLOT) account.lastOrder = slot;
  else orders.accountPrevious[before] = slot;
  account.openOrders++;
}

function unlink(state: State, account: Account, slot: number): void {
  const { orders } = state;
  const previous = orders.accountPrevious[slot];
  const next = orders.accountNext[slot];
  if (previous === NO_SLOT) account.firstOrder = next;
  else orders.accountNext[previous] = next;
  if (next === NO_SLOT) account.lastOrder = previous;
  else orders.accountPrevious[next] = previous;
  account.openOrders--;
}
