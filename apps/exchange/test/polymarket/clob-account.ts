/** Balances, notifications and rewards, as the CLOB's clients ask for them. */
import { AssetType } from "@polymarket/clob-client-v2";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { eventually } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** The exchanges that the clients know, which must all be allowed to take. */
const EXCHANGES = [
  "0xE111180000d2663C0091e4f400237545B87B996B",
  "0xe2222d279d744050d28e00520010520000310F59",
];

const TODAY = new Date().toISOString().slice(0, 10);

/** A trader who bought 10 YES at .45, and the market. */
async function filled(stage: Stage) {
  const market = await stage.market();
  const [maker, taker] = await Promise.all([stage.trader(), stage.trader()]);
  const resting = await maker.place(market.no, "BUY", 0.55, 10);
  const taking = await taker.place(market.yes, "BUY", 0.45, 10);
  return { market, maker, taker, resting, taking };
}

export const account = {
  getBalanceAllowance: async (stage) => {
    const { market, taker } = await filled(stage);
    const cash = await taker.client.getBalanceAllowance({ asset_type: AssetType.COLLATERAL });
    expect(Number(cash.balance) / 1e6).toBe(Number((await taker.cash()).total));
    expect(Object.keys(cash.allowances)).toEqual(expect.arrayContaining(EXCHANGES));
    for (const allowed of Object.values(cash.allowances)) {
      expect(BigInt(allowed)).toBeGreaterThan(1_000_000_000_000n);
    }
    const conditional = { asset_type: AssetType.CONDITIONAL, token_id: market.yes };
    const shares = await taker.client.getBalanceAllowance(conditional);
    expect(Number(shares.balance) / 1e6).toBe(Number(await taker.shares(market, "yes")));
    expect(shares.balance).toBe("10000000");
  },
  updateBalanceAllowance: async (stage) => {
    const trader = await stage.trader();
    const answer: unknown = await trader.client.updateBalanceAllowance({
      asset_type: AssetType.COLLATERAL,
    });
    expect(answer ?? {}).not.toHaveProperty("error");
  },
  getNotifications: async (stage) => {
    const { market, maker, resting, taking } = await filled(stage);
    await eventually(async () => {
      const found = await maker.client.getNotifications();
      const fill = found.find(({ type }) => type === 2);
      expect(fill?.payload).toMatchObject({
        asset_id: market.no,
        condition_id: market.conditionId,
        order_id: resting.orderID,
        side: "BUY",
      });
      expect([fill?.payload.matched_size, fill?.payload.price].map(Number)).toEqual([10, 0.55]);
      expect(fill?.payload.trade_id).toBe(taking.tradeIDs?.[0]);
    });
  },
  dropNotifications: async (stage) => {
    const { maker } = await filled(stage);
    const ids = await eventually(async () => {
      const found = (await maker.client.getNotifications()) as unknown as { id: number }[];
      expect(found).not.toEqual([]);
      return found.map(({ id }) => String(id));
    });
    await maker.client.dropNotifications({ ids });
    expect(await maker.client.getNotifications()).toEqual([]);
  },
  isOrderScoring: async (stage) => {
    const [market, trader] = await Promise.all([stage.market(), stage.trader()]);
    const { orderID } = await trader.place(market.yes, "BUY", 0.4, 10);
    // The venue pays no rewards, so no order scores.
    expect(await trader.client.isOrderScoring({ order_id: orderID })).toEqual({ scoring: false });
  },
  areOrdersScoring: async (stage) => {
    const [market, trader] = await Promise.all([stage.market(), stage.trader()]);
    const { orderID } = await trader.place(market.yes, "BUY", 0.4, 10);
    expect(await trader.client.areOrdersScoring({ orderIds: [orderID] })).toEqual({
      [orderID]: false,
    });
  },
  getEarningsForUserForDay: async (stage) => {
    const { taker } = await filled(stage);
    expect(await taker.client.getEarningsForUserForDay(TODAY)).toEqual([]);
  },
  getTotalEarningsForUserForDay: async (stage) => {
    const { taker } = await filled(stage);
    expect(await taker.client.getTotalEarningsForUserForDay(TODAY)).toEqual([]);
  },
  getUserEarningsAndMarketsConfig: async (stage) => {
    const { taker } = await filled(stage);
    expect(await taker.client.getUserEarningsAndMarketsConfig(TODAY)).toEqual([]);
  },
  getRewardPercentages: async (stage) => {
    const { taker } = await filled(stage);
    expect(await taker.client.getRewardPercentages()).toEqual({});
  },
  getCurrentRewards: async (stage) => {
    expect(await stage.client().getCurrentRewards()).toEqual([]);
  },
  getRawRewardsForMarket: async (stage) => {
    const market = await stage.market();
    expect(await stage.client().getRawRewardsForMarket(market.conditionId)).toEqual([]);
  },
} satisfies Record<string, Check>;
