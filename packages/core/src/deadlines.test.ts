import { expect, test } from "vitest";
import { TestVenue, all, limit, only } from "../test/venue.ts";
import { Exchange } from "./index.ts";
import { DEADLINE_CLOSE, DEADLINE_GTD, Deadlines } from "./deadlines.ts";
import type { Timestamp } from "./ids.ts";

test("deadlines of orders that have left do not pile up, and the others keep their order", () => {
  const deadlines = new Deadlines();
  const at = (time: number): Timestamp => time as Timestamp;
  deadlines.add({ at: at(7_777), kind: DEADLINE_CLOSE, id: 1 });
  for (let id = 1; id <= 3_000; id++) {
    deadlines.add({ at: at(10_000 - id), kind: DEADLINE_GTD, id });
    // An amendment enters an order once more.
    deadlines.add({ at: at(10_000 - id), kind: DEADLINE_GTD, id });
    if (id % 100 !== 0) deadlines.orderLeft();
  }
  expect(deadlines.isStale).toBe(false);
  for (let more = 0; more < 31; more++) deadlines.orderLeft();
  expect(deadlines.isStale).toBe(true);
  deadlines.clear((id) => id % 100 === 0);
  expect(deadlines.isStale).toBe(false);
  const left: number[] = [];
  for (let top = deadlines.top(); top !== undefined; top = deadlines.top()) {
    left.push(top.kind === DEADLINE_GTD ? top.id : -1);
    deadlines.pop();
  }
  expect(left).toHaveLength(31);
  expect(left.filter((id) => id > 0)).toEqual(
    Array.from({ length: 30 }, (_, place) => 3_000 - 100 * place),
  );
});

test("an order that was amended many times among thousands that came and went expires once, at its time", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const account = venue.account(100_000);
  const expiresAt = 50_000_000;
  const { order } = only(
    venue.place(account, limit(market, "buy yes", 2_000, 5, { expiresAt: 40_000_000 })),
    "OrderAccepted",
  );
  for (let round = 0; round < 1_500; round++) {
    const placed = venue.place(account, limit(market, "buy yes", 1_000, 1, { expiresAt }));
    const target = { kind: "order", order: only(placed, "OrderAccepted").order } as const;
    venue.run({ type: "CancelOrders", account, targets: [target] });
    const quantity = (6 + round) as never;
    venue.run({ type: "AmendOrder", account, order, price: null, quantity, key: null });
  }
  const expired = all(venue.pass(60_000_000), "OrderCancelled");
  expect(expired).toMatchObject([{ order, reason: "expired", quantity: 1_505 }]);
});

test("restoring takes time in proportion to what there is", () => {
  /** A venue with so many orders of one account, every second of them amended, and its records. */
  const records = (orders: number): ReturnType<Exchange["records"]> => {
    const venue = new TestVenue();
    const market = venue.market({ tickSize: 1 });
    const account = venue.account(1_000_000);
    for (let from = 0; from < orders; from += 100) {
      const items = Array.from({ length: 100 }, (_, place) => {
        const price = 1 + (((from + place) * 7) % 4_999);
        const order = limit(market, "buy yes", price, 1, { expiresAt: 10 ** 9 });
        return { key: `k${from + place}`, order };
      });
      venue.run({ type: "PlaceOrders", account, items });
    }
    return [...venue.exchange.records()];
  };
  const fastest = (of: ReturnType<Exchange["records"]>): number => {
    const times = [1, 2, 3, 4].map(() => {
      const started = performance.now();
      Exchange.restore(of);
      return performance.now() - started;
    });
    return Math.min(...times);
  };
  const [few, many] = [records(1_000), records(10_000)].map(fastest) as [number, number];
  // Ten times as much takes about ten times as long; a hundred times if anything is looked for anew each time.
  expect(many / Math.max(few, 0.5)).toBeLessThan(40);
}, 30_000);
