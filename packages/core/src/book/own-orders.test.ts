import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderId } from "../ids.ts";
import { CANCEL_TAKER, NO_SLOT, OrderPool, placeOf } from "./order-pool.ts";
import { OwnOrders } from "./own-orders.ts";

const ACCOUNTS = 3;

/** Accounts with lists of their own, and beside them what should be in them. */
class Desk {
  readonly pool = new OrderPool();
  readonly own = new OwnOrders(this.pool);
  readonly open: { readonly account: number; readonly id: number; slot: number }[] = [];
  private ids = 0;

  add(account: number, id = ++this.ids): void {
    const place = placeOf(5_000, true, true, false, false, CANCEL_TAKER);
    const slot = this.pool.add(id as OrderId, account, 0, 0, 0, place, 1, 1, 1);
    this.own.add(account, slot);
    this.open.push({ account, id, slot });
  }

  remove(at: number): void {
    const [order] = this.open.splice(at % this.open.length, 1);
    if (order === undefined) return;
    this.own.remove(order.account, order.slot);
    this.pool.drop(order.slot);
  }

  /** An order goes, others go meanwhile, and it comes back with its id. */
  amend(at: number, meanwhile: readonly number[]): void {
    const order = this.open[at % this.open.length];
    if (order === undefined) return;
    this.own.keepPlace(order.slot);
    this.remove(this.open.indexOf(order));
    for (const other of meanwhile) if (this.open.length > 0) this.remove(other);
    this.add(order.account, order.id);
  }

  list(account: number): number[] {
    const ids: number[] = [];
    for (let slot = this.own.first(account); slot !== NO_SLOT; slot = this.own.behind(slot)) {
      ids.push(this.pool.id(slot));
    }
    return ids;
  }
}

test("an account's orders stand by ascending id, also when one comes back and its neighbours have gone", () => {
  const step = fc.record({
    account: fc.nat({ max: ACCOUNTS - 1 }),
    at: fc.nat(),
    what: fc.constantFrom("add", "add", "remove", "amend"),
    meanwhile: fc.array(fc.nat(), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const desk = new Desk();
      for (const { account, at, what, meanwhile } of steps) {
        if (what === "add" || desk.open.length === 0) desk.add(account);
        else if (what === "remove") desk.remove(at);
        else desk.amend(at, meanwhile);
        for (let each = 0; each < ACCOUNTS; each++) {
          const ids = desk.open.filter((order) => order.account === each).map(({ id }) => id);
          expect(desk.list(each)).toEqual(ids.toSorted((a, b) => a - b));
          expect(desk.own.count(each)).toBe(ids.length);
        }
      }
    }),
    { numRuns: 60 },
  );
});
