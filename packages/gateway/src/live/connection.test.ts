import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AccountId, OwnerId } from "@probity/core";
import { MarketData } from "@probity/market-data";
import type { OwnOrder } from "@probity/market-data";
import fc from "fast-check";
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OrderEntry, OrderReply } from "../order-entry/order-entry.ts";
import { KeyBuckets } from "../key-buckets.ts";
import { SocketMetrics } from "../metrics/socket-metrics.ts";
import { principalOfSession } from "../principal.ts";
import { RequestCounts } from "../rate-limit.ts";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { USUAL_SETTINGS } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { ChannelLinks } from "./channel-links.ts";
import { LiveSockets } from "./live-sockets.ts";
import { Listener } from "../../test/listener.ts";

const listeners: Listener[] = [];
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
});

async function listen(url: string): Promise<Listener> {
  const listener = await Listener.open(url);
  listeners.push(listener);
  return listener;
}

describe("orders", () => {
  let venue: TestGateway;
  let url: string;
  let ada: Caller;
  let market: string;

  beforeAll(async () => {
    venue = await startTestGateway();
    url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
    ada = await venue.join("ada", "100000");
    market = await venue.openMarket("orders");
  });
  afterAll(() => venue.close());

  const limit = (price: string, more: object = {}) => ({
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    price,
    quantity: "1",
    ...more,
  });

  async function signedIn(who: Caller = ada): Promise<Listener> {
    const listener = await listen(url);
    listener.say({ op: "authenticate", id: "me", token: who.token });
    const told = await listener.hear("authenticated");
    expect(told).toMatchObject({ id: "me", owner_id: who.owner });
    expect(Date.parse(told.expires_at ?? "")).toBeGreaterThan(Date.now());
    return listener;
  }

  test("are placed, in batches too, and cancelled, with the answers of the routes", async () => {
    const listener = await signedIn();
    const key = "over the socket".replaceAll(" ", "-");
    listener.say({ op: "place", id: 1, order: limit("0.4", { client_order_id: key }) });
    const placed = await listener.hear("answer");
    expect(placed).toMatchObject({ id: 1, status: 200 });
    const again = await ada.ask("POST", "/api/v1/orders", limit("0.4", { client_order_id: key }));
    const { order } = placed.body as { order: object };
    expect(again.body.order).toEqual({ ...order, repeated: true });

    const orders = [limit("0.3"), limit("0.99", { quantity: "1000000" })];
    listener.say({ op: "batch", id: "both", orders });
    const batch = await listener.hear("answer");
    const same = await ada.ask("POST", "/api/v1/orders/batch", { orders });
    expect(batch).toMatchObject({ id: "both", status: 200 });
    const { results } = batch.body as {
      results: { order?: { order_id: string }; error?: { code: string } }[];
    };
    expect(results[1]?.error?.code).toBe(same.body.results[1].error.code);

    const targets = [
      { order_id: results[0]?.order?.order_id },
      { client_order_id: key },
      { order_id: "ord_1-9" },
    ];
    listener.say({ op: "cancel", targets });
    const cancelled = await listener.hear("answer");
    expect(cancelled).not.toHaveProperty("id");
    expect(cancelled.body).toMatchObject({
      results: [
        { cancelled: { remaining: "1" } },
        { cancelled: { remaining: "1" } },
        { error: { code: "ORDER_NOT_FOUND" } },
      ],
    });
  });

  test.each<[string, string, (json: object) => [string, object]]>([
    ["a price too fine", "place", () => ["/orders", limit("0.12345")]],
    ["a field too many", "place", () => ["/orders", { ...limit("0.4"), colour: "red" }]],
    ["nothing", "place", () => ["/orders", {}]],
    ["more than one has", "place", () => ["/orders", limit("0.5", { quantity: "99999999" })]],
    ["an account of nobody", "place", () => ["/orders", limit("0.5", { account_id: "acc_9-9" })]],
    ["an empty batch", "batch", () => ["/orders/batch", { orders: [] }]],
    ["no batch", "batch", () => ["/orders/batch", {}]],
    ["no targets", "cancel", () => ["/orders/cancel", { targets: "all" }]],
  ])("that make no sense are refused as by the route: %s", async (_name, op, make) => {
    const [path, body] = make({});
    const asked = await ada.ask("POST", `/api/v1${path}`, body);
    expect(asked.status).toBeGreaterThanOrEqual(400);
    const listener = await signedIn();
    listener.say({ op, id: 5, ...(op === "place" ? { order: body } : body) });
    const answer = await listener.hear("answer");
    expect(answer).toMatchObject({ id: 5, status: asked.status });
    expect((answer.body as { error: object }).error).toEqual(asked.body.error);
  });

  test.each([
    ["an id that is none", { op: "place", id: {}, order: {} }],
    ["an id too long", { op: "cancel", id: "x".repeat(65), targets: [] }],
    ["half an id", { op: "batch", id: 0.5, orders: [] }],
    ["a field beside the order", { op: "place", id: 1, order: {}, market_id: "mkt_1-1" }],
  ])("in a message with %s are not looked at", async (_name, message) => {
    const listener = await signedIn();
    listener.say(message);
    expect((await listener.hear("error")).error.code).toBe("BAD_MESSAGE");
  });

  test("need a token, and wait for the one that came before them", async () => {
    const listener = await listen(url);
    listener.say({ op: "place", id: 1, order: limit("0.2") });
    expect(await listener.hear("answer")).toMatchObject({
      id: 1,
      status: 401,
      body: { error: { code: "NOT_SIGNED_IN" } },
    });
    listener.say({ op: "authenticate", id: 2, token: "nonsense" });
    expect((await listener.hear("error")).error.code).toBe("TOKEN_INVALID");
    listener.say({ op: "authenticate", id: 3, token: ada.token });
    for (const id of [4, 5, 6]) listener.say({ op: "place", id, order: limit("0.2") });
    await listener.hear("authenticated");
    for (const id of [4, 5, 6]) {
      expect(await listener.hear("answer")).toMatchObject({ id, status: 200 });
    }
  });

  test("end with the token: who signs out is out here, too", async () => {
    const cleo = await venue.join("cleo", "100");
    const listener = await signedIn(cleo);
    listener.say({ op: "subscribe", channels: ["orders"] });
    const { channel } = await listener.hear("subscribed");
    listener.say({ op: "place", id: 1, order: limit("0.2") });
    await expect.poll(() => listener.heard.length).toBe(2);
    const bodies = listener.heard
      .splice(0)
      .flatMap((message) => (message.type === "answer" ? [message.body] : []));
    expect((await cleo.ask("POST", "/api/v1/auth/logout")).status).toBe(200);
    listener.say({ op: "place", id: 2, order: limit("0.2") });
    expect(await listener.hear("error")).toMatchObject({
      channel,
      error: { code: "TOKEN_INVALID" },
    });
    expect(await listener.hear("answer")).toMatchObject({ id: 2, status: 401 });
    // What happens to the orders afterwards is not told.
    const [{ order }] = bodies as [{ order: { order_id: string } }];
    const again = await venue.ask("POST", "/api/v1/auth/login", {
      email: "cleo@example.org",
      password: "correct horse",
    });
    const authorization = `Bearer ${again.body.access_token}`;
    const gone = await venue.ask("DELETE", `/api/v1/orders/${order.order_id}`, undefined, {
      authorization,
    });
    expect(gone.status).toBe(200);
    listener.say({ op: "ping" });
    await listener.hear("pong");
    expect(listener.heard).toEqual([]);
  });

  test("and whatever else is said gets one answer each, and the connection lives on", async () => {
    const listener = await signedIn();
    const op = fc.constantFrom("place", "batch", "cancel");
    const junk = fc.oneof(
      fc.record({ op, id: fc.nat(), order: fc.jsonValue() }),
      fc.record({ op, orders: fc.jsonValue(), targets: fc.jsonValue() }),
      fc.record({ op, id: fc.jsonValue(), order: fc.dictionary(fc.string(), fc.jsonValue()) }),
      fc.dictionary(fc.constantFrom("op", "id", "order", "__proto__"), fc.jsonValue()),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(junk, { maxLength: 5 }), async (messages) => {
        for (const message of messages) listener.say(JSON.stringify(message));
        await vi.waitFor(() => expect(listener.heard).toHaveLength(messages.length), {
          interval: 1,
        });
        const failed = listener.heard
          .splice(0)
          .filter((said) => (said.type === "answer" ? said.status >= 500 : said.type !== "error"));
        expect(failed).toEqual([]);
      }),
      { numRuns: 150 },
    );
    listener.say({ op: "place", id: "still", order: limit("0.1") });
    expect(await listener.hear("answer")).toMatchObject({ id: "still", status: 200 });
  });

  test("are all answered, once each, however many come at once", async () => {
    const listener = await signedIn();
    const count = 3_000;
    for (let id = 0; id < count; id++) {
      listener.say({ op: "place", id, order: limit("0.1", { client_order_id: `many-${id}` }) });
    }
    await expect.poll(() => listener.heard.length, { timeout: 15_000 }).toBe(count);
    const ids = listener.heard.map((message) => "id" in message && message.id);
    expect(new Set(ids).size).toBe(count);
    const statuses = new Set(
      listener.heard.map((message) => "status" in message && message.status),
    );
    expect([...statuses]).toEqual([200]);
  });
});

