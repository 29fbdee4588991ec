import type { Order, OrderRequestJson } from "@probity/protocol";
import { expect, test } from "vitest";
import { ownInTheWay } from "./own-in-the-way.ts";

const order = (id: string, outcome: string, side: string, price: string) =>
  ({ order_id: id, market_id: "mkt_1-0", outcome, side, price, remaining: "10" }) as Order;
const buy: OrderRequestJson = {
  type: "limit",
  market_id: "mkt_1-0",
  outcome: "yes",
  side: "buy",
  price: "0.5",
  quantity: "10",
};

test("own orders in reach are found on both outcomes, the first that is met first", () => {
  const open = [
    order("far", "yes", "sell", "0.55"),
    order("no", "no", "buy", "0.5"),
    order("near", "yes", "sell", "0.48"),
    order("same side", "yes", "buy", "0.4"),
  ];
  expect(ownInTheWay(buy, open)).toEqual({ ids: ["near", "no"], price: 4_800 });
  expect(ownInTheWay({ ...buy, price: "0.45" }, open)).toBeNull();
  expect(ownInTheWay({ ...buy, side: "sell", price: "0.4" }, open)).toEqual({
    ids: ["same side"],
    price: 4_000,
  });
});
