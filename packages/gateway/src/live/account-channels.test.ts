import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { Listener } from "../../test/listener.ts";

let venue: TestGateway;
let url: string;
let bob: Caller;
const sockets: Listener[] = [];

beforeAll(async () => {
  venue = await startTestGateway();
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  bob = await venue.join("bob", "10000");
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => venue.close());

async function follow(who: Caller, ...channels: string[]): Promise<Listener> {
  const listener = await Listener.open(url);
  sockets.push(listener);
  listener.say({ op: "subscribe", channels, token: who.token });
  return listener;
}

async function order(who: Caller, market: string, more: object): Promise<number> {
  const { status, body } = await who.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    ...more,
  });
  expect(status).toBe(200);
  return body.seq;
}

test("S1.32 shares are told to their owner alone as ShareUpdate, with what changed them", async () => {
  const ada = await venue.join("s1-32", "1000");
  const market = await venue.openMarket("s1-32");
  const shown = await venue.ask("GET", `/api/v1/markets/${market}`);
  const event = shown.body.event.event_id;
  const listener = await follow(ada, "shares");
  const { channel, seq, shares } = await listener.hear("subscribed");
  expect(channel).toBe(`shares:${ada.account}`);
  expect(shares).toEqual([]);

  await ada.ask("POST", "/api/v1/sets/split", { market_id: market, quantity: "10" });
  const yes = await listener.hear("share_update");
  expect(yes.prev_seq).toBe(seq);
  expect(yes.data).toEqual({
    market_id: event,
    outcome_id: market,
    share_type: "yes",
    amount: "10",
    avg_cost: "0.5",
    unrealized_pnl: null,
    event: "split",
  });
  expect((await listener.hear("share_update")).data).toMatchObject({ share_type: "no" });

  await order(bob, market, { price: "0.8", quantity: "4" });
  await order(ada, market, { side: "sell", price: "0.8", quantity: "4" });
  const sold = await listener.hear("share_update");
  expect(sold.data).toMatchObject({
    share_type: "yes",
    amount: "6",
    avg_cost: "0.5",
    unrealized_pnl: "1.8",
    event: "trade",
  });

  await ada.ask("POST", "/api/v1/sets/merge", { market_id: market, quantity: "6" });
  await expect
    .poll(() => listener.heard.at(-1))
    .toMatchObject({
      data: { share_type: "no", amount: "4", event: "merge" },
    });
  const updates = listener.heard.splice(0).filter((message) => message.type === "share_update");
  expect(updates[0]?.data).toMatchObject({ share_type: "yes", amount: "0", avg_cost: null });

  await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/resolve`, { yes_payout: "0" });
  expect((await listener.hear("share_update")).data).toMatchObject({
    share_type: "no",
    amount: "0",
    event: "redeem",
  });

  const stranger = await follow(bob, `shares:${ada.account}`);
  expect((await stranger.hear("error")).error.code).toBe("ACCOUNT_NOT_FOUND");
  const nobody = await Listener.open(url);
  sockets.push(nobody);
  nobody.say({ op: "subscribe", channels: ["shares", "balances", "positions"] });
  for (let count = 0; count < 3; count++) {
    expect((await nobody.hear("error")).error.code).toBe("NOT_SIGNED_IN");
  }
});

test("balances and positions are what the machine says, linked, and of this account alone", async () => {
  const ada = await venue.join("balances", "1000");
  const market = await venue.openMarket("balances");
  const listener = await follow(ada, "balances", "positions");
  const balances = await listener.hear("subscribed");
  expect(balances.balances).toEqual([
    { account_id: ada.account, asset: "USD", available: "1000", held: "0", total: "1000" },
  ]);
  expect((await listener.hear("subscribed")).positions).toEqual([]);

  const rested = await order(ada, market, { price: "0.4", quantity: "10" });
  const held = await listener.hear("balances");
  expect(held.seq).toBeGreaterThanOrEqual(rested);
  expect(held.prev_seq).toBe(balances.seq);
  expect(held.balances).toMatchObject([{ available: "996", held: "4", total: "1000" }]);

  // A buy at rest changes no shares, so nothing is said of them.
  await order(bob, market, { outcome: "no", price: "0.6", quantity: "5" });
  const bought = await listener.hear("positions");
  expect(bought.positions).toEqual([
    {
      account_id: ada.account,
      market_id: market,
      outcome: "yes",
      quantity: "5",
      held: "0",
      cost: "2",
      average_cost: "0.4",
      current_price: "0.4",
      unrealized_pnl: "0",
    },
  ]);
  await order(ada, market, { side: "sell", price: "0.9", quantity: "3" });
  expect((await listener.hear("positions")).positions).toMatchObject([{ held: "3" }]);

  listener.heard.splice(0);
  await order(bob, market, { price: "0.1", quantity: "1" });
  listener.say({ op: "ping" });
  await listener.hear("pong");
  expect(listener.heard).toEqual([]);

  listener.say({ op: "subscribe", channels: ["positions"], resume_from: 1 });
  const again = await listener.hear("resync");
  expect(again.positions).toMatchObject([{ quantity: "5", held: "3" }]);
  listener.say({ op: "unsubscribe", channels: ["balances"] });
  expect((await listener.hear("unsubscribed")).channel).toBe(`balances:${ada.account}`);
  await ada.ask("POST", "/api/v1/deposits", { amount: "1" });
  listener.say({ op: "ping" });
  await listener.hear("pong");
  expect(listener.heard).toEqual([]);
});

test("what an account holds is not told under a token that ended", async () => {
  const ada = await venue.join("ended", "1000");
  const listener = await follow(ada, "balances");
  await listener.hear("subscribed");
  await venue.endTokensOf(ada);
  const told = await listener.hear("error");
  expect(told).toMatchObject({
    channel: `balances:${ada.account}`,
    error: { code: "TOKEN_INVALID" },
  });
  expect(listener.heard).toEqual([]);
});
