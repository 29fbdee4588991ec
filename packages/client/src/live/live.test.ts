import { bookChecksum } from "@probity/market-data";
import { parsePrice, parseQuantity } from "@probity/protocol";
import type { ServerMessage } from "@probity/protocol";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveConnection } from "./connection.ts";
import { LiveBook } from "./live-book.ts";
import { LiveMarket } from "./live-market.ts";
import { LiveOrderEntry } from "./live-order-entry.ts";
import { LiveOrders } from "./live-orders.ts";
import { LiveTrades } from "./live-trades.ts";
import type { SocketLike } from "./reconnect.ts";

const MARKET = "mkt_2-1";
const CHANNEL = `book:${MARKET}:yes`;
type Pair = readonly [price: string, quantity: string];

/** The venue's end of the sockets a connection opens. */
class FakeVenue {
  readonly sockets: FakeSocket[] = [];

  get socket(): FakeSocket {
    const latest = this.sockets.at(-1);
    if (latest === undefined) throw new Error("nobody has connected");
    return latest;
  }

  readonly factory = (): SocketLike => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };
}

class FakeSocket implements SocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly heard: Record<string, unknown>[] = [];
  isClosed = false;

  send(data: string): void {
    this.heard.push(JSON.parse(data) as Record<string, unknown>);
  }

  close(): void {
    this.isClosed = true;
  }

  say(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let venue: FakeVenue;
let live: LiveConnection;

beforeEach(() => {
  vi.useFakeTimers();
  venue = new FakeVenue();
  live = new LiveConnection("ws://venue/ws", () => "token", {
    socket: venue.factory,
    shortestWaitMs: 100,
    longestWaitMs: 400,
    silenceMs: 1_000,
  });
});
afterEach(() => {
  live.close();
  vi.useRealTimers();
});

const levels = (pairs: readonly Pair[]) => pairs.map(([price, quantity]) => ({ price, quantity }));
const checksumOf = (bids: readonly Pair[], asks: readonly Pair[]): number => {
  const parsed = (pairs: readonly Pair[]) =>
    pairs.map(([p, q]) => ({ price: parsePrice(p), quantity: parseQuantity(q) }));
  return bookChecksum({ bids: parsed(bids), asks: parsed(asks) });
};

function snapshot(seq: number, bids: readonly Pair[], asks: readonly Pair[]): ServerMessage {
  const book = {
    market_id: MARKET,
    outcome: "yes" as const,
    bids: levels(bids),
    asks: levels(asks),
    book_seq: seq,
    checksum: checksumOf(bids, asks),
  };
  return { type: "subscribed", channel: CHANNEL, seq, prev_seq: seq, book };
}

function change(
  [seq, prev_seq]: readonly [number, number],
  side: "bid" | "ask",
  [price, quantity]: Pair,
  checksum: number,
): ServerMessage {
  const time = "2026-01-01T00:00:00.000Z";
  const changes = [{ side, price, quantity }];
  return { type: "book", channel: CHANNEL, seq, prev_seq, time, changes, checksum };
}

test("a book follows its changes, in the terms of either outcome", () => {
  const book = new LiveBook(live, MARKET);
  venue.socket.onopen?.();
  expect(venue.socket.heard).toEqual([{ op: "subscribe", channels: [CHANNEL] }]);
  expect(book.isCurrent).toBe(false);
  venue.socket.say(snapshot(5, [["0.4", "10"]], []));
  venue.socket.say(
    change([6, 5], "ask", ["0.6", "2.5"], checksumOf([["0.4", "10"]], [["0.6", "2.5"]])),
  );
  expect(book.isCurrent).toBe(true);
  expect(book.verified).toBe(1);
  expect(book.view("no")).toEqual({
    bids: [{ price: 4_000, quantity: 250 }],
    asks: [{ price: 6_000, quantity: 1_000 }],
  });
});

test("a message may stand for many changes; a new beginning nobody asked for is taken", () => {
  const book = new LiveBook(live, MARKET);
  venue.socket.onopen?.();
  venue.socket.say(snapshot(5, [["0.4", "10"]], []));
  const time = "2026-01-01T00:00:00.000Z";
  const changes = [
    { side: "bid" as const, price: "0.4", quantity: "7" },
    { side: "bid" as const, price: "0.39", quantity: "0" },
    { side: "ask" as const, price: "0.6", quantity: "1" },
  ];
  const checksum = checksumOf([["0.4", "7"]], [["0.6", "1"]]);
  venue.socket.say({
    type: "book",
    channel: CHANNEL,
    seq: 90,
    prev_seq: 5,
    time,
    changes,
    checksum,
  });
  expect([book.verified, book.sequence]).toEqual([1, 90]);
  // The venue left changes out because we read too slowly, and says so by a new snapshot.
  const anew = snapshot(300, [["0.2", "1"]], []);
  venue.socket.say({ ...anew, type: "resync" } as ServerMessage);
  venue.socket.say(change([301, 300], "bid", ["0.2", "0"], checksumOf([], [])));
  expect([book.verified, book.resyncs, book.sequence]).toEqual([2, 0, 301]);
});

test("orders go over the socket and are answered by their number, in any order", async () => {
  const entry = new LiveOrderEntry(live);
  const order = {
    type: "limit" as const,
    market_id: MARKET,
    outcome: "yes" as const,
    side: "buy" as const,
    price: "0.4",
    quantity: "1",
  };
  await expect(entry.place(order)).rejects.toMatchObject({ code: "NO_ANSWER" });
  venue.socket.onopen?.();
  const placed = entry.place(order);
  const batch = entry.placeBatch({ orders: [order] });
  const cancelled = entry.cancelBatch({ targets: [{ order_id: "ord_1-0" }] });
  const [signIn, first, second, third] = venue.socket.heard;
  expect(signIn).toEqual({ op: "authenticate", token: "token" });
  expect(first).toMatchObject({ op: "place", order });
  expect(second).toMatchObject({ op: "batch", orders: [order] });
  expect(third).toMatchObject({ op: "cancel", targets: [{ order_id: "ord_1-0" }] });
  const answer = (to: Record<string, unknown> | undefined, status: number, body: object): void =>
    venue.socket.say({ type: "answer", id: to?.["id"] as number, status, body });
  answer(second, 200, { seq: 9, results: [] });
  const error = { code: "MARKET_NOT_FOUND", message: "No.", details: {} };
  answer(first, 404, { seq: 8, error });
  expect(await batch).toEqual({ seq: 9, results: [] });
  await expect(placed).rejects.toMatchObject({ status: 404, code: "MARKET_NOT_FOUND", seq: 8 });
  // Lost before its answer: nobody knows.
  venue.socket.onclose?.();
  await expect(cancelled).rejects.toMatchObject({ isOutcomeUnknown: true });
});

test("a channel in NO terms is put together in YES terms and checked there", () => {
  const book = new LiveBook(live, MARKET, "no");
  const channel = `book:${MARKET}:no`;
  venue.socket.onopen?.();
  venue.socket.say({
    type: "subscribed",
    channel,
    seq: 5,
    prev_seq: 5,
    book: {
      market_id: MARKET,
      outcome: "no",
      bids: levels([["0.4", "2.5"]]),
      asks: levels([]),
      book_seq: 5,
      checksum: checksumOf([], [["0.6", "2.5"]]),
    },
  });
  const checksum = checksumOf([["0.3", "1"]], [["0.6", "2.5"]]);
  const time = "2026-01-01T00:00:00.000Z";
  const changes = [{ side: "ask" as const, price: "0.7", quantity: "1" }];
  venue.socket.say({ type: "book", channel, seq: 8, prev_seq: 5, time, changes, checksum });
  expect(book.verified).toBe(1);
  expect(book.view("yes")).toEqual({
    bids: [{ price: 3_000, quantity: 100 }],
    asks: [{ price: 6_000, quantity: 250 }],
  });
});

test.each([
  [
    "gap",
    [9, 7] as const,
    checksumOf(
      [
        ["0.5", "1"],
        ["0.4", "10"],
      ],
      [],
    ),
  ],
  ["checksum", [6, 5] as const, 12_345],
])("a %s throws the book away until it was sent anew", (why, place, checksum) => {
  const resyncs: string[] = [];
  const book = new LiveBook(live, MARKET, "yes", { onResync: (reason) => resyncs.push(reason) });
  venue.socket.onopen?.();
  venue.socket.say(snapshot(5, [["0.4", "10"]], []));
  venue.socket.say(change(place, "bid", ["0.5", "1"], checksum));
  expect(resyncs).toEqual([why]);
  expect(book.isCurrent).toBe(false);
  expect(venue.socket.heard.at(-1)).toEqual({ op: "subscribe", channels: [CHANNEL] });
  // What was under way meanwhile does not count.
  venue.socket.say(change([10, 9], "bid", ["0.6", "1"], 1));
  venue.socket.say(snapshot(12, [["0.45", "3"]], []));
  expect(book.isCurrent).toBe(true);
  expect(book.view("yes").bids).toEqual([{ price: 4_500, quantity: 300 }]);
});

test("a lost connection comes back and resumes after the last message seen", () => {
  const book = new LiveBook(live, MARKET);
  venue.socket.onopen?.();
  venue.socket.say(snapshot(5, [["0.4", "10"]], []));
  venue.socket.onclose?.();
  expect(live.isOpen).toBe(false);
  vi.advanceTimersByTime(100);
  expect(venue.sockets).toHaveLength(2);
  venue.socket.onopen?.();
  expect(venue.socket.heard[0]).toMatchObject({ op: "subscribe", resume_from: 5 });
  venue.socket.say({ type: "resumed", channel: CHANNEL, seq: 5, prev_seq: 5 });
  venue.socket.say(change([7, 5], "bid", ["0.4", "0"], checksumOf([], [])));
  expect(book.view("yes").bids).toEqual([]);
  expect(book.resyncs).toBe(0);
});

test("waits between tries grow to their limit and begin anew after a word from the venue", () => {
  const tries = (): number => venue.sockets.length;
  for (const longest of [100, 200, 400, 400]) {
    const before = tries();
    venue.socket.onclose?.();
    vi.advanceTimersByTime(longest / 2 - 1);
    expect(tries()).toBe(before);
    vi.advanceTimersByTime(longest / 2 + 1);
    expect(tries()).toBe(before + 1);
  }
  venue.socket.onopen?.();
  venue.socket.say({ type: "pong", seq: 1, time: "" });
  venue.socket.onclose?.();
  const before = tries();
  vi.advanceTimersByTime(100);
  expect(tries()).toBe(before + 1);
});

test("a silent venue is asked, and given up when it stays silent", () => {
  venue.socket.onopen?.();
  vi.advanceTimersByTime(1_000);
  expect(venue.socket.heard).toEqual([{ op: "ping" }]);
  vi.advanceTimersByTime(1_000);
  expect(venue.sockets[0]?.isClosed).toBe(true);
  vi.advanceTimersByTime(100);
  expect(venue.sockets).toHaveLength(2);
});

test("caughtUp waits until the venue has come as far, and gives up in time", async () => {
  venue.socket.onopen?.();
  const reached = live.caughtUp(8);
  venue.socket.say({ type: "pong", seq: 7, time: "" });
  expect(venue.socket.heard).toHaveLength(1);
  vi.advanceTimersByTime(12);
  expect(venue.socket.heard).toEqual([{ op: "ping" }, { op: "ping" }]);
  venue.socket.say({ type: "pong", seq: 8, time: "" });
  await reached;
  const late = live.caughtUp(99, 50).catch((error: unknown) => error);
  vi.advanceTimersByTime(50);
  expect(await late).toMatchObject({
    message: "the live socket did not reach sequence 99 in 50 ms",
  });
});

test("orders come and go; a gap is asked for anew", () => {
  let listed = 0;
  const orders = new LiveOrders(live, "acc_1-0", { onListed: () => (listed += 1) });
  const channel = "orders:acc_1-0";
  const order = (id: string, status: "open" | "filled") =>
    ({ ...ORDER, order_id: id, status }) as never;
  venue.socket.onopen?.();
  venue.socket.say({
    type: "subscribed",
    channel,
    seq: 3,
    prev_seq: 3,
    orders: [order("b", "open"), order("a", "open")],
  });
  const ids = (): string[] => orders.open().map(({ order_id }) => order_id);
  expect(ids()).toEqual(["a", "b"]);
  expect(listed).toBe(1);
  venue.socket.say({
    type: "orders",
    channel,
    seq: 4,
    prev_seq: 3,
    orders: [order("a", "filled"), order("c", "open")],
    fills: [],
  });
  expect(ids()).toEqual(["b", "c"]);
  venue.socket.say({ type: "orders", channel, seq: 9, prev_seq: 6, orders: [], fills: [] });
  expect(orders.isCurrent).toBe(false);
  expect(venue.socket.heard.at(-1)).toMatchObject({ op: "subscribe", channels: [channel] });
});

test("a token that ran out keeps nobody from what is public; a fresh one brings back what is not", () => {
  let token = "old";
  const other = new LiveConnection("ws://venue/ws", () => token, { socket: venue.factory });
  let known = 0;
  const refusals: string[] = [];
  const orders = new LiveOrders(other, "acc_1-0", {
    onListed: () => known++,
    onRefused: ({ code }) => refusals.push(code),
  });
  new LiveBook(other, MARKET);
  const channel = "orders:acc_1-0";
  const { socket } = venue;
  socket.onopen?.();
  expect(socket.heard).toEqual([
    { op: "subscribe", id: channel, channels: [channel], token: "old" },
    { op: "subscribe", channels: [CHANNEL] },
  ]);
  const error = { code: "TOKEN_INVALID" as const, message: "No.", details: {} };
  socket.say({ type: "error", id: channel, error });
  expect([refusals, orders.isCurrent]).toEqual([["TOKEN_INVALID"], false]);
  token = "new";
  other.signIn();
  expect(socket.heard.slice(2)).toEqual([
    { op: "authenticate", token: "new" },
    { op: "subscribe", id: channel, channels: [channel], token: "new" },
  ]);
  socket.say({ type: "subscribed", id: channel, channel, seq: 3, prev_seq: 3, orders: [] });
  expect([known, orders.isCurrent]).toEqual([1, true]);
  // In time, the next one is said and nothing is asked for again.
  token = "newer";
  other.signIn();
  expect(socket.heard.slice(4)).toEqual([{ op: "authenticate", token: "newer" }]);
  other.close();
});

test("a check tries at once what waits, and gives up what does not answer soon", () => {
  venue.socket.onclose?.();
  live.check();
  expect(venue.sockets).toHaveLength(2);
  venue.socket.onopen?.();
  live.check();
  expect(venue.socket.heard).toEqual([{ op: "ping" }]);
  vi.advanceTimersByTime(400);
  venue.socket.say({ type: "pong", seq: 1, time: "" });
  vi.advanceTimersByTime(500);
  live.check();
  live.check();
  vi.advanceTimersByTime(4_100);
  expect(venue.sockets[1]?.isClosed).toBe(true);
});

test("a market says how it stands, from the beginning on, and anew after a loss", () => {
  const told: string[] = [];
  const channel = `market:${MARKET}`;
  new LiveMarket(live, MARKET, { onChange: ({ state }) => told.push(state) });
  const market = (state: "open" | "halted" | "resolved") => ({
    market_id: MARKET,
    event_id: "evt_2-0",
    state,
    mode: "normal" as const,
    tick_size: "0.01",
    next_tick_size: null,
    probability: "0.42",
    proposed_payout: null,
    ending: null,
    parameters_version: 1,
    time: "2026-07-01T11:00:00.000Z",
  });
  venue.socket.onopen?.();
  venue.socket.say({ type: "subscribed", channel, seq: 5, prev_seq: 5, market: market("open") });
  venue.socket.say({ type: "market", channel, seq: 7, prev_seq: 5, market: market("halted") });
  venue.socket.onclose?.();
  vi.advanceTimersByTime(100);
  venue.socket.onopen?.();
  expect(venue.socket.heard).toEqual([{ op: "subscribe", channels: [channel] }]);
  venue.socket.say({
    type: "subscribed",
    channel,
    seq: 9,
    prev_seq: 9,
    market: market("resolved"),
  });
  expect(told).toEqual(["open", "halted", "resolved"]);
});

test("a message that makes no sense is reported and left out", () => {
  const problems: string[] = [];
  const other = new LiveConnection("ws://venue/ws", () => null, {
    socket: venue.factory,
    onProblem: (problem) => problems.push(problem.message),
  });
  venue.socket.onopen?.();
  venue.socket.onmessage?.({ data: "{" });
  venue.socket.say({ type: "error", error: { code: "BAD_MESSAGE", message: "No.", details: {} } });
  expect(problems).toEqual(["the venue sent a message that makes no sense", "BAD_MESSAGE: No."]);
  other.close();
});

test("trades are told once, and a miss is told", () => {
  const told: number[] = [];
  let missed = 0;
  const channel = `trades:${MARKET}`;
  const trades = new LiveTrades(live, MARKET, {
    onTrades: (some) => told.push(...some.map(({ seq }) => seq)),
    onMissed: () => missed++,
  });
  const trade = (seq: number) => ({ ...TRADE, seq });
  venue.socket.onopen?.();
  venue.socket.say({ type: "subscribed", channel, seq: 2, prev_seq: 2, trades: [trade(2)] });
  venue.socket.say({ type: "trades", channel, seq: 4, prev_seq: 2, trades: [trade(4)] });
  venue.socket.say({ type: "trades", channel, seq: 4, prev_seq: 2, trades: [trade(4)] });
  expect([told, missed]).toEqual([[4], 0]);
  venue.socket.say({ type: "trades", channel, seq: 9, prev_seq: 7, trades: [trade(9)] });
  expect([told, missed]).toEqual([[4, 9], 1]);
  expect(trades.isCurrent).toBe(true);
});

const TRADE = {
  trade_id: "mat_4-0",
  market_id: MARKET,
  seq: 4,
  kind: "mint" as const,
  price: "0.4",
  no_price: "0.6",
  quantity: "1",
  taker_side: "buy" as const,
  taker_outcome: "yes" as const,
  time: "2026-01-01T00:00:00.000Z",
};
const ORDER = {
  account_id: "acc_1-0",
  client_order_id: null,
  market_id: MARKET,
  outcome: "yes",
  side: "buy",
  type: "limit",
  price: "0.4",
  quantity: "10",
  cash: null,
  filled: "0",
  remaining: "10",
  notional: "0",
  average_price: null,
  fee: "0",
  time_in_force: "gtc",
  post_only: false,
  expires_at: null,
  reduce_only: false,
  self_trade_prevention: "cancel-taker",
  group_id: null,
  session_id: null,
  cancel_reason: null,
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:00.000Z",
};

test("an address that is none throws and leaves no timer behind", () => {
  live.close();
  const before = vi.getTimerCount();
  expect(() => new LiveConnection("venue", () => null)).toThrow("URL");
  expect(vi.getTimerCount()).toBe(before);
});

test("a key that cannot sign is a problem that is told", async () => {
  const problems: Error[] = [];
  const own = new LiveConnection("ws://venue/ws", () => null, {
    socket: venue.factory,
    onProblem: (problem) => problems.push(problem),
    keySignature: () => Promise.reject(new Error("no secret")),
  });
  venue.socket.onopen?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(problems).toMatchObject([{ message: "the key cannot sign" }]);
  own.close();
});
