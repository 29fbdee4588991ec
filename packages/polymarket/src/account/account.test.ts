import { formatId } from "@probity/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NO_BYTES, signOrder, signedOrder } from "../../test/signed-orders.ts";
import type { OrderWish } from "../../test/signed-orders.ts";
import { openTestVenue } from "../../test/test-venue.ts";
import type { TestTrader, TestVenue } from "../../test/test-venue.ts";
import { JournalledOrders } from "../orders/kept-orders.ts";
import { formatUnits } from "../orders/decimals.ts";
import { orderNamed } from "../orders/order-hash.ts";
import type { ChainMarket } from "../ports.ts";
import { RecentMatches } from "./recent-matches.ts";
import { matchOf } from "../orders/trade-id.ts";

let venue: TestVenue;
let market: ChainMarket;
let other: ChainMarket;
let ann: TestTrader;
let bob: TestTrader;

beforeAll(async () => {
  venue = await openTestVenue();
  market = await venue.openMarket("snow", {
    markets: [{ slug: "snow-market", question: "Snow?", min_quantity: "5" }],
  });
  other = await venue.openMarket("hail");
  ann = await venue.signIn();
  bob = await venue.signIn();
});

afterAll(() => venue.close());

async function place(trader: TestTrader, wish: Partial<OrderWish>) {
  const usual = { market, outcome: "yes", side: "BUY", price: 4_300, lots: 1_000 } as const;
  const body = await signedOrder(trader.wallet, trader.apiKey, { ...usual, ...wish });
  return trader.ask("POST", "/order", body);
}

async function idOf(trader: TestTrader, wish: Partial<OrderWish>): Promise<string> {
  const { body } = await place(trader, wish);
  expect(body.error).toBeUndefined();
  return body.orderID;
}

test("balances count what open orders hold, in millionths, for every kind of signature", async () => {
  await idOf(ann, { price: 1_000, lots: 2_000 });
  for (const type of [0, 1, 2, 3]) {
    const query = `asset_type=COLLATERAL&signature_type=${type}`;
    const { body } = await ann.ask("GET", `/balance-allowance?${query}`);
    expect(body.balance).toBe("10000000000");
    for (const contract of [
      "0xE111180000d2663C0091e4f400237545B87B996B",
      // Of version 3, on Amoy and on Polygon.
      "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D",
      "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
    ]) {
      expect(body.allowances[contract]).toBe(String(2n ** 256n - 1n));
    }
  }
  const update = await ann.ask("GET", "/balance-allowance/update?asset_type=COLLATERAL");
  expect(update.status).toBe(200);
  await ann.ask("DELETE", "/cancel-all");
});

test.each([
  ["asset_type=GOLD", "Invalid asset type"],
  ["asset_type=COLLATERAL&signature_type=9", "Invalid signature_type"],
  ["asset_type=CONDITIONAL&token_id=5", "Invalid token id"],
  ["asset_type=CONDITIONAL", "Invalid token id"],
])("a balance of %s is refused: %s", async (query, error) => {
  const reply = await ann.ask("GET", `/balance-allowance?${query}`);
  expect(reply).toMatchObject({ status: 400, body: { error } });
});

test("a market BUY spends its dollars at the best price, and the shares are there", async () => {
  await idOf(bob, { outcome: "no", price: 6_000, lots: 20_000 });
  const bought = await place(ann, { orderType: "FOK", price: 5_000, cash: 10_000_000 });
  expect(bought).toMatchObject({
    status: 200,
    body: { status: "matched", makingAmount: "10", takingAmount: "25" },
  });
  const query = `asset_type=CONDITIONAL&token_id=${market.tokens[0]}`;
  const { body } = await ann.ask("GET", `/balance-allowance?${query}`);
  expect(body.balance).toBe("25000000");
  const sold = await place(ann, { side: "SELL", orderType: "FAK", price: 1_000, lots: 500 });
  expect(sold.body).toEqual({
    error:
      "no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found.",
  });
  const much = await place(ann, { orderType: "FOK", price: 5_000, cash: 500_000_000 });
  expect(much.body).toEqual({
    error: "order couldn't be fully filled. FOK orders are fully filled or killed.",
  });
  await bob.ask("DELETE", "/cancel-all");
});

