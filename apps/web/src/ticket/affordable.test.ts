import { notional, worstFee } from "@probity/core";
import type { Amount, Price, Quantity } from "@probity/core";
import { expect, test } from "vitest";
import { mostLots } from "./affordable.ts";

const fees = { formula: "symmetric", exponent: 1, taker_bps: 200, maker_bps: 0, rebate_bps: 0 };
const market = { fees } as Parameters<typeof mostLots>[2];
const schedule = {
  formula: "symmetric",
  exponent: 1,
  takerBps: 200,
  makerBps: 0,
  rebateBps: 0,
} as const;

test("the most is what is paid for, and one lot more is not", () => {
  for (const price of [100, 4_600, 9_900] as Price[]) {
    for (const available of [0, 999_999, 1_000_000, 123_456_789] as Amount[]) {
      const most = mostLots(available, price, market);
      const cost = (lots: number) =>
        notional(price, lots as Quantity) + worstFee(schedule, price, lots as Quantity);
      expect(most === 0 || cost(most) <= available).toBe(true);
      expect(cost(most + 1)).toBeGreaterThan(available);
    }
  }
});
