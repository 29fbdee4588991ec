import { SYSTEM, price } from "@probity/core";
import type { MarketId, Timestamp } from "@probity/core";
import { parseId } from "@probity/protocol";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { Listener } from "../../test/listener.ts";

let venue: TestGateway;
let url: string;
let ada: Caller;
let bob: Caller;
const sockets: Listener[] = [];

beforeAll(async () => {
  venue = await startTestGateway();
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "10000");
  bob = await venue.join("bob", "10000");
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => venue.close());

async function follow(...channels: string[]): Promise<Listener> {
  const listener = await Listener.open(url);
  sockets.push(listener);
  listener.say({ op: "subscribe", channels });
  return listener;
}

/** An event with two open markets. */
async function openEvent(slug: string): Promise<{ event: string; rain: string; snow: string }> {
  const markets = ["rain", "snow"].map((name) => ({
    slug: `${slug}-${name}`,
    question: `Will there be ${name}?`,
  }));
  const created = await venue.admin.ask("POST", "/api/v1/admin/events", {
    slug,
    title: slug,
    markets,
  });
  await venue.admin.ask("POST", `/api/v1/admin/events/${slug}/state`, { to: "open" });
  const [rain, snow] = created.body.markets;
  return { event: created.body.event.event_id, rain: rain.market_id, snow: snow.market_id };
}

/** @returns the sequence. */
async function order(
  who: Caller,
  market: string,
  outcome: string,
  side: string,
  price: string,
  quantity: string,
): Promise<number> {
  const { status, body } = await who.ask("POST", "/api/v1/orders", {
    type: "limit",
    market_id: market,
    outcome,
    side,
    price,
    quantity,
  });
  expect(status).toBe(200);
  return body.seq;
}

const now = (timestamp: number) => Math.abs(Date.now() - timestamp) < 60_000;

test("S1.29 S1.34 a trade is told to its event as MarketTrade, with its match type", async () => {
  const { event, rain } = await openEvent("s1-29");
  const listener = await follow(`trades:${event}`);
  expect(await listener.hear("subscribed")).toMatchObject({ market_trades: [], seq: 0 });

  // Two buyers: a mint. Then the holders trade: normal. Then both sell: a merge.
  await order(ada, rain, "yes", "buy", "0.6", "10");
  const minted = await order(bob, rain, "no", "buy", "0.4", "10");
  const mint = await listener.hear("market_trade");
  const { id, timestamp } = mint.data;
  expect(mint).toEqual({
    type: "market_trade",
    channel: `trades:${event}`,
    seq: minted,
    prev_seq: 0,
    data: {
      id,
      market_id: event,
      outcome_id: rain,
      share_type: "no",
      match_type: "mint",
      price: "0.4",
      amount: "10",
      side: "buy",
      timestamp,
    },
  });
  expect(id).toMatch(/^mat_/);
  expect(now(timestamp)).toBe(true);

  await order(ada, rain, "yes", "sell", "0.7", "4");
  await order(bob, rain, "yes", "buy", "0.7", "4");
  const normal = await listener.hear("market_trade");
  expect(normal.prev_seq).toBe(minted);
  expect(normal.data).toMatchObject({ share_type: "yes", match_type: "normal", price: "0.7" });

  await order(ada, rain, "yes", "sell", "0.5", "1");
  await order(bob, rain, "no", "sell", "0.5", "1");
  const merge = await listener.hear("market_trade");
  expect(merge.data).toMatchObject({ match_type: "merge", side: "sell", share_type: "no" });

  // A later follower begins with the last trades, and the REST tape says the same.
  const late = await follow(`trades:${event}`);
  const { market_trades: shown = [], seq } = await late.hear("subscribed");
  expect(seq).toBe(merge.seq);
  expect(shown).toEqual([merge.data, normal.data, mint.data]);
  const tape = await ada.ask("GET", `/api/v1/markets/${rain}/trades`);
  expect(tape.body.trades.map((trade: { trade_id: string }) => trade.trade_id)).toEqual(
    shown.map((trade) => trade.id),
  );
});

