import { flip } from "@probity/market-data";
import { expect, test } from "vitest";
import { readBtcRecording } from "./btc-recording.ts";
import { askPrice, bidPrice, readRaceRecording, tradePrice } from "./race-recording.ts";
import { scaled } from "./recording-file.ts";

test("the BTC recording holds the snapshots that its README counts", () => {
  const { slug, steps } = readBtcRecording();
  expect(slug).toBe("btc-updown-5m-1777108200");
  const snapshots = steps.filter((step) => step.type === "snapshot");
  expect(snapshots).toHaveLength(525);
  expect(snapshots.filter(({ books }) => books === null)).toHaveLength(1);
  const unequal = snapshots.filter(
    ({ books }) => books !== null && JSON.stringify(flip(books.up)) !== JSON.stringify(books.down),
  );
  expect(unequal.map(({ time }) => time)).toEqual([1777108246407]);
  expect(snapshots[1]?.books?.up.bids[0]).toEqual({ price: 5_000, quantity: 14_322 });
});

test("the BTC market resolves to Up, and its last snapshot comes after that", () => {
  const { steps } = readBtcRecording();
  expect(steps.filter((step) => step.type === "resolution")).toEqual([
    { type: "resolution", time: 1777108570193, winner: "yes" },
  ]);
  expect(steps.at(-1)?.type).toBe("snapshot");
  expect(steps.at(-2)?.type).toBe("resolution");
});

test("the race has two markets of six runners, one winner and two placed", () => {
  const { title, markets, steps } = readRaceRecording();
  expect(title).toBe("Sheffield 19th Apr");
  expect(markets.map(({ name, runners }) => [name, runners.length])).toEqual([
    ["WIN", 6],
    ["PLACE", 6],
  ]);
  expect(markets.map(({ winners }) => [...winners].sort((a, b) => a - b))).toEqual([
    [37947503],
    [37947503, 39823721],
  ]);
  expect(markets[0]?.runners[1]).toEqual({ id: 37947503, name: "2. Sandwood Jet" });
  expect(steps).toHaveLength(332);
  expect(steps.every((step, i) => i === 0 || step.time >= (steps[i - 1]?.time ?? 0))).toBe(true);
});

test("trades are the growth of the totals; the first image has none, the suspension some", () => {
  const { steps } = readRaceRecording();
  expect(steps[0]?.trades).toEqual([]);
  expect(steps[1]?.trades).toEqual([]);
  const counted = (name: string): number =>
    steps
      .filter(({ market }) => market === name)
      .reduce((sum, step) => sum + step.trades.length, 0);
  expect([counted("WIN"), counted("PLACE")]).toEqual([809, 260]);
  const suspensions = steps.filter(({ becomes }) => becomes === "suspended");
  expect(suspensions.map(({ market, trades }) => [market, trades.length])).toEqual([
    ["WIN", 0],
    ["PLACE", 10],
  ]);
  expect(suspensions.every(({ ladders }) => [...ladders.values()].every(isEmpty))).toBe(true);
});

test("a ladder is never crossed, and odds of one price add up", () => {
  const { steps } = readRaceRecording();
  for (const { ladders } of steps) {
    for (const { bids, asks } of ladders.values()) {
      const [bid, ask] = [bids[0]?.price ?? 0, asks[0]?.price ?? 10_001];
      expect(bid).toBeLessThan(ask);
      expect(new Set(bids.map((level) => level.price)).size).toBe(bids.length);
    }
  }
});

test("odds become prices: asks rounded up, bids down", () => {
  expect([askPrice(880), bidPrice(880), tradePrice(880)]).toEqual([1_137, 1_136, 1_136]);
  expect([askPrice(200), bidPrice(200)]).toEqual([5_000, 5_000]);
  expect([askPrice(100_000), bidPrice(101)]).toEqual([10, 9_900]);
});

test("a number with more decimals than it should have is refused", () => {
  expect(scaled(0.29, 100)).toBe(29);
  expect(() => scaled(0.295, 100)).toThrow(/decimals/);
});

function isEmpty({ bids, asks }: { bids: readonly unknown[]; asks: readonly unknown[] }): boolean {
  return bids.length === 0 && asks.length === 0;
}
