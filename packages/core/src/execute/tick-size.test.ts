import { describe, expect, test } from "vitest";
import { TestVenue, all, limit, only, story } from "../../test/venue.ts";
import { Exchange, WORK_PER_COMMAND } from "../index.ts";
import type { AccountId, MarketId, Price, Quantity, Timestamp } from "../index.ts";

interface Grid {
  readonly venue: TestVenue;
  readonly market: MarketId;
  readonly maker: AccountId;
}

function grid(tickSize = 100, takerDelayMs = 0): Grid {
  const venue = new TestVenue();
  return { venue, market: venue.market({ tickSize, takerDelayMs }), maker: venue.account(10_000) };
}

function change({ venue, market }: Grid, tickSize: number, at = 0): string[] {
  const wish = { type: "ChangeTickSize", market, tickSize: tickSize as Price } as const;
  return story(venue.run({ ...wish, at: at as Timestamp }));
}

describe("a change of tick size", () => {
  test("to a coarser grid cancels what is off it, the others keep place and price", () => {
    const w = grid(25);
    for (const price of [4_000, 4_025, 4_100, 4_100, 3_950]) {
      w.venue.place(w.maker, limit(w.market, "buy yes", price, price / 25));
    }
    w.venue.place(w.maker, limit(w.market, "buy no", 5_875, 7));
    const held = w.venue.held(w.maker);
    expect(change(w, 100)).toEqual([
      "TickSizeAnnounced",
      "cancelled 161 tick-size",
      "cancelled 158 tick-size",
      "cancelled 7 tick-size",
      "TickSizeChanged",
    ]);
    expect(w.venue.draw(w.market)).toEqual(["---", "4100 × 328 (2)", "4000 × 160 (1)"]);
    expect(held - w.venue.held(w.maker)).toBe(161 * 4_025 + 158 * 3_950 + 7 * 5_875);
    const place = (price: number): string | undefined =>
      story(w.venue.place(w.maker, limit(w.market, "buy yes", price, 1)))[0];
    expect([place(4_050), place(4_000)]).toEqual(["PriceOffTick", "OrderAccepted"]);
  });

  test("to a finer grid keeps all, in a snapshot too, and trades on it", () => {
    const w = grid(100);
    for (const lots of [10, 20]) w.venue.place(w.maker, limit(w.market, "sell no", 4_000, lots));
    w.venue.run({
      type: "SplitSet",
      account: w.maker,
      market: w.market,
      quantity: 30 as Quantity,
      key: null,
    });
    for (const lots of [10, 20]) w.venue.place(w.maker, limit(w.market, "buy yes", 6_000, lots));
    const before = w.venue.draw(w.market);
    expect(change(w, 1)).toEqual(["TickSizeAnnounced", "TickSizeChanged"]);
    expect(w.venue.draw(w.market)).toEqual(before);
    const twin = Exchange.restore(w.venue.exchange.records());
    expect([...twin.records()]).toEqual([...w.venue.exchange.records()]);
    const other = w.venue.account();
    expect(story(w.venue.place(other, limit(w.market, "buy no", 4_001, 15)))).toEqual([
      "OrderAccepted",
      "mint 10 @ 6000",
      "mint 5 @ 6000",
    ]);
    w.venue.place(other, limit(w.market, "buy yes", 6_001, 5));
    expect(w.venue.draw(w.market)).toEqual(["---", "6001 × 5 (1)", "6000 × 15 (1)"]);
    expect(change(w, 1_000)).toEqual([
      "TickSizeAnnounced",
      "cancelled 5 tick-size",
      "TickSizeChanged",
    ]);
    expect(w.venue.draw(w.market)).toEqual(["---", "6000 × 15 (1)"]);
  });

  test("takes more than one command for a crowd; meanwhile the market takes only cancels", () => {
    const w = grid(100);
    const items = Array.from({ length: 100 }, (_, place) => {
      return { key: null, order: limit(w.market, "buy yes", 100 + 100 * (place % 9), 1) };
    });
    for (let batch = 0; batch < 12; batch++) {
      w.venue.run({ type: "PlaceOrders", account: w.maker, items });
    }
    const kept = only(
      w.venue.place(w.maker, limit(w.market, "buy yes", 2_000, 1)),
      "OrderAccepted",
    );
    const first = change(w, 1_000);
    expect(first).toHaveLength(WORK_PER_COMMAND + 1);
    expect(w.venue.exchange.market(w.market)).toMatchObject({
      tickSize: 100,
      tickChange: { tickSize: 1_000, hasBegun: true },
    });
    expect(story(w.venue.place(w.maker, limit(w.market, "sell yes", 1_000, 1)))).toEqual([
      "MarketCancelOnly",
    ]);
    expect(change(w, 10)).toEqual(["TickSizeChanging"]);
    const less = { type: "AmendOrder", account: w.maker, order: kept.order, price: 3_000 } as const;
    expect(story(w.venue.run({ ...less, quantity: null, key: null } as never))).toEqual([
      "MarketCancelOnly",
    ]);
    const twin = Exchange.restore(w.venue.exchange.records());
    expect(twin.pendingWork()).toEqual({ type: "ContinueCancel" });
    w.venue.run({ type: "ResolveMarket", market: w.market, yesPayout: 0 as Price });
    const events = w.venue.work();
    const cancelled = all(events, "OrderCancelled");
    expect(cancelled.filter(({ reason }) => reason === "tick-size")).toHaveLength(200);
    expect(cancelled.at(-1)).toMatchObject({ order: kept.order, reason: "resolution" });
    expect(events.at(-1)).toMatchObject({ type: "MarketStateChanged", to: "resolved" });
  });

  test("comes at its time, unless another took its place or the market has ended", () => {
    const w = grid(100);
    w.venue.place(w.maker, limit(w.market, "buy yes", 4_100, 3));
    const at = w.venue.now + 1_000;
    expect(change(w, 1_000, at)).toEqual(["TickSizeAnnounced"]);
    const twin = Exchange.restore(w.venue.exchange.records());
    expect(twin.nextDeadline()).toBe(at);
    expect(change(w, 50, at + 500)).toEqual(["TickSizeAnnounced"]);
    expect(story(w.venue.pass(1_200))).toEqual([]);
    expect(story(w.venue.pass(500))).toEqual(["TimeAdvanced", "TickSizeChanged"]);
    expect(w.venue.exchange.market(w.market)).toMatchObject({ tickSize: 50, tickChange: null });

    expect(change(w, 1_000, w.venue.now + 1_000)).toEqual(["TickSizeAnnounced"]);
    w.venue.run({ type: "ResolveMarket", market: w.market, yesPayout: 0 as Price });
    w.venue.work();
    expect(story(w.venue.pass(2_000))).toEqual(["TimeAdvanced"]);
    expect(w.venue.exchange.market(w.market)).toMatchObject({ tickSize: 50, tickChange: null });
    expect(change(w, 10)).toEqual(["MarketNotOpen"]);
    expect(change(w, 33)).toEqual(["InvalidField"]);
  });

  test("a delayed order goes with the grid or falls with it", () => {
    const w = grid(100, 60_000);
    w.venue.place(w.maker, limit(w.market, "buy no", 6_000, 100));
    const taker = w.venue.account();
    for (const price of [4_100, 5_000]) {
      w.venue.place(taker, limit(w.market, "buy yes", price, 10));
    }
    expect(change(w, 1_000)).toEqual([
      "TickSizeAnnounced",
      "cancelled 10 tick-size",
      "TickSizeChanged",
    ]);
    expect(change(w, 1)).toEqual(["TickSizeAnnounced", "TickSizeChanged"]);
    expect(story(w.venue.pass(70_000))).toEqual([
      "TimeAdvanced",
      "OrderReleased",
      "mint 10 @ 4000",
    ]);
  });
});
