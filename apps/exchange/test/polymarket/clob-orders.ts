/** Orders, from signing to their trades, as the CLOB's clients send and read them. */
import { OrderType, Side } from "@polymarket/clob-client-v2";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { eventually } from "./stage.ts";
import type { Listed, Stage, Trader } from "./stage.ts";

const ORDER_ID = /^0x[0-9a-f]{64}$/;
const UNKNOWN = `0x${"ab".repeat(32)}`;

async function meet(stage: Stage): Promise<{ market: Listed; trader: Trader }> {
  const [market, trader] = await Promise.all([stage.market(), stage.trader()]);
  return { market, trader };
}

/** A buy of YES at .45 that took 10 of a maker's 25 on the other side. */
async function traded(stage: Stage) {
  const market = await stage.market();
  const [maker, taker] = await Promise.all([stage.trader(), stage.trader()]);
  const resting = await maker.place(market.no, "BUY", 0.55, 25);
  const taking = await taker.place(market.yes, "BUY", 0.45, 10);
  return { market, maker, taker, resting, taking };
}

/** Ids of a person's open orders as the venue has them, as the wire calls them. */
async function openIds(trader: Trader): Promise<ReadonlySet<string>> {
  return new Set((await trader.orders("open")).map((order) => `0x${order.client_order_id}`));
}

