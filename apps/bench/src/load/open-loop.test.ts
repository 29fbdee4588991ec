import { describe, expect, test } from "vitest";
import type { Lane } from "./closed-loop.ts";
import { Schedule, openLoop } from "./open-loop.ts";

describe("the schedule", () => {
  test("gives each request once, at its own time", () => {
    const schedule = new Schedule(10, 4);
    expect(schedule.takeDue(0)).toBe(0);
    expect(schedule.takeDue(0.05)).toBe(null);
    expect(schedule.takeDue(0.35)).toBeCloseTo(0.1);
    expect(schedule.takeDue(0.35)).toBeCloseTo(0.2);
    expect(schedule.takeDue(0.35)).toBeCloseTo(0.3);
    expect(schedule.isOver).toBe(true);
    expect(schedule.takeDue(1)).toBe(null);
  });
});

describe("an open loop", () => {
  test("counts a stall against every request that was due in it", async () => {
    // A server that answers at once but stands still from 50 to 150 ms.
    const started = performance.now();
    const lane: Lane = {
      send: () => {
        const now = performance.now() - started;
        setTimeout(() => lane.onAnswer(), now < 50 || now > 150 ? 0 : 150 - now);
      },
      onAnswer: () => {},
      onEnd: () => {},
      close: () => {},
    };
    const { times } = await openLoop([lane], {
      rate: 200,
      warmupMs: 0,
      durationMs: 200,
      server: process.pid,
    });
    expect(times.count).toBe(40);
    // A closed loop would have seen one slow request of forty.
    expect(times.p50).toBeGreaterThan(0.015);
    expect(times.max).toBeGreaterThan(0.08);
  });

  test("sends nothing twice and waits for the last answer", async () => {
    let sent = 0;
    const lanes = Array.from({ length: 3 }, () => {
      const lane: Lane = {
        send: () => {
          sent++;
          setTimeout(() => lane.onAnswer(), 2);
        },
        onAnswer: () => {},
        onEnd: () => {},
        close: () => {},
      };
      return lane;
    });
    const { times } = await openLoop(lanes, {
      rate: 500,
      warmupMs: 20,
      durationMs: 100,
      server: 0,
    });
    expect(sent).toBe(60);
    expect(times.count).toBe(50);
  });
});