const ACCOUNT = 4_096 as AccountId;
const ORDER = {
  order: 8_192,
  account: ACCOUNT,
  key: null,
  spec: {
    market: 4_097,
    outcome: "yes",
    side: "buy",
    pricing: {
      kind: "limit",
      price: 4_000,
      quantity: 100,
      timeInForce: { kind: "gtc", postOnly: false },
    },
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  },
  status: "open",
  price: 4_000,
  quantity: 100,
  filled: 0,
  remaining: 100,
  notional: 0,
  fee: 0,
  rebate: 0,
  cancelReason: null,
  placedAt: 0,
  updatedAt: 0,
} as unknown as OwnOrder;

describe("a gateway whose order entry answers when told", () => {
  let replies: OrderReply[];
  let isLive: boolean;
  let url: string;
  let live: LiveSockets;
  let links: ChannelLinks;
  let server: Server;

  beforeEach(async () => {
    replies = [];
    isLive = true;
    links = new ChannelLinks();
    const bearer = principalOfSession(1 as OwnerId, "s", Date.now() + 60_000);
    const venue = {
      readSide: {
        data: new MarketData(),
        links,
        accountsOf: () => [ACCOUNT],
        caughtUp: async () => {},
      },
      sequencer: { durableSequence: 0 },
      tokens: { verify: async () => bearer, isLive: () => isLive },
      settings: USUAL_SETTINGS,
      metrics: { sockets: new SocketMetrics(new Registry()) },
      noteFailure: () => {},
    } as unknown as Venue;
    const orderEntry: Pick<OrderEntry, "handle"> = {
      handle: (_operation, _owner, _body, _key, reply) => void replies.push(reply),
    };
    live = new LiveSockets(venue, orderEntry, new KeyBuckets(0.01, 2_600), new RequestCounts());
    server = createServer();
    live.attach(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await live.close();
    server.close();
  });

  async function signedIn(): Promise<Listener> {
    const listener = await listen(url);
    listener.say({ op: "authenticate", token: "good" });
    await listener.hear("authenticated");
    return listener;
  }

  test("reads no more than 1,024 orders ahead, and loses none", async () => {
    const listener = await signedIn();
    for (let id = 0; id < 2_500; id++) listener.say({ op: "place", id, order: {} });
    await expect.poll(() => replies.length).toBe(1_024);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(replies).toHaveLength(1_024);
    let answered = 0;
    while (answered < 2_500) {
      await expect.poll(() => replies.length).toBeGreaterThan(0);
      for (const reply of replies.splice(0)) reply(200, `{"n":${answered++}}`, null);
    }
    await expect.poll(() => listener.heard.length).toBe(2_500);
    expect(listener.heard[0]).toEqual({ type: "answer", id: 0, status: 200, body: { n: 0 } });
  });

  test("takes no order under a token that was revoked, and goes on with a new one", async () => {
    const listener = await signedIn();
    isLive = false;
    listener.say({ op: "place", id: 1, order: {} });
    const refused = await listener.hear("answer");
    expect(refused).toMatchObject({ status: 401, body: { error: { code: "TOKEN_INVALID" } } });
    expect(replies).toHaveLength(0);
    isLive = true;
    listener.say({ op: "place", id: 2, order: {} });
    expect(await listener.hear("answer")).toMatchObject({
      body: { error: { code: "NOT_SIGNED_IN" } },
    });
    listener.say({ op: "authenticate", token: "another" });
    await listener.hear("authenticated");
    listener.say({ op: "place", id: 3, order: {} });
    await expect.poll(() => replies.length).toBe(1);
    replies.pop()?.(200, "{}", null);
    await listener.hear("answer");
  });

  test("tells nobody's orders under a token that was revoked", async () => {
    const listener = await signedIn();
    listener.say({ op: "subscribe", channels: ["orders"] });
    const { channel } = await listener.hear("subscribed");
    const changed = (sequence: number): void => {
      const nothing = { books: [], trades: [], fills: [], statuses: [] };
      const changes = { sequence, time: 0, ...nothing, orders: [ORDER] };
      live.publish(changes, links.add(changes), { sequence, time: 0, events: [] });
    };
    changed(1);
    expect(await listener.hear("orders")).toMatchObject({ channel, seq: 1, prev_seq: 0 });
    isLive = false;
    changed(2);
    expect(await listener.hear("error")).toMatchObject({
      channel,
      error: { code: "TOKEN_INVALID" },
    });
    isLive = true;
    changed(3);
    listener.say({ op: "ping" });
    await listener.hear("pong");
    expect(listener.heard).toEqual([]);
  });

  test("takes the orders of all its sockets out of one bucket", async () => {
    const listener = await signedIn();
    const other = await signedIn();
    for (let id = 0; id < 1_500; id++) {
      listener.say({ op: "place", id, order: {} });
      other.say({ op: "place", id, order: {} });
    }
    const statuses = new Set<number>();
    await expect
      .poll(() => {
        for (const reply of replies.splice(0)) reply(200, "{}", null);
        for (const message of [...listener.heard.splice(0), ...other.heard.splice(0)]) {
          if (message.type === "answer") statuses.add(message.status);
        }
        return [...statuses].sort((a, b) => a - b);
      })
      .toEqual([200, 429]);
  });

  test("answers what is under way before it says goodbye", async () => {
    const listener = await signedIn();
    listener.say({ op: "place", id: 7, order: {} });
    await expect.poll(() => replies.length).toBe(1);
    const closed = live.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    replies.pop()?.(200, "{}", null);
    expect(await listener.hear("answer")).toMatchObject({ id: 7, status: 200 });
    await expect.poll(() => listener.closedWith).toBe(1_001);
    await closed;
  });
});
