import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { Listener } from "../../test/listener.ts";
import { IoListener, SideListener } from "../../test/live-clients.ts";

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

async function connect(
  token?: unknown,
  options?: Parameters<typeof IoListener.open>[2],
): Promise<IoListener> {
  const listener = await IoListener.open(url, token, options);
  open.push(listener);
  return listener;
}

async function order(who: Caller, market: string, more: object): Promise<Record<string, string>> {
  const { status, body } = await who.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    ...more,
  });
  expect(status).toBe(200);
  return { ...body.order, seq: body.seq };
}

const codeOf = (error: unknown) => (error as { data?: { code?: string } }).data?.code;

test.each([["websocket"], ["polling"]])(
  "S3.6 one connects with a token or without, over %s; a bad token is refused",
  async (transport) => {
    const options = { transports: [transport] };
    const market = await venue.openMarket(`s3-6-${transport}`);
    const anybody = await connect(undefined, options);
    expect(await anybody.ask("subscribe:market", { marketId: market })).toMatchObject({ ok: true });
    const ada = await venue.join(`s3-6-${transport}`, "100");
    const own = await connect(ada.token, options);
    expect(await own.hear("balance_updated")).toMatchObject({
      userId: ada.owner,
      available: "100",
      locked: "0",
      total: "100",
      currency: "USD",
    });
    expect(anybody.heard.some(({ event }) => event === "balance_updated")).toBe(false);
    for (const token of ["nonsense", 7, { toString: "x" }, "x".repeat(5_000)]) {
      const refused = await connect(token, options).catch((error: unknown) => error);
      expect(codeOf(refused)).toBe("TOKEN_INVALID");
    }
    // Other protocols keep their own upgrades.
    const raw = await Listener.open(url);
    open.push(raw);
    raw.say({ op: "ping" });
    await raw.hear("pong");
  },
);

test("S3.7 markets are subscribed, unsubscribed, and a ping is answered", async () => {
  const market = await venue.openMarket("s3-7");
  const listener = await connect();
  listener.socket.emit("ping");
  const { timestamp } = await listener.hear("pong");
  expect(Math.abs(Date.now() - timestamp)).toBeLessThan(60_000);

  listener.socket.emit("subscribe:market", { marketId: market });
  expect(await listener.hear("market_updated")).toMatchObject({ marketId: market, status: "OPEN" });
  expect(await listener.hear("orderbook_update")).toMatchObject({ outcome: "YES", bids: [] });
  expect(await listener.hear("orderbook_update")).toMatchObject({ outcome: "NO", asks: [] });
  await order(bob, market, { price: "0.4", quantity: "2" });
  expect(await listener.hear("orderbook_update")).toMatchObject({
    outcome: "YES",
    bids: [{ price: "0.4", quantity: "2" }],
  });
  expect(await listener.ask("unsubscribe:market", { marketId: market })).toEqual({ ok: true });
  listener.heard.splice(0);
  await order(bob, market, { price: "0.41", quantity: "2" });
  listener.socket.emit("ping");
  await listener.hear("pong");
  expect(listener.heard).toEqual([]);

  for (const said of [undefined, null, 7, {}, { marketId: "mkt_x" }, { marketId: market, x: 1 }]) {
    expect(await listener.ask("subscribe:market", said)).toMatchObject({ code: "BAD_MESSAGE" });
  }
  expect(await listener.ask("subscribe:market", { marketId: "mkt_999-1" })).toMatchObject({
    code: "MARKET_NOT_FOUND",
  });
  listener.socket.emit("subscribe:market", "no answer asked for");
  expect(await listener.hear("refused")).toMatchObject({ code: "BAD_MESSAGE" });
});