test("S1.30 a book is told to its event as MarketOrderbook, whole, in the terms of each share", async () => {
  const { event, rain, snow } = await openEvent("s1-30");
  await order(ada, rain, "yes", "buy", "0.5", "10");
  const listener = await follow(`orderbook:${event}`);
  const { orderbooks = [], seq } = await listener.hear("subscribed");
  expect(orderbooks.map(({ outcome_id, share_type }) => [outcome_id, share_type])).toEqual([
    [rain, "yes"],
    [rain, "no"],
    [snow, "yes"],
    [snow, "no"],
  ]);
  expect(orderbooks[0]).toMatchObject({ bids: [["0.5", "10"]], asks: [] });
  expect(orderbooks[1]).toMatchObject({ bids: [], asks: [["0.5", "10"]] });

  const placed = await order(ada, rain, "yes", "buy", "0.51", "2.5");
  const yes = await listener.hear("orderbook");
  const { timestamp } = yes.data;
  expect(yes).toEqual({
    type: "orderbook",
    channel: `orderbook:${event}`,
    seq: placed,
    prev_seq: seq,
    data: {
      market_id: event,
      outcome_id: rain,
      share_type: "yes",
      bids: [
        ["0.51", "2.5"],
        ["0.5", "10"],
      ],
      asks: [],
      timestamp,
    },
  });
  const no = await listener.hear("orderbook");
  expect(no.data).toMatchObject({
    share_type: "no",
    asks: [
      ["0.49", "2.5"],
      ["0.5", "10"],
    ],
  });
});

test("S1.31 what becomes of a market is told to its event as MarketUpdate", async () => {
  const { event, rain } = await openEvent("s1-31");
  const listener = await follow(`market:${event}`);
  const { market_updates: shown = [] } = await listener.hear("subscribed");
  expect(shown).toHaveLength(2);
  expect(shown[0]).toMatchObject({
    outcome_id: rain,
    data: { market_id: event, status: "active", yes_price: null, no_price: null },
  });

  await order(ada, rain, "yes", "buy", "0.6", "10");
  const traded = await order(bob, rain, "no", "buy", "0.4", "10");
  const update = await listener.hear("market_update");
  const { timestamp } = update.data;
  expect(update).toMatchObject({ seq: traded, outcome_id: rain });
  expect(update.data).toEqual({
    market_id: event,
    status: "active",
    yes_price: "0.6",
    no_price: "0.4",
    volume_24h: "6",
    timestamp,
  });

  await venue.admin.ask("POST", `/api/v1/admin/markets/${rain}/state`, { to: "halted" });
  const halted = await listener.hear("market_update");
  expect(halted).toMatchObject({ prev_seq: traded, data: { status: "paused" } });
  await venue.admin.ask("POST", `/api/v1/admin/markets/${rain}/resolve`, { yes_payout: "1" });
  await expect
    .poll(() => listener.heard.at(-1))
    .toMatchObject({ data: { status: "resolved", yes_price: "1", no_price: "0" } });
});

test("S1.33 each channel of the table, its wildcards too, tells its own and nothing else", async () => {
  const one = await openEvent("s1-33-one");
  const two = await openEvent("s1-33-two");
  const channels = [
    `trades:${one.event}`,
    `orderbook:${one.event}`,
    `orderbook:${one.event}:${one.rain}:yes`,
    `orderbook:${one.event}:${one.snow}:no`,
    `market:${one.event}`,
    "trades:*",
    "orderbook:*",
  ];
  const listener = await follow(...channels);
  for (const channel of channels) expect((await listener.hear("subscribed")).channel).toBe(channel);

  await order(ada, one.rain, "yes", "buy", "0.6", "1");
  await order(bob, one.rain, "no", "buy", "0.4", "1");
  await order(ada, two.snow, "yes", "buy", "0.3", "1");
  await order(bob, two.snow, "no", "buy", "0.7", "1");
  const told = new Map<string, Set<string>>(channels.map((channel) => [channel, new Set()]));
  const links = new Map<string, number>();
  await expect
    .poll(() => {
      for (const message of listener.heard.splice(0)) {
        if (!("data" in message) || message.type === "share_update") continue;
        const outcome =
          message.type === "market_update" ? message.outcome_id : message.data.outcome_id;
        told.get(message.channel)?.add(outcome);
        // Nothing goes unseen: each message names the one before.
        const last = links.get(message.channel);
        if (last !== undefined) expect(message.prev_seq).toBe(last);
        links.set(message.channel, message.seq);
      }
      return Object.fromEntries([...told].map(([name, seen]) => [name, [...seen].sort()]));
    })
    .toEqual({
      [`trades:${one.event}`]: [one.rain],
      [`orderbook:${one.event}`]: [one.rain],
      [`orderbook:${one.event}:${one.rain}:yes`]: [one.rain],
      [`orderbook:${one.event}:${one.snow}:no`]: [],
      [`market:${one.event}`]: [one.rain],
      "trades:*": [one.rain, two.snow].sort(),
      "orderbook:*": [one.rain, two.snow].sort(),
    });

  const wrong = await follow(`orderbook:${one.event}:${two.rain}:yes`, "market:*", "orderbook:*:x");
  const codes = [];
  for (let count = 0; count < 3; count++) codes.push((await wrong.hear("error")).error.code);
  expect(codes).toEqual(["MARKET_NOT_FOUND", "CHANNEL_NOT_FOUND", "CHANNEL_NOT_FOUND"]);
});

