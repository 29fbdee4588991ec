import type { AccountId, MarketId } from "@probity/core";
import { MarketBook } from "@probity/market-data";
import type { LevelChange } from "@probity/market-data";
import {
  formatAmount,
  formatId,
  formatQuantity,
  levelPair,
  parseId,
  parsePrice,
  parseQuantity,
} from "@probity/protocol";
import type { DepthMessage, ServerMessage, UserMessage } from "@probity/protocol";
import { afterEach, expect, test } from "vitest";
import { startTestGateway } from "../test-gateway.ts";
import type { Caller, TestGateway } from "../test-gateway.ts";
import { Listener } from "../../test/listener.ts";
import { IoListener, SideListener } from "../../test/live-clients.ts";
import type { HeardEvent } from "../../test/live-clients.ts";

let venue: TestGateway;
const followers: Follower[] = [];

afterEach(async () => {
  for (const follower of followers.splice(0)) follower.hangUp();
  await venue.close();
});

/** Books by market and outcome, trades, and what the account holds, all as texts to be compared. */
interface Picture {
  readonly books: Record<string, string>;
  readonly trades: string[];
  readonly positions: Record<string, string>;
  readonly balance: string;
  readonly orders: Record<string, string>;
}

/** Somebody who follows what a protocol tells, and takes nothing on trust. */
interface Follower {
  connect(): Promise<void>;
  hangUp(): void;
  /** Takes in what was heard. */
  take(): void;
  /** What it knows of the picture. */
  readonly knows: Partial<Picture>;
}

interface Scene {
  readonly url: string;
  readonly event: string;
  readonly markets: readonly string[];
  readonly token: string;
}

/** Source S1's channels on `/ws`, and the native ones of the account. */
class WsFollower implements Follower {
  readonly books: Record<string, string> = {};
  readonly trades: string[] = [];
  positions: Record<string, string> = {};
  balance = "";
  private tradesSeen: number | null = null;
  private listener: Listener | null = null;
  private readonly scene: Scene;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  get knows() {
    const { books, trades, positions, balance } = this;
    return { books, trades, positions, balance };
  }

  async connect(): Promise<void> {
    const { url, event, token } = this.scene;
    this.listener = await Listener.open(url);
    const resume = this.tradesSeen === null ? {} : { resume_from: this.tradesSeen };
    this.listener.say({ op: "subscribe", channels: [`trades:${event}`], ...resume });
    const channels = [`orderbook:${event}`, "positions", "balances"];
    this.listener.say({ op: "subscribe", channels, token });
  }

  hangUp(): void {
    this.take();
    this.listener?.close();
    this.listener = null;
  }

  take(): void {
    for (const message of this.listener?.heard.splice(0) ?? []) this.hear(message);
  }

  private hear(message: ServerMessage): void {
    switch (message.type) {
      case "subscribed":
      case "resync":
        for (const book of message.orderbooks ?? []) this.see(book);
        if (message.market_trades !== undefined) this.tradesSeen = message.seq;
        if (message.positions !== undefined) this.positions = {};
        this.hold(message.positions ?? [], message.balances ?? []);
        break;
      case "market_trade":
        expect(message.prev_seq).toBe(this.tradesSeen);
        this.tradesSeen = message.seq;
        this.trades.push(message.data.id);
        break;
      case "orderbook":
        this.see(message.data);
        break;
      case "positions":
        this.hold(message.positions, []);
        break;
      case "balances":
        this.hold([], message.balances);
        break;
      case "resumed":
        expect(message.seq).toBeLessThanOrEqual(this.tradesSeen ?? 0);
        break;
      default:
        throw new Error(`not expected: ${JSON.stringify(message)}`);
    }
  }

  private see(book: {
    outcome_id: string;
    share_type: string;
    bids: unknown;
    asks: unknown;
  }): void {
    this.books[`${book.outcome_id} ${book.share_type}`] = JSON.stringify([book.bids, book.asks]);
  }

  private hold(
    positions: readonly { market_id: string; outcome: string; quantity: string; held: string }[],
    balances: readonly { available: string; held: string }[],
  ): void {
    for (const { market_id, outcome, quantity, held } of positions) {
      setShares(this.positions, `${market_id} ${outcome}`, quantity, held);
    }
    for (const { available, held } of balances) this.balance = `${available} ${held}`;
  }
}

/** Source S3's Socket.IO. */
class IoFollower implements Follower {
  books: Record<string, string> = {};
  positions: Record<string, string> = {};
  balance = "";
  private listener: IoListener | null = null;
  private readonly scene: Scene;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  get knows() {
    const { books, positions, balance } = this;
    return { books, positions, balance };
  }

  async connect(): Promise<void> {
    this.positions = {};
    this.listener = await IoListener.open(this.scene.url, this.scene.token);
    for (const marketId of this.scene.markets) {
      this.listener.socket.emit("subscribe:market", { marketId });
    }
  }

  hangUp(): void {
    this.take();
    this.listener?.close();
    this.listener = null;
  }

