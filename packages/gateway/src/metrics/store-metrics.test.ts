import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { storeCheck } from "../readiness.ts";
import { StoreMetrics } from "./store-metrics.ts";

test("S1.64 every question to the database is measured under its name, and answered as it was", async () => {
  const registry = new Registry();
  const metrics = new StoreMetrics(registry);
  class Trades {
    #rows = [1, 2];
    async latest(count: number): Promise<number[]> {
      return this.#rows.slice(0, count);
    }
    async broken(): Promise<never> {
      throw new Error("no such table");
    }
  }
  const measured = metrics.measured({ trades: new Trades(), version: async () => 16 });
  expect(await measured.trades.latest(1)).toEqual([1]);
  expect(await measured.version()).toBe(16);
  await expect(measured.trades.broken()).rejects.toThrow("no such table");
  const text = await registry.metrics();
  expect(text).toContain('db_query_duration_seconds_count{query="trades.latest"} 1');
  expect(text).toContain('db_query_duration_seconds_count{query="version"} 1');
  expect(text).toContain('db_query_failures_total{query="trades.broken"} 1');
});

test("S3.1 a database that is gone degrades the venue, one that lags says by how much", async () => {
  let state = "projecting";
  const check = storeCheck({
    lag: () => ({ sequences: 5 }),
    state: () => ({ state, deadLetters: 0 }),
  });
  expect(check.isVital).toBe(false);
  expect(await check.check()).toBe(5);
  for (state of ["starting", "waiting", "failed"]) expect(() => check.check()).toThrow(state);
});
