import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { BookFollower } from "../../test/book-follower.ts";
import { Listener } from "../../test/listener.ts";

let venue: TestGateway;
const listeners: Listener[] = [];

afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  await venue.close();
});

async function open(liveTickMs: number): Promise<{ url: string; ada: Caller; market: string }> {
  venue = await startTestGateway({ liveTickMs });
  const url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  const ada = await venue.join("ada", "100000");
  return { url, ada, market: await venue.openMarket("ticks") };
}

async function listen(url: string): Promise<Listener> {
  const listener = await Listener.open(url);
  listeners.push(listener);
  return listener;
}

const limit = (market: string, price: string, quantity = "1") => ({
  type: "limit",
  market_id: market,
  outcome: "yes",
  side: "buy",
  price,
  quantity,
});

test("after a quiet tick a change is told at once, those within the next tick as one", async () => {
  const { url, ada, market } = await open(500);
  const listener = await listen(url);
  listener.say({ op: "subscribe", channels: [`book:${market}:yes`] });
  const subscribed = await listener.hear("subscribed");
  const first = await ada.ask("POST", "/api/v1/orders", limit(market, "0.4"));
  // Long before the tick of half a second ends.
  const told = await listener.hear("book");
  expect(told).toMatchObject({ seq: first.body.seq, prev_seq: subscribed.seq });
  for (const price of ["0.41", "0.42", "0.41"]) {
    await ada.ask("POST", "/api/v1/orders", limit(market, price));
  }
  const last = await ada.ask("POST", "/api/v1/orders", limit(market, "0.43"));

  // Until it is told, nobody is made to believe that it was.
  listener.say({ op: "ping" });
  expect((await listener.hear("pong")).seq).toBeLessThan(last.body.seq);
  // Who joins now begins where the others go on.
  const late = await listen(url);
  late.say({ op: "subscribe", channels: [`book:${market}:yes`] });

  const together = await listener.hear("book");
  expect(together).toMatchObject({ seq: last.body.seq, prev_seq: told.seq });
  expect(together.changes).toEqual([
    { side: "bid", price: "0.41", quantity: "2" },
    { side: "bid", price: "0.42", quantity: "1" },
    { side: "bid", price: "0.43", quantity: "1" },
  ]);
  expect((await late.hear("subscribed")).seq).toBe(together.seq);
  expect(late.heard).toEqual([]);
  listener.say({ op: "ping" });
  expect((await listener.hear("pong")).seq).toBeGreaterThanOrEqual(last.body.seq);
});

test("without a tick every command has a message of its own", async () => {
  const { url, ada, market } = await open(0);
  const listener = await listen(url);
  listener.say({ op: "subscribe", channels: [`book:${market}:yes`] });
  let { seq } = await listener.hear("subscribed");
  const prices = ["0.4", "0.41", "0.42"];
  await Promise.all(prices.map((price) => ada.ask("POST", "/api/v1/orders", limit(market, price))));
  for (const price of prices) {
    const message = await listener.hear("book");
    expect(message).toMatchObject({ prev_seq: seq, changes: [{ price }] });
    seq = message.seq;
  }
});

test.each([1, 2, 3])("whoever joins, leaves and resumes sees every link, seed %i", async (seed) => {
  const { url, ada, market } = await open(3);
  const bob = await venue.join("bob", "100000");
  let state = seed;
  /** A number below `limit`, by a linear congruence. */
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const book = `book:${market}:yes`;
  const stayer = { listener: await listen(url), follower: new BookFollower(market) };
  stayer.listener.say({ op: "subscribe", channels: [book, `trades:${market}`] });
  await stayer.listener.hearUpTo("subscribed", 2, (message) => stayer.follower.take(message));
  const others: (typeof stayer)[] = [];
  const takeAll = (): void => {
    for (const { listener, follower } of [stayer, ...others]) {
      for (const message of listener.heard.splice(0)) follower.take(message);
    }
  };

  let last = 0;
  for (let round = 0; round < 60; round++) {
    const answers = await Promise.all(
      Array.from({ length: 1 + draw(6) }, () => {
        const order = {
          ...limit(market, `0.${40 + draw(20)}`, String(1 + draw(5))),
          outcome: draw(2) === 0 ? "yes" : "no",
        };
        return (draw(2) === 0 ? ada : bob).ask("POST", "/api/v1/orders", order);
      }),
    );
    last = Math.max(last, ...answers.map(({ body }) => Number(body.seq ?? 0)));
    if (draw(3) === 0) {
      const joiner = { listener: await listen(url), follower: new BookFollower(market) };
      joiner.listener.say({ op: "subscribe", channels: [book] });
      others.push(joiner);
    }
    const leaver = others[draw(2 * others.length + 1)];
    if (leaver !== undefined && leaver.follower.sequence > 0) {
      takeAll();
      leaver.listener.say({ op: "unsubscribe", channels: [book] });
      await leaver.listener.hearUpTo("unsubscribed", 1, (m) => leaver.follower.take(m));
      leaver.listener.say({
        op: "subscribe",
        channels: [book],
        resume_from: leaver.follower.sequence,
      });
    }
    if (draw(4) === 0) await new Promise((resolve) => setTimeout(resolve, draw(6)));
    takeAll();
  }

  const shown = await ada.ask("GET", `/api/v1/markets/${market}/book?depth=1000&min_seq=${last}`);
  // Each has a socket of its own, and hears the last of it in its own time.
  for (const { follower } of [stayer, ...others]) {
    await expect.poll(() => (takeAll(), follower.sequence)).toBe(shown.body.book.book_seq);
  }
  const whole = new BookFollower(market);
  whole.take({ type: "subscribed", channel: book, seq: 1, prev_seq: 1, book: shown.body.book });
  for (const { follower } of [stayer, ...others]) expect(follower.view).toBe(whole.view);
  const tape = await ada.ask("GET", `/api/v1/markets/${market}/trades?limit=200`);
  const traded = tape.body.trades.map(({ trade_id }: { trade_id: string }) => trade_id);
  expect(stayer.follower.trades.slice(-traded.length)).toEqual(traded.reverse());
  expect(traded.length).toBeGreaterThan(20);
  // Something was told together.
  expect(stayer.follower.messages).toBeLessThan(last / 2);
});