  take(): void {
    for (const one of this.listener?.heard.splice(0) ?? []) this.hear(one);
  }

  private hear({ event, payload }: HeardEvent): void {
    if (event === "orderbook_update") {
      const pairs = (side: { price: string; quantity: string }[]) =>
        side.map(({ price, quantity }) => [price, quantity]);
      const key = `${payload.marketId} ${payload.outcome.toLowerCase()}`;
      this.books[key] = JSON.stringify([pairs(payload.bids), pairs(payload.asks)]);
    } else if (event === "position_updated") {
      const key = `${payload.marketId} ${payload.outcome.toLowerCase()}`;
      setShares(this.positions, key, payload.shares, payload.locked);
    } else if (event === "balance_updated") {
      this.balance = `${payload.available} ${payload.locked}`;
    }
  }
}

/** Source S4's `/depth`. */
class DepthFollower implements Follower {
  private readonly updates = new Map<string, number>();
  private readonly marketBooks = new Map<string, MarketBook>();
  private listener: SideListener<DepthMessage> | null = null;
  private readonly scene: Scene;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  get knows() {
    const books: Record<string, string> = {};
    for (const [market, book] of this.marketBooks) {
      for (const outcome of ["yes", "no"] as const) {
        const { bids, asks } = book.view(outcome);
        books[`${market} ${outcome}`] = JSON.stringify([bids.map(levelPair), asks.map(levelPair)]);
      }
    }
    return { books };
  }

  async connect(): Promise<void> {
    this.listener = await SideListener.depth(this.scene.url);
    for (const market of this.scene.markets) {
      this.listener.say({ type: "subscribe", market_id: market });
    }
  }

  hangUp(): void {
    this.take();
    this.listener?.close();
    this.listener = null;
  }

  take(): void {
    for (const message of this.listener?.heard.splice(0) ?? []) {
      if (message.type !== "snapshot" && message.type !== "update") continue;
      const { market_id: market, seq: sequence } = message;
      const read = ([price, quantity]: [string, string]) => ({
        price: parsePrice(price),
        quantity: parseQuantity(quantity),
      });
      const bids = message.bids.map(read);
      const asks = message.asks.map(read);
      let book = this.marketBooks.get(market);
      if (message.type === "snapshot") {
        book = new MarketBook(parseId("mkt", market) as MarketId);
        book.reset({ bids, asks, sequence });
        this.marketBooks.set(market, book);
      } else {
        expect(message.first_update_id).toBe((this.updates.get(market) ?? 0) + 1);
        const changes: LevelChange[] = [
          ...bids.map((level) => ({ ...level, side: "bid" as const })),
          ...asks.map((level) => ({ ...level, side: "ask" as const })),
        ];
        const previous = book?.sequence ?? 0;
        const { timestamp: time } = message;
        const id = parseId("mkt", market) as MarketId;
        expect(book?.apply({ market: id, sequence, previous, time, changes })).toBe("applied");
      }
      this.updates.set(market, message.update_id);
    }
  }
}

/** Source S4's `/user`. */
class UserFollower implements Follower {
  positions: Record<string, string> = {};
  orders: Record<string, string> = {};
  balance = "";
  private listener: SideListener<UserMessage> | null = null;
  private readonly scene: Scene;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  get knows() {
    const { positions, orders, balance } = this;
    return { positions, orders, balance };
  }

  async connect(): Promise<void> {
    this.listener = await SideListener.user(this.scene.url);
    this.listener.say({ type: "auth", token: this.scene.token });
  }

  hangUp(): void {
    this.take();
    this.listener?.close();
    this.listener = null;
  }

  take(): void {
    for (const message of this.listener?.heard.splice(0) ?? []) {
      if (message.type === "snapshot") {
        this.positions = {};
        this.orders = {};
        for (const order of message.orders) this.orders[order.order_id] = order.remaining;
      }
      if (message.type === "open_order_change") {
        const { order_id, status, remaining } = message.order;
        if (status === "open") this.orders[order_id] = remaining;
        else delete this.orders[order_id];
      }
      if ("positions" in message) {
        for (const { market_id, outcome, quantity, held } of message.positions) {
          setShares(this.positions, `${market_id} ${outcome}`, quantity, held);
        }
      }
      if ("balances" in message) {
        for (const { available, held } of message.balances) this.balance = `${available} ${held}`;
      }
    }
  }
}

function setShares(all: Record<string, string>, key: string, quantity: string, held: string): void {
  if (quantity === "0") delete all[key];
  else all[key] = `${quantity} ${held}`;
}

