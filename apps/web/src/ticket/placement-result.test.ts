import type { OrderRequestJson, PlacementAnswer } from "@probity/protocol";
import { expect, test } from "vitest";
import { resultOf } from "./placement-result.ts";

const common = { market_id: "mkt_1-0", outcome: "yes", side: "buy" } as const;
const limit: OrderRequestJson = { type: "limit", ...common, price: "0.5", quantity: "10" };
const cash: OrderRequestJson = { type: "market", ...common, cash: "5" };
const placed = (filled: string, resting: string, notional = "0", fee = "0") =>
  ({ filled, resting, notional, fee }) as PlacementAnswer["order"];

test("filled, resting, short and nothing are told apart", () => {
  expect(resultOf(limit, placed("10", "0"))).toBe("filled");
  expect(resultOf(limit, placed("4", "6"))).toBe("partly");
  expect(resultOf(limit, placed("0", "10"))).toBe("rests");
  expect(resultOf(limit, placed("4", "0"))).toBe("short");
  expect(resultOf(limit, placed("0", "0"))).toBe("nothing");
  expect(resultOf(cash, placed("9.9", "0", "4.95", "0.0495"))).toBe("filled");
  expect(resultOf(cash, placed("4", "0", "2", "0.02"))).toBe("short");
});
