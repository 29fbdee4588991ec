/** One client over venues that ask for another version of the order, restarts, and ports of their own. */
import { Chain, ClobClient, OrderType, Side } from "@polymarket/clob-client-v2";
import { expect, test } from "vitest";
import { Stage, walletOf } from "./stage.ts";

test("a client signs again when the venue comes back with another version; keys, orders and trades are still there", async () => {
  const stage = await Stage.open({ POLYMARKET_VERSION: "2" });
  try {
    const market = await stage.market();
    const [maker, trader] = await Promise.all([stage.trader(), stage.trader()]);
    await maker.place(market.no, "BUY", 0.6, 10);
    const buy = { tokenID: market.yes, side: Side.BUY, size: 10 };
    const taken = await trader.client.createAndPostOrder({ ...buy, price: 0.4 });
    const rests = await trader.client.createAndPostOrder({ ...buy, price: 0.3 });

    await stage.restart({ POLYMARKET_VERSION: "3" });
    const third = await trader.client.createAndPostOrder({ ...buy, price: 0.31 });
    expect(third).toMatchObject({ status: "live" });
    const open = await trader.client.getOpenOrders();
    expect(open.map(({ id }) => id).sort()).toEqual([rests.orderID, third.orderID].sort());
    const [trade] = await trader.client.getTrades();
    expect(trade).toMatchObject({
      id: taken.tradeIDs?.[0],
      transaction_hash: taken.transactionsHashes?.[0],
    });
    expect(await trader.client.deriveApiKey()).toEqual(trader.creds);

    await stage.restart({ POLYMARKET_VERSION: "1" });
    // Orders of version 1 have no time: only history tells whether one was there before.
    await stage.wellInformed();
    const first = await trader.client.createAndPostOrder({ ...buy, price: 0.32 });
    expect(first).toMatchObject({ status: "live" });
    expect(await trader.orders("open")).toHaveLength(3);
  } finally {
    await stage.close();
  }
}, 120_000);

test("an order of version 3 from exact amounts is taken by a venue of version 3", async () => {
  const stage = await Stage.open({ POLYMARKET_VERSION: "3" });
  try {
    const [market, trader] = await Promise.all([stage.market(), stage.trader()]);
    const wish = { tokenID: market.yes, side: Side.BUY };
    const amounts = { makerAmount: "4300000", takerAmount: "10000000" };
    const signed = await trader.client.createExchangeV3OrderFromAmounts({ ...wish, ...amounts });
    const answer = await trader.client.postOrder(signed, OrderType.GTC);
    expect(answer).toMatchObject({ status: "live" });
    expect(await trader.order(answer.orderID)).toMatchObject({ price: "0.43", quantity: "10" });
  } finally {
    await stage.close();
  }
}, 90_000);

test("a client that takes no path finds the CLOB at a port of its own", async () => {
  const stage = await Stage.open({
    POLYMARKET_CLOB_PORT: "18471",
    POLYMARKET_GAMMA_PORT: "18472",
    POLYMARKET_DATA_PORT: "18473",
  });
  try {
    const [market, trader] = await Promise.all([stage.market(), stage.trader()]);
    const client = new ClobClient({
      host: "http://127.0.0.1:18471/",
      chain: Chain.AMOY,
      signer: walletOf(trader.key),
      creds: trader.creds,
    });
    const answer = await client.createAndPostOrder({
      tokenID: market.yes,
      side: Side.BUY,
      price: 0.3,
      size: 10,
    });
    expect(answer).toMatchObject({ status: "live" });
    const gamma = await fetch(`http://127.0.0.1:18472/markets/slug/${market.slug}`);
    expect(await gamma.json()).toMatchObject({ conditionId: market.conditionId });
    await stage.wellInformed();
    const data = await fetch(`http://127.0.0.1:18473/positions?user=${trader.address}`);
    expect(await data.json()).toEqual([]);
  } finally {
    await stage.close();
  }
}, 90_000);
