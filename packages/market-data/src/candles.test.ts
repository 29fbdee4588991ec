import { price, quantity } from "@probity/core";
import type { MarketId } from "@probity/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CANDLE_INTERVALS, CANDLE_MS, CandleFold, candleStart, joinCandles } from "./candles.ts";
import type { Candle, CandleTrade } from "./candles.ts";
import { RollingVolumes, dayBefore } from "./rolling-volume.ts";

const MARKET = 4_097 as MarketId;
const NOON = Date.UTC(2026, 6, 1, 12);

const trade = (time: number, at: number, lots: number): CandleTrade => ({
  market: MARKET,
  time,
  price: price(at),
  quantity: quantity(lots),
});

const trades = fc
  .array(
    fc.record({
      after: fc.oneof(fc.nat(90_000), fc.nat(3 * 86_400_000)),
      at: fc.integer({ min: 1, max: 9_999 }),
      lots: fc.integer({ min: 1, max: 2_147_483_647 }),
    }),
    { maxLength: 60 },
  )
  .map((steps) => {
    let time = NOON;
    return steps.map(({ after, at, lots }) => trade((time += after), at, lots));
  });

function candlesOf(some: readonly CandleTrade[]): Candle[] {
  const fold = new CandleFold();
  for (const one of some) fold.add(one);
  return fold.candles();
}

test("a candle has its first, highest, lowest and last price, and what was traded", () => {
  const some = [
    trade(NOON, 5_000, 100),
    trade(NOON + 1, 6_000, 10),
    trade(NOON + 59_999, 4_000, 1),
  ];
  const [minute] = candlesOf([...some, trade(NOON + 60_000, 9_000, 5)]);
  expect(minute).toEqual({
    market: MARKET,
    interval: "1m",
    start: NOON,
    open: 5_000,
    high: 6_000,
    low: 4_000,
    close: 4_000,
    volume: 111n,
    notional: 564_000n,
    trades: 3,
  });
});

test("days begin at midnight UTC, weeks on Mondays", () => {
  expect(new Date(candleStart(NOON, "1d")).toISOString()).toBe("2026-07-01T00:00:00.000Z");
  const week = new Date(candleStart(NOON, "1w"));
  expect([week.getUTCDay(), week.toISOString()]).toEqual([1, "2026-06-29T00:00:00.000Z"]);
  expect(candleStart(week.getTime(), "1w")).toBe(week.getTime());
  expect(candleStart(week.getTime() - 1, "1w")).toBe(week.getTime() - CANDLE_MS["1w"]);
});

test("every trade is in one candle of each interval, however the trades are cut into batches", () => {
  fc.assert(
    fc.property(trades, fc.nat(60), (some, cut) => {
      const whole = candlesOf(some);
      const joined = new Map<string, Candle>();
      for (const candle of [...candlesOf(some.slice(0, cut)), ...candlesOf(some.slice(cut))]) {
        const key = `${candle.interval}/${candle.start}`;
        const earlier = joined.get(key);
        joined.set(key, earlier === undefined ? candle : joinCandles(earlier, candle));
      }
      expect(new Set(joined.values())).toEqual(new Set(whole));
      const volume = some.reduce((sum, { quantity: lots }) => sum + BigInt(lots), 0n);
      for (const interval of CANDLE_INTERVALS) {
        const same = whole.filter((candle) => candle.interval === interval);
        expect(same.reduce((sum, candle) => sum + candle.volume, 0n)).toBe(volume);
        for (const { start, open, high, low, close } of same) {
          expect(candleStart(start, interval)).toBe(start);
          expect(low <= Math.min(open, close) && high >= Math.max(open, close)).toBe(true);
        }
      }
    }),
  );
});

test("the volume of 24 hours is that of the candles of five minutes that began since", () => {
  fc.assert(
    fc.property(trades, fc.nat(2 * 86_400_000), (some, later) => {
      const rolling = new RollingVolumes();
      for (const one of some) rolling.add(one);
      const now = (some.at(-1)?.time ?? NOON) + later;
      const since = dayBefore(now);
      const sum = candlesOf(some)
        .filter(({ interval, start }) => interval === "5m" && start >= since)
        .reduce((total, { notional }) => total + notional, 0n);
      expect(BigInt(rolling.notional24h(MARKET, now))).toBe(sum);
      expect(now - since).toBeLessThan(86_400_000);
    }),
  );
});
