/** What the CLOB's clients ask about markets, without a key. */
import { PriceHistoryInterval, Side } from "@polymarket/clob-client-v2";
import type { OrderBookSummary, PaginationPayload } from "@polymarket/clob-client-v2";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { eventually } from "./stage.ts";
import type { Listed, Stage, Trader } from "./stage.ts";

type Level = readonly [price: number, size: number];

/** A market with bids of YES at .40 and .42 and asks at .47 and .50. */
async function bookedMarket(stage: Stage): Promise<{ market: Listed; maker: Trader }> {
  const [market, maker] = await Promise.all([stage.market(), stage.trader()]);
  await maker.place(market.yes, "BUY", 0.4, 30);
  await maker.place(market.yes, "BUY", 0.42, 20);
  await maker.place(market.no, "BUY", 0.5, 12.5);
  await maker.place(market.no, "BUY", 0.53, 7);
  return { market, maker };
}

/** A market in which 10 shares of YES were bought at .45. */
async function tradedMarket(stage: Stage): Promise<Listed> {
  const market = await stage.market();
  const [maker, taker] = await Promise.all([stage.trader(), stage.trader()]);
  await maker.place(market.no, "BUY", 0.55, 10);
  await taker.place(market.yes, "BUY", 0.45, 10);
  return market;
}

/** The book of a token as the native API has it, best last. */
async function nativeBook(stage: Stage, market: Listed, outcome: "yes" | "no") {
  const { book } = await stage.native(`/markets/${market.id}/book?outcome=${outcome}`);
  const side = (levels: readonly { price: string; quantity: string }[]): Level[] =>
    levels.map(({ price, quantity }): Level => [Number(price), Number(quantity)]).reverse();
  return { bids: side(book.bids), asks: side(book.asks) };
}

function levels({ bids, asks }: OrderBookSummary) {
  const side = (list: readonly { price: string; size: string }[]): Level[] =>
    list.map(({ price, size }): Level => [Number(price), Number(size)]);
  return { bids: side(bids), asks: side(asks) };
}

/** Every condition of a paged list, and each but once. */
async function conditions(page: (cursor?: string) => Promise<PaginationPayload>) {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    // Each page is known only once the one before it is.
    const { data, count, next_cursor } = await page(cursor);
    expect(data).toHaveLength(count);
    found.push(...data.map(({ condition_id }) => condition_id as string));
    cursor = next_cursor;
  } while (cursor !== "LTE=");
  expect(new Set(found).size).toBe(found.length);
  return found;
}

function lists(
  method:
    "getMarkets" | "getSimplifiedMarkets" | "getSamplingMarkets" | "getSamplingSimplifiedMarkets",
): Check {
  return async (stage) => {
    const market = await stage.market();
    const client = stage.client();
    const found = await conditions((cursor) => client[method](cursor));
    expect(found).toContain(market.conditionId);
    const { markets } = await stage.native("/markets?limit=200");
    expect(found.length).toBeLessThanOrEqual(markets.length);
  };
}