export const orders = {
  createOrder: async (stage) => {
    const { market, trader } = await meet(stage);
    const order = { tokenID: market.yes, side: Side.SELL, price: 0.62, size: 33.337 };
    const signed = await trader.client.createOrder(order);
    expect(signed).toMatchObject({
      maker: trader.address,
      tokenId: market.yes,
      makerAmount: "33330000",
      takerAmount: "20664600",
    });
    // Signing alone tells nobody.
    expect(await trader.orders()).toEqual([]);
  },
  createMarketOrder: async (stage) => {
    const { market, trader } = await meet(stage);
    const other = await stage.trader();
    await other.place(market.no, "BUY", 0.45, 100);
    const wish = { tokenID: market.yes, side: Side.BUY, amount: 50 };
    const signed = await trader.client.createMarketOrder(wish);
    // At .55, the only ask.
    expect([signed.makerAmount, signed.takerAmount]).toEqual(["50000000", "90909000"]);
    expect(await trader.orders()).toEqual([]);
  },
  createAndPostOrder: async (stage) => {
    const { market, trader } = await meet(stage);
    const order = { tokenID: market.yes, side: Side.BUY, price: 0.43, size: 100 };
    const answer = await trader.client.createAndPostOrder(order);
    expect(answer).toMatchObject({ success: true, errorMsg: "", status: "live" });
    expect(answer.orderID).toMatch(ORDER_ID);
    expect(await trader.order(answer.orderID)).toMatchObject({
      market_id: market.id,
      outcome: "yes",
      side: "buy",
      type: "limit",
      status: "open",
      price: "0.43",
      quantity: "100",
      time_in_force: "gtc",
    });
    expect(await trader.cash()).toMatchObject({ available: "9957", held: "43" });
  },
  createAndPostMarketOrder: async (stage) => {
    const { market, trader } = await meet(stage);
    const other = await stage.trader();
    await other.place(market.no, "BUY", 0.6, 50);
    await other.place(market.no, "BUY", 0.55, 100);
    const wish = { tokenID: market.yes, side: Side.BUY, amount: 38 };
    const answer = await trader.client.createAndPostMarketOrder(wish);
    // 50 at .40 and 40 at .45.
    expect(answer).toMatchObject({ success: true, status: "matched" });
    expect([answer.makingAmount, answer.takingAmount].map(Number)).toEqual([38, 90]);
    expect(answer.transactionsHashes?.length).toBeGreaterThan(0);
    expect(await trader.shares(market, "yes")).toBe("90");
    expect((await trader.cash()).total).toBe("9962");
  },
  postOrder: async (stage) => {
    const { market, trader } = await meet(stage);
    const order = { tokenID: market.no, side: Side.BUY, price: 0.2, size: 12 };
    const signed = await trader.client.createOrder(order);
    const answer = await trader.client.postOrder(signed, OrderType.GTC);
    expect(answer).toMatchObject({ success: true, status: "live", makingAmount: "" });
    expect(await trader.order(answer.orderID)).toMatchObject({ outcome: "no", price: "0.2" });
    // The same order is the same order.
    expect(await trader.client.postOrder(signed, OrderType.GTC)).toEqual({
      error: `order ${answer.orderID} is invalid. Duplicated.`,
      status: 400,
    });
    expect(await trader.orders()).toHaveLength(1);
  },
  postOrders: async (stage) => {
    const { market, trader } = await meet(stage);
    const wish = (price: number, size: number) =>
      trader.client.createOrder({ tokenID: market.yes, side: Side.BUY, price, size });
    const [good, dear, alsoGood] = await Promise.all([
      wish(0.3, 10),
      wish(0.9, 1_000_000),
      wish(0.31, 10),
    ]);
    const answers = await trader.client.postOrders(
      [good, dear, alsoGood].map((order) => ({ order, orderType: OrderType.GTC })),
    );
    expect(answers.map(({ status }) => status)).toEqual(["live", "", "live"]);
    expect(answers[1]).toMatchObject({
      success: true,
      errorMsg: expect.stringContaining("not enough balance / allowance"),
      orderID: "",
    });
    expect(await openIds(trader)).toEqual(new Set([answers[0]?.orderID, answers[2]?.orderID]));
  },
  getOrder: async (stage) => {
    const { market, maker, taker, resting, taking } = await traded(stage);
    const order = await maker.client.getOrder(resting.orderID);
    expect(order).toMatchObject({
      id: resting.orderID,
      status: "LIVE",
      owner: maker.creds.key,
      maker_address: maker.address,
      market: market.conditionId,
      asset_id: market.no,
      side: "BUY",
      original_size: "25",
      size_matched: "10",
      price: "0.55",
      outcome: "No",
      expiration: "0",
      order_type: "GTC",
      associate_trades: taking.tradeIDs,
    });
    const native = await maker.order(resting.orderID);
    expect(order.created_at).toBe(Math.floor(Date.parse(native.created_at) / 1000));
    expect(await taker.client.getOrder(taking.orderID)).toMatchObject({ status: "MATCHED" });
    // Not yours is not there.
    expect(await taker.client.getOrder(resting.orderID)).not.toHaveProperty("original_size");
  },
  getOpenOrders: async (stage) => {
    const { market, trader } = await meet(stage);
    const other = await stage.market();
    const [a, b, c] = [
      await trader.place(market.yes, "BUY", 0.3, 10),
      await trader.place(market.no, "BUY", 0.3, 10),
      await trader.place(other.yes, "BUY", 0.3, 10),
    ].map(({ orderID }) => orderID);
    const ids = async (filter?: { market?: string; asset_id?: string; id?: string }) =>
      new Set((await trader.client.getOpenOrders(filter)).map(({ id }) => id));
    expect(await ids()).toEqual(await openIds(trader));
    expect(await ids({ market: market.conditionId })).toEqual(new Set([a, b]));
    expect(await ids({ asset_id: other.yes })).toEqual(new Set([c]));
    expect(await ids({ id: b! })).toEqual(new Set([b]));
  },
  getTrades: async (stage) => {
    const { market, maker, taker, resting, taking } = await traded(stage);
    const trades = await taker.client.getTrades();
    expect(trades).toMatchObject([
      {
        id: taking.tradeIDs?.[0],
        taker_order_id: taking.orderID,
        market: market.conditionId,
        asset_id: market.yes,
        side: "BUY",
        size: "10",
        price: "0.45",
        outcome: "Yes",
        trader_side: "TAKER",
        maker_address: taker.address,
        owner: taker.creds.key,
        transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
        maker_orders: [
          {
            order_id: resting.orderID,
            maker_address: maker.address,
            matched_amount: "10",
            price: "0.55",
            asset_id: market.no,
            outcome: "No",
            side: "BUY",
          },
        ],
      },
    ]);
    const { fills } = await (await taker.native()).must("GET", "/fills");
    expect(fills).toMatchObject([{ quantity: "10", price: "0.45", kind: "mint" }]);
    const asMaker = await maker.client.getTrades({ market: market.conditionId });
    expect(asMaker).toMatchObject([{ id: taking.tradeIDs?.[0], trader_side: "MAKER" }]);
    expect(await taker.client.getTrades({ asset_id: (await stage.market()).yes })).toEqual([]);
  },
  getTradesPaginated: async (stage) => {
    const { taker, taking } = await traded(stage);
    const page = await taker.client.getTradesPaginated({ id: taking.tradeIDs?.[0] as string });
    expect(page).toMatchObject({ next_cursor: "LTE=", count: 1 });
    expect(page.trades.map(({ id }) => id)).toEqual(taking.tradeIDs);
  },
  cancelOrder: async (stage) => {
    const { market, trader } = await meet(stage);
    const { orderID } = await trader.place(market.yes, "BUY", 0.3, 10);
    expect(await trader.client.cancelOrder({ orderID })).toEqual({
      canceled: [orderID],
      not_canceled: {},
    });
    expect(await trader.order(orderID)).toMatchObject({ status: "cancelled" });
    const again = await trader.client.cancelOrder({ orderID });
    expect(again.not_canceled[orderID]).toContain("already canceled or matched");
    expect(await trader.cash()).toMatchObject({ available: "10000", held: "0" });
  },
  cancelOrders: async (stage) => {
    const { market, trader } = await meet(stage);
    const [a, b] = [
      await trader.place(market.yes, "BUY", 0.3, 10),
      await trader.place(market.yes, "BUY", 0.31, 10),
    ].map(({ orderID }) => orderID);
    const answer = await trader.client.cancelOrders([a!, UNKNOWN]);
    expect(answer.canceled).toEqual([a]);
    expect(Object.keys(answer.not_canceled)).toEqual([UNKNOWN]);
    expect(await openIds(trader)).toEqual(new Set([b]));
  },
  cancelAll: async (stage) => {
    const { market, trader } = await meet(stage);
    const placed = [
      await trader.place(market.yes, "BUY", 0.3, 10),
      await trader.place(market.no, "BUY", 0.31, 10),
    ].map(({ orderID }) => orderID);
    const { canceled } = await trader.client.cancelAll();
    expect(new Set(canceled)).toEqual(new Set(placed));
    expect(await openIds(trader)).toEqual(new Set());
  },
  cancelMarketOrders: async (stage) => {
    const { market, trader } = await meet(stage);
    const other = await stage.market();
    const yes = await trader.place(market.yes, "BUY", 0.3, 10);
    const no = await trader.place(market.no, "BUY", 0.31, 10);
    const elsewhere = await trader.place(other.yes, "BUY", 0.3, 10);
    const first = await trader.client.cancelMarketOrders({ asset_id: market.no });
    expect(first.canceled).toEqual([no.orderID]);
    const second = await trader.client.cancelMarketOrders({ market: market.conditionId });
    expect(second.canceled).toEqual([yes.orderID]);
    expect(await openIds(trader)).toEqual(new Set([elsewhere.orderID]));
  },
  postHeartbeat: async (stage) => {
    const { market, trader } = await meet(stage);
    await trader.place(market.yes, "BUY", 0.3, 10);
    const first = await trader.client.postHeartbeat();
    const second = await trader.client.postHeartbeat(first.heartbeat_id);
    expect(second.heartbeat_id).toEqual(expect.any(String));
    const { deadline } = await (await trader.native()).must("GET", "/safety");
    const seconds = (Date.parse(deadline) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(8);
    expect(seconds).toBeLessThanOrEqual(15.5);
    expect(await trader.client.postHeartbeat("nonsense")).toMatchObject({
      status: 400,
    });
  },
} satisfies Record<string, Check>;

/** Of clob-client-v2 alone. */
export const newestOrders = {
  createExchangeV3OrderFromAmounts: async (stage) => {
    const { market, trader } = await meet(stage);
    const wish = { tokenID: market.yes, side: Side.BUY };
    const amounts = { makerAmount: "4300000", takerAmount: "10000000" };
    const signed = await trader.client.createExchangeV3OrderFromAmounts({ ...wish, ...amounts });
    expect(signed).toMatchObject(amounts);
    const answer = await trader.client.postOrder(signed, OrderType.GTC);
    expect(answer).toMatchObject({ status: 400, error: "order_version_mismatch" });
    expect(await trader.orders()).toEqual([]);
  },
  getPreMigrationOrders: async (stage) => {
    const { trader } = await meet(stage);
    // The venue never migrated.
    expect(await trader.client.getPreMigrationOrders()).toEqual([]);
  },
  getBuilderTrades: async (stage) => {
    const { market, maker, taker } = await traded(stage);
    const builderCode = `0x${"11".repeat(32)}`;
    const wish = { tokenID: market.yes, side: Side.BUY, price: 0.45, size: 5 };
    const answer = await taker.client.createAndPostOrder({ ...wish, builderCode });
    expect(answer).toMatchObject({ status: "matched" });
    // Any builder may be named, none is registered.
    await eventually(async () => {
      const page = await maker.client.getBuilderTrades({ builder_code: builderCode });
      expect(page).toMatchObject({
        trades: [
          { builder: builderCode, takerOrderHash: answer.orderID, size: "5", price: "0.45" },
        ],
        next_cursor: "LTE=",
      });
    });
  },
} satisfies Record<string, Check>;
