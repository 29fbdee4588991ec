import { MarketBook } from "@probity/market-data";
import type { LevelChange } from "@probity/market-data";
import type { MarketId } from "@probity/core";
import { parseId, parsePrice, parseQuantity } from "@probity/protocol";
import type { DepthMessage, UserMessage } from "@probity/protocol";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { SideListener } from "../../test/live-clients.ts";

let venue: TestGateway;
let url: string;
let bob: Caller;
const open: { close(): void }[] = [];

beforeAll(async () => {
  venue = await startTestGateway({ liveHeartbeatMs: 200 });
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  bob = await venue.join("bob", "10000");
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(() => venue.close());

async function depth(): Promise<SideListener<DepthMessage>> {
  const listener = await SideListener.depth(url);
  open.push(listener);
  return listener;
}

async function user(token?: string): Promise<SideListener<UserMessage>> {
  const listener = await SideListener.user(url);
  open.push(listener);
  if (token !== undefined) listener.say({ type: "auth", token });
  return listener;
}

async function order(who: Caller, market: string, more: object) {
  const { body } = await who.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    ...more,
  });
  return body;
}

test("S4.7 S4.21 a market's depth is told to everybody: a snapshot on subscribing, then increments", async () => {
  const market = await venue.openMarket("s4-21");
  await order(bob, market, { price: "0.4", quantity: "10" });
  const listener = await depth();
  listener.say({ type: "subscribe", market_id: market });
  const snapshot = await listener.hear("snapshot");
  expect(snapshot).toMatchObject({
    market_id: market,
    outcome: "yes",
    update_id: 1,
    bids: [["0.4", "10"]],
    asks: [],
  });
  const placed = await order(bob, market, { price: "0.41", quantity: "2" });
  expect(await listener.hear("update")).toMatchObject({
    first_update_id: 2,
    update_id: 2,
    seq: placed.seq,
    bids: [["0.41", "2"]],
    asks: [],
  });
  const { order_id } = placed.order;
  await bob.ask("DELETE", `/api/v1/orders/${order_id}`);
  expect(await listener.hear("update")).toMatchObject({ update_id: 3, bids: [["0.41", "0"]] });

  const no = await depth();
  no.say({ type: "subscribe", market_id: market, outcome: "no" });
  expect(await no.hear("snapshot")).toMatchObject({ update_id: 3, asks: [["0.6", "10"]] });
  listener.say({ type: "unsubscribe", market_id: market });
  await listener.hear("unsubscribed");
  await order(bob, market, { price: "0.42", quantity: "1" });
  expect(await no.hear("update")).toMatchObject({ update_id: 4, asks: [["0.58", "1"]] });
  listener.say({ type: "ping" });
  await listener.hear("pong");
  expect(listener.heard).toEqual([]);
});

test("S4.5 update ids of a market rise by one a change, none is skipped, and all its readers agree", async () => {
  const [market, other] = [await venue.openMarket("s4-5"), await venue.openMarket("s4-5-other")];
  const book = new MarketBook(parseId("mkt", market) as MarketId);
  const listener = await depth();
  listener.say({ type: "subscribe", market_id: market });
  let last = (await listener.hear("snapshot")).update_id;
  expect(last).toBe(0);
  const prices = Array.from({ length: 60 }, (_, at) => `0.${10 + (at % 30)}`);
  await Promise.all(
    prices.flatMap((price, at) => [
      order(bob, market, { price, quantity: String(1 + at) }),
      order(bob, other, { price, quantity: "1" }),
    ]),
  );
  // A change of the book is a command that changed it: sixty, however they were told.
  await expect
    .poll(() => {
      for (const message of listener.heard.splice(0)) {
        if (message.type !== "update") continue;
        expect(message.first_update_id).toBe(last + 1);
        expect(message.update_id).toBeGreaterThanOrEqual(message.first_update_id);
        const levels = (side: "bid" | "ask", all: [string, string][]) =>
          all.map(([price, quantity]): LevelChange => ({
            side,
            price: parsePrice(price),
            quantity: parseQuantity(quantity),
          }));
        book.apply({
          market: book.market,
          sequence: message.seq,
          previous: book.sequence,
          time: message.timestamp,
          changes: [...levels("bid", message.bids), ...levels("ask", message.asks)],
        });
        last = message.update_id;
      }
      return last;
    })
    .toBe(60);
  const late = await depth();
  late.say({ type: "subscribe", market_id: market });
  const snapshot = await late.hear("snapshot");
  expect(snapshot.update_id).toBe(60);
  expect(book.view("yes").bids).toEqual(
    snapshot.bids.map(([price, quantity]) => ({
      price: parsePrice(price),
      quantity: parseQuantity(quantity),
    })),
  );
});

