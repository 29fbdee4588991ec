import type { Event, MatchId } from "@probity/core";
import type { FeedEntry } from "@probity/sequencer";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TradeStatus } from "../ports.ts";
import { ClockSettlements } from "./clock-settlements.ts";
import type { Detour } from "./clock-settlements.ts";

const T = 1_800_000_000_000;
const CLOCK = { chainId: 80_002, minedMs: 2_000, confirmedMs: 10_000, now: () => Date.now() };
const match = (id: number) => id as MatchId;

beforeEach(() => {
  vi.useFakeTimers({ now: T });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A command that made matches. */
function matched(...ids: readonly number[]): FeedEntry<Event> {
  const events = ids.map((id) => ({ type: "OrdersMatched", match: match(id), legs: [] }));
  return entryOf(events as unknown as Event[]);
}

function entryOf(events: readonly Event[]): FeedEntry<Event> {
  return { sequence: 1, time: Date.now(), origin: 1, counter: 1, actor: 1, events } as never;
}

/** What a follower hears, as `match status ms-after-T`. */
function heard(settlements: ClockSettlements): string[] {
  const lines: string[] = [];
  settlements.follow((id, { status, updatedAt }) => {
    lines.push(`${id} ${status} ${updatedAt - T}`);
  });
  return lines;
}

test("where a match stands follows from its time, before and after a restart", () => {
  const settlements = new ClockSettlements(CLOCK);
  const at = (ms: number): [TradeStatus, number] => {
    vi.setSystemTime(T + ms);
    const { status, updatedAt } = settlements.of(match(7), T);
    expect(new ClockSettlements(CLOCK).of(match(7), T)).toEqual(settlements.of(match(7), T));
    return [status, updatedAt - T];
  };
  expect([0, 1_999, 2_000, 11_999, 12_000, 1e9].map(at)).toEqual([
    ["MATCHED", 0],
    ["MATCHED", 0],
    ["MINED", 2_000],
    ["MINED", 2_000],
    ["CONFIRMED", 12_000],
    ["CONFIRMED", 12_000],
  ]);
});

test("a transaction hash is there at once, stays, and is nobody else's", () => {
  const settlements = new ClockSettlements(CLOCK);
  const { transactionHash } = settlements.of(match(7), T);
  expect(transactionHash).toMatch(/^0x[0-9a-f]{64}$/);
  vi.setSystemTime(T + 60_000);
  expect(settlements.of(match(7), T).transactionHash).toBe(transactionHash);
  expect(settlements.of(match(8), T).transactionHash).not.toBe(transactionHash);
  expect(new ClockSettlements({ ...CLOCK, chainId: 137 }).of(match(7), T).transactionHash).not.toBe(
    transactionHash,
  );
});

test("followers hear each change in time, of this run's matches only", () => {
  const settlements = new ClockSettlements(CLOCK);
  const lines = heard(settlements);
  settlements.apply(matched(1), false);
  settlements.apply(matched(2, 3), true);
  vi.advanceTimersByTime(1_000);
  settlements.apply(matched(4), true);
  vi.advanceTimersByTime(999);
  expect(lines).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(lines).toEqual(["2 MINED 2000", "3 MINED 2000"]);
  vi.advanceTimersByTime(20_000);
  expect(lines.slice(2)).toEqual([
    "4 MINED 3000",
    "2 CONFIRMED 12000",
    "3 CONFIRMED 12000",
    "4 CONFIRMED 13000",
  ]);
});

test("a clock that stands at nothing tells everything in order, in turns", () => {
  const settlements = new ClockSettlements({ ...CLOCK, minedMs: 0, confirmedMs: 0 });
  const lines = heard(settlements);
  settlements.apply(matched(...Array.from({ length: 3_000 }, (_, at) => at + 1)), true);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(100);
  expect(lines).toHaveLength(6_000);
  expect(lines.filter((line) => line === "2999 CONFIRMED 0")).toHaveLength(1);
  expect(lines.indexOf("2999 MINED 0")).toBeLessThan(lines.indexOf("2999 CONFIRMED 0"));
});

test("a match on a detour is retried first, and mined when the detour says", () => {
  const settlements = new ClockSettlements(CLOCK);
  const lines = heard(settlements);
  const ways = new Map<number, Detour>([[2, { retryingAt: T + 500, minedAt: T + 3_000 }]]);
  settlements.route(({ match: id }) => ways.get(id) ?? null);
  settlements.apply(matched(1, 2), true);
  vi.advanceTimersByTime(600);
  expect(settlements.of(match(1), T).status).toBe("MATCHED");
  expect(settlements.of(match(2), T)).toMatchObject({ status: "RETRYING", updatedAt: T + 500 });
  vi.advanceTimersByTime(20_000);
  expect(lines.filter((line) => line.startsWith("2 "))).toEqual([
    "2 RETRYING 500",
    "2 MINED 3000",
    "2 CONFIRMED 13000",
  ]);
  expect(settlements.of(match(2), T)).toMatchObject({ status: "CONFIRMED", updatedAt: T + 13_000 });
});

test("a match that is held goes on only when it is released", () => {
  const settlements = new ClockSettlements(CLOCK);
  const lines = heard(settlements);
  settlements.route(() => ({ retryingAt: null, minedAt: Number.POSITIVE_INFINITY }));
  settlements.apply(matched(1), true);
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([]);
  expect(settlements.of(match(1), T).status).toBe("MATCHED");
  settlements.release(match(1));
  settlements.release(match(1));
  vi.advanceTimersByTime(10_000);
  expect(lines).toEqual(["1 MINED 60000", "1 CONFIRMED 70000"]);
});

test("what is reversed has failed, for followers and after a restart, whatever the clock says", () => {
  const settlements = new ClockSettlements(CLOCK);
  const lines = heard(settlements);
  settlements.apply(matched(1), true);
  vi.advanceTimersByTime(2_500);
  settlements.apply(entryOf([{ type: "MatchReversed", match: match(1) } as Event]), true);
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual(["1 MINED 2000", "1 FAILED 2500"]);
  const failed = { status: "FAILED", updatedAt: T + 2_500, error: "transaction reverted" };
  expect(settlements.of(match(1), T)).toMatchObject(failed);
  const again = new ClockSettlements(CLOCK);
  again.recall(match(1));
  expect(again.of(match(1), T)).toMatchObject({ status: "FAILED", updatedAt: T + 2_000 });
});

test("nothing is told after the end", () => {
  const settlements = new ClockSettlements(CLOCK);
  const lines = heard(settlements);
  settlements.apply(matched(1), true);
  settlements.close();
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
