import type { Fill } from "@probity/protocol";
import { expect, test } from "vitest";
import { filledOrders } from "./filled-orders.ts";

const fill = (change: Partial<Fill>): Fill => ({
  trade_id: "mat_1-0",
  order_id: "ord_1-0",
  account_id: "acc_1-0",
  market_id: "mkt_1-1",
  outcome: "yes",
  side: "buy",
  role: "maker",
  kind: "mint",
  price: "0.42",
  quantity: "10",
  fee: "0",
  rebate: "0",
  seq: 1,
  time: "2026-01-01T00:00:00.000Z",
  ...change,
});

test("fills of a resting order are one piece of news, what one took oneself is none", () => {
  const fills = [
    fill({ quantity: "0.1" }),
    fill({ quantity: "0.2" }),
    fill({ order_id: "ord_2-0", side: "sell", outcome: "no" }),
    fill({ order_id: "ord_3-0", role: "taker" }),
  ];
  expect(filledOrders(fills)).toMatchObject([
    { order: "ord_1-0", quantity: "0.3", price: "0.42", side: "buy", outcome: "yes" },
    { order: "ord_2-0", quantity: "10", side: "sell", outcome: "no" },
  ]);
});