test("post-only orders, too small ones and those without money are refused by the machine", async () => {
  const id = expect.stringMatching(/^order 0x[0-9a-f]{64} is invalid\. Size \(4\) lower than/);
  expect((await place(ann, { lots: 400 })).body).toEqual({ error: id });
  const dear = await place(ann, { price: 9_900, lots: 2_000_000 });
  expect(dear.body).toEqual({ error: "not enough balance / allowance" });
  const naked = await place(bob, { side: "SELL", lots: 90_000 });
  expect(naked.body).toEqual({ error: "not enough balance / allowance" });
  await idOf(bob, { outcome: "no", price: 6_000 });
  const crosses = await place(ann, { price: 5_000, postOnly: true });
  expect(crosses.body).toEqual({ error: "invalid post-only order: order crosses book" });
  await bob.ask("DELETE", "/cancel-all");
});

test("a batch answers each in its place, and a duplicate is told as such", async () => {
  const wish = { market, outcome: "yes", side: "BUY", price: 2_000, lots: 1_000 } as const;
  const one = await signedOrder(ann.wallet, ann.apiKey, wish);
  const two = await signedOrder(ann.wallet, ann.apiKey, { ...wish, lots: 100 });
  const { body } = await ann.ask("POST", "/orders", [one, two, one]);
  expect(body).toMatchObject([
    { success: true, errorMsg: "", status: "live" },
    { success: true, errorMsg: expect.stringContaining("lower than the minimum"), orderID: "" },
    { success: true, errorMsg: expect.stringContaining("is invalid. Duplicated."), orderID: "" },
  ]);
  const again = await ann.ask("POST", "/order", one);
  expect(again.body.error).toBe(`order ${body[0].orderID} is invalid. Duplicated.`);
  await ann.ask("DELETE", "/order", { orderID: body[0].orderID });
  const afterwards = await ann.ask("POST", "/order", one);
  expect(afterwards.body.error).toBe(`order ${body[0].orderID} is invalid. Duplicated.`);
});

test("cancels by list, by market, by token, and of all", async () => {
  const yes = await idOf(ann, { price: 1_000 });
  const no = await idOf(ann, { outcome: "no", price: 1_000 });
  const elsewhere = await idOf(ann, { market: other, price: 1_000 });
  const unknown = `0x${"9".repeat(64)}`;
  const some = await ann.ask("DELETE", "/orders", [yes, unknown]);
  expect(some.body).toEqual({
    canceled: [yes],
    not_canceled: { [unknown]: "order can't be found - already canceled or matched" },
  });
  const byToken = await ann.ask("DELETE", "/cancel-market-orders", {
    market: market.conditionId,
    asset_id: market.tokens[1],
  });
  expect(byToken.body).toEqual({ canceled: [no], not_canceled: {} });
  const again = await idOf(ann, { price: 1_100 });
  const byMarket = await ann.ask("DELETE", "/cancel-market-orders", { market: market.conditionId });
  expect(byMarket.body).toEqual({ canceled: [again], not_canceled: {} });
  expect((await ann.ask("DELETE", "/cancel-all")).body).toEqual({
    canceled: [elsewhere],
    not_canceled: {},
  });
  expect((await ann.ask("DELETE", "/cancel-all")).body.canceled).toEqual([]);
  const bad = await ann.ask("DELETE", "/order", { orderID: "0x12" });
  expect(bad).toMatchObject({ status: 400, body: { error: "Invalid orderID" } });
  const many = Array.from({ length: 1_001 }, () => unknown);
  expect(await ann.ask("DELETE", "/orders", many)).toMatchObject({
    status: 400,
    body: { error: "Payload exceeds the limit" },
  });
});

