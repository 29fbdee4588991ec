import { isBid, ladderPrice, price, quantity } from "@probity/core";
import type { Outcome, Side } from "@probity/core";
import type { DepthView } from "@probity/market-data";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inTheWay, movesTo, splitQuotes } from "./quotes.ts";
import type { Quote, Standing } from "./quotes.ts";

const quoteOf = (outcome: Outcome, side: Side, at: number, lots: number): Quote => ({
  outcome,
  side,
  price: price(at),
  quantity: quantity(lots),
});
const standingOf = (orderId: string, quote: Quote, filled = 0): Standing => ({
  ...quote,
  orderId,
  quantity: quantity(quote.quantity + filled),
  remaining: quote.quantity,
});

test("a level is held half by collateral and half by shares, a single lot by collateral", () => {
  const ladder: DepthView = {
    bids: [{ price: price(5_000), quantity: quantity(101) }],
    asks: [{ price: price(5_200), quantity: quantity(1) }],
  };
  expect(splitQuotes(ladder)).toEqual({
    buyer: [quoteOf("yes", "buy", 5_000, 51), quoteOf("no", "buy", 4_800, 1)],
    seller: [quoteOf("no", "sell", 5_000, 50)],
  });
});

test("what is right stays, too much is amended or cancelled from the youngest, too little placed", () => {
  const standing = [
    standingOf("a", quoteOf("yes", "buy", 40, 10)),
    standingOf("b", quoteOf("yes", "buy", 40, 10), 5),
    standingOf("c", quoteOf("yes", "buy", 40, 10)),
    standingOf("d", quoteOf("yes", "buy", 41, 7)),
    standingOf("e", quoteOf("no", "buy", 42, 3)),
  ];
  const wanted = [
    quoteOf("yes", "buy", 40, 14),
    quoteOf("yes", "buy", 41, 7),
    quoteOf("no", "buy", 42, 8),
    quoteOf("no", "sell", 42, 2),
  ];
  expect(movesTo(wanted, standing)).toEqual({
    cancels: ["c"],
    amends: [{ orderId: "b", quantity: 9 }],
    places: [quoteOf("no", "buy", 42, 5), quoteOf("no", "sell", 42, 2)],
  });
});

test("what is larger than an order may be is placed in pieces", () => {
  const { places } = movesTo([quoteOf("yes", "buy", 40, 25)], [], 10);
  expect(places.map((piece) => piece.quantity)).toEqual([10, 10, 5]);
});

test("after the moves every price holds what was wanted, and nothing was grown", () => {
  const quote = fc
    .tuple(
      fc.constantFrom<Outcome>("yes", "no"),
      fc.constantFrom<Side>("buy", "sell"),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 20 }),
    )
    .map((fields) => quoteOf(...fields));
  fc.assert(
    fc.property(fc.array(quote), fc.array(quote), (wanted, stood) => {
      const standing = stood.map((order, i) => standingOf(String(i), order, i % 3));
      const moves = movesTo(wanted, standing, 15);
      const after = [...moves.places];
      for (const order of standing) {
        if (moves.cancels.includes(order.orderId)) continue;
        const amend = moves.amends.find(({ orderId }) => orderId === order.orderId);
        const filled = order.quantity - order.remaining;
        const remaining = (amend?.quantity ?? order.quantity) - filled;
        expect(remaining).toBeGreaterThan(0);
        expect(remaining).toBeLessThanOrEqual(order.remaining);
        after.push({ ...order, quantity: quantity(remaining) });
      }
      expect(totals(after)).toEqual(totals(wanted));
    }),
  );
});

test("both halves together are the ladder", () => {
  const level = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 30 }));
  fc.assert(
    fc.property(fc.uniqueArray(level, { selector: ([at]) => at }), (levels) => {
      const ladder: DepthView = {
        bids: levels.map(([at, lots]) => ({ price: price(at), quantity: quantity(lots) })),
        asks: levels.map(([at, lots]) => ({ price: price(at + 100), quantity: quantity(lots) })),
      };
      const { buyer, seller } = splitQuotes(ladder);
      const onLadder = [...buyer, ...seller].map(
        ({ outcome, side, price: own, quantity: lots }) => ({
          outcome: "yes" as const,
          side: isBid(side, outcome) ? ("buy" as const) : ("sell" as const),
          price: ladderPrice(outcome, own),
          quantity: lots,
        }),
      );
      const wanted = [
        ...ladder.bids.map((bid) => ({ ...bid, outcome: "yes" as const, side: "buy" as const })),
        ...ladder.asks.map((ask) => ({ ...ask, outcome: "yes" as const, side: "sell" as const })),
      ];
      expect(totals(onLadder)).toEqual(totals(wanted));
      expect(seller.every(({ side }) => side === "sell")).toBe(true);
      expect(buyer.every(({ side }) => side === "buy")).toBe(true);
    }),
  );
});

test("in the way of a trade is what it would meet first", () => {
  const standing = [
    standingOf("bid below", quoteOf("yes", "buy", 4_000, 1)),
    standingOf("bid at", quoteOf("no", "sell", 5_000, 1)),
    standingOf("ask below", quoteOf("no", "buy", 5_500, 1)),
    standingOf("ask above", quoteOf("yes", "sell", 5_100, 1)),
  ];
  expect(inTheWay(standing, price(5_000)).map(({ orderId }) => orderId)).toEqual([
    "bid at",
    "ask below",
  ]);
});

function totals(quotes: readonly Quote[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { outcome, side, price: at, quantity: lots } of quotes) {
    const key = `${outcome} ${side} ${at}`;
    found[key] = (found[key] ?? 0) + lots;
  }
  return found;
}