test("S4.8 /depth asks for no token, /user for one in its first message; clients ping", async () => {
  const ada = await venue.join("s4-8", "100");
  const anybody = await depth();
  anybody.say({ type: "ping" });
  expect((await anybody.hear("pong")).seq).toBeGreaterThan(0);
  await expect.poll(() => anybody.heartbeats.length).toBeGreaterThan(0);

  const own = await user();
  own.say({ type: "auth", token: ada.token });
  expect(await own.hear("authenticated")).toMatchObject({ owner_id: ada.owner });
  expect(await own.hear("snapshot")).toMatchObject({ account_id: ada.account, orders: [] });
  own.say({ type: "ping" });
  await own.hear("pong");
  await expect.poll(() => own.heartbeats.length).toBeGreaterThan(0);

  for (const first of [
    { type: "ping" },
    { type: "auth", token: "nonsense" },
    { type: "auth", token: `${ada.token.slice(0, -3)}abc` },
  ]) {
    const refused = await user();
    refused.say(first);
    expect((await refused.hear("error")).error.code).toBe("TOKEN_INVALID");
    await expect.poll(() => refused.closedWith).toBe(4_001);
    expect(refused.closeReason).toBe("TOKEN_INVALID");
  }
  // A fresh token of the same person goes on, one of somebody else does not.
  own.say({ type: "auth", token: ada.token });
  await own.hear("authenticated");
  own.say({ type: "auth", token: bob.token });
  await expect.poll(() => own.closedWith).toBe(4_001);
});

test("S4.22 a user hears of open orders and positions of all accounts, old and new", async () => {
  const ada = await venue.join("s4-22", "1000");
  const market = await venue.openMarket("s4-22");
  await order(ada, market, { price: "0.4", quantity: "10" });
  const listener = await user(ada.token);
  const snapshot = await listener.hear("snapshot");
  expect(snapshot).toMatchObject({
    account_id: ada.account,
    orders: [{ price: "0.4", remaining: "10" }],
    positions: [],
    balances: [{ asset: "USD", available: "996", held: "4" }],
  });

  await order(bob, market, { outcome: "no", price: "0.6", quantity: "4" });
  const change = await listener.hear("open_order_change");
  expect(change).toMatchObject({
    event: "OrderTraded",
    account_id: ada.account,
    update_id: 2,
    order: { filled: "4", remaining: "6" },
    fills: [{ role: "maker", quantity: "4" }],
  });
  expect((await listener.hear("position_change")).positions).toMatchObject([
    { outcome: "yes", quantity: "4", average_cost: "0.4" },
  ]);
  expect((await listener.hear("balance_change")).balances).toMatchObject([{ total: "998.4" }]);

  const opened = await ada.ask("POST", "/api/v1/accounts", {});
  expect(opened.status).toBe(200);
  const account = opened.body.account?.account_id ?? opened.body.account_id;
  expect(await listener.hear("snapshot")).toMatchObject({ account_id: account, orders: [] });
  const transfer = { account_id: ada.account, to_account_id: account, amount: "100" };
  expect((await ada.ask("POST", "/api/v1/transfers", transfer)).status).toBe(200);
  await expect
    .poll(() => listener.heard)
    .toContainEqual(
      expect.objectContaining({
        type: "balance_change",
        balances: [expect.objectContaining({ account_id: account, total: "100" })],
      }),
    );

  await venue.endTokensOf(ada);
  await expect.poll(() => listener.closedWith, { timeout: 2_000 }).toBe(4_001);
});

test("S4.6 what the engine put out is told as submitted, traded, cancelled, rejected, with update ids", async () => {
  const ada = await venue.join("s4-6", "1000");
  const market = await venue.openMarket("s4-6");
  const listener = await user(ada.token);
  await listener.hear("snapshot");
  const placed = await order(ada, market, { price: "0.4", quantity: "10" });
  expect(await listener.hear("open_order_change")).toMatchObject({
    event: "OrderSubmitted",
    seq: placed.seq,
    update_id: 1,
    order: { order_id: placed.order.order_id, status: "open" },
  });
  await order(bob, market, { outcome: "no", price: "0.6", quantity: "4" });
  expect(await listener.hear("open_order_change")).toMatchObject({
    event: "OrderTraded",
    update_id: 2,
  });
  await ada.ask("DELETE", `/api/v1/orders/${placed.order.order_id}`);
  expect(await listener.hear("open_order_change")).toMatchObject({
    event: "OrderCancelled",
    update_id: 3,
    order: { status: "cancelled", cancel_reason: "requested" },
  });
  await order(ada, market, { price: "0.9", quantity: "100000", client_order_id: "too-dear" });
  expect(await listener.hear("order_rejected")).toMatchObject({
    event: "OrderRejected",
    client_order_id: "too-dear",
    error: { code: "INSUFFICIENT_COLLATERAL" },
  });
});

test("a snapshot has every order up to its sequence, however many are being placed", async () => {
  const market = await venue.openMarket("snapshot-joins");
  const ada = await venue.join("snapshot-joins", "10000");
  for (let round = 0; round < 8; round++) {
    const placed: { seq: number; order_id: string }[] = [];
    let goesOn = true;
    const lanes = Array.from({ length: 6 }, async () => {
      while (goesOn) {
        const said = await order(ada, market, { price: "0.10", quantity: "1" });
        placed.push({ seq: said.seq, order_id: said.order.order_id });
      }
    });
    await expect.poll(() => placed.length).toBeGreaterThan(10);
    const listener = await user(ada.token);
    const snapshot = await listener.hear("snapshot");
    goesOn = false;
    await Promise.all(lanes);
    listener.close();
    const shown = new Set(snapshot.orders.map(({ order_id }) => order_id));
    const due = placed.filter(({ seq }) => seq <= snapshot.seq);
    expect(due.length).toBeGreaterThan(10);
    expect(due.filter(({ order_id }) => !shown.has(order_id))).toEqual([]);
    await ada.ask("POST", "/api/v1/orders/cancel-all", {});
  }
});
