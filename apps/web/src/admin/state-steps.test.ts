import { expect, test } from "vitest";
import { canEnd, canSetMode, statesOf, stepsOf } from "./state-steps.ts";

test("what can be done follows from the state", () => {
  expect(stepsOf(["draft"])).toEqual(["open", "delete"]);
  expect(stepsOf(["open"])).toEqual(["halt", "close"]);
  expect(stepsOf(["halted"])).toEqual(["resume", "close"]);
  for (const state of ["closed", "proposed", "disputed", "resolving", "resolved"] as const) {
    expect(stepsOf([state])).toEqual([]);
  }
});

test("an event does what all of its markets can; those that are over do not count", () => {
  expect(stepsOf(["open", "halted"])).toEqual(["close"]);
  expect(stepsOf(["open", "resolved", "voided"])).toEqual(["halt", "close"]);
  expect(stepsOf(["draft", "open"])).toEqual([]);
  expect(stepsOf(["resolved"])).toEqual([]);
  expect(canSetMode(["open", "resolved"])).toBe(true);
  expect(canSetMode(["resolved"])).toBe(false);
});

test("drafts and what is over cannot be ended", () => {
  expect(["open", "proposed", "draft", "resolved"].map((one) => canEnd(one as "open"))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test("states are counted", () => {
  const markets = (["open", "open", "resolved"] as const).map((state) => ({ state }));
  expect(statesOf(markets)).toEqual([
    ["open", 2],
    ["resolved", 1],
  ]);
});
