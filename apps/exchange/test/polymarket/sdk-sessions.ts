/** The life of a client of the unified SDK, and both of its sockets. */
import { OrderSide } from "@polymarket/client";
import type { MarketEvent, UserEvent } from "@polymarket/client/actions";
import { expect } from "vitest";
import type { Check } from "./methods.ts";
import { publicSdk, sdkTrader } from "./sdk.ts";
import { eventually } from "./stage.ts";

/** Collects what a subscription says, until it is closed. */
function listen<T>(events: AsyncIterable<T>): readonly T[] {
  const heard: T[] = [];
  void (async () => {
    for await (const event of events) heard.push(event);
  })();
  return heard;
}

function ofType<T extends { readonly type: string }, K extends T["type"]>(
  heard: readonly T[],
  type: K,
): readonly Extract<T, { readonly type: K }>[] {
  return heard.filter((event): event is Extract<T, { type: K }> => event.type === type);
}

/** A fold of the market channel: levels by side and price, as a bot keeps them. */
class Levels {
  readonly bids = new Map<string, string>();
  readonly asks = new Map<string, string>();
  private readonly token: string;

  constructor(token: string) {
    this.token = token;
  }

  /** Takes everything that was heard from the last whole book on. */
  fold(heard: readonly MarketEvent[]): this {
    for (const event of heard) {
      if (event.type === "book" && event.payload.tokenId === this.token) {
        this.bids.clear();
        this.asks.clear();
        for (const { price, size } of event.payload.bids) this.bids.set(price, size);
        for (const { price, size } of event.payload.asks) this.asks.set(price, size);
      }
      if (event.type !== "price_change") continue;
      for (const { tokenId, side, price, size } of event.payload.priceChanges) {
        if (tokenId !== this.token) continue;
        const levels = side === OrderSide.BUY ? this.bids : this.asks;
        if (Number(size) === 0) levels.delete(price);
        else levels.set(price, size);
      }
    }
    return this;
  }

  /** Size by price of each side. */
  sides() {
    const side = (levels: ReadonlyMap<string, string>) =>
      new Map([...levels].map(([price, size]) => [Number(price), Number(size)]));
    return { bids: side(this.bids), asks: side(this.asks) };
  }
}

