/** What the unified SDK asks the CLOB and Data about markets, without a key. */
import { OrderSide, OrderType, PriceHistoryInterval } from "@polymarket/client";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { all, publicSdk } from "./sdk.ts";
import { eventually } from "./stage.ts";
import type { Listed, Stage, Trader } from "./stage.ts";

interface Traded {
  readonly market: Listed;
  readonly maker: Trader;
  readonly taker: Trader;
}

/** 10 shares of YES bought at .45; left are a bid at .40 and asks at .45 and .50. */
async function tradedMarket(stage: Stage): Promise<Traded> {
  const market = await stage.market();
  const [maker, taker] = await Promise.all([stage.trader(), stage.trader()]);
  await maker.place(market.no, "BUY", 0.55, 30);
  await maker.place(market.no, "BUY", 0.5, 30);
  await maker.place(market.yes, "BUY", 0.4, 25);
  await taker.place(market.yes, "BUY", 0.45, 10);
  return { market, maker, taker };
}

export const sdkMarketData = {
  fetchMidpoint: async (stage) => {
    const { market } = await tradedMarket(stage);
    expect(await publicSdk(stage).fetchMidpoint({ tokenId: market.yes })).toBe("0.425");
  },
  fetchMidpoints: async (stage) => {
    const { market } = await tradedMarket(stage);
    const mids = await publicSdk(stage).fetchMidpoints([{ tokenId: market.no }]);
    expect(mids).toEqual({ [market.no]: "0.575" });
  },
  fetchPrice: async (stage) => {
    const { market } = await tradedMarket(stage);
    const ask = { tokenId: market.yes, side: OrderSide.SELL };
    expect(Number(await publicSdk(stage).fetchPrice(ask))).toBe(0.45);
  },
  fetchPrices: async (stage) => {
    const { market } = await tradedMarket(stage);
    const bid = { tokenId: market.no, side: OrderSide.BUY };
    const prices = await publicSdk(stage).fetchPrices([bid]);
    expect(Number(Object.values(prices)[0]?.BUY)).toBe(0.55);
  },
  fetchOrderBook: async (stage) => {
    const { market } = await tradedMarket(stage);
    const book = await publicSdk(stage).fetchOrderBook({ tokenId: market.yes });
    expect(book).toMatchObject({ conditionId: market.conditionId, tokenId: market.yes });
    const { book: native } = await stage.native(`/markets/${market.id}/book?outcome=yes`);
    const best = native.asks.toReversed().map((level: { price: string; quantity: string }) => ({
      price: level.price,
      size: level.quantity,
    }));
    expect(book.asks).toEqual(best);
  },
  fetchOrderBooks: async (stage) => {
    const { market } = await tradedMarket(stage);
    const books = await publicSdk(stage).fetchOrderBooks([{ tokenId: market.no }]);
    expect(books.map(({ tokenId }) => tokenId)).toEqual([market.no]);
  },
  fetchSpread: async (stage) => {
    const { market } = await tradedMarket(stage);
    expect(Number(await publicSdk(stage).fetchSpread({ tokenId: market.yes }))).toBe(0.05);
  },
  fetchSpreads: async (stage) => {
    const { market } = await tradedMarket(stage);
    const spreads = await publicSdk(stage).fetchSpreads([{ tokenId: market.no }]);
    expect(Object.values(spreads).map(Number)).toEqual([0.05]);
  },
  fetchLastTradePrice: async (stage) => {
    const { market } = await tradedMarket(stage);
    const last = await publicSdk(stage).fetchLastTradePrice({ tokenId: market.yes });
    expect(last).toEqual({ price: "0.45", side: "BUY" });
  },
  fetchLastTradePrices: async (stage) => {
    const { market } = await tradedMarket(stage);
    const last = await publicSdk(stage).fetchLastTradePrices([{ tokenId: market.no }]);
    expect(last).toMatchObject([{ tokenId: market.no, price: "0.55" }]);
  },
  fetchPriceHistory: async (stage) => {
    const { market } = await tradedMarket(stage);
    await eventually(async () => {
      const history = await publicSdk(stage).fetchPriceHistory({
        tokenId: market.yes,
        interval: PriceHistoryInterval.ONE_HOUR,
        fidelity: 1,
      });
      expect(history.at(-1)?.p).toBe(0.45);
    });
  },
  estimateMarketPrice: async (stage) => {
    const { market } = await tradedMarket(stage);
    const buy = { tokenId: market.yes, side: OrderSide.BUY, orderType: OrderType.FOK } as const;
    // 20 shares are left at .45, $9; the rest is dearer.
    expect(await publicSdk(stage).estimateMarketPrice({ ...buy, amount: 9 })).toBe(0.45);
    expect(await publicSdk(stage).estimateMarketPrice({ ...buy, amount: 12 })).toBe(0.5);
  },
  listTrades: async (stage) => {
    const { market, taker } = await tradedMarket(stage);
    await eventually(async () => {
      const { items } = await publicSdk(stage)
        .listTrades({ market: [market.conditionId] })
        .firstPage();
      expect(items).toMatchObject([
        { side: "BUY", tokenId: market.yes, conditionId: market.conditionId, outcome: "Yes" },
      ]);
      expect([items[0]?.size, items[0]?.price].map(Number)).toEqual([10, 0.45]);
      expect(items[0]?.wallet?.toLowerCase()).toBe(taker.address.toLowerCase());
    });
  },
  listOpenInterest: async (stage) => {
    const { market } = await tradedMarket(stage);
    await eventually(async () => {
      const found = await publicSdk(stage).listOpenInterest({ market: [market.conditionId] });
      expect(found.map(({ value }) => Number(value))).toEqual([10]);
    });
  },
  listMarketHolders: async (stage) => {
    const { market, taker, maker } = await tradedMarket(stage);
    await eventually(async () => {
      const found = await publicSdk(stage).listMarketHolders({ market: [market.conditionId] });
      const holders = new Map(
        found.map(({ token, holders: each }) => [token, each?.map(({ wallet }) => wallet)]),
      );
      const lower = (list?: readonly unknown[] | null) =>
        list?.map((wallet) => String(wallet).toLowerCase());
      expect(lower(holders.get(market.yes))).toEqual([taker.address.toLowerCase()]);
      expect(lower(holders.get(market.no))).toEqual([maker.address.toLowerCase()]);
    });
  },
  fetchEventLiveVolume: async (stage) => {
    const { market } = await tradedMarket(stage);
    const { id } = await publicSdk(stage).fetchEvent({ slug: market.eventSlug });
    await eventually(async () => {
      const [volume] = await publicSdk(stage).fetchEventLiveVolume({ id });
      const { markets } = await stage.native(`/markets/${market.id}`);
      expect(Number(volume?.total)).toBe(Number(markets[0].total_volume));
      expect(Number(volume?.total)).toBe(4.5);
    });
  },
  listMarketPositions: async (stage) => {
    const { market, taker } = await tradedMarket(stage);
    await eventually(async () => {
      const found = await all(publicSdk(stage).listMarketPositions({ market: market.conditionId }));
      const yes = found.find(({ token }) => token === market.yes)?.positions;
      expect(yes).toHaveLength(1);
      expect(Number(yes?.[0]?.size)).toBe(10);
      expect(yes?.[0]?.wallet?.toLowerCase()).toBe(taker.address.toLowerCase());
    });
  },
  listTraderLeaderboard: async (stage) => {
    const { taker } = await tradedMarket(stage);
    await eventually(async () => {
      const words = { timePeriod: "ALL" as never, orderBy: "VOL" as never, pageSize: 50 };
      const found = await all(publicSdk(stage).listTraderLeaderboard(words));
      expect(found.map(({ wallet }) => wallet?.toLowerCase())).toContain(
        taker.address.toLowerCase(),
      );
    });
  },
  listBuilderTrades: async (stage) => {
    const { market, taker } = await tradedMarket(stage);
    const builderCode = `0x${"22".repeat(32)}` as const;
    const side = OrderSide.BUY as never;
    const order = { tokenID: market.yes, side, price: 0.45, size: 5, builderCode };
    const answer = await taker.client.createAndPostOrder(order);
    await eventually(async () => {
      const trades = await all(publicSdk(stage).listBuilderTrades({ builderCode }));
      expect(trades.map(({ id }) => id)).toEqual(answer.tradeIDs);
    });
  },
  listBuilderLeaderboard: async (stage) => {
    const { items } = await publicSdk(stage).listBuilderLeaderboard().firstPage();
    expect(items).toEqual([]);
  },
  fetchBuilderVolume: async (stage) => {
    expect(await publicSdk(stage).fetchBuilderVolume()).toEqual([]);
  },
  listCurrentRewards: async (stage) => {
    expect(await all(publicSdk(stage).listCurrentRewards())).toEqual([]);
  },
  listMarketRewards: async (stage) => {
    const { conditionId } = await stage.market();
    expect(await all(publicSdk(stage).listMarketRewards({ conditionId }))).toEqual([]);
  },
} satisfies Record<string, Check>;
