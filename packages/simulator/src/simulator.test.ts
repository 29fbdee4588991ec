import * as core from "@probity/core";
import { describe, expect, test } from "vitest";
import { show } from "./compare.ts";
import { Duel, SimulationFailure } from "./duel.ts";
import { simulate } from "./simulation.ts";
import { Sometimes } from "./sometimes.ts";

const COMMANDS = 20_000;

describe("core and reference agree, and the laws hold", () => {
  test.each(["calm", "burst", "night"])(
    "seed %s",
    (seed) => {
      const report = simulate({ seed, commands: COMMANDS, core });
      expect(report.commands).toBeGreaterThanOrEqual(COMMANDS);
      expect(report.missed).toEqual([]);
    },
    60_000,
  );
});

test("the same seed gives the same commands and events", () => {
  const story = (seed: string): string => {
    const lines: string[] = [];
    const duel = new Duel(seed, core.Exchange.create());
    duel.join({ observe: (command, events) => lines.push(show([command, events])) });
    duel.run(1_500);
    return lines.join("\n");
  };
  expect(story("again")).toBe(story("again"));
  expect(story("again")).not.toBe(story("another"));
});

test("a difference is reported with seed, sequence, command and both answers", () => {
  const run = (): void => {
    const machine = core.Exchange.create();
    const execute = machine.execute.bind(machine);
    machine.execute = (command) => {
      const lying = new core.EventLog();
      for (const event of execute(command)) {
        lying.emit(event.type === "Deposited" ? { ...event, amount: 0 as core.Amount } : event);
      }
      return lying;
    };
    new Duel(8123, machine).run(500);
  };
  expect(run).toThrow(SimulationFailure);
  expect(run).toThrow(/^seed 8123, sequence \d+: machine and reference differ at 0\.amount: 0 ≠ /);
});

test("a long run in which nothing happens misses what should have", () => {
  const sometimes = new Sometimes(core.Exchange.create());
  const command = { content: { type: "AdvanceTime" } } as core.Command;
  for (let seen = 0; seen < COMMANDS; seen++)
    sometimes.observe(command, [{ type: "TimeAdvanced" }]);
  const missed = sometimes.missed();
  expect(missed).toContain("a mint across three makers");
  expect(missed).toContain("SplitSet never succeeded");
  expect(missed).toContain("OrdersMatched never occurred");
  expect(missed).toContain("InsufficientCollateral never was a reason");
  expect(missed).not.toContain("AdvanceTime never succeeded");
});
