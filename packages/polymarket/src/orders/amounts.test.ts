import type { Price } from "@probity/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { limitAmounts, marketAmounts } from "./amounts.ts";

/** Tick, side, price or cap, size or cash, maker and taker amount: reference §4.4, of clob-client-v2 1.1.0. */
const LIMITS = [
  [1_000, "buy", 5_000, 2_104, 10_520_000, 21_040_000],
  [100, "buy", 5_600, 2_104, 11_782_400, 21_040_000],
  [100, "sell", 3_300, 333, 3_330_000, 1_098_900],
  [100, "buy", 700, 10_012, 7_008_400, 100_120_000],
  [50, "buy", 5_050, 1_000, 5_050_000, 10_000_000],
  [25, "buy", 5_025, 1_000, 5_025_000, 10_000_000],
  [10, "buy", 560, 2_104, 1_178_240, 21_040_000],
  [10, "buy", 9_990, 501, 5_004_990, 5_010_000],
  [1, "buy", 56, 2_104, 117_824, 21_040_000],
  [1, "sell", 1_234, 3_333, 33_330_000, 4_112_922],
] as const;
const MARKETS = [
  [100, "buy", 5_600, 100_000_000, 178_571_400],
  [100, "buy", 3_300, 10_000_000, 30_303_000],
  [10, "buy", 560, 100_000_000, 1_785_714_280],
  [1, "buy", 56, 100_000_000, 17_857_142_857],
  [50, "buy", 5_050, 10_000_000, 19_801_980],
  [1_000, "sell", 3_000, 7_770_000, 2_331_000],
  [100, "buy", 5_500, 50_000_000, 90_909_000],
  [100, "sell", 4_500, 20_000_000, 9_000_000],
] as const;

function signed(tickSize: number, side: "buy" | "sell", maker: number, taker: number) {
  const [dollars, shares] = side === "buy" ? [maker, taker] : [taker, maker];
  return {
    tickSize: tickSize as Price,
    side,
    dollars: BigInt(dollars),
    shares: BigInt(shares),
  };
}

test.each(LIMITS)(
  "limit, tick %d, %s at %d, %d lots: maker %d, taker %d",
  (tick, side, limit, lots, maker, taker) => {
    const read = limitAmounts(signed(tick, side, maker, taker));
    expect(read).toEqual({ kind: "limit", price: limit, quantity: lots });
  },
);

test.each(MARKETS)(
  "market, tick %d, %s, cap %d: maker %d, taker %d",
  (tick, side, cap, maker, taker) => {
    const read = marketAmounts(signed(tick, side, maker, taker));
    expect(read).toEqual(
      side === "buy"
        ? { kind: "cash", cash: maker, cap }
        : { kind: "shares", quantity: maker / 10_000, cap },
    );
  },
);

test.each([
  [
    "off the grid",
    100,
    "buy",
    10_125_000,
    25_000_000,
    "Price (0.405) breaks minimum tick size rule: 0.01",
  ],
  [
    "off a grid of half cents",
    50,
    "buy",
    5_030_000,
    10_000_000,
    "Price (0.503) breaks minimum tick size rule: 0.005",
  ],
  [
    "a dollar a share",
    100,
    "buy",
    10_000_000,
    10_000_000,
    "Price (1) breaks minimum tick size rule: 0.01",
  ],
  [
    "more than a dollar",
    100,
    "sell",
    10_000_000,
    30_000_000,
    "Price (3) breaks minimum tick size rule: 0.01",
  ],
  [
    "next to nothing",
    100,
    "sell",
    10_000_000,
    100,
    "Price (0.00001) breaks minimum tick size rule: 0.01",
  ],
  [
    "a hundredth off",
    100,
    "sell",
    19_690_000,
    4_330_000,
    "the taker amount for a $0.22 order of size 19.69 should be '4.3318' but the value submited is '4.33'.",
  ],
  [
    "too exact",
    100,
    "buy",
    4_300_001,
    10_000_000,
    "invalid amounts, the buy orders maker amount supports a max accuracy of 4 decimals, taker amount a max of 2 decimals",
  ],
  [
    "too exact a size",
    100,
    "sell",
    10_001_000,
    4_300_000,
    "invalid amounts, the sell orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
  ],
  ["nothing for nothing", 100, "buy", 0, 0, "Invalid order payload"],
  ["something for nothing", 100, "buy", 0, 10_000_000, "Invalid order payload"],
] as const)("a limit that is %s is refused", (_what, tick, side, maker, taker, reason) => {
  const read = limitAmounts(signed(tick, side, maker, taker));
  expect(read).toMatchObject({ kind: "bad", reason: expect.stringContaining(reason) });
});

test.each([
  [
    "off the grid",
    100,
    "buy",
    10_000_000,
    24_691_300,
    "Price (0.405) breaks minimum tick size rule: 0.01",
  ],
  [
    "of fractions of cents",
    100,
    "buy",
    11_782_400,
    21_040_000,
    "the market buy orders maker amount supports a max accuracy of 2 decimals, taker amount a max of 4 decimals",
  ],
  [
    "worth less than a dollar",
    100,
    "buy",
    990_000,
    1_800_000,
    "invalid amount for a marketable BUY order ($0.99), min size: $1",
  ],
  ["for too exact a size", 100, "buy", 10_000_000, 17_857_142, "taker amount a max of 4 decimals"],
  ["for nothing", 100, "buy", 10_000_000, 0, "Invalid order payload"],
] as const)("a market order that is %s is refused", (_what, tick, side, maker, taker, reason) => {
  const read = marketAmounts(signed(tick, side, maker, taker));
  expect(read).toMatchObject({ kind: "bad", reason: expect.stringContaining(reason) });
});

test("every price on the grid times every size is read as just that", () => {
  const ticks = fc.constantFrom(1_000, 100, 50, 25, 10, 1);
  const order = fc.record({
    ticks,
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    lots: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    isBuy: fc.boolean(),
  });
  fc.assert(
    fc.property(order, ({ ticks: tick, at, lots, isBuy }) => {
      const limit =
        Math.max(1, Math.min(10_000 / tick - 1, Math.round(at * (10_000 / tick)))) * tick;
      const dollars = BigInt(limit) * BigInt(lots);
      const shares = BigInt(lots) * 10_000n;
      const side = isBuy ? "buy" : "sell";
      const read = limitAmounts({ side, tickSize: tick as Price, dollars, shares });
      expect(read).toEqual({ kind: "limit", price: limit, quantity: lots });
    }),
  );
});

test("whatever the amounts, the reading is an order or a reason", () => {
  const any = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
  const tick = fc.constantFrom(1_000, 100, 50, 25, 10, 1);
  fc.assert(
    fc.property(any, any, tick, fc.boolean(), (dollars, shares, tickSize, isBuy) => {
      const amounts = {
        side: isBuy ? "buy" : "sell",
        tickSize: tickSize as Price,
        dollars,
        shares,
      } as const;
      const isTaken = [limitAmounts(amounts), marketAmounts(amounts)].some(
        ({ kind }) => kind !== "bad",
      );
      expect(isTaken && dollars > 10n ** 14n).toBe(false);
    }),
  );
});
