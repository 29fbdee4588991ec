import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import type { GatewaySettings } from "../venue.ts";
import { Listener } from "../../test/listener.ts";
import { IoListener, SideListener } from "../../test/live-clients.ts";

let venue: TestGateway;
let url: string;
let ada: Caller;
let market: string;
const open: { close(): void }[] = [];

async function start(settings: Partial<GatewaySettings> = {}): Promise<void> {
  venue = await startTestGateway(settings);
  url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
  ada = await venue.join("ada", "1000000");
  market = await venue.openMarket("deep", {
    markets: [
      {
        slug: "deep-market",
        question: "How deep?",
        tick_size: "0.0001",
        min_quantity: "0.01",
      },
    ],
  });
}
afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await venue.close();
});

/** A hundred bids, one price after the other. */
async function place(from: number, more: object = {}): Promise<number> {
  const orders = Array.from({ length: 100 }, (_, index) => ({
    type: "limit",
    market_id: market,
    outcome: "yes",
    side: "buy",
    price: `0.${from + index}`,
    quantity: "0.01",
    ...more,
  }));
  const { status, body } = await ada.ask("POST", "/api/v1/orders/batch", { orders });
  expect(status).toBe(200);
  return body.seq;
}

/** The venue goes on for others, and forgets who was let go. */
async function isWell(): Promise<void> {
  const other = await Listener.open(url);
  open.push(other);
  other.say({ op: "ping" });
  await other.hear("pong");
  await expect.poll(() => venue.gateway.connections, { timeout: 12_000 }).toBe(1);
}

test("a slow reader of /depth gets a new snapshot when it has caught up", async () => {
  await start();
  for (let from = 1_000; from < 2_000; from += 100) await place(from);
  const listener = await SideListener.depth(url);
  open.push(listener);
  listener.say({ type: "subscribe", market_id: market });
  await listener.hear("snapshot");
  listener.pause();
  for (let count = 0; count < 400; count++) listener.say({ type: "subscribe", market_id: market });
  await new Promise((resolve) => setTimeout(resolve, 300));
  let last = 0;
  for (let from = 2_000; from < 3_000; from += 100) last = await place(from);
  listener.resume();
  const shown = await ada.ask("GET", `/api/v1/markets/${market}/book?depth=1000&min_seq=${last}`);
  const { book_seq: sequence } = shown.body.book;
  let updates = 0;
  let known = 0;
  await expect
    .poll(
      () => {
        for (const message of listener.heard.splice(0)) {
          if (message.type === "snapshot") known = message.update_id;
          if (message.type !== "update") continue;
          updates += 1;
          expect(message.first_update_id).toBe(known + 1);
          known = message.update_id;
          expect(message.seq).toBeLessThanOrEqual(sequence);
        }
        return known;
      },
      { timeout: 15_000 },
    )
    .toBe(20);
  expect(updates).toBeLessThan(10);
});

test("a reader of /depth that asks and does not read is told why and let go", async () => {
  await start({ slowReaderBytes: 200_000, liveHeartbeatMs: 500 });
  for (let from = 1_000; from < 2_000; from += 100) await place(from);
  const listener = await SideListener.depth(url);
  open.push(listener);
  listener.pause();
  for (let count = 0; count < 900; count++) listener.say({ type: "subscribe", market_id: market });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  listener.resume();
  await expect.poll(() => listener.closedWith, { timeout: 10_000 }).toBe(4_008);
  expect(listener.closeReason).toBe("SLOW_CONSUMER");
  await isWell();
});

test("a slow reader of /user is told why and let go", async () => {
  await start({ slowReaderBytes: 200_000 });
  const listener = await SideListener.user(url);
  open.push(listener);
  listener.say({ type: "auth", token: ada.token });
  await listener.hear("snapshot");
  listener.pause();
  for (let round = 0; round < 90; round++) {
    await place(1_000);
    await ada.ask("POST", "/api/v1/orders/cancel-all", {});
  }
  listener.resume();
  await expect.poll(() => listener.closedWith, { timeout: 10_000 }).toBe(4_008);
  expect(listener.closeReason).toBe("SLOW_CONSUMER");
  await isWell();
}, 40_000);

test("a slow reader of Socket.IO is told why and let go", async () => {
  await start({ slowReaderBytes: 200_000, liveTickMs: 0 });
  await place(1_000);
  await place(3_000, { outcome: "no" });
  const listener = await IoListener.open(url, undefined, { transports: ["websocket"] });
  open.push(listener);
  const { ws } = listener.socket.io.engine.transport as unknown as {
    ws: { pause(): void; resume(): void };
  };
  ws.pause();
  for (let count = 0; count < 900; count++) {
    listener.socket.emit("subscribe:market", { marketId: market });
  }
  const order = { type: "limit", market_id: market, outcome: "yes", side: "buy" };
  for (let count = 0; count < 700; count++) {
    const price = `0.${2_000 + count}`;
    await ada.ask("POST", "/api/v1/orders", { ...order, price, quantity: "0.01" });
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  ws.resume();
  await expect.poll(() => listener.ended?.code, { timeout: 10_000 }).toBe(4_008);
  await isWell();
}, 40_000);
