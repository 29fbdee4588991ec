import { price, ZERO_AMOUNT } from "@probity/core";
import type { AssetId, EventId, MarketId, OrderId } from "@probity/core";
import { expect, test } from "vitest";
import { MarketData } from "./market-data.ts";
import { accepted, ACCOUNT, limitOrder, marketCreated, matched, rested } from "./sample-events.ts";
import { Tape, TAPE_WINDOW } from "./tape.ts";

const EVENT = 4_096 as EventId;
const MARKET = 4_097 as MarketId;
const MAKER = 8_192 as OrderId;
const TAKER = 12_288 as OrderId;

const ask = limitOrder(MARKET, "no", "buy", 5_500, 100);
const lift = limitOrder(MARKET, "yes", "buy", 4_600, 40);

function traded(): MarketData {
  const data = new MarketData();
  data.apply({
    sequence: 1,
    time: 5,
    events: [
      {
        type: "EventCreated",
        event: EVENT,
        slug: "rain",
        text: { title: "Rain", description: "", category: "Weather", tags: [], image: "" },
        rules: "It rains if it rains.",
        collateral: 1 as AssetId,
        mutuallyExclusive: false,
        exhaustive: false,
      },
      marketCreated(MARKET),
    ],
  });
  data.apply({ sequence: 2, time: 10, events: [accepted(MAKER, ask), rested(MAKER, ask)] });
  data.apply({
    sequence: 3,
    time: 20,
    events: [accepted(TAKER, lift), matched(MAKER, ask, TAKER, lift)],
  });
  return data;
}

test("one trade is on the tape, in the ticker, in the book and with both owners", () => {
  const data = traded();
  expect(data.tape.trades(MARKET)).toMatchObject([
    { kind: "mint", price: 4_500, quantity: 40, time: 20, taker: { side: "buy", outcome: "yes" } },
  ]);
  expect(data.tickers.ticker(MARKET)).toEqual({
    market: MARKET,
    bestBid: null,
    bestAsk: 4_500,
    twiceMid: null,
    lastPrice: 4_500,
    lastTime: 20,
    trades: 1,
    volume: 40n,
    volumeNotional: 180_000n,
  });
  expect(data.depth.book(MARKET)?.view("no").bids).toEqual([{ price: 5_500, quantity: 60 }]);
  expect(data.ownFills.fills(ACCOUNT).map(({ role, price }) => [role, price])).toEqual([
    ["taker", 4_500],
    ["maker", 5_500],
  ]);
});

test("a command read twice does no harm", () => {
  const data = traded();
  const again = data.apply({
    sequence: 3,
    time: 20,
    events: [accepted(TAKER, lift), matched(MAKER, ask, TAKER, lift)],
  });
  expect(again).toMatchObject({ books: [], trades: [], orders: [], fills: [] });
  expect(data.tickers.ticker(MARKET).trades).toBe(1);
});

test("the tape keeps its window, newest first", () => {
  const tape = new Tape();
  for (let i = 1; i <= 2 * TAPE_WINDOW; i++) {
    const spec = limitOrder(MARKET, "yes", "buy", 4_600, i);
    tape.apply({ sequence: i, time: i, events: [matched(MAKER, ask, TAKER, spec)] });
  }
  const trades = tape.trades(MARKET);
  expect(trades).toHaveLength(TAPE_WINDOW);
  expect(trades[0]?.quantity).toBe(2 * TAPE_WINDOW);
  expect(trades.at(-1)?.quantity).toBe(TAPE_WINDOW + 1);
  expect(tape.trades(MARKET, 2)).toHaveLength(2);
  expect(tape.trades(MARKET, 0)).toEqual([]);
});

test("the catalogue finds by slug and follows texts, rules and the times of a market's life", () => {
  const data = traded();
  const { catalogue } = data;
  data.apply({
    sequence: 4,
    time: 30,
    events: [
      { type: "EventUpdated", event: EVENT, text: null, rules: "New rules.", rulesVersion: 2 },
      { type: "MarketStateChanged", market: MARKET, from: "draft", to: "open", mode: "normal" },
      marketCreated((MARKET + 1) as MarketId),
    ],
  });
  data.apply({
    sequence: 5,
    time: 40,
    events: [
      {
        type: "EndingFixed",
        market: MARKET,
        ending: { kind: "resolved", yesPayout: price(0) },
        reserveIn: ZERO_AMOUNT,
      },
    ],
  });
  expect(catalogue.find("rain")).toMatchObject({
    kind: "event",
    event: { rules: "New rules.", rulesVersion: 2, markets: [MARKET, MARKET + 1] },
  });
  expect(catalogue.find(`market-${MARKET}`)).toMatchObject({
    kind: "market",
    market: { event: EVENT, createdAt: 5, openedAt: 30, endedAt: 40 },
  });
  expect(catalogue.find("sun")).toBeNull();
});
