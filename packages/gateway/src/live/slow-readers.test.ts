import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import type { GatewaySettings } from "../venue.ts";
import { BookFollower } from "../../test/book-follower.ts";
import { Listener } from "../../test/listener.ts";

let venue: TestGateway;
let url: string;
let ada: Caller;
let bob: Caller;
let market: string;
const listeners: Listener[] = [];

async function open(settings: Partial<GatewaySettings> = {}): Promise<void> {
  venue = await startTestGateway(settings);
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "100000");
  bob = await venue.join("bob", "1000");
  market = await venue.openMarket("deep", { markets: [DEEP_MARKET] });
  for (let batch = 0; batch < 10; batch++) await place(1_000 + batch * 100, "0.01");
}
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  await venue.close();
});

const DEEP_MARKET = {
  slug: "deep-market",
  question: "How deep?",
  tick_size: "0.0001",
  min_quantity: "0.01",
};

/** A hundred bids at one price after the other. @returns the sequence. */
async function place(from: number, quantity: string): Promise<number> {
  const orders = Array.from({ length: 100 }, (_, index) => ({
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    price: `0.${from + index}`,
    quantity,
  }));
  return (await ada.ask("POST", "/api/v1/orders/batch", { orders })).body.seq;
}

/** Somebody takes the best bid. */
async function trade(): Promise<void> {
  await bob.ask("POST", "/api/v1/orders", {
    type: "market",
    market_id: market,
    outcome: "no",
    side: "buy",
    quantity: "0.01",
  });
}

async function listen(): Promise<Listener> {
  const listener = await Listener.open(url);
  listeners.push(listener);
  return listener;
}

/** Somebody who asks for much and reads nothing: 12 MB, far more than the kernel takes. */
async function sleeper(): Promise<{ listener: Listener; follower: BookFollower }> {
  const listener = await listen();
  const follower = new BookFollower(market);
  listener.say({ op: "subscribe", channels: [`trades:${market}`] });
  await listener.hearUpTo("subscribed", 1, (message) => follower.take(message));
  listener.say({ op: "subscribe", channels: [`book:${market}:no`] });
  await listener.hear("subscribed");
  listener.pause();
  for (let count = 0; count < 200; count++) {
    listener.say({ op: "subscribe", channels: [`book:${market}:yes`] });
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  return { listener, follower };
}

test("who reads nothing costs a hundred others nothing, and misses no trade", async () => {
  await open();
  const slow = await sleeper();
  const others = await Promise.all(
    Array.from({ length: 100 }, async () => {
      const follower = new BookFollower(market);
      const listener = await listen();
      listener.say({ op: "subscribe", channels: [`book:${market}:yes`, `trades:${market}`] });
      await listener.hearUpTo("subscribed", 2, (message) => follower.take(message));
      return { listener, follower };
    }),
  );
  let last = 0;
  for (let round = 0; round < 10; round++) {
    last = await place(2_000 + 100 * round, "0.02");
    await trade();
  }
  const shown = await ada.ask("GET", `/api/v1/markets/${market}/book?min_seq=${last}`);
  const sequence: number = shown.body.book.book_seq;
  for (const { listener, follower } of others) {
    await expect
      .poll(() => {
        for (const message of listener.heard.splice(0)) follower.take(message);
        return follower.sequence;
      })
      .toBe(sequence);
    expect(follower.trades).toHaveLength(10);
  }

  // It wakes up, and links are kept: what it was too slow for is made good by a new beginning.
  const { listener, follower } = slow;
  const begunAnew = new Set<string>();
  listener.resume();
  await expect
    .poll(
      () => {
        for (const message of listener.heard.splice(0)) {
          if (message.type === "resync") begunAnew.add(message.channel);
          if (!("channel" in message && message.channel?.endsWith("no"))) follower.take(message);
        }
        return [follower.sequence, follower.trades.length, [...begunAnew]];
      },
      { timeout: 10_000 },
    )
    .toEqual([sequence, 10, [`book:${market}:no`]]);
  expect(follower.view).toBe(others[0]?.follower.view);
});

test("who leaves more than is allowed is told why and let go", async () => {
  await open({ slowReaderBytes: 300_000 });
  const { listener } = await sleeper();
  await expect
    .poll(
      async () => {
        await trade();
        const { body } = await venue.gateway.app.inject({ url: "/metrics" });
        return body;
      },
      { timeout: 10_000 },
    )
    .toContain("ws_slow_readers_total 1");
  listener.resume();
  await expect.poll(() => listener.closedWith, { timeout: 10_000 }).toBe(4_008);
  await expect.poll(() => venue.gateway.connections).toBe(0);
  expect((await venue.ask("GET", "/health")).status).toBe(200);
});
