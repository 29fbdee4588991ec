import { price } from "@probity/core";
import type { EventId, MarketId } from "@probity/core";
import { expect, test } from "vitest";
import { MarketStatuses } from "./market-status.ts";
import { marketCreated } from "./sample-events.ts";

const MARKET = 4_097 as MarketId;

test("a status is what its events say, linked to the one before", () => {
  const statuses = new MarketStatuses();
  expect(statuses.status(MARKET)).toBeNull();
  statuses.apply({ sequence: 1, time: 5, events: [marketCreated(MARKET)] });
  expect(statuses.apply({ sequence: 2, time: 6, events: [{ type: "TimeAdvanced" }] })).toEqual([]);
  const opened = { type: "MarketStateChanged", market: MARKET, from: "draft", to: "open" } as const;
  const [status] = statuses.apply({
    sequence: 3,
    time: 7,
    events: [{ ...opened, mode: "post-only" }],
  });
  expect(status).toEqual({
    market: MARKET,
    event: 4_096 as EventId,
    state: "open",
    mode: "post-only",
    tickSize: price(1),
    nextTickSize: null,
    proposedPayout: null,
    ending: null,
    parametersVersion: 1,
    sequence: 3,
    previous: 1,
    time: 7,
  });
});

test("several events of one command are one change", () => {
  const statuses = new MarketStatuses();
  statuses.apply({ sequence: 1, time: 5, events: [marketCreated(MARKET)] });
  const ending = { kind: "resolved", yesPayout: price(10_000) } as const;
  const changes = statuses.apply({
    sequence: 9,
    time: 8,
    events: [
      { type: "EndingFixed", market: MARKET, ending, reserveIn: 0 as never },
      {
        type: "MarketStateChanged",
        market: MARKET,
        from: "open",
        to: "resolving",
        mode: "normal",
      },
    ],
  });
  expect(changes).toMatchObject([{ state: "resolving", ending, sequence: 9, previous: 1 }]);
  expect(statuses.status(MARKET)).toBe(changes[0]);
});
