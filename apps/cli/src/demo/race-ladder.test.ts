import { price, quantity } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import { expect, test } from "vitest";
import { inOrderOfMatching, RunnerLadder } from "./race-ladder.ts";
import { askPrice, bidPrice } from "./race-recording.ts";
import type { RaceTrade } from "./race-recording.ts";

const level = (at: number, lots: number) => ({ price: price(at), quantity: quantity(lots) });
const trade = (odds: number, lots = 100): RaceTrade => ({
  runner: 1,
  odds,
  exactLots: lots,
  lots: quantity(lots),
});

/** Backable at 8.8 and 8.6, layable at 9.0 and 9.2. */
const ladder: DepthView = {
  bids: [level(bidPrice(900), 50), level(bidPrice(920), 70)],
  asks: [level(askPrice(880), 100), level(askPrice(860), 30)],
};

test("offers go first from the best outwards, then bids, then what lies between", () => {
  const trades = [trade(920), trade(890), trade(860), trade(900), trade(880)];
  expect(inOrderOfMatching(trades, ladder).map(({ odds }) => odds)).toEqual([
    880, 860, 900, 920, 890,
  ]);
});

test("without a ladder every trade lies between", () => {
  const trades = [trade(920), trade(880)];
  expect(inOrderOfMatching(trades, { bids: [], asks: [] })).toEqual(trades);
});

test("what is taken off the best level is gone, and then the next is best", () => {
  const left = new RunnerLadder("mkt_2-1", ladder);
  left.take("ask", 40);
  expect(left.bestAsk).toEqual(level(askPrice(880), 60));
  left.take("ask", 60);
  expect(left.bestAsk).toEqual(level(askPrice(860), 30));
  left.take("bid", 50);
  expect(left.bestBid).toEqual(level(bidPrice(920), 70));
});

test("making way takes away what a trade between two others would meet", () => {
  const left = new RunnerLadder("mkt_2-1", ladder);
  expect(left.isInTheWay(price(1_120))).toBe(false);
  expect(left.isInTheWay(askPrice(860))).toBe(true);
  left.makeWay(askPrice(880));
  expect(left.bestAsk).toEqual(level(askPrice(860), 30));
  expect(left.bestBid).toEqual(level(bidPrice(900), 50));
});