test("whoever resumes the trades of an event, or of all, misses none and sees every link", async () => {
  const { event, rain, snow } = await openEvent("resume");
  const trade = async (market: string): Promise<number> => {
    await order(ada, market, "yes", "buy", "0.5", "1");
    return order(bob, market, "no", "buy", "0.5", "1");
  };
  const first = await trade(rain);
  const missed = [await trade(snow), await trade(rain), await trade(snow)];
  for (const channel of [`trades:${event}`, "trades:*"]) {
    const listener = await Listener.open(url);
    sockets.push(listener);
    listener.say({ op: "subscribe", channels: [channel], resume_from: first });
    const resumed = await listener.hear("resumed");
    expect(resumed.seq).toBe(first);
    let place = resumed.seq;
    for (const seq of missed) {
      const told = await listener.hear("market_trade");
      expect(told).toMatchObject({ seq, prev_seq: place });
      place = told.seq;
    }
  }
  const live = await follow(`trades:${event}`);
  await live.hear("subscribed");
  const next = await trade(rain);
  expect(await live.hear("market_trade")).toMatchObject({ seq: next, prev_seq: missed.at(-1) });
});

test("the native channel of a market tells its state", async () => {
  const { event, rain } = await openEvent("native-state");
  const listener = await follow(`market:${rain}`);
  const { market, seq } = await listener.hear("subscribed");
  expect(market).toMatchObject({ market_id: rain, event_id: event, state: "open", ending: null });
  await venue.admin.ask("POST", `/api/v1/admin/markets/${rain}/state`, { to: "closed" });
  const closed = await listener.hear("market");
  expect(closed).toMatchObject({ prev_seq: seq, market: { state: "closed" } });
  await venue.admin.ask("POST", `/api/v1/admin/markets/${rain}/resolve`, { yes_payout: "0.5" });
  await expect
    .poll(() => listener.heard.at(-1))
    .toMatchObject({
      market: { state: "resolved", ending: { kind: "resolved", yes_payout: "0.5" } },
    });
});

test("tick sizes and probabilities are told natively, a probability to the event, too", async () => {
  const { event, rain } = await openEvent("ticks-and-chances");
  const listener = await follow(`market:${rain}`, `market:${event}`);
  const first = await listener.hear("subscribed");
  expect(first.market).toMatchObject({ tick_size: "0.01", probability: null });
  await listener.hear("subscribed");
  const market = parseId("mkt", rain) as MarketId;
  const { submitter } = venue.gateway;
  await submitter.submit(SYSTEM, {
    type: "SetProbability",
    market,
    probability: price(6_500),
    source: "manual",
  });
  expect((await listener.hear("market")).market).toMatchObject({ probability: "0.65" });
  expect((await listener.hear("market_update")).data).toMatchObject({
    yes_price: "0.65",
    no_price: "0.35",
  });

  const at = (Date.now() + 60_000) as Timestamp;
  const tickSize = price(10);
  await submitter.submit(SYSTEM, { type: "ChangeTickSize", market, tickSize, at });
  expect((await listener.hear("market")).market).toMatchObject({
    tick_size: "0.01",
    next_tick_size: { tick_size: "0.001", at: new Date(at).toISOString() },
  });
  const now = 0 as Timestamp;
  await submitter.submit(SYSTEM, { type: "ChangeTickSize", market, tickSize, at: now });
  await expect
    .poll(() => listener.heard.findLast(({ type }) => type === "market"))
    .toMatchObject({ market: { tick_size: "0.001", next_tick_size: null } });
});