test("a thousand orders are cancelled in one request", { timeout: 120_000 }, async () => {
  const ids: string[] = [];
  for (let round = 0; round < 14; round++) {
    const wishes = Array.from({ length: 15 }, (_, nth) => ({ price: 100 * (1 + nth), lots: 500 }));
    const bodies = await Promise.all(
      wishes.map((wish) =>
        signedOrder(bob.wallet, bob.apiKey, { market, outcome: "yes", side: "BUY", ...wish }),
      ),
    );
    const { body } = await bob.ask("POST", "/orders", bodies);
    ids.push(...body.map(({ orderID }: { orderID: string }) => orderID));
  }
  const pages = [await bob.ask("GET", "/data/orders?next_cursor=MA==")];
  while (pages.at(-1)!.body.next_cursor !== "LTE=" && pages.length < 9) {
    const { next_cursor: next } = pages.at(-1)!.body;
    pages.push(await bob.ask("GET", `/data/orders?next_cursor=${encodeURIComponent(next)}`));
  }
  const listed = pages.flatMap(({ body }) => body.data.map(({ id }: { id: string }) => id));
  expect(pages.map(({ body }) => body.count)).toEqual([100, 100, 10]);
  expect(listed).toEqual(ids.toReversed());
  const padding = Array.from({ length: 790 }, (_, nth) => `0xa${String(nth).padStart(63, "0")}`);
  const { body } = await bob.ask("DELETE", "/orders", [...padding, ...ids]);
  expect(body.canceled).toEqual(ids);
  expect(Object.keys(body.not_canceled)).toHaveLength(790);
});

test("heartbeats go on with the id they were given, and a wrong one is told the right one", async () => {
  const first = await ann.ask("POST", "/v1/heartbeats", { heartbeat_id: "" });
  expect(first.body).toEqual({ status: "ok", heartbeat_id: expect.any(String) });
  const { heartbeat_id: id } = first.body;
  const next = await ann.ask("POST", "/v1/heartbeats", { heartbeat_id: id });
  expect(next.body.heartbeat_id).toBe(id);
  const wrong = await ann.ask("POST", "/v1/heartbeats", { heartbeat_id: "x" });
  expect(wrong).toMatchObject({
    status: 400,
    body: { error_msg: "Invalid Heartbeat ID", heartbeat_id: id },
  });
  const { value } = await venue.sequencer.read((machine) => machine.safety(ann.account));
  expect(value?.deadline).toBeGreaterThan(Date.now() + 10_000);
  expect(value?.deadline).toBeLessThanOrEqual(Date.now() + 15_000);
  expect((await bob.ask("POST", "/heartbeats", {})).body.status).toBe("ok");
  for (const { owner, account } of [ann, bob]) {
    const disarm = { type: "Heartbeat", account, timeoutMs: 0 } as const;
    await venue.gateway.submitter.submit(owner, disarm);
  }
});

test("fills and endings are told as notifications until they are dropped", async () => {
  await idOf(bob, { outcome: "no", price: 6_000 });
  await idOf(ann, { price: 4_000 });
  const { body: news } = await ann.ask("GET", "/notifications?signature_type=0");
  expect(news[0]).toMatchObject({
    id: expect.any(Number),
    owner: ann.apiKey,
    type: 2,
    payload: {
      condition_id: market.conditionId,
      matched_size: "10",
      price: "0.4",
      side: "BUY",
      outcome: "Yes",
      transaction_hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    },
  });
  const ids = news.map(({ id }: { id: number }) => id).join(",");
  expect((await ann.ask("DELETE", `/notifications?ids=${ids}`)).body).toBe("OK");
  expect((await ann.ask("GET", "/notifications")).body).toEqual([]);
});

test("an order scores while it rests where makers are paid rebates", async () => {
  const paying = await venue.openMarket("fog", {
    markets: [
      {
        slug: "fog-market",
        question: "Fog?",
        fees: { formula: "quadratic", exponent: 1, taker_bps: 400, maker_bps: 0, rebate_bps: 100 },
      },
    ],
  });
  const id = await idOf(ann, { market: paying, price: 3_000 });
  const plain = await idOf(ann, { price: 3_000 });
  expect((await ann.ask("GET", `/order-scoring?order_id=${id}`)).body).toEqual({ scoring: true });
  const { body } = await ann.ask("POST", "/orders-scoring", [id, plain]);
  expect(body).toEqual({ [id]: true, [plain]: false });
  await ann.ask("DELETE", "/cancel-all");
  expect((await ann.ask("GET", `/order-scoring?order_id=${id}`)).body).toEqual({ scoring: false });
});

