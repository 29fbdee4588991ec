import { formatQuantity, parseQuantity } from "@probity/protocol";
import type { Position } from "@probity/protocol";
import { expect, test } from "vitest";
import { conversionOf, dollarsOf, freeLots, leastFree, setsFor, setsIn } from "./sets.ts";

const held = (market: string, outcome: "yes" | "no", quantity: string, locked = "0"): Position => ({
  market_id: market,
  market_question: "?",
  event_id: "evt_1-0",
  event_title: "?",
  outcome,
  outcome_name: outcome,
  quantity,
  held: locked,
  cost: "0",
  average_cost: null,
  current_price: null,
  value: null,
  unrealized_pnl: null,
});

test("sets are a dollar each, to the hundredth, and never more than there is", () => {
  expect(formatQuantity(setsFor("10.009999"))).toBe("10");
  expect(formatQuantity(setsFor("10.01"))).toBe("10.01");
  expect(setsFor("-3")).toBe(0);
  expect(dollarsOf(parseQuantity("12.5"))).toBe("12.5");
});

test("what resting sells lock cannot be merged", () => {
  const positions = [held("a", "yes", "10", "4"), held("a", "no", "7.5"), held("b", "yes", "3")];
  expect(formatQuantity(freeLots(positions[0]!))).toBe("6");
  expect(formatQuantity(setsIn(positions, "a"))).toBe("6");
  expect(setsIn(positions, "b")).toBe(0);
  expect(leastFree([])).toBe(0);
});

test("NO of k outcomes becomes YES of the others and k − 1 dollars a share", () => {
  expect(conversionOf(1, 4, parseQuantity("3"))).toEqual({ others: 3, shares: "3", dollars: "0" });
  expect(conversionOf(3, 4, parseQuantity("2.5"))).toEqual({
    others: 1,
    shares: "2.5",
    dollars: "5",
  });
});
