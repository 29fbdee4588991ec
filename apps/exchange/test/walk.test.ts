/** The whole way of a market over a real port: money in, trades, live book, payout, restart. */
import { bookChecksum } from "@probity/market-data";
import { parsePrice, parseQuantity } from "@probity/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunningVenue } from "../src/index.ts";
import { OPERATOR, Person, ask, limitOrder, newFolder, openMarket, start } from "./test-venue.ts";

let folder: Awaited<ReturnType<typeof newFolder>>;
let venue: RunningVenue;

beforeEach(async () => {
  folder = await newFolder();
  venue = await start(folder.path);
});
afterEach(async () => {
  await venue.close();
  await folder.remove();
});

interface Level {
  readonly price: string;
  readonly quantity: string;
}
interface BookMessage {
  readonly type: string;
  readonly prev_seq: number;
  readonly seq: number;
  readonly book?: { bids: Level[]; asks: Level[] };
  readonly changes?: readonly (Level & { side: "bid" | "ask" })[];
  readonly checksum?: number;
}

/** Keeps a book as a client does, and compares each checksum. */
class LiveBook {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  readonly faults: string[] = [];
  seq = -1;
  private readonly socket: WebSocket;

  constructor(url: string, market: string) {
    this.socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
    const channels = [`book:${market}:yes`];
    this.socket.onopen = () => this.socket.send(JSON.stringify({ op: "subscribe", channels }));
    this.socket.onmessage = ({ data }) => this.take(JSON.parse(String(data)) as BookMessage);
  }

  close(): void {
    this.socket.close();
  }

  private take({ type, seq, prev_seq, book, changes = [], checksum }: BookMessage): void {
    if (type === "book" && prev_seq !== this.seq) this.faults.push(`a gap before ${seq}`);
    for (const { price, quantity } of book?.bids ?? []) this.bids.set(price, quantity);
    for (const { price, quantity } of book?.asks ?? []) this.asks.set(price, quantity);
    for (const { side, price, quantity } of changes) {
      const levels = side === "bid" ? this.bids : this.asks;
      if (quantity === "0") levels.delete(price);
      else levels.set(price, quantity);
    }
    if (type === "book" && this.checksum() !== checksum) this.faults.push(`another book at ${seq}`);
    this.seq = seq;
  }

  private checksum(): number {
    const side = (levels: Map<string, string>, sign: number) =>
      [...levels]
        .map(([price, quantity]) => ({
          price: parsePrice(price),
          quantity: parseQuantity(quantity),
        }))
        .sort((a, b) => sign * (a.price - b.price));
    return bookChecksum({ bids: side(this.bids, -1), asks: side(this.asks, 1) });
  }
}

test("register, deposit, trade, watch, resolve, be paid; and all of it is there after a restart", async () => {
  const operator = await Person.signIn(venue.url, OPERATOR);
  const market = await openMarket(operator, "rain");
  const ada = await Person.register(venue.url, "ada");
  const bob = await Person.register(venue.url, "bob");
  await ada.must("POST", "/deposits", { amount: "100" });
  await bob.must("POST", "/deposits", { amount: "100" });
  await ada.must("POST", "/orders", limitOrder(market, "yes", "buy", "0.6", "50"));

  const live = new LiveBook(venue.url, market);
  await expect.poll(() => live.bids.get("0.6")).toBe("50");
  const { order } = await bob.must("POST", "/orders", limitOrder(market, "no", "buy", "0.5", "20"));
  expect(order).toMatchObject({ filled: "20", average_price: "0.4", resting: "0" });
  await expect.poll(() => live.bids.get("0.6")).toBe("30");
  await ada.must("POST", "/orders", limitOrder(market, "yes", "sell", "0.7", "5"));
  await expect.poll(() => live.asks.get("0.7")).toBe("5");
  expect(live.faults).toEqual([]);
  live.close();

  await venue.close();
  venue = await start(folder.path);
  const again = await Person.signIn(venue.url, { ...OPERATOR, email: "ada@example.org" });
  const { orders } = await again.must("GET", "/orders");
  expect(orders).toMatchObject([
    { side: "sell", price: "0.7", remaining: "5" },
    { side: "buy", price: "0.6", remaining: "30", filled: "20" },
  ]);
  const trades = await ask(venue.url, "GET", `/markets/${market}/trades`);
  expect(trades.body.trades).toMatchObject([{ kind: "mint", quantity: "20" }]);
  const shown = await ask(venue.url, "GET", "/markets/rain");
  expect(shown.body.markets[0].question).toBe("Will rain happen?");

  const boss = await Person.signIn(venue.url, OPERATOR);
  await boss.must("POST", `/admin/markets/${market}/resolve`, { yes_payout: "1" });
  await expect
    .poll(async () => (await again.must("GET", "/balances")).balances[0])
    .toEqual({ asset: "USD", available: "108", held: "0", total: "108" });
  const poorer = await Person.signIn(venue.url, { ...OPERATOR, email: "bob@example.org" });
  expect((await poorer.must("GET", "/balances")).balances[0].total).toBe("92");
});
