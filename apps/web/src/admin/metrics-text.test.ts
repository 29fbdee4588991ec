import { expect, test } from "vitest";
import { Metrics } from "./metrics-text.ts";

const TEXT = `# HELP sequencer_state 1 for the state the sequencer is in.
# TYPE sequencer_state gauge
sequencer_state{state="running"} 1
sequencer_state{state="failed"} 0
ws_connections_active 3
trades_executed_total{match_type="mint"} 2
trades_executed_total{match_type="a \\"quoted\\" one, with=signs"} 5 1795289885000
sync_seconds_bucket{le="0.001"} 5
sync_seconds_bucket{le="0.01"} 9
sync_seconds_bucket{le="+Inf"} 10
sync_seconds_sum 0.08
sync_seconds_count 10
nonsense
`;

test("figures are found by name, and added up over labels", () => {
  const metrics = new Metrics(TEXT);
  expect(metrics.sum("ws_connections_active")).toBe(3);
  expect(metrics.sum("trades_executed_total")).toBe(7);
  expect(metrics.sum("nonsense")).toBeNull();
  expect(metrics.stateOf("sequencer_state", "state")).toBe("running");
});

test("a quantile is the bound of its bucket", () => {
  const metrics = new Metrics(TEXT);
  expect(metrics.quantile("sync_seconds", 0.5)).toBe(0.001);
  expect(metrics.quantile("sync_seconds", 0.9)).toBe(0.01);
  expect(metrics.quantile("sync_seconds", 0.99)).toBe(Number.POSITIVE_INFINITY);
  expect(metrics.quantile("other", 0.5)).toBeNull();
  expect(new Metrics("").sum("a")).toBeNull();
});
