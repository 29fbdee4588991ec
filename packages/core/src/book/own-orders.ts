import { assert } from "../assert.ts";
import type { OrderPool } from "./order-pool.ts";
import { DETAIL_WORDS, NO_SLOT, OWN_NEXT, OWN_PREVIOUS } from "./order-pool.ts";

const FIRST = 0;
const LAST = 1;
const COUNT = 2;

/** The open orders of every account by ascending id: a list through the slots of the pool, for each account's index. */
export class OwnOrders {
  private readonly orders: OrderPool;
  /** First and last slot + 1 and the number of orders: four words an account. */
  private accounts = new Int32Array(4 * 64);
  /** Slots that came while the lists are put off; null: they are not. */
  private later: number[] | null = null;
  /** Id of the order that goes and comes back, and the slot before its place. */
  private returning = 0;
  private before = NO_SLOT;

  constructor(orders: OrderPool) {
    this.orders = orders;
  }

  /** Number of open orders of the account. */
  count(account: number): number {
    const { accounts } = this;
    return account << 2 < accounts.length ? accounts[(account << 2) + COUNT] : 0;
  }

  /** The account's oldest order, or `NO_SLOT`. */
  first(account: number): number {
    const { accounts } = this;
    return account << 2 < accounts.length ? accounts[(account << 2) + FIRST] - 1 : NO_SLOT;
  }

  /** The order behind `slot` in its account's list, or `NO_SLOT`. */
  behind(slot: number): number {
    return this.orders.details[slot * DETAIL_WORDS + OWN_NEXT];
  }

  /** Puts the lists off until `settle`: orders of a snapshot come by market and price, and each would be looked a place for. */
  defer(): void {
    this.later = [];
  }

  /** Makes the lists of all orders that came since `defer`. */
  settle(): void {
    const slots = this.later ?? [];
    this.later = null;
    const { ids } = this.orders;
    slots.sort((a, b) => ids[a << 2] - ids[b << 2]);
    for (const slot of slots) this.add(this.orders.account(slot), slot);
  }

  /** The order in `slot` goes and comes back with its id: its place is kept, whoever else goes meanwhile. */
  keepPlace(slot: number): void {
    this.returning = this.orders.ids[slot << 2];
    this.before = this.orders.details[slot * DETAIL_WORDS + OWN_PREVIOUS];
  }

  /** Takes an order in: at the end, or, if it comes back, in the place that was kept. */
  add(account: number, slot: number): void {
    if (this.later !== null) {
      this.later.push(slot);
      return;
    }
    if (account << 2 >= this.accounts.length) this.grow(account);
    const { accounts } = this;
    const { details, ids } = this.orders;
    const at = account << 2;
    const last = accounts[at + LAST] - 1;
    const isLast = last === NO_SLOT || ids[last << 2] < ids[slot << 2];
    assert(isLast || ids[slot << 2] === this.returning, "an order comes out of turn");
    const after = isLast ? last : this.before;
    const before =
      after === NO_SLOT ? accounts[at + FIRST] - 1 : details[after * DETAIL_WORDS + OWN_NEXT];
    details[slot * DETAIL_WORDS + OWN_PREVIOUS] = after;
    details[slot * DETAIL_WORDS + OWN_NEXT] = before;
    if (after === NO_SLOT) accounts[at + FIRST] = slot + 1;
    else details[after * DETAIL_WORDS + OWN_NEXT] = slot;
    if (before === NO_SLOT) accounts[at + LAST] = slot + 1;
    else details[before * DETAIL_WORDS + OWN_PREVIOUS] = slot;
    accounts[at + COUNT]++;
  }

  remove(account: number, slot: number): void {
    const { accounts } = this;
    const { details } = this.orders;
    const at = account << 2;
    const previous = details[slot * DETAIL_WORDS + OWN_PREVIOUS];
    const next = details[slot * DETAIL_WORDS + OWN_NEXT];
    if (slot === this.before) this.before = previous;
    if (previous === NO_SLOT) accounts[at + FIRST] = next + 1;
    else details[previous * DETAIL_WORDS + OWN_NEXT] = next;
    if (next === NO_SLOT) accounts[at + LAST] = previous + 1;
    else details[next * DETAIL_WORDS + OWN_PREVIOUS] = previous;
    accounts[at + COUNT]--;
  }

  private grow(account: number): void {
    let { length } = this.accounts;
    while (length <= account << 2) length *= 2;
    const accounts = new Int32Array(length);
    accounts.set(this.accounts);
    this.accounts = accounts;
  }
}
