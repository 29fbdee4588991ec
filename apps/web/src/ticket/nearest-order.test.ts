import type { DepthView } from "@probity/market-data";
import { parsePrice, parseQuantity } from "@probity/protocol";
import type { Market, OrderRequestJson } from "@probity/protocol";
import { expect, test } from "vitest";
import { nearestOrder } from "./nearest-order.ts";

const market = {
  market_id: "mkt_1-0",
  tick_size: "0.01",
  band_low: "0.0001",
  band_high: "0.9999",
  min_quantity: "1",
} as Market;
const level = (price: string, quantity: string) => ({
  price: parsePrice(price),
  quantity: parseQuantity(quantity),
});
const view: DepthView = { bids: [level("0.44", "100")], asks: [level("0.46", "100")] };
const buy: OrderRequestJson = {
  type: "limit",
  market_id: "mkt_1-0",
  outcome: "yes",
  side: "buy",
  price: "0.45",
  quantity: "10",
};
const cashBuy: OrderRequestJson = {
  type: "market",
  market_id: "mkt_1-0",
  outcome: "yes",
  side: "buy",
  cash: "50",
  price_cap: "0.48",
};

const mended = (order: OrderRequestJson, code: string, details: Record<string, string> = {}) =>
  nearestOrder(order, { code, details }, market, view, Date.UTC(2026, 0, 1));

test("a price off the grid or outside the band goes to the nearest price", () => {
  const off = { ...buy, price: "0.4567" } as const;
  expect(mended(off, "PRICE_OFF_TICK", { tick: "0.01" })).toMatchObject({ price: "0.46" });
  const half = { ...buy, price: "0.455" } as const;
  expect(mended(half, "PRICE_OFF_TICK")).toMatchObject({ price: "0.45" });
  expect(mended({ ...half, side: "sell" }, "PRICE_OFF_TICK")).toMatchObject({ price: "0.46" });
  const low = { ...buy, price: "0.0001" } as const;
  expect(mended(low, "PRICE_OUTSIDE_BAND")).toMatchObject({ price: "0.01" });
});

test("too few become the minimum, too dear the most one can pay", () => {
  expect(mended(buy, "QUANTITY_BELOW_MINIMUM", { minimum: "5" })).toMatchObject({ quantity: "5" });
  const facts = { required: "4.5", available: "3" };
  expect(mended(buy, "INSUFFICIENT_COLLATERAL", facts)).toMatchObject({ quantity: "6.66" });
  expect(
    mended(cashBuy, "INSUFFICIENT_COLLATERAL", { required: "50", available: "3" }),
  ).toMatchObject({ cash: "3" });
  const poor = { required: "4.5", available: "0.1" };
  expect(mended(buy, "INSUFFICIENT_COLLATERAL", poor)).toBeNull();
});

test("who has too few shares sells those, who has none buys the other outcome", () => {
  const sell = { ...buy, side: "sell" } as const;
  const some = { required: "10", available: "4" };
  expect(mended(sell, "INSUFFICIENT_SHARES", some)).toMatchObject({ side: "sell", quantity: "4" });
  const none = { required: "10", available: "0" };
  expect(mended(sell, "INSUFFICIENT_SHARES", none)).toMatchObject({
    side: "buy",
    outcome: "no",
    price: "0.55",
    quantity: "10",
  });
});

test("what must rest goes to the best price that does not trade", () => {
  expect(mended(buy, "POST_ONLY_WOULD_CROSS", { best: "0.45" })).toMatchObject({ price: "0.44" });
  expect(mended(buy, "POST_ONLY_WOULD_CROSS", { best: "0.01" })).toBeNull();
  expect(mended({ ...buy, price: "0.5" }, "POST_ONLY_MODE")).toMatchObject({
    price: "0.45",
    post_only: true,
    time_in_force: "gtc",
  });
  expect(mended(cashBuy, "POST_ONLY_MODE")).toMatchObject({
    type: "limit",
    price: "0.45",
    quantity: "111.11",
    post_only: true,
  });
});

test("limits of the operator make it smaller", () => {
  const position = { limit: "100", would: "104" };
  expect(mended(buy, "POSITION_LIMIT_EXCEEDED", position)).toMatchObject({ quantity: "6" });
  const notional = { limit: "2", would: "4.5" };
  expect(mended(buy, "ORDER_NOTIONAL_EXCEEDED", notional)).toMatchObject({ quantity: "4.44" });
  const exposure = { limit: "100", would: "101.01" };
  expect(mended(buy, "EXPOSURE_LIMIT_EXCEEDED", exposure)).toMatchObject({ quantity: "7.75" });
});

test("all or nothing becomes what is there; what cannot rest is taken at once", () => {
  const fok = { ...buy, time_in_force: "fok" } as const;
  expect(mended(fok, "FILL_OR_KILL_UNFILLABLE", { fillable: "3" })).toMatchObject({
    quantity: "3",
    time_in_force: "fok",
  });
  expect(mended(fok, "FILL_OR_KILL_UNFILLABLE", { fillable: "0" })).toMatchObject({
    quantity: "10",
    time_in_force: "gtc",
  });
  expect(mended(buy, "TOO_MANY_OPEN_ORDERS", { limit: "9" })).toMatchObject({
    time_in_force: "ioc",
  });
  const late = { ...buy, time_in_force: "gtd", expires_at: "2025-01-01T00:00:00.000Z" } as const;
  expect(mended(late, "EXPIRY_IN_PAST")).toMatchObject({ expires_at: "2026-01-01T01:00:00.000Z" });
});

test("some refusals have no neighbour", () => {
  expect(mended(buy, "ACCOUNT_FROZEN")).toBeNull();
  expect(mended(buy, "MARKET_NOT_OPEN", { state: "halted" })).toBeNull();
});