export const marketData = {
  getOk: async (stage) => {
    expect(await stage.client().getOk()).toBe("OK");
  },
  getServerTime: async (stage) => {
    const time = await stage.client().getServerTime();
    expect(time).toSatisfy(Number.isInteger);
    expect(Math.abs(time - Date.now() / 1000)).toBeLessThan(5);
  },
  getMarkets: lists("getMarkets"),
  getSimplifiedMarkets: lists("getSimplifiedMarkets"),
  getSamplingMarkets: lists("getSamplingMarkets"),
  getSamplingSimplifiedMarkets: lists("getSamplingSimplifiedMarkets"),
  getMarket: async (stage) => {
    const market = await stage.market({ tick_size: "0.001" });
    const found = await stage.client().getMarket(market.conditionId);
    expect(found).toMatchObject({
      condition_id: market.conditionId,
      question: market.question,
      active: true,
      closed: false,
      accepting_orders: true,
      minimum_tick_size: 0.001,
      neg_risk: false,
      tokens: [
        { token_id: market.yes, outcome: "Yes" },
        { token_id: market.no, outcome: "No" },
      ],
    });
    const { markets } = await stage.native(`/markets/${market.id}`);
    expect(found.minimum_order_size).toBe(Number(markets[0].min_quantity));
  },
  getOrderBook: async (stage) => {
    const { market } = await bookedMarket(stage);
    const [yes, no] = await Promise.all(
      [market.yes, market.no].map((token) => stage.client().getOrderBook(token)),
    );
    expect(yes).toMatchObject({ market: market.conditionId, asset_id: market.yes });
    expect(levels(yes!)).toEqual(await nativeBook(stage, market, "yes"));
    expect(levels(yes!).bids.at(-1)).toEqual([0.42, 20]);
    expect(levels(no!)).toEqual(await nativeBook(stage, market, "no"));
  },
  getOrderBooks: async (stage) => {
    const { market } = await bookedMarket(stage);
    const books = await stage.client().getOrderBooks([
      { token_id: market.no, side: Side.BUY },
      { token_id: market.yes, side: Side.SELL },
    ]);
    expect(books.map(({ asset_id }) => asset_id)).toEqual([market.no, market.yes]);
    expect(levels(books[0]!)).toEqual(await nativeBook(stage, market, "no"));
  },
  getOrderBookHash: async (stage) => {
    const { market } = await bookedMarket(stage);
    const client = stage.client();
    const book = await client.getOrderBook(market.yes);
    // The client empties the field first, so it must be compared with a copy.
    expect(await client.getOrderBookHash({ ...book })).toBe(book.hash);
  },
  getTickSize: async (stage) => {
    const market = await stage.market({ tick_size: "0.0025" });
    expect(await stage.client().getTickSize(market.no)).toBe("0.0025");
  },
  getNegRisk: async (stage) => {
    const single = await stage.market();
    const exclusive = await stage.event([{}, {}, {}], {
      mutually_exclusive: true,
      exhaustive: true,
    });
    expect(await stage.client().getNegRisk(single.yes)).toBe(false);
    expect(await stage.client().getNegRisk(exclusive[1]!.no)).toBe(true);
  },
  getFeeRateBps: async (stage) => {
    const free = await stage.market();
    expect(await stage.client().getFeeRateBps(free.yes)).toBe(0);
  },
  getMidpoint: async (stage) => {
    const { market } = await bookedMarket(stage);
    const { mid } = await stage.client().getMidpoint(market.yes);
    expect(Number(mid)).toBe(0.445);
    expect(Number((await stage.client().getMidpoint(market.no)).mid)).toBe(0.555);
  },
  getMidpoints: async (stage) => {
    const { market } = await bookedMarket(stage);
    const mids = await stage.client().getMidpoints([{ token_id: market.no, side: Side.BUY }]);
    expect(Object.keys(mids)).toEqual([market.no]);
    expect(Number(mids[market.no])).toBe(0.555);
  },
  getPrice: async (stage) => {
    const { market } = await bookedMarket(stage);
    const client = stage.client();
    expect(Number((await client.getPrice(market.yes, "BUY")).price)).toBe(0.42);
    expect(Number((await client.getPrice(market.yes, "SELL")).price)).toBe(0.47);
  },
  getPrices: async (stage) => {
    const { market } = await bookedMarket(stage);
    const prices = await stage.client().getPrices([
      { token_id: market.yes, side: Side.BUY },
      { token_id: market.no, side: Side.SELL },
    ]);
    expect(Number(prices[market.yes].BUY)).toBe(0.42);
    expect(Number(prices[market.no].SELL)).toBe(0.58);
  },
  getSpread: async (stage) => {
    const { market } = await bookedMarket(stage);
    expect(Number((await stage.client().getSpread(market.yes)).spread)).toBe(0.05);
  },
  getSpreads: async (stage) => {
    const { market } = await bookedMarket(stage);
    const spreads = await stage.client().getSpreads([{ token_id: market.no, side: Side.BUY }]);
    expect(Number(spreads[market.no])).toBe(0.05);
  },
  getLastTradePrice: async (stage) => {
    const market = await tradedMarket(stage);
    const { price, side } = await stage.client().getLastTradePrice(market.yes);
    expect([Number(price), side]).toEqual([0.45, "BUY"]);
    const { markets } = await stage.native(`/markets/${market.id}`);
    expect(Number(markets[0].last_price)).toBe(Number(price));
  },
  getLastTradesPrices: async (stage) => {
    const market = await tradedMarket(stage);
    const prices = await stage
      .client()
      .getLastTradesPrices([{ token_id: market.no, side: Side.BUY }]);
    expect(prices).toHaveLength(1);
    expect(prices[0].token_id).toBe(market.no);
    expect(Number(prices[0].price)).toBe(0.55);
  },
  getPricesHistory: async (stage) => {
    const market = await tradedMarket(stage);
    const client = stage.client();
    const interval = PriceHistoryInterval.MAX;
    await eventually(async () => {
      const answer = await client.getPricesHistory({ market: market.yes, interval, fidelity: 1 });
      // Declared as a list; upstream sends it in an object.
      const { history } = answer as unknown as { history: { t: number; p: number }[] };
      expect(history.at(-1)?.p).toBe(0.45);
      expect(Math.abs(history.at(-1)!.t - Date.now() / 1000)).toBeLessThan(120);
    });
  },
  getMarketTradesEvents: async (stage) => {
    const market = await tradedMarket(stage);
    await eventually(async () => {
      const events = await stage.client().getMarketTradesEvents(market.conditionId);
      expect(events).toMatchObject([
        {
          market: { condition_id: market.conditionId, asset_id: market.yes },
          side: "BUY",
          size: "10",
          price: "0.45",
          outcome: "Yes",
        },
      ]);
    });
  },
  calculateMarketPrice: async (stage) => {
    const { market } = await bookedMarket(stage);
    const client = stage.client();
    // $3.29 buys the 7 shares at .47; a dollar more reaches the level behind them.
    expect(await client.calculateMarketPrice(market.yes, Side.BUY, 3.29)).toBe(0.47);
    expect(await client.calculateMarketPrice(market.yes, Side.BUY, 4.29)).toBe(0.5);
    expect(await client.calculateMarketPrice(market.yes, Side.SELL, 25)).toBe(0.4);
  },
} satisfies Record<string, Check>;

/** Of clob-client-v2 alone. */
export const newestMarketData = {
  getVersion: async (stage) => {
    expect(await stage.client().getVersion()).toBe(2);
  },
  getClobMarketInfo: async (stage) => {
    const market = await stage.market({
      tick_size: "0.005",
      fees: { formula: "quadratic", exponent: 1, taker_bps: 400, maker_bps: 0, rebate_bps: 0 },
    });
    const info = await stage.client().getClobMarketInfo(market.conditionId);
    expect(info).toMatchObject({
      mts: 0.005,
      fd: { r: 0.04, e: 1, to: true },
      t: [
        { t: market.yes, o: "Yes" },
        { t: market.no, o: "No" },
      ],
    });
  },
  getFeeExponent: async (stage) => {
    const market = await stage.market({
      fees: { formula: "quadratic", exponent: 2, taker_bps: 400, maker_bps: 0, rebate_bps: 0 },
    });
    expect(await stage.client().getFeeExponent(market.no)).toBe(2);
  },
} satisfies Record<string, Check>;