test("S3.8 every event of the server comes with what it says", async () => {
  const ada = await venue.join("s3-8", "1000");
  const market = await venue.openMarket("s3-8");
  const listener = await connect(ada.token);
  expect(await listener.ask("subscribe:market", { marketId: market })).toMatchObject({ ok: true });

  const placed = await order(ada, market, {
    price: "0.4",
    quantity: "10",
    client_order_id: "mine",
  });
  expect(await listener.hear("order_placed")).toMatchObject({
    orderId: placed["order_id"],
    clientOrderId: "mine",
    userId: ada.owner,
    marketId: market,
    outcome: "YES",
    side: "BUY",
    type: "LIMIT",
    price: "0.4",
    quantity: "10",
    filled: "0",
    remaining: "10",
    status: "OPEN",
    seq: placed["seq"],
  });
  await expect
    .poll(() => listener.heard.findLast(({ event }) => event === "balance_updated")?.payload)
    .toMatchObject({ available: "996", locked: "4", total: "1000" });

  await order(bob, market, { outcome: "no", price: "0.6", quantity: "4" });
  await expect
    .poll(() => new Set(listener.heard.map(({ event }) => event)))
    .toEqual(
      new Set([
        "orderbook_update",
        "balance_updated",
        "order_updated",
        "trade_executed",
        "position_updated",
      ]),
    );
  const said = (event: string) => listener.heard.findLast((one) => one.event === event)?.payload;
  expect(said("trade_executed")).toMatchObject({
    marketId: market,
    outcome: "NO",
    side: "BUY",
    price: "0.6",
    quantity: "4",
    matchType: "mint",
  });
  expect(said("order_updated")).toMatchObject({ filled: "4", remaining: "6", status: "OPEN" });
  expect(said("position_updated")).toMatchObject({
    userId: ada.owner,
    accountId: ada.account,
    marketId: market,
    outcome: "YES",
    shares: "4",
    locked: "0",
    vwap: "0.4",
    currentPrice: "0.4",
    unrealizedPnl: "0",
  });

  await ada.ask("DELETE", `/api/v1/orders/${placed["order_id"]}`);
  expect(await listener.hear("order_cancelled")).toMatchObject({
    orderId: placed["order_id"],
    status: "CANCELLED",
    reason: "requested",
  });
  await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/state`, { to: "halted" });
  expect(await listener.hear("market_updated")).toMatchObject({
    status: "PAUSED",
    yesPrice: "0.4",
    noPrice: "0.6",
    volume24h: "1.6",
  });
  const beats: unknown[] = [];
  listener.socket.on("heartbeat", (beat) => beats.push(beat));
  await expect.poll(() => beats.length).toBeGreaterThan(0);
});

test("S3.9 rooms of markets, outcomes and users: each hears its own", async () => {
  const ada = await venue.join("s3-9", "1000");
  const [one, two] = [await venue.openMarket("s3-9-one"), await venue.openMarket("s3-9-two")];
  const yes = await connect();
  await yes.ask("subscribe:market", { marketId: one, outcome: "YES" });
  const no = await connect();
  await no.ask("subscribe:market", { marketId: one, outcome: "NO" });
  const other = await connect();
  await other.ask("subscribe:market", { marketId: two });
  const first = await connect(ada.token);
  const second = await connect(ada.token);
  const stranger = await connect(bob.token);
  await Promise.all([first, second, stranger].map((listener) => listener.hear("balance_updated")));
  for (const listener of [yes, no, other, first, second, stranger]) listener.heard.splice(0);

  await order(ada, one, { price: "0.3", quantity: "1" });
  // u:{userId}: every socket of the user, nobody else's.
  expect((await first.hear("order_placed")).marketId).toBe(one);
  expect((await second.hear("order_placed")).marketId).toBe(one);
  // m:{marketId}:YES and :NO.
  expect((await yes.hear("orderbook_update")).outcome).toBe("YES");
  expect((await no.hear("orderbook_update")).outcome).toBe("NO");
  // m:{marketId}: both.
  await venue.admin.ask("POST", `/api/v1/admin/markets/${one}/state`, { to: "halted" });
  await yes.hear("market_updated");
  await no.hear("market_updated");
  expect([...yes.heard, ...no.heard, ...other.heard]).toEqual([]);
  expect(stranger.heard).toEqual([]);
});

test("S1.58 S3.10 what one connection does reaches the followers of every protocol", async () => {
  const ada = await venue.join("s3-10", "1000");
  const market = await venue.openMarket("s3-10");
  const { body } = await venue.ask("GET", `/api/v1/markets/${market}`);
  const event = body.event.event_id;
  const native = await Listener.open(url);
  const io = await connect();
  const depth = await SideListener.depth(url);
  const user = await SideListener.user(url);
  open.push(native, depth, user);
  native.say({
    op: "subscribe",
    token: ada.token,
    channels: [
      `trades:${event}`,
      `orderbook:${event}:${market}:yes`,
      `market:${event}`,
      "shares",
      `trades:${market}`,
    ],
  });
  for (let count = 0; count < 5; count++) await native.hear("subscribed");
  await io.ask("subscribe:market", { marketId: market });
  depth.say({ type: "subscribe", market_id: market });
  await depth.hear("snapshot");
  user.say({ type: "auth", token: ada.token });
  await user.hear("snapshot");

  const trader = await Listener.open(url);
  open.push(trader);
  trader.say({ op: "authenticate", token: ada.token });
  const limit = { type: "limit", market_id: market, outcome: "yes", side: "buy" };
  trader.say({ op: "place", order: { ...limit, price: "0.5", quantity: "3" } });
  await trader.hear("answer");
  await order(bob, market, { outcome: "no", price: "0.5", quantity: "3" });

  // channel:pm:trades, channel:pm:orderbook, channel:pm:prob, channel:pm:shares.
  await expect
    .poll(() => new Set(native.heard.map(({ type }) => type)))
    .toEqual(new Set(["market_trade", "orderbook", "market_update", "share_update", "trades"]));
  // CHANNELS.ORDERBOOK, CHANNELS.TRADES, CHANNELS.MARKETS.
  await io.hear("trade_executed");
  await venue.admin.ask("POST", `/api/v1/admin/markets/${market}/state`, { to: "halted" });
  await io.hear("market_updated");
  await depth.hear("update");
  await user.hear("position_change");
});

test("a token that was revoked cuts its sockets off at once, and no others", async () => {
  const ada = await venue.join("cut-off", "1000");
  const own = await connect(ada.token);
  const anybody = await connect();
  await own.hear("balance_updated");
  await ada.ask("POST", "/api/v1/auth/logout");
  const market = await venue.openMarket("cut-off");
  await venue.admin.ask("GET", `/api/v1/markets/${market}`);
  await expect.poll(() => own.ended?.code, { timeout: 2_000 }).toBe(4_001);
  expect(own.heard).toEqual([
    { event: "refused", payload: expect.objectContaining({ code: "TOKEN_INVALID" }) },
  ]);
  expect(anybody.ended).toBeNull();
});
