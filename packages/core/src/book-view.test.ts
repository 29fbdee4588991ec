import { expect, test } from "vitest";
import { TestVenue, limit, only } from "../test/venue.ts";

test("S1.3 S2.13 YES and NO are two views of one book: every bid is the other's ask", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const [a, b] = [venue.account(), venue.account()];
  venue.place(a, limit(market, "buy yes", 4_000, 10));
  venue.place(a, limit(market, "buy yes", 3_900, 20));
  venue.place(b, limit(market, "buy no", 5_500, 30));
  const yes = venue.exchange.depth(market, "yes", 10);
  const no = venue.exchange.depth(market, "no", 10);
  expect(yes).toEqual({
    bids: [
      { price: 4_000, quantity: 10, orders: 1 },
      { price: 3_900, quantity: 20, orders: 1 },
    ],
    asks: [{ price: 4_500, quantity: 30, orders: 1 }],
  });
  const mirrored = (levels: readonly { price: number }[] | undefined): object[] =>
    (levels ?? []).map((level) => ({ ...level, price: 10_000 - level.price }));
  expect(no).toEqual({ bids: mirrored(yes?.asks), asks: mirrored(yes?.bids) });
  // Selling NO is bidding for YES: the same ladder, whatever words the order came with.
  venue.run({ type: "SplitSet", account: b, market, quantity: 5 as never, key: null });
  venue.place(b, limit(market, "sell no", 6_000, 5));
  expect(venue.exchange.depth(market, "yes", 1)?.bids).toEqual([
    { price: 4_000, quantity: 15, orders: 2 },
  ]);
  expect(venue.exchange.depth(market, "no", 1)?.asks).toEqual([
    { price: 6_000, quantity: 15, orders: 2 },
  ]);
});

test("S2.11 snapshots of an outcome's, a market's and all of an event's books, best first, at any moment", () => {
  const venue = new TestVenue();
  const { event, markets } = venue.event(3);
  const account = venue.account();
  for (const [place, market] of markets.entries()) {
    for (const step of [1, 2, 3]) {
      venue.place(account, limit(market, "buy yes", 1_000 * (place + 1) + 100 * step, step));
      venue.place(account, limit(market, "buy no", 1_000 * (place + 1) + 100 * step, step));
    }
  }
  const ofEvent = venue.exchange.event(event)?.markets ?? [];
  const best = ofEvent.map((market) => venue.exchange.depth(market, "yes", 1));
  expect(best.map((book) => book?.bids[0]?.price)).toEqual([1_300, 2_300, 3_300]);
  expect(best.map((book) => book?.asks[0]?.price)).toEqual([8_700, 7_700, 6_700]);
  const bids = ofEvent.flatMap((market) => venue.exchange.depth(market, "yes", 9)?.bids ?? []);
  expect(bids.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(18);
  const snapshot = venue.exchange.depth(ofEvent[0] as never, "yes", 1);
  const { order } = only(
    venue.place(account, limit(ofEvent[0] as never, "buy yes", 2_000, 7)),
    "OrderAccepted",
  );
  expect(snapshot?.bids).toEqual([{ price: 1_300, quantity: 3, orders: 1 }]);
  expect(venue.exchange.depth(ofEvent[0] as never, "yes", 1)?.bids).toEqual([
    { price: 2_000, quantity: 7, orders: 1 },
  ]);
  venue.run({ type: "CancelOrders", account, targets: [{ kind: "order", order }] });
  expect(venue.exchange.depth(ofEvent[0] as never, "yes", 1)).toEqual(snapshot);
});