test("rebates of a day are added up by market, however long ago, and what was undone is none", async () => {
  const fees = { formula: "quadratic", exponent: 1, taker_bps: 400, maker_bps: 0, rebate_bps: 100 };
  const [maker, taker] = [await venue.signIn(), await venue.signIn()];
  const paying = await venue.openMarket("mist", {
    markets: [{ slug: "mist-market", question: "Mist?", fees }],
  });
  await idOf(maker, { market: paying, price: 5_000, lots: 3_000 });
  for (let at = 0; at < 3; at += 1) {
    await idOf(taker, { market: paying, outcome: "no", price: 5_000, lots: 1_000 });
  }
  const { body: traded } = await maker.ask("GET", `/data/trades?market=${paying.conditionId}`);
  const match = matchOf(traded.data[0].id)!;
  await venue.settled();
  const undone = await venue.operate("POST", `/admin/matches/${formatId("mat", match)}/reverse`);
  expect(undone.status).toBe(200);
  await venue.settled();
  const today = new Date().toISOString().slice(0, 10);
  const ask = async (date: string) => {
    const query = `maker_address=${maker.wallet.address}&date=${date}`;
    return (await venue.ask("GET", `/clob/rebates/current?${query}`)).body;
  };
  const fills = venue.venue.readSide.data.ownFills
    .fills(maker.account)
    .filter((one) => one.rebate > 0);
  const paid = fills.filter((one) => one.match !== match).reduce((sum, one) => sum + one.rebate, 0);
  expect(paid).toBeGreaterThan(0);
  expect(await ask(today)).toEqual([
    {
      date: today,
      condition_id: paying.conditionId,
      maker_address: maker.wallet.address,
      rebated_fees_usdc: formatUnits(paid),
    },
  ]);
  expect(await ask("2020-01-01")).toEqual([]);
});

test("lists of programmes that are not here are empty, and end", async () => {
  const empty = { limit: 100, count: 0, next_cursor: "LTE=", data: [] };
  for (const path of [
    "/rewards/user?date=2026-11-21",
    "/rewards/user/markets",
    "/data/pre-migration-orders",
  ]) {
    expect((await ann.ask("GET", path)).body).toEqual(empty);
  }
  expect((await ann.ask("GET", "/rewards/user/total")).body).toEqual([]);
  expect((await ann.ask("GET", "/rewards/user/percentages")).body).toEqual({});
  const code = `0x${"ab".repeat(32)}`;
  const fees = await venue.ask("GET", `/clob/fees/builder-fees/${code}`);
  expect(fees.body).toEqual({ builder_maker_fee_rate_bps: 0, builder_taker_fee_rate_bps: 0 });
  expect((await venue.ask("GET", `/clob/builder/trades?builder_code=${code}`)).body).toEqual(empty);
});

test("trades of orders with a builder's code are the builder's", async () => {
  const code = `0x${"b1".repeat(32)}`;
  await idOf(bob, { outcome: "no", price: 6_000 });
  const wish = { market, outcome: "yes", side: "BUY", price: 4_000, lots: 1_000 } as const;
  const { order, ...rest } = await signedOrder(ann.wallet, ann.apiKey, wish);
  const built = { ...order, builder: code };
  const signature = await signOrder(ann.wallet, built, 2, 80_002, false);
  const { body: placed } = await ann.ask("POST", "/order", {
    ...rest,
    order: { ...built, signature },
  });
  expect(placed.status).toBe("matched");
  const { body } = await venue.ask("GET", `/clob/builder/trades?builder_code=${code}`);
  expect(body).toMatchObject({ count: 1, next_cursor: "LTE=" });
  expect(body.data[0]).toMatchObject({
    id: placed.tradeIDs[0],
    builder: code,
    takerOrderHash: placed.orderID,
    size: "10",
    sizeUsdc: "4",
    price: "0.4",
    owner: ann.apiKey,
    maker: ann.wallet.address,
    transactionHash: placed.transactionsHashes[0],
  });
});

