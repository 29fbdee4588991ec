import { expect, test } from "vitest";
import { CANCEL_REASONS, EventLog, MATCH_KINDS } from "./event-log.ts";
import type { CancelReason, Event } from "./events.ts";
import type { AccountId, MarketId, MatchId, OrderId } from "./ids.ts";
import type { OrderSpec } from "./order.ts";

const account = (id: number): AccountId => id as AccountId;
const order = (id: number): OrderId => id as OrderId;
const market = 77 as MarketId;
const spec = { market, outcome: "no", side: "sell" } as unknown as OrderSpec;

test("gives every kind of event back as the object it stands for", () => {
  const log = new EventLog();
  const big = Number.MAX_SAFE_INTEGER;
  log.accepted(order(big), account(5), 3, "a key", spec, 2);
  log.match(9 as MatchId, market, 1, 4_000, 12);
  log.leg(order(1), account(2), true, true, 4_000, 7, 3);
  log.leg(order(big), account(5), false, true, 6_000, 11, 0);
  log.emit({ type: "TimeAdvanced" });
  log.rested(order(big), account(5), market, 88);
  log.cancelled(order(4), account(2), market, 1, 99, "self-trade");
  const events: Event[] = [
    {
      type: "OrderAccepted",
      order: order(big),
      account: account(5),
      item: 3,
      key: "a key",
      spec,
      parametersVersion: 2,
    },
    {
      type: "OrdersMatched",
      match: 9,
      market,
      kind: "mint",
      price: 4_000,
      quantity: 12,
      legs: [
        { order: 1, account: 2, outcome: "yes", side: "buy", price: 4_000, quantity: 12 },
        { order: big, account: 5, outcome: "no", side: "buy", price: 6_000, quantity: 12 },
      ].map((leg, place) => {
        return place === 0
          ? { ...leg, role: "maker", fee: 7, rebate: 3 }
          : { ...leg, role: "taker", fee: 11, rebate: 0 };
      }),
    } as unknown as Event,
    { type: "TimeAdvanced" },
    { type: "OrderRested", order: big, account: 5, market, quantity: 88 } as unknown as Event,
    {
      type: "OrderCancelled",
      order: 4,
      account: 2,
      market,
      quantity: 1,
      cash: 99,
      reason: "self-trade",
    } as unknown as Event,
  ];
  expect(log.length).toBe(events.length);
  expect(log.toArray()).toEqual(events);
  expect([...log]).toEqual(events);
  expect(log.at(4)).toEqual(events[4]);
});

test("begins anew when cleared, and grows with what a command makes", () => {
  const log = new EventLog();
  for (let round = 0; round < 3; round++) {
    log.clear();
    for (let index = 0; index < 5_000; index++) {
      log.match(index as MatchId, market, index % 3, index, index + round);
      log.leg(order(index), account(1), index % 2 === 0, true, 1, index, 0);
      log.leg(order(index + 1), account(2), true, index % 2 === 1, 2, 0, index);
    }
    expect(log.length).toBe(5_000);
    for (const index of [0, 63, 64, 4_999]) {
      const event = log.at(index);
      expect(event).toMatchObject({
        match: index,
        kind: MATCH_KINDS[index % 3],
        quantity: index + round,
        legs: [{ fee: index, quantity: index + round }, { rebate: index }],
      });
    }
  }
  log.clear();
  expect(log.toArray()).toEqual([]);
  expect(() => log.at(0)).toThrow("no such event");
});

test("knows a number for every reason an order can leave for", () => {
  const all: Record<CancelReason, true> = {
    requested: true,
    replaced: true,
    amended: true,
    unfilled: true,
    "self-trade": true,
    "match-limit": true,
    expired: true,
    "market-state": true,
    "dead-man": true,
    session: true,
    group: true,
    resolution: true,
    voided: true,
    "tick-size": true,
    excluded: true,
  };
  expect([...CANCEL_REASONS].sort()).toEqual(Object.keys(all).sort());
});