/** What the machine and the tape say. */
async function truth(scene: Scene, who: Caller): Promise<Picture> {
  const account = parseId("acc", who.account) as AccountId;
  const books: Record<string, string> = {};
  const trades: { id: string; seq: number }[] = [];
  for (const market of scene.markets) {
    const id = parseId("mkt", market) as MarketId;
    const { value } = await venue.sequencer.read((machine) =>
      (["yes", "no"] as const).map((outcome) => machine.depth(id, outcome, 1_000)),
    );
    for (const [at, outcome] of ["yes", "no"].entries()) {
      const { bids = [], asks = [] } = value[at] ?? {};
      books[`${market} ${outcome}`] = JSON.stringify([bids.map(levelPair), asks.map(levelPair)]);
    }
    for (let cursor = ""; ;) {
      const page = await who.ask("GET", `/api/v1/markets/${market}/trades?limit=200${cursor}`);
      for (const trade of page.body.trades) trades.push({ id: trade.trade_id, seq: trade.seq });
      if (page.body.next_cursor === null) break;
      cursor = `&cursor=${page.body.next_cursor}`;
    }
  }
  const { value } = await venue.sequencer.read((machine) => ({
    balances: machine.account(account)?.balances ?? [],
    positions: machine.positionsOf(account),
    orders: machine.ordersOf(account),
  }));
  const positions: Record<string, string> = {};
  for (const view of value.positions) {
    const market = formatId("mkt", view.market);
    const text = (lots: typeof view.yes, held: typeof view.yes) =>
      [formatQuantity(lots), formatQuantity(held)] as const;
    setShares(positions, `${market} yes`, ...text(view.yes, view.heldYes));
    setShares(positions, `${market} no`, ...text(view.no, view.heldNo));
  }
  const [balance] = value.balances;
  if (balance === undefined) throw new Error("an account without a balance");
  // The tapes begin with the newest; the sort keeps the order within a command.
  trades.reverse().sort((a, b) => a.seq - b.seq);
  return {
    books,
    trades: trades.map(({ id }) => id),
    positions,
    balance: `${formatAmount(balance.available)} ${formatAmount(balance.held)}`,
    orders: Object.fromEntries(
      value.orders.map(({ order, remaining }) => [
        formatId("ord", order),
        formatQuantity(remaining),
      ]),
    ),
  };
}

test.each([11, 12, 13])(
  "whoever follows by whatever protocol, and loses the connection now and then, ends with the truth, seed %i",
  async (seed) => {
    venue = await startTestGateway({ liveTickMs: 3 });
    const url = await venue.gateway.listen({ host: "127.0.0.1", port: 0 });
    const ada = await venue.join("ada", "100000");
    const bob = await venue.join("bob", "100000");
    const created = await venue.admin.ask("POST", "/api/v1/admin/events", {
      slug: "truth",
      title: "Truth",
      markets: ["one", "two"].map((slug) => ({ slug, question: `Is it ${slug}?` })),
    });
    await venue.admin.ask("POST", "/api/v1/admin/events/truth/state", { to: "open" });
    const markets: string[] = created.body.markets.map(
      ({ market_id }: { market_id: string }) => market_id,
    );
    const scene = { url, event: created.body.event.event_id, markets, token: ada.token };
    let state = seed;
    const draw = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let count = 0; count < 2; count++) {
      const all = [
        new WsFollower(scene),
        new IoFollower(scene),
        new DepthFollower(scene),
        new UserFollower(scene),
      ];
      followers.push(...all);
      for (const follower of all) await follower.connect();
    }
    // Each kind has one that stays and one that is cut off.
    const restless = followers.slice(4);

    let cuts = 0;
    for (let round = 0; round < 120; round++) {
      await Promise.all(
        Array.from({ length: 1 + draw(5) }, () => {
          const who = draw(2) === 0 ? ada : bob;
          const market = markets[draw(2)];
          if (draw(10) === 0) {
            const path = draw(2) === 0 ? "split" : "merge";
            const quantity = String(1 + draw(5));
            return who.ask("POST", `/api/v1/sets/${path}`, { market_id: market, quantity });
          }
          if (draw(40) === 0) return who.ask("POST", "/api/v1/orders/cancel-all", {});
          return who.ask("POST", "/api/v1/orders", {
            type: "limit",
            market_id: market,
            outcome: draw(2) === 0 ? "yes" : "no",
            side: draw(3) === 0 ? "sell" : "buy",
            price: `0.${40 + draw(20)}`,
            quantity: String(1 + draw(5)),
          });
        }),
      );
      for (const follower of restless) {
        if (draw(6) !== 0) continue;
        cuts++;
        follower.hangUp();
        if (draw(2) === 0) await ada.ask("POST", "/api/v1/deposits", { amount: "1" });
        await follower.connect();
      }
      if (draw(4) === 0) await new Promise((resolve) => setTimeout(resolve, draw(6)));
      for (const follower of followers) follower.take();
    }

    const picture = await truth(scene, ada);
    expect(picture.trades.length).toBeGreaterThan(20);
    expect(Object.keys(picture.positions).length).toBeGreaterThan(0);
    expect(cuts).toBeGreaterThan(10);
    for (const follower of followers) {
      await expect
        .poll(() => (follower.take(), { ...picture, ...follower.knows }), { timeout: 5_000 })
        .toEqual(picture);
    }
  },
);
