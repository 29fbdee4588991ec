/** Orders in all their kinds through clob-client-v2: what rests, what is refused and how, and by which wallets. */
import {
  ApiError,
  Chain,
  ClobClient,
  OrderType,
  Side,
  SignatureTypeV2,
} from "@polymarket/clob-client-v2";
import { OrderSide, WalletType } from "@polymarket/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { depositSdkOf } from "./sdk.ts";
import { Stage, walletOf } from "./stage.ts";
import type { Listed, Trader } from "./stage.ts";
import { depositWalletOf, proxyOf, safeOf } from "./wallets.ts";

let stage: Stage;
let market: Listed;
let maker: Trader;
let trader: Trader;

beforeAll(async () => {
  stage = await Stage.open();
  market = await stage.market({ tick_size: "0.01", min_quantity: "5" });
  [maker, trader] = await Promise.all([stage.trader(), stage.trader()]);
}, 60_000);
afterAll(() => stage?.close());

const buy = (price: number, size: number) => ({
  tokenID: market.yes,
  side: Side.BUY,
  price,
  size,
});
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

describe("kinds of orders", () => {
  test("GTD rests until a minute before its time", async () => {
    const expiration = inSeconds(600);
    const order = { ...buy(0.2, 10), expiration };
    const answer = await trader.client.createAndPostOrder(order, undefined, OrderType.GTD);
    expect(answer).toMatchObject({ status: "live" });
    const native = await trader.order(answer.orderID);
    expect(native).toMatchObject({ time_in_force: "gtd" });
    expect(Date.parse(native.expires_at) / 1000).toBe(expiration - 60);
    const shown = await trader.client.getOrder(answer.orderID);
    expect(shown).toMatchObject({ expiration: String(expiration), order_type: "GTD" });
  });

  test("GTD of the past, or too soon, is refused", async () => {
    for (const seconds of [-10, 30]) {
      const order = { ...buy(0.2, 10), expiration: inSeconds(seconds) };
      const answer = await trader.client.createAndPostOrder(order, undefined, OrderType.GTD);
      expect(answer).toEqual({ error: "invalid expiration", status: 400 });
    }
  });

  test("post-only rests, or is refused when it would cross", async () => {
    const other = await stage.market();
    await maker.place(other.no, "BUY", 0.5, 10);
    const order = { ...buy(0.4, 10), tokenID: other.yes };
    const rests = await trader.client.createAndPostOrder(order, undefined, OrderType.GTC, true);
    expect(rests).toMatchObject({ status: "live" });
    const crosses = { ...order, price: 0.5 };
    expect(await trader.client.createAndPostOrder(crosses, undefined, OrderType.GTC, true)).toEqual(
      { error: "invalid post-only order: order crosses book", status: 400 },
    );
  });

  test("FOK is filled whole or not at all, FAK as far as it goes", async () => {
    const other = await stage.market();
    const market_ = { tokenID: other.yes, side: Side.BUY, price: 0.5 };
    const nothing = { ...market_, amount: 10 };
    expect(await trader.client.createAndPostMarketOrder(nothing, undefined, OrderType.FAK)).toEqual(
      {
        error:
          "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
        status: 400,
      },
    );
    await maker.place(other.no, "BUY", 0.5, 10);
    expect(await trader.client.createAndPostMarketOrder(nothing)).toEqual({
      error: "order couldn't be fully filled. FOK orders are fully filled or killed.",
      status: 400,
    });
    expect(await trader.shares(other, "yes")).toBe("0");
    const part = await trader.client.createAndPostMarketOrder(nothing, undefined, OrderType.FAK);
    expect(part).toMatchObject({ status: "matched" });
    expect([part.makingAmount, part.takingAmount].map(Number)).toEqual([5, 10]);
    expect(await trader.shares(other, "yes")).toBe("10");
  });

  test("price improvement of a market buy is more shares, of a sale more dollars", async () => {
    const other = await stage.market();
    await maker.place(other.no, "BUY", 0.6, 100);
    const bought = await trader.client.createAndPostMarketOrder({
      tokenID: other.yes,
      side: Side.BUY,
      price: 0.5,
      amount: 10,
    });
    expect([bought.makingAmount, bought.takingAmount].map(Number)).toEqual([10, 25]);
    await maker.place(other.yes, "BUY", 0.35, 100);
    const sold = await trader.client.createAndPostMarketOrder({
      tokenID: other.yes,
      side: Side.SELL,
      price: 0.3,
      amount: 25,
    });
    expect([sold.makingAmount, sold.takingAmount].map(Number)).toEqual([25, 8.75]);
  });
});

