/** What the unified SDK does with a key: orders, account, rewards, sockets. */
import { ActivityType, OrderSide, OrderType } from "@polymarket/client";
import type { AcceptedOrderResponse, OrderResponse } from "@polymarket/client";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { all, sdkOf, sdkTrader } from "./sdk.ts";
import { eventually } from "./stage.ts";
import type { Stage } from "./stage.ts";

const DAY = new Date().toISOString().slice(0, 10);

function accepted(answer: OrderResponse): AcceptedOrderResponse {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

async function meet(stage: Stage) {
  const [market, { sdk, trader }] = await Promise.all([stage.market(), sdkTrader(stage)]);
  const bid = { tokenId: market.yes, side: OrderSide.BUY };
  return { market, sdk, trader, bid };
}

/** Buys 10 YES at .45 of another, with the SDK. */
async function filled(stage: Stage) {
  const { market, sdk, trader, bid } = await meet(stage);
  const other = await stage.trader();
  const resting = await other.place(market.no, "BUY", 0.55, 25);
  const answer = accepted(await sdk.placeLimitOrder({ ...bid, price: 0.45, size: 10 }));
  return { market, sdk, trader, other, resting, answer, bid };
}

export const trading = {
  createLimitOrder: async (stage) => {
    const { market, sdk, trader, bid } = await meet(stage);
    const signed = await sdk.createLimitOrder({ ...bid, price: 0.43, size: 100 });
    expect(signed).toMatchObject({
      maker: trader.address,
      makerAmount: "43000000",
      takerAmount: "100000000",
      tokenId: market.yes,
    });
    expect(await trader.orders()).toEqual([]);
  },
  placeLimitOrder: async (stage) => {
    const { market, sdk, trader, bid } = await meet(stage);
    const answer = accepted(await sdk.placeLimitOrder({ ...bid, price: 0.43, size: 100 }));
    expect(answer.status).toBe("live");
    expect(await trader.order(answer.orderId)).toMatchObject({
      market_id: market.id,
      side: "buy",
      outcome: "yes",
      price: "0.43",
      quantity: "100",
      status: "open",
    });
    const dear = await sdk.placeLimitOrder({ ...bid, price: 0.9, size: 1_000_000 }).catch(String);
    expect(JSON.stringify(dear)).toContain("not enough balance / allowance");
  },
  createMarketOrder: async (stage) => {
    const { market, sdk, trader, bid } = await meet(stage);
    await (await stage.trader()).place(market.no, "BUY", 0.45, 100);
    const signed = await sdk.createMarketOrder({ ...bid, side: OrderSide.BUY, amount: 11 });
    expect(signed).toMatchObject({ makerAmount: "11000000", orderType: "FAK" });
    expect(await trader.orders()).toEqual([]);
  },
  placeMarketOrder: async (stage) => {
    const { market, sdk, trader } = await meet(stage);
    await (await stage.trader()).place(market.no, "BUY", 0.55, 100);
    const buy = { tokenId: market.yes, side: OrderSide.BUY, amount: 9 } as const;
    const bought = accepted(await sdk.placeMarketOrder(buy));
    expect(bought.status).toBe("matched");
    expect([bought.makingAmount, bought.takingAmount].map(Number)).toEqual([9, 20]);
    expect(await trader.shares(market, "yes")).toBe("20");
    await (await stage.trader()).place(market.yes, "BUY", 0.4, 100);
    const sell = { tokenId: market.yes, side: OrderSide.SELL, shares: 5 } as const;
    accepted(await sdk.placeMarketOrder({ ...sell, orderType: OrderType.FOK }));
    expect(await trader.shares(market, "yes")).toBe("15");
    expect((await trader.cash()).total).toBe("9993");
  },
  postOrder: async (stage) => {
    const { sdk, trader, bid } = await meet(stage);
    const signed = await sdk.createLimitOrder({ ...bid, price: 0.3, size: 10 });
    const answer = accepted(await sdk.postOrder(signed));
    expect(await trader.order(answer.orderId)).toMatchObject({ price: "0.3", status: "open" });
  },
  postOrders: async (stage) => {
    const { sdk, trader, bid } = await meet(stage);
    const [good, dear] = await Promise.all([
      sdk.createLimitOrder({ ...bid, price: 0.3, size: 10 }),
      sdk.createLimitOrder({ ...bid, price: 0.9, size: 1_000_000 }),
    ]);
    const answers = await sdk.postOrders([good, dear]);
    expect(answers).toMatchObject([
      { ok: true, status: "live" },
      { ok: false, code: "insufficient_balance_or_allowance" },
    ]);
    expect(await trader.orders("open")).toHaveLength(1);
  },
  waitForOrderFillSettlement: async (stage) => {
    const { sdk, answer } = await filled(stage);
    const hashes = await sdk.waitForOrderFillSettlement(answer, { timeoutMs: 15_000 });
    expect(hashes).toHaveLength(1);
    expect(hashes[0]).toMatch(/^0x[0-9a-f]{64}$/);
  },
  cancelOrder: async (stage) => {
    const { sdk, trader, bid } = await meet(stage);
    const { orderId } = accepted(await sdk.placeLimitOrder({ ...bid, price: 0.3, size: 10 }));
    expect(await sdk.cancelOrder({ orderId })).toEqual({ canceled: [orderId], notCanceled: {} });
    expect(await trader.order(orderId)).toMatchObject({ status: "cancelled" });
  },
  cancelOrders: async (stage) => {
    const { sdk, trader, bid } = await meet(stage);
    const { orderId } = accepted(await sdk.placeLimitOrder({ ...bid, price: 0.3, size: 10 }));
    const unknown = `0x${"ab".repeat(32)}`;
    const answer = await sdk.cancelOrders({ orderIds: [orderId, unknown] });
    expect(answer.canceled).toEqual([orderId]);
    expect(Object.keys(answer.notCanceled)).toEqual([unknown]);
    expect(await trader.orders("open")).toEqual([]);
  },
  cancelAll: async (stage) => {
    const { sdk, trader, bid } = await meet(stage);
    const { orderId } = accepted(await sdk.placeLimitOrder({ ...bid, price: 0.3, size: 10 }));
    expect((await sdk.cancelAll()).canceled).toEqual([orderId]);
    expect(await trader.orders("open")).toEqual([]);
  },
  cancelMarketOrders: async (stage) => {
    const { market, sdk, trader, bid } = await meet(stage);
    const other = await stage.market();
    const gone = accepted(await sdk.placeLimitOrder({ ...bid, price: 0.3, size: 10 }));
    const elsewhere = { ...bid, tokenId: other.yes, price: 0.3, size: 10 };
    const stays = accepted(await sdk.placeLimitOrder(elsewhere));
    const answer = await sdk.cancelMarketOrders({ market: market.conditionId });
    expect(answer.canceled).toEqual([gone.orderId]);
    expect(await trader.orders("open")).toMatchObject([
      { client_order_id: stays.orderId.slice(2) },
    ]);
  },
  listOpenOrders: async (stage) => {
    const { market, sdk, trader, bid } = await meet(stage);
    const { orderId } = accepted(await sdk.placeLimitOrder({ ...bid, price: 0.3, size: 10 }));
    expect(await all(sdk.listOpenOrders({ market: market.conditionId }))).toMatchObject([
      { id: orderId, conditionId: market.conditionId, tokenId: market.yes, originalSize: "10" },
    ]);
    expect(await trader.orders("open")).toHaveLength(1);
  },
  fetchOrder: async (stage) => {
    const { sdk, answer } = await filled(stage);
    const order = await sdk.fetchOrder({ orderId: answer.orderId });
    expect(order).toMatchObject({ status: "MATCHED", sizeMatched: "10", price: "0.45" });
    expect(order.associateTrades).toEqual(answer.tradeIds);
  },
} satisfies Record<string, Check>;

export const sdkAccount = {
  listAccountTrades: async (stage) => {
    const { market, sdk, answer } = await filled(stage);
    expect(await all(sdk.listAccountTrades({ market: market.conditionId }))).toMatchObject([
      { id: answer.tradeIds[0], takerOrderId: answer.orderId, traderSide: "TAKER", size: "10" },
    ]);
  },
  fetchNotifications: async (stage) => {
    const { other } = await filled(stage);
    // The maker hears of the fill.
    const sdk = await sdkOf(stage, other.key);
    await eventually(async () => {
      const found = await sdk.fetchNotifications();
      expect(found.some(({ type }) => type === 2)).toBe(true);
    });
  },
  dropNotifications: async (stage) => {
    const { other } = await filled(stage);
    const sdk = await sdkOf(stage, other.key);
    const ids = await eventually(async () => {
      const found = await sdk.fetchNotifications();
      expect(found).not.toEqual([]);
      return found.map(({ id }) => String(id));
    });
    await sdk.dropNotifications({ ids });
    expect(await sdk.fetchNotifications()).toEqual([]);
  },
  fetchClosedOnlyMode: async (stage) => {
    const { sdk } = await sdkTrader(stage);
    expect(await sdk.fetchClosedOnlyMode()).toBe(false);
  },
  listPositions: async (stage) => {
    const { market, sdk, trader } = await filled(stage);
    await eventually(async () => {
      const positions = await all(sdk.listPositions());
      expect(positions).toMatchObject([
        { tokenId: market.yes, conditionId: market.conditionId, outcome: "Yes", outcomeIndex: 0 },
      ]);
      expect([positions[0]?.size, positions[0]?.avgPrice].map(Number)).toEqual([10, 0.45]);
    });
    expect(await trader.shares(market, "yes")).toBe("10");
  },
  listClosedPositions: async (stage) => {
    const { market, sdk, trader } = await filled(stage);
    await (await stage.trader()).place(market.yes, "BUY", 0.5, 50);
    const sell = { tokenId: market.yes, side: OrderSide.SELL, price: 0.5, size: 10 };
    accepted(await sdk.placeLimitOrder(sell));
    await eventually(async () => {
      const closed = await all(sdk.listClosedPositions());
      expect(closed.map(({ tokenId }) => tokenId)).toEqual([market.yes]);
      expect(Number(closed[0]?.realizedPnl)).toBeCloseTo(0.5, 6);
    });
    expect((await trader.cash()).total).toBe("10000.5");
  },
  fetchPortfolioValue: async (stage) => {
    const { sdk } = await filled(stage);
    await eventually(async () => {
      const [value] = await sdk.fetchPortfolioValue();
      expect(Number(value?.value)).toBeGreaterThan(4);
    });
  },
  fetchTradedMarketCount: async (stage) => {
    const { sdk } = await filled(stage);
    await eventually(async () => {
      expect((await sdk.fetchTradedMarketCount()).traded).toBe(1);
    });
  },
  listActivity: async (stage) => {
    const { market, sdk, trader } = await filled(stage);
    await trader.split(market, "5");
    await eventually(async () => {
      const found = await all(sdk.listActivity());
      expect(found.map(({ type }) => type).sort()).toEqual(
        expect.arrayContaining([ActivityType.SPLIT, ActivityType.TRADE]),
      );
      const trade = found.find(({ type }) => type === ActivityType.TRADE);
      expect(trade).toMatchObject({ side: "BUY", tokenId: market.yes });
    });
  },
  downloadAccountingSnapshot: async (stage) => {
    const { sdk } = await filled(stage);
    const snapshot = await sdk.downloadAccountingSnapshot();
    // A zip file: "PK".
    expect([...new Uint8Array(await snapshot.arrayBuffer()).subarray(0, 2)]).toEqual([80, 75]);
  },
  fetchOrderScoring: async (stage) => {
    const { sdk, answer } = await filled(stage);
    expect(await sdk.fetchOrderScoring({ orderId: answer.orderId })).toBe(false);
  },
  fetchOrdersScoring: async (stage) => {
    const { sdk, answer } = await filled(stage);
    expect(await sdk.fetchOrdersScoring({ orderIds: [answer.orderId] })).toEqual({
      [answer.orderId]: false,
    });
  },
  listUserEarningsForDay: async (stage) => {
    const { sdk } = await sdkTrader(stage);
    expect(await all(sdk.listUserEarningsForDay({ date: DAY }))).toEqual([]);
  },
  fetchTotalEarningsForUserForDay: async (stage) => {
    const { sdk } = await sdkTrader(stage);
    expect(await sdk.fetchTotalEarningsForUserForDay({ date: DAY })).toEqual([]);
  },
  listUserEarningsAndMarketsConfig: async (stage) => {
    const { sdk } = await sdkTrader(stage);
    expect(await all(sdk.listUserEarningsAndMarketsConfig({ date: DAY }))).toEqual([]);
  },
  fetchRewardPercentages: async (stage) => {
    const { sdk } = await sdkTrader(stage);
    expect(await sdk.fetchRewardPercentages()).toEqual({});
  },
} satisfies Record<string, Check>;