export const sessions = {
  subscribe: async (stage) => {
    const market = await stage.market();
    const [{ sdk, trader }, other] = await Promise.all([sdkTrader(stage), stage.trader()]);
    const onlooker = publicSdk(stage);
    const watched = await onlooker.subscribe([
      { topic: "market", tokenIds: [market.yes, market.no], customFeatureEnabled: true },
    ]);
    const own = await sdk.subscribe([{ topic: "user", markets: [market.conditionId] }]);
    const heard = listen<MarketEvent>(watched);
    const mine = listen<UserEvent>(own);
    await eventually(async () => {
      expect(ofType(heard, "book").map(({ payload }) => payload.tokenId)).toEqual(
        expect.arrayContaining([market.yes, market.no]),
      );
    });

    await other.place(market.no, "BUY", 0.55, 25);
    const bid = { tokenId: market.yes, side: OrderSide.BUY };
    const taking = await sdk.placeLimitOrder({ ...bid, price: 0.45, size: 10 });
    const resting = await sdk.placeLimitOrder({ ...bid, price: 0.4, size: 7 });
    if (!taking.ok || !resting.ok) throw new Error("an order was refused");
    await sdk.cancelOrder({ orderId: resting.orderId });
    const { orderId: last } = (await sdk.placeLimitOrder({
      ...bid,
      price: 0.41,
      size: 8,
    })) as { orderId: string };

    await eventually(async () => {
      const statuses = ofType(mine, "trade").map(({ payload }) => payload.status);
      expect(statuses).toEqual([
        "TRADE_STATUS_MATCHED",
        "TRADE_STATUS_MINED",
        "TRADE_STATUS_CONFIRMED",
      ]);
    }, 15_000);
    expect(ofType(mine, "trade")[0]?.payload).toMatchObject({
      id: taking.tradeIds[0],
      takerOrderId: taking.orderId,
      side: "BUY",
      price: "0.45",
      size: "10",
      traderSide: "TAKER",
      transactionHash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    const told = await eventually(async () => {
      const heardOf = ofType(mine, "order").map(({ payload }) => [
        payload.id,
        payload.orderEventType,
      ]);
      expect(heardOf).toContainEqual([last, "PLACEMENT"]);
      return heardOf;
    });
    expect(told.filter(([id]) => id === resting.orderId)).toEqual([
      [resting.orderId, "PLACEMENT"],
      [resting.orderId, "CANCELLATION"],
    ]);
    // Nobody hears of the orders of another.
    const { trades: nativeTrades } = await stage.native(`/markets/${market.id}/trades`);
    expect(nativeTrades).toHaveLength(1);
    const known = (await trader.orders()).map((order) => `0x${order.client_order_id}`);
    expect(known).toEqual(expect.arrayContaining(told.map(([id]) => id)));

    await eventually(async () => {
      for (const token of [market.yes, market.no]) {
        const outcome = token === market.yes ? "yes" : "no";
        const { book } = await stage.native(`/markets/${market.id}/book?outcome=${outcome}`);
        const side = (levels: readonly { price: string; quantity: string }[]) =>
          new Map(levels.map(({ price, quantity }) => [Number(price), Number(quantity)]));
        expect(new Levels(token).fold(heard).sides()).toEqual({
          bids: side(book.bids),
          asks: side(book.asks),
        });
      }
    });
    expect(ofType(heard, "last_trade_price").map(({ payload }) => payload)).toMatchObject([
      { tokenId: market.yes, price: "0.45", size: "10", side: "BUY" },
    ]);
    expect(ofType(heard, "best_bid_ask").length).toBeGreaterThan(0);

    await stage.operator.must("POST", `/admin/markets/${market.id}/resolve`, { yes_payout: "1" });
    await eventually(async () => {
      expect(ofType(heard, "market_resolved")[0]?.payload).toMatchObject({
        winningTokenId: market.yes,
        winningOutcome: "Yes",
      });
    });
    const later = await stage.market();
    await eventually(async () => {
      const conditions = ofType(heard, "new_market").map(({ payload }) => payload.conditionId);
      expect(conditions).toContain(later.conditionId);
    });
    await Promise.all([watched.close(), own.close()]);
    await Promise.all([onlooker.closeSubscriptions(), sdk.closeSubscriptions()]);
  },
  closeSubscriptions: async (stage) => {
    const market = await stage.market();
    const sdk = publicSdk(stage);
    const watched = await sdk.subscribe([{ topic: "market", tokenIds: [market.yes] }]);
    const heard = listen<{ readonly type: string }>(watched);
    await eventually(async () => {
      expect(heard).not.toEqual([]);
    });
    await sdk.closeSubscriptions();
    const before = heard.length;
    await (await stage.trader()).place(market.yes, "BUY", 0.3, 10);
    expect(heard).toHaveLength(before);
  },
  endAuthentication: async (stage) => {
    const { sdk, trader } = await sdkTrader(stage);
    const onlooker = await sdk.endAuthentication();
    expect(onlooker.isPublicClient()).toBe(true);
    const { keys } = await (await trader.native()).must("GET", "/auth/keys");
    expect(keys).toEqual([]);
  },
  extend: async (stage) => {
    const extended = publicSdk(stage).extend(() => ({ hello: () => "there" }));
    expect(extended.hello()).toBe("there");
  },
  isPublicClient: async (stage) => {
    expect(publicSdk(stage).isPublicClient()).toBe(true);
  },
  isSecureClient: async (stage) => {
    expect((await sdkTrader(stage)).sdk.isSecureClient()).toBe(true);
  },
} satisfies Record<string, Check>;