describe("what is refused", () => {
  test("sizes, money and grids, in the words that clients compare", async () => {
    const small = await trader.client.createAndPostOrder(buy(0.3, 4.99));
    expect(small).toMatchObject({ status: 400 });
    expect((small as unknown as { error: string }).error).toMatch(
      /^order 0x[0-9a-f]{64} is invalid\. Size \(4\.99\) lower than the minimum: 5$/,
    );
    const dear = await trader.client.createAndPostOrder(buy(0.99, 1_000_000));
    expect((dear as unknown as { error: string }).error).toContain(
      "not enough balance / allowance",
    );
    const naked = await trader.client.createAndPostOrder({ ...buy(0.5, 10), side: Side.SELL });
    expect((naked as unknown as { error: string }).error).toContain(
      "not enough balance / allowance",
    );
    // The client asks for no multiples of .005, only for three decimals.
    const coarse = await stage.market({ tick_size: "0.005" });
    const off = { ...buy(0.503, 10), tokenID: coarse.yes };
    expect(await trader.client.createAndPostOrder(off)).toMatchObject({
      error: expect.stringMatching(
        /^order 0x[0-9a-f]{64} is invalid\. Price \(0\.503\) breaks minimum tick size rule: 0\.005$/,
      ),
    });
  });

  test("with throwOnError it is an exception with status and words", async () => {
    const host = { host: stage.clob, chain: Chain.AMOY, signer: walletOf(trader.key) };
    const client = new ClobClient({ ...host, creds: trader.creds, throwOnError: true });
    const failure = await client
      .createAndPostOrder(buy(0.99, 1_000_000))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ status: 400 });
    expect(String(failure)).toContain("not enough balance / allowance");
  });

  test("an order that was signed for the other contract, by another, or with another's key", async () => {
    const exclusive = (await stage.event([{}, {}], { mutually_exclusive: true }))[0]!;
    const order = { ...buy(0.3, 10), tokenID: exclusive.yes };
    const standard = { tickSize: "0.01", negRisk: false } as const;
    const before = await trader.orders();
    expect(await trader.client.createAndPostOrder(order, standard)).toMatchObject({
      error: "invalid signature",
      status: 400,
    });
    const foreign = await maker.client.createOrder(buy(0.3, 10));
    expect(await trader.client.postOrder(foreign, OrderType.GTC)).toMatchObject({
      error: "the order signer address has to be the address of the API KEY",
      status: 400,
    });
    const signed = await trader.client.createOrder(buy(0.3, 10));
    expect(await maker.client.postOrder(signed, OrderType.GTC)).toMatchObject({ status: 400 });
    const dearer = { ...signed, makerAmount: "9900000" };
    expect(await trader.client.postOrder(dearer, OrderType.GTC)).toMatchObject({ status: 400 });
    expect(await trader.orders()).toEqual(before);
    expect(await trader.client.createAndPostOrder(order)).toMatchObject({ status: "live" });
  });
});

describe("wallets", () => {
  test.each([
    ["proxy wallet", SignatureTypeV2.POLY_PROXY, proxyOf],
    ["Safe", SignatureTypeV2.POLY_GNOSIS_SAFE, safeOf],
    ["deposit wallet", SignatureTypeV2.POLY_1271, depositWalletOf],
  ])("the %s of a key trades on the same account", async (_name, signatureType, derive) => {
    const funderAddress = derive(trader.address as `0x${string}`);
    const signer = walletOf(trader.key);
    const client = new ClobClient({
      host: stage.clob,
      chain: Chain.AMOY,
      signer,
      creds: trader.creds,
      signatureType,
      funderAddress,
    });
    const answer = await client.createAndPostOrder(buy(0.21, 10));
    expect(answer).toMatchObject({ status: "live" });
    expect(await trader.order(answer.orderID)).toMatchObject({ price: "0.21" });
    expect(await client.getOrder(answer.orderID)).toMatchObject({ maker_address: funderAddress });
    // A wallet that is another's is refused.
    const stranger = new ClobClient({
      host: stage.clob,
      chain: Chain.AMOY,
      signer,
      creds: trader.creds,
      signatureType,
      funderAddress: derive(maker.address as `0x${string}`),
    });
    expect(await stranger.createAndPostOrder(buy(0.21, 10))).toMatchObject({ status: 400 });
  });

  test("the unified SDK trades with the key's deposit wallet when it is told of no other", async () => {
    const sdk = await depositSdkOf(stage, trader.key);
    expect(sdk.account.walletType).toBe(WalletType.DEPOSIT_WALLET);
    const order = { tokenId: market.yes, side: OrderSide.BUY, price: 0.23, size: 10 };
    const placed = await sdk.placeLimitOrder(order);
    if (!placed.ok) throw new Error(placed.message);
    expect(await trader.order(placed.orderId)).toMatchObject({ price: "0.23", status: "open" });
    const { makerAddress } = await sdk.fetchOrder({ orderId: placed.orderId });
    expect(makerAddress.toLowerCase()).toBe(sdk.account.wallet.toLowerCase());
  });

  test("chain 137 is taken, too", async () => {
    const host = { host: stage.clob, chain: Chain.POLYGON, signer: walletOf(trader.key) };
    const creds = await new ClobClient(host).createOrDeriveApiKey();
    expect(creds).toEqual(trader.creds);
    const answer = await new ClobClient({ ...host, creds }).createAndPostOrder(buy(0.22, 10));
    expect(answer).toMatchObject({ status: "live" });
  });
});
