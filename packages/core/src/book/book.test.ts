import fc from "fast-check";
import { expect, test } from "vitest";
import { Book, FILL_OR_KILL, GOOD_TILL_CANCELLED, IMMEDIATE_OR_CANCEL } from "./book.ts";
import { NO_SLOT } from "./order-pool.ts";

interface Resting {
  readonly id: number;
  readonly owner: number;
  readonly bid: boolean;
  readonly level: number;
  lots: number;
}

/** The book as anybody would write it first: one list, looked through from the front. */
class NaiveBook {
  orders: Resting[] = [];

  place(order: Resting, timeInForce: number, postOnly: boolean, selfTrade: number): number[][] {
    const makers = this.orders.filter(
      ({ bid, level }) => bid !== order.bid && (bid ? level >= order.level : level <= order.level),
    );
    makers.sort((a, b) => (a.bid ? b.level - a.level : a.level - b.level));
    if (postOnly && makers.length > 0) return [];
    const fills: [Resting, number][] = [];
    const gone: Resting[] = [];
    let left = order.lots;
    let isStopped = false;
    for (const maker of makers) {
      if (left === 0) break;
      if (maker.owner === order.owner) {
        if (selfTrade !== 0) gone.push(maker);
        if (selfTrade === 1) continue;
        isStopped = true;
        break;
      }
      const lots = Math.min(left, maker.lots);
      fills.push([maker, lots]);
      left -= lots;
    }
    if (timeInForce === FILL_OR_KILL && left > 0) return [];
    for (const [maker, lots] of fills) maker.lots -= lots;
    this.orders = this.orders.filter((maker) => maker.lots > 0 && !gone.includes(maker));
    if (left > 0 && !isStopped && timeInForce === GOOD_TILL_CANCELLED) {
      this.orders.push({ ...order, lots: left });
    }
    return fills.map(([maker, lots]) => [maker.id, lots, maker.level]);
  }

  cancel(id: number): boolean {
    const before = this.orders.length;
    this.orders = this.orders.filter((order) => order.id !== id);
    return this.orders.length < before;
  }
}

const step = fc.record({
  bid: fc.boolean(),
  level: fc.integer({ min: 1, max: 12 }),
  lots: fc.integer({ min: 1, max: 9 }),
  owner: fc.integer({ min: 0, max: 3 }),
  timeInForce: fc.constantFrom(GOOD_TILL_CANCELLED, IMMEDIATE_OR_CANCEL, FILL_OR_KILL),
  postOnly: fc.boolean(),
  selfTrade: fc.integer({ min: 0, max: 2 }),
  cancel: fc.integer({ min: 0, max: 60 }),
  hint: fc.integer({ min: -1, max: 20 }),
});

test("does what a naive book does, with right hints, wrong ones and none", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 150 }), (steps) => {
      const book = new Book(12);
      const naive = new NaiveBook();
      const slots = new Map<number, number>();
      for (const [
        place,
        { cancel, hint, timeInForce, postOnly, selfTrade, ...wish },
      ] of steps.entries()) {
        // Ids of the exchange's own shape: a few of one command, many of others.
        const id = (1 + (place >> 2)) * 4_096 + (place & 3);
        const { bid, level, lots, owner } = wish;
        const made = naive.place({ id, ...wish }, timeInForce, postOnly, selfTrade);
        const slot = book.place(id, owner, bid, level, lots, timeInForce, postOnly, selfTrade);
        slots.set(id, slot);
        const fills = Array.from({ length: book.fills.length }, (_, fill) => [
          book.fills.idAt(fill),
          book.fills.lotsAt(fill),
          book.fills.levelAt(fill),
        ]);
        expect(fills).toEqual(made);
        expect(slot !== NO_SLOT).toBe(naive.orders.some((order) => order.id === id));
        const target = (1 + (cancel >> 2)) * 4_096 + (cancel & 3);
        const where = cancel % 2 === 0 ? (slots.get(target) ?? hint) : hint;
        expect(book.cancel(target, where)).toBe(naive.cancel(target));
        expect(book.size).toBe(naive.orders.length);
        for (const side of [true, false]) {
          const levels = naive.orders
            .filter((order) => order.bid === side)
            .map((order) => order.level);
          const best = levels.length === 0 ? 0 : side ? Math.max(...levels) : Math.min(...levels);
          expect(book.best(side)).toBe(best);
        }
      }
    }),
    { numRuns: 150 },
  );
});
