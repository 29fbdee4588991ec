import { brokenLaws } from "@probity/core";
import { expect, test } from "vitest";
import { generate } from "../workload/generator.ts";
import { recordCalls, runCalls, scatter } from "./calls.ts";
import { makeMachine } from "./machine.ts";

const SIZE = { accounts: 20, markets: 3, tickSize: 100 } as const;

test("recorded calls do the same to another machine, and break no law", async () => {
  const workload = generate("mixed", 99, 7, 12_000);
  const recording = await makeMachine(SIZE);
  const calls = recordCalls(workload, recording.exchange, recording.world);
  const { exchange, world } = await makeMachine(SIZE);
  runCalls(calls, exchange, world, null);
  expect([...exchange.records()]).toEqual([...recording.exchange.records()]);
  expect(brokenLaws(exchange)).toEqual([]);
  // The workload mints, merges and sells, or it would say little about the ledger.
  const sold = calls.flags.subarray(0, calls.count).filter((flags) => flags < 2).length;
  expect(sold).toBeGreaterThan(1_000);
  expect(calls.rejected).toBeGreaterThan(100);
  expect(calls.rejected).toBeLessThan(calls.count / 2);
});

test("scattering keeps within the size and evens out", () => {
  const seen = new Int32Array(10);
  for (let id = 0; id < 10_000; id++) seen[scatter(id, 10)]!++;
  expect(Math.min(...seen)).toBeGreaterThan(850);
  expect(Math.max(...seen)).toBeLessThan(1_150);
});
