import { expect, test } from "vitest";
import { ownAtPrice } from "./own-at-price.ts";

const order = (outcome: "yes" | "no", side: "buy" | "sell", price: string, remaining: string) => ({
  market_id: "mkt_1-1",
  outcome,
  side,
  price,
  remaining,
});

test("an own order stands where the book shows it, for either outcome", () => {
  const open = [
    order("yes", "buy", "0.4", "10"),
    order("no", "sell", "0.6", "2.5"),
    order("no", "buy", "0.45", "1"),
  ];
  expect([...ownAtPrice(open, "mkt_1-1", "yes")]).toEqual([
    ["bid 0.4", 1_250],
    ["ask 0.55", 100],
  ]);
  expect([...ownAtPrice(open, "mkt_1-1", "no")]).toEqual([
    ["ask 0.6", 1_250],
    ["bid 0.45", 100],
  ]);
  expect(ownAtPrice(open, "mkt_2-1", "yes").size).toBe(0);
});
