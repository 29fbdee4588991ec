import { DEADLINE_GTD } from "../deadlines.ts";
import type { AccountId, OrderId, Timestamp } from "../ids.ts";
import { adjustHold } from "../ledger/holds.ts";
import type { Price } from "../money.ts";
import { ladderPrice } from "../order.ts";
import type { Market, State } from "../state.ts";
import { NO_SLOT } from "./order-pool.ts";

/** What an order that comes to rest, or is set aside, brings along. */
export interface RestingOrder {
  id: OrderId;
  /** Index of its account's position in its market. */
  position: number;
  /** Index of its owner. */
  owner: number;
  /** Level and flags: see `placeOf`. */
  place: number;
  /** Total lots, those filled before included. */
  quantity: number;
  remaining: number;
  /** Of the market's parameters whose fees the order pays. */
  version: number;
  /** 0: good till cancelled. */
  expiresAt: number;
  /** 0: none. */
  group: number;
  /** 0: none. */
  session: number;
}

/** Puts an order of an account (by its index) to rest: account list, deadline, hold, ladder. */
export function rest(state: State, market: Market, account: number, order: RestingOrder): void {
  const slot = enlist(state, market, account, order);
  adjustHold(state, market, account, slot, 0, order.remaining);
  market.ladder.add(slot);
}

/** Takes an order into the pool and onto its account's list; the ladder and its hold are for the caller. */
export function enlist(state: State, market: Market, account: number, order: RestingOrder): number {
  const { id, position, owner, place, quantity, remaining, version, expiresAt } = order;
  const slot = state.orders.add(
    id,
    account,
    market.index,
    position,
    owner,
    place,
    quantity,
    remaining,
    version,
  );
  if (expiresAt !== 0 || order.group !== 0 || order.session !== 0) {
    state.orders.setTerms(slot, expiresAt, order.group, order.session);
  }
  state.ownOrders.add(account, slot);
  market.openOrders++;
  if (expiresAt !== 0) {
    if (state.deadlines.isStale) {
      state.deadlines.clear((open) => state.orders.find(open) !== NO_SLOT);
    }
    state.deadlines.add({ at: expiresAt as Timestamp, kind: DEADLINE_GTD, id });
  }
  return slot;
}

/** Takes an order with nothing held any more off the account's list and frees its slot. It is off the ladder already. */
export function forget(state: State, market: Market, account: number, slot: number): void {
  market.openOrders--;
  if (state.orders.termsOf(slot).expiresAt !== 0) state.deadlines.orderLeft();
  state.ownOrders.remove(account, slot);
  state.orders.drop(slot);
}

/** The one path on which a resting order leaves unfilled: releases its hold and takes it off the ladder, in silence. */
export function pullMaker(state: State, market: Market, account: number, slot: number): void {
  adjustHold(state, market, account, slot, state.orders.remaining(slot), 0);
  market.ladder.remove(slot);
  forget(state, market, account, slot);
}

/** The price of an open order in YES terms. */
export function priceOf(state: State, slot: number): Price {
  return state.orders.price(slot) as Price;
}

/** The price of an open order in its own outcome's terms. */
export function ownPriceOf(state: State, slot: number): Price {
  return ladderPrice(state.orders.outcome(slot), priceOf(state, slot));
}

/** @returns the slot of an open order, at rest or set aside, that belongs to the account, or `NO_SLOT`. A right `hint` spares the search. */
export function findOrderOf(
  state: State,
  account: AccountId,
  order: number,
  hint = NO_SLOT,
): number {
  const slot = state.orders.find(order, hint);
  return slot !== NO_SLOT && state.accountIdOf(slot) === account ? slot : NO_SLOT;
}

/** @returns the slot of an order at rest that belongs to the account, or `NO_SLOT`; one that is set aside cannot be changed. */
export function findRestingOf(state: State, account: AccountId, order: number): number {
  const slot = findOrderOf(state, account, order);
  return slot !== NO_SLOT && state.orders.isDelayed(slot) ? NO_SLOT : slot;
}
