import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MessageFaults } from "./message-faults.ts";
import { RunningScenario } from "./running-scenario.ts";
import { ScenarioRequest } from "./scenario.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(...steps: readonly unknown[]) {
  const running = new RunningScenario(ScenarioRequest.parse({ seed: 3, steps }), Date.now);
  const faults = new MessageFaults(() => running);
  let got = "";
  const say = (channel: "market" | "user", messages: string): string => {
    got = "";
    for (const message of messages.split("")) {
      faults.deliver(channel, () => {
        got += message;
      });
    }
    return got;
  };
  return { faults, running, say, got: () => got };
}

test("a frozen socket gets nothing until it thaws, and counts as one fault", () => {
  const { running, say } = open({
    fault: "freeze",
    at: 1_000,
    for: 2_000,
    match: { channel: "user" },
  });
  expect(say("user", "a")).toBe("a");
  vi.advanceTimersByTime(1_000);
  expect(say("user", "bc")).toBe("");
  expect(say("market", "d")).toBe("d");
  vi.advanceTimersByTime(1_999);
  expect(say("user", "e")).toBe("");
  vi.advanceTimersByTime(1);
  expect(say("user", "f")).toBe("f");
  expect(running.fired).toHaveLength(1);
  expect(running.steps[0]).toMatchObject({ fired: 3, isAwake: false });
});

test("messages are dropped, doubled and late as the steps say", () => {
  const { say } = open({ fault: "drop", every: 3, count: 2 });
  expect(say("market", "abcdefgh")).toBe("bcefgh");
  const twice = open({ fault: "duplicate", after: 1, count: 1 });
  expect(twice.say("user", "abc")).toBe("abbc");
  const late = open({ fault: "late", ms: 500, count: 1 });
  expect(late.say("user", "ab")).toBe("b");
  vi.advanceTimersByTime(500);
  expect(late.got()).toBe("ba");
});

test("a frozen socket does not even answer PING, unless it is to look alive", () => {
  const ping = ({ faults }: ReturnType<typeof open>): number => {
    let pongs = 0;
    faults.deliver("user", () => (pongs += 1), true);
    return pongs;
  };
  expect(ping(open({ fault: "freeze" }))).toBe(0);
  expect(ping(open({ fault: "freeze", pong: true }))).toBe(1);
  expect(ping(open({ fault: "drop" }, { fault: "duplicate" }, { fault: "late", ms: 9 }))).toBe(1);
});

test("what is late when the scenario ends does not come", () => {
  const late = open({ fault: "late", ms: 500 });
  late.say("user", "a");
  late.faults.close();
  vi.advanceTimersByTime(1_000);
  expect(late.got()).toBe("");
  expect(vi.getTimerCount()).toBe(0);
});

test("chances are the seed's, whatever other steps there are", () => {
  const chancy = { fault: "drop", chance: 0.5 };
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const alone = open(chancy).say("market", letters);
  expect(alone.length).toBeGreaterThan(5);
  expect(alone.length).toBeLessThan(21);
  expect(open(chancy).say("market", letters)).toBe(alone);
  const beside = open(chancy, { fault: "duplicate", chance: 0.5, match: { channel: "user" } });
  expect(beside.say("market", letters)).toBe(alone);
});
