import { price, quantity } from "@probity/core";
import type { AccountId, Amount, Event, EventId, MarketId } from "@probity/core";
import { expect, test } from "vitest";
import { Payouts } from "./payouts.ts";
import { marketCreated } from "./sample-events.ts";
import { Timelines } from "./timeline.ts";

const EVENT = 4_096 as EventId;
const MARKET = 4_097 as MarketId;
const ACCOUNT = 1 as AccountId;

const changed = (
  from: "draft" | "open" | "halted",
  to: "open" | "halted" | "resolving",
): Event => ({
  type: "MarketStateChanged",
  market: MARKET,
  from,
  to,
  mode: "normal",
});
const ended: Event = {
  type: "EndingFixed",
  market: MARKET,
  ending: { kind: "resolved", yesPayout: price(10_000) },
  reserveIn: 0 as Amount,
};
const rules: Event = {
  type: "EventUpdated",
  event: EVENT,
  text: null,
  rules: "Others.",
  rulesVersion: 2,
};

test("a timeline joins the market's own way with that of its event, oldest first", () => {
  const timelines = new Timelines();
  timelines.apply({ sequence: 1, time: 10, events: [marketCreated(MARKET)] });
  timelines.apply({ sequence: 2, time: 20, events: [changed("draft", "open")] });
  timelines.apply({ sequence: 3, time: 30, events: [rules] });
  timelines.apply({ sequence: 4, time: 40, events: [ended, changed("open", "resolving")] });
  const kinds = timelines.of(MARKET, EVENT).map(({ kind, sequence }) => [sequence, kind]);
  expect(kinds).toEqual([
    [1, "created"],
    [2, "state"],
    [3, "rules"],
    [4, "ended"],
    [4, "state"],
  ]);
  expect(timelines.changedAt(MARKET)).toBe(40);
  expect(timelines.of(9 as MarketId, 8 as EventId)).toEqual([]);
});

test("a market that is halted and opened for ever has the latest 200 milestones, also after a restart", () => {
  const timelines = new Timelines();
  for (let sequence = 1; sequence <= 500; sequence++) {
    const event = sequence % 2 === 0 ? changed("open", "halted") : changed("halted", "open");
    timelines.apply({ sequence, time: sequence, events: [event] });
  }
  const shown = timelines.of(MARKET, EVENT);
  expect([shown.length, shown[0]?.sequence, shown.at(-1)?.sequence]).toEqual([200, 301, 500]);
  const restarted = new Timelines();
  restarted.load(structuredClone(timelines.save()));
  expect(restarted.of(MARKET, EVENT)).toEqual(shown);
});

test("what was paid to an account is remembered, newest first, also after a restart", () => {
  const payouts = new Payouts();
  for (const sequence of [7, 8]) {
    const paid = {
      type: "PositionPaid",
      market: (MARKET + sequence) as MarketId,
      account: ACCOUNT,
      yes: quantity(10),
      no: quantity(0),
      amount: (sequence * 1_000) as Amount,
    } as const;
    payouts.apply({ sequence, time: sequence, events: [paid] });
  }
  expect(payouts.of(ACCOUNT).map(({ amount }) => amount)).toEqual([8_000, 7_000]);
  expect(payouts.of(2 as AccountId)).toEqual([]);
  const restarted = new Payouts();
  restarted.load(structuredClone(payouts.save()));
  expect(restarted.of(ACCOUNT)).toEqual(payouts.of(ACCOUNT));
});
