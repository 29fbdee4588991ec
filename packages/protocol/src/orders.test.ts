import { parsePrice, parseQuantity } from "./decimal.ts";
import { orderSpecJson } from "./order-json.ts";
import { orderSpec } from "./order-spec.ts";
import { OrderRequest } from "./orders.ts";
import type { OrderRequestJson } from "./orders.ts";
import { describe, expect, test } from "vitest";

const limit = {
  type: "limit",
  market_id: "mkt_12-1",
  outcome: "yes",
  side: "buy",
  price: "0.42",
  quantity: "12.5",
} as const satisfies OrderRequestJson;

const spec = (request: OrderRequestJson) => orderSpec(OrderRequest.parse(request));
const problems = (request: unknown) =>
  OrderRequest.safeParse(request).error?.issues.map((issue) => issue.path.join("."));

describe("an order as text becomes the machine's", () => {
  test("limit, with everything left out that may be", () => {
    expect(spec(limit)).toEqual({
      market: 12 * 4_096 + 1,
      outcome: "yes",
      side: "buy",
      pricing: {
        kind: "limit",
        price: parsePrice("0.42"),
        quantity: parseQuantity("12.5"),
        timeInForce: { kind: "gtc", postOnly: false },
      },
      reduceOnly: false,
      selfTrade: "cancel-taker",
      group: null,
      session: null,
    });
  });

  test("market by cash, nowhere worse than the widest cap unless said", () => {
    const { market_id, outcome } = limit;
    const request = { type: "market", market_id, outcome, side: "buy", cash: "10" } as const;
    expect(spec(request).pricing).toEqual({
      kind: "cash",
      cash: 10_000_000,
      cap: 9_999,
      feeIncluded: true,
      fillOrKill: false,
    });
  });

  test("and back: what was asked for is told in the same words", () => {
    const request = {
      ...limit,
      time_in_force: "gtd",
      post_only: true,
      expires_at: "2026-07-01T12:00:00.000Z",
      group_id: "grp_9-0",
    } as const;
    expect(orderSpecJson(spec(request))).toMatchObject(request);
  });
});

describe("combinations that make no sense are refused where they are wrong", () => {
  test.each([
    [{ ...limit, time_in_force: "ioc", post_only: true }, ["post_only"]],
    [{ ...limit, time_in_force: "gtd" }, ["expires_at"]],
    [{ ...limit, expires_at: "2026-07-01T12:00:00Z" }, ["expires_at"]],
    [{ ...limit, type: "market" }, [""]],
    [{ ...limit, price: "1" }, ["price"]],
    [{ ...limit, price: 0.42 }, ["price"]],
    [{ ...limit, quantity: "0" }, ["quantity"]],
    [{ ...limit, quantity: "21474836.48" }, ["quantity"]],
    [{ ...limit, market_id: "evt_12-1" }, ["market_id"]],
    [{ ...limit, client_order_id: "" }, ["client_order_id"]],
    [{ ...limit, pice: "0.42" }, [""]],
  ])("%j", (request, expected) => {
    expect(problems(request)).toEqual(expected);
  });
});
