import { bookChecksum } from "@probity/market-data";
import { parsePrice, parseQuantity } from "@probity/protocol";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { Listener } from "../../test/listener.ts";

let venue: TestGateway;
let url: string;
let ada: Caller;
let market: string;
const sockets: Listener[] = [];

beforeAll(async () => {
  venue = await startTestGateway();
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "1000");
  market = await venue.openMarket("live");
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => venue.close());

async function listen(): Promise<Listener> {
  const listener = await Listener.open(url);
  sockets.push(listener);
  return listener;
}

const bid = (price: string, quantity: string) =>
  ada.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    price,
    quantity,
  });

const levels = (side: readonly { price: string; quantity: string }[]) =>
  side.map(({ price, quantity }) => ({
    price: parsePrice(price),
    quantity: parseQuantity(quantity),
  }));

test("a book arrives whole, then its changes, linked and with checksums", async () => {
  await bid("0.5", "10");
  const listener = await listen();
  listener.say({ op: "subscribe", id: 7, channels: [`book:${market}:yes`] });
  const subscribed = await listener.hear("subscribed");
  expect(subscribed.id).toBe(7);
  const { bids = [], asks = [], checksum } = subscribed.book ?? {};
  expect(bids).toEqual([{ price: "0.5", quantity: "10" }]);
  expect(checksum).toBe(bookChecksum({ bids: levels(bids), asks: levels(asks) }));

  const placed = await bid("0.51", "4");
  const change = await listener.hear("book");
  expect(change).toMatchObject({
    seq: placed.body.seq,
    prev_seq: subscribed.seq,
    changes: [{ side: "bid", price: "0.51", quantity: "4" }],
  });
  const now = [{ price: "0.51", quantity: "4" }, ...bids];
  expect(change.checksum).toBe(bookChecksum({ bids: levels(now), asks: [] }));
});

test("the NO channel tells the same book in its own terms", async () => {
  const listener = await listen();
  listener.say({ op: "subscribe", channels: [`book:${market}:no`] });
  await listener.hear("subscribed");
  await bid("0.3", "1");
  const change = await listener.hear("book");
  expect(change.changes).toEqual([{ side: "ask", price: "0.7", quantity: "1" }]);
});

test("own orders need a token, and trades come to everybody", async () => {
  const listener = await listen();
  listener.say({ op: "subscribe", id: "a", channels: ["orders"] });
  expect((await listener.hear("error")).error.code).toBe("NOT_SIGNED_IN");
  listener.say({ op: "subscribe", channels: ["orders"], token: "ada" });
  expect((await listener.hear("error")).error.code).toBe("TOKEN_INVALID");

  listener.say({ op: "subscribe", channels: ["orders", `trades:${market}`], token: ada.token });
  const orders = await listener.hear("subscribed");
  expect(orders.channel).toBe(`orders:${ada.account}`);
  await listener.hear("subscribed");

  const bob = await venue.join("bob", "100");
  await bob.ask("POST", "/api/v1/orders", {
    type: "market",
    market_id: market,
    outcome: "no",
    side: "buy",
    quantity: "2",
  });
  const own = await listener.hear("orders");
  expect(own.fills).toMatchObject([{ role: "maker", quantity: "2" }]);
  expect(own.prev_seq).toBe(orders.seq);
  const trades = await listener.hear("trades");
  expect(trades.trades).toMatchObject([{ kind: "mint", quantity: "2" }]);

  const stranger = await listen();
  stranger.say({ op: "subscribe", channels: [`orders:${ada.account}`], token: bob.token });
  expect((await stranger.hear("error")).error.code).toBe("ACCOUNT_NOT_FOUND");
});

test("who resumes gets exactly what was missed, as one message; from the future one gets a new snapshot", async () => {
  const before = await bid("0.2", "1");
  await bid("0.21", "1");
  await bid("0.22", "1");
  const listener = await listen();
  const channels = [`book:${market}:yes`];
  listener.say({ op: "subscribe", channels, resume_from: before.body.seq });
  const resumed = await listener.hear("resumed");
  expect(resumed.seq).toBe(before.body.seq);
  const missed = await listener.hear("book");
  expect(missed.prev_seq).toBe(resumed.seq);
  expect(missed.changes.map(({ price }) => price)).toEqual(["0.21", "0.22"]);
  const next = await bid("0.23", "1");
  expect(await listener.hear("book")).toMatchObject({ seq: next.body.seq, prev_seq: missed.seq });

  listener.say({ op: "subscribe", channels, resume_from: 1_000_000 });
  expect((await listener.hear("resync")).book?.bids.length).toBeGreaterThan(0);
});

test("after unsubscribing nothing more is said", async () => {
  const listener = await listen();
  listener.say({ op: "subscribe", channels: [`book:${market}:yes`] });
  await listener.hear("subscribed");
  listener.say({ op: "unsubscribe", channels: [`book:${market}:yes`] });
  await listener.hear("unsubscribed");
  await bid("0.11", "1");
  listener.say({ op: "ping", id: 1 });
  await listener.hear("pong");
  expect(listener.heard).toEqual([]);
});

test.each([
  ["no JSON", "{"],
  ["a number", "7"],
  ["null", "null"],
  ["no op", "{}"],
  ["an unknown op", '{"op":"trade"}'],
  ["a field too many", '{"op":"ping","x":1}'],
  ["channels that are none", '{"op":"subscribe","channels":"book"}'],
  ["no channels", '{"op":"subscribe","channels":[]}'],
  ["a sequence below zero", '{"op":"subscribe","channels":["orders"],"resume_from":-1}'],
  ["a prototype", '{"op":"ping","__proto__":{"op":"subscribe"}}'],
])("%s is answered with an error, and the connection lives on", async (_name, text) => {
  const listener = await listen();
  listener.say(text);
  const { error } = await listener.hear("error");
  expect(error.code).toBe("BAD_MESSAGE");
  expect(error.message).toMatch(/^[A-Z].*\.$/s);
  listener.say({ op: "ping" });
  await listener.hear("pong");
});

test("unknown channels and markets are named", async () => {
  const listener = await listen();
  listener.say({
    op: "subscribe",
    channels: ["weather", "book:mkt_1-1:maybe", "trades:mkt_999-1"],
  });
  const codes = [];
  for (let count = 0; count < 3; count++) codes.push((await listener.hear("error")).error.code);
  expect(codes).toEqual(["CHANNEL_NOT_FOUND", "CHANNEL_NOT_FOUND", "MARKET_NOT_FOUND"]);
});

test("a message too large and a flood end the connection, not the venue", async () => {
  const large = await listen();
  large.say({ op: "ping", id: "x".repeat(100_000) });
  await expect.poll(() => large.closedWith).toBe(1_009);
  const flood = await listen();
  for (let count = 0; count < 1_100; count++) flood.say({ op: "ping" });
  await expect.poll(() => flood.closedWith).toBe(4_029);
  expect((await venue.ask("GET", "/health")).status).toBe(200);
});

test("other paths do not upgrade", async () => {
  const socket = new WebSocket(`${url.replace("http", "ws")}/elsewhere`);
  const error = await new Promise<Error>((resolve) => socket.once("error", resolve));
  expect(error.message).toContain("404");
});
