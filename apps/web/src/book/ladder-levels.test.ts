import { parsePrice, parseQuantity } from "@probity/protocol";
import { expect, test } from "vitest";
import { firstInLine, levelsOf, middleOf, ownLevelsOf } from "./ladder-levels.ts";

const level = (price: string, quantity: string) => ({
  price: parsePrice(price),
  quantity: parseQuantity(quantity),
});
const order = (id: string, outcome: "yes" | "no", side: "buy" | "sell", price: string) => ({
  order_id: id,
  market_id: "mkt_1-0",
  outcome,
  side,
  price,
  remaining: "10",
});

test("depth is found by its price", () => {
  const levels = levelsOf({ bids: [level("0.44", "3")], asks: [level("0.46", "8")] });
  expect(levels.bids.get(4_400)).toBe(300);
  expect(levels.asks.get(4_600)).toBe(800);
  expect(levels.deepest).toBe(800);
});

test("an order in the other outcome stands on the other side, at the complement", () => {
  const orders = [
    order("a", "yes", "buy", "0.4"),
    order("b", "no", "sell", "0.6"),
    order("c", "no", "buy", "0.4"),
    { ...order("d", "yes", "buy", "0.4"), market_id: "mkt_2-0" },
  ];
  const yes = ownLevelsOf(orders, "mkt_1-0", "yes");
  expect(yes.buys.get(4_000)).toEqual({ lots: 2_000, ids: ["a", "b"] });
  expect(yes.sells.get(6_000)).toEqual({ lots: 1_000, ids: ["c"] });
  const no = ownLevelsOf(orders, "mkt_1-0", "no");
  expect(no.sells.get(6_000)).toEqual({ lots: 2_000, ids: ["a", "b"] });
  expect(no.buys.get(4_000)).toEqual({ lots: 1_000, ids: ["c"] });
});

test("the middle is that of the book, or what is known instead", () => {
  const bids = [level("0.44", "1")];
  const asks = [level("0.46", "1")];
  expect(middleOf({ bids, asks }, null)).toBe(4_500);
  expect(middleOf({ bids, asks: [] }, null)).toBe(4_400);
  expect(middleOf({ bids: [], asks: [] }, 1_200)).toBe(1_200);
  expect(middleOf({ bids: [], asks: [] }, null)).toBe(5_000);
});

test("places in the queue are asked of the oldest order of each price, near the middle first", () => {
  const orders = [
    order("far", "yes", "buy", "0.2"),
    order("near", "yes", "buy", "0.44"),
    order("behind", "yes", "buy", "0.44"),
    order("sale", "yes", "sell", "0.5"),
  ];
  const own = ownLevelsOf(orders, "mkt_1-0", "yes");
  expect(firstInLine(own, 4_500)).toEqual(["near", "sale", "far"]);
});