test("where both sides are a builder's both are told, of the taker's order, and no page ends between them", async () => {
  const code = `0x${"b2".repeat(32)}`;
  const place = async (who: TestTrader, wish: Partial<OrderWish>, builder: string) => {
    const usual = { market, outcome: "yes", side: "BUY", price: 5_000, lots: 500 } as const;
    const { order, ...rest } = await signedOrder(who.wallet, who.apiKey, { ...usual, ...wish });
    const built = { ...order, builder };
    const signature = await signOrder(who.wallet, built, 2, 80_002, false);
    return who.ask("POST", "/order", { ...rest, order: { ...built, signature } });
  };
  const [maker, taker] = [await venue.signIn(), await venue.signIn()];
  await place(maker, { outcome: "no", lots: 51 * 500 }, code);
  const hashes: string[] = [];
  for (let at = 0; at < 51; at += 1) {
    const { body } = await place(taker, {}, at < 50 ? code : NO_BYTES);
    expect(body.status).toBe("matched");
    hashes.unshift(body.orderID, body.orderID);
  }
  const seen: { tradeType: string; takerOrderHash: string }[] = [];
  for (let cursor = "MA=="; cursor !== "LTE=";) {
    const query = `builder_code=${code}&next_cursor=${encodeURIComponent(cursor)}`;
    const { body } = await venue.ask("GET", `/clob/builder/trades?${query}`);
    seen.push(...body.data);
    cursor = body.next_cursor;
  }
  // The taker of the last was nobody's.
  expect(seen.map(({ takerOrderHash }) => takerOrderHash)).toEqual(hashes.slice(1));
  expect(seen.filter(({ tradeType }) => tradeType === "MAKER")).toHaveLength(51);
});

test("what memory has not, the database has", { timeout: 60_000 }, async () => {
  const { body } = await ann.ask("GET", "/data/trades");
  const [trade] = body.data;
  await venue.settled();
  const match = matchOf(trade.id)!;
  const legs = await new RecentMatches(venue.venue).legsOf([match]);
  expect(legs.map(({ role }) => role)).toEqual(["maker", "taker"]);
  const fresh = new JournalledOrders(venue.venue);
  const found = await fresh.of(legs.map(({ order }) => order));
  expect(Array.from(found.values(), ({ apiKey }) => apiKey)).toEqual([bob.apiKey, ann.apiKey]);
  const keys = await venue.venue.store.query.orders.keysOf(legs.map(({ order }) => order));
  const [maker] = trade.maker_orders;
  const named = [maker.order_id, trade.taker_order_id].map((id) => orderNamed(id));
  expect(legs.map(({ order }) => ({ kind: "key", key: keys.get(order) }))).toEqual(named);
});

test("trades are found by market, token, time and address", async () => {
  const count = async (query: string) => (await ann.ask("GET", `/data/trades?${query}`)).body.count;
  const all = await count("");
  expect(all).toBeGreaterThan(1);
  expect(await count(`market=${market.conditionId}`)).toBe(all);
  expect(await count(`market=${other.conditionId}`)).toBe(0);
  expect(await count(`asset_id=${market.tokens[0]}`)).toBe(all);
  expect(await count(`asset_id=${market.tokens[1]}`)).toBe(0);
  expect(await count(`after=${Math.floor(Date.now() / 1_000) + 10}`)).toBe(0);
  expect(await count(`before=${Math.floor(Date.now() / 1_000) + 10}`)).toBe(all);
  expect(await count(`maker_address=${bob.wallet.address}`)).toBe(all);
  expect(await count("maker_address=0x0000000000000000000000000000000000000001")).toBe(0);
  const bad = await ann.ask("GET", "/data/trades?after=yesterday");
  expect(bad).toMatchObject({ status: 400, body: { error: "Invalid trade params payload" } });
});
