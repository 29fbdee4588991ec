import { complement, idFrom, isBid, ladderPrice, price, quantity } from "@probity/core";
import type {
  AccountId,
  Event,
  MarketId,
  OrderId,
  OrderSpec,
  Outcome,
  Price,
  Sequence,
  Side,
} from "@probity/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Depth } from "./depth.ts";
import { flip } from "./level.ts";
import type { DepthView, Level } from "./level.ts";
import { MarketBook } from "./market-book.ts";
import {
  accepted,
  cancelled,
  limitOrder,
  marketCreated,
  matched,
  rested,
} from "./sample-events.ts";

const MARKET = 4_097 as MarketId;

test("a resting order shows on the side its outcome and direction mean", () => {
  const depth = new Depth();
  depth.apply({ sequence: 1, time: 1, events: [marketCreated(MARKET)] });
  const orders = [
    limitOrder(MARKET, "yes", "buy", 4_000, 100),
    limitOrder(MARKET, "no", "sell", 6_000, 50),
    limitOrder(MARKET, "yes", "sell", 4_500, 30),
    limitOrder(MARKET, "no", "buy", 5_500, 20),
  ];
  orders.forEach((spec, place) => {
    const order = idFrom<OrderId>((place + 2) as Sequence, 0);
    depth.apply({
      sequence: place + 2,
      time: 1,
      events: [accepted(order, spec), rested(order, spec)],
    });
  });
  // Both bids stand at 0.40 and both asks at 0.45 in YES terms.
  expect(depth.book(MARKET)?.view("yes")).toEqual({
    bids: [{ price: 4_000, quantity: 150 }],
    asks: [{ price: 4_500, quantity: 50 }],
  });
  expect(depth.book(MARKET)?.view("no")).toEqual({
    bids: [{ price: 5_500, quantity: 50 }],
    asks: [{ price: 6_000, quantity: 150 }],
  });
});

test("what a command puts up and takes away again is no change", () => {
  const depth = new Depth();
  const spec = limitOrder(MARKET, "yes", "buy", 4_000, 100);
  const [first, second] = [1 as OrderId, 2 as OrderId];
  depth.apply({ sequence: 1, time: 1, events: [marketCreated(MARKET)] });
  depth.apply({ sequence: 2, time: 1, events: [accepted(first, spec), rested(first, spec)] });
  const updates = depth.apply({
    sequence: 3,
    time: 1,
    events: [cancelled(first, spec), accepted(second, spec), rested(second, spec)],
  });
  expect(updates).toEqual([]);
  expect(depth.book(MARKET)?.sequence).toBe(2);
});

// ---- the fold equals a recount ----

interface ModelOrder {
  readonly order: OrderId;
  readonly spec: OrderSpec;
  readonly price: Price;
  readonly remaining: number;
}

const MARKETS = [MARKET, (MARKET + 1) as MarketId];

/** What may happen, with numbers that are read against what stands at that moment. */
const step = fc.record({
  kind: fc.constantFrom("rest", "rest", "match", "cancel", "amend-down", "amend-price", "unfilled"),
  market: fc.constantFrom(...MARKETS),
  outcome: fc.constantFrom<Outcome>("yes", "no"),
  side: fc.constantFrom<Side>("buy", "sell"),
  price: fc.integer({ min: 1, max: 9_999 }).map((p) => (p % 12) * 700 + 500),
  lots: fc.integer({ min: 1, max: 1_000 }),
  pick: fc.nat(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test("every book equals a recount of its resting orders, and updates alone lead there", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 60 }),
      (commands) => {
        const depth = new Depth();
        const followers = new Map(MARKETS.map((market) => [market, new MarketBook(market)]));
        depth.apply({ sequence: 1, time: 1, events: MARKETS.map(marketCreated) });
        let orders: readonly ModelOrder[] = [];
        commands.forEach((steps, place) => {
          const sequence = place + 2;
          const events: Event[] = [];
          steps.forEach((wish, item) => {
            const done = perform(wish, idFrom<OrderId>(sequence as Sequence, item), orders);
            events.push(...done.events);
            orders = done.orders;
          });
          for (const update of depth.apply({ sequence, time: sequence, events })) {
            expect(followers.get(update.market)?.apply(update)).toBe("applied");
          }
          for (const market of MARKETS) {
            const book = depth.book(market) as MarketBook;
            const expected = recount(orders.filter((order) => order.spec.market === market));
            expect(book.view("yes")).toEqual(expected);
            expect(book.view("no")).toEqual(flip(expected));
            expect(followers.get(market)?.view("yes")).toEqual(expected);
            expect(followers.get(market)?.checksum).toBe(book.checksum);
          }
        });
      },
    ),
    { numRuns: 200 },
  );
});

/** The events of one step, and what rests afterwards. The books may cross: depth does not judge. */
function perform(
  wish: Step,
  order: OrderId,
  orders: readonly ModelOrder[],
): { events: readonly Event[]; orders: readonly ModelOrder[] } {
  const spec = limitOrder(wish.market, wish.outcome, wish.side, wish.price, wish.lots);
  const target = orders[wish.pick % Math.max(orders.length, 1)];
  const others = orders.filter((other) => other !== target);
  const atPrice = price(wish.price);
  if (wish.kind === "rest" || target === undefined) {
    const standing = { order, spec, price: atPrice, remaining: wish.lots };
    return { events: [accepted(order, spec), rested(order, spec)], orders: [...orders, standing] };
  }
  const remaining = Math.max(0, target.remaining - wish.lots);
  const left = remaining === 0 ? [] : [{ ...target, remaining }];
  switch (wish.kind) {
    case "match": {
      const taker = limitOrder(target.spec.market, "no", "buy", 1, target.remaining - remaining);
      const events = [accepted(order, taker), matched(target.order, target.spec, order, taker)];
      return { events, orders: [...others, ...left] };
    }
    case "unfilled":
      return { events: [accepted(order, spec), cancelled(order, spec)], orders };
    case "cancel":
      return { events: [cancelled(target.order, target.spec)], orders: others };
    case "amend-down":
      if (remaining === 0) return { events: [], orders };
      return {
        events: [amended(target, target.price, remaining, true)],
        orders: [...others, ...left],
      };
    case "amend-price": {
      const moved = { ...target, price: atPrice, remaining: wish.lots };
      return {
        events: [
          amended(target, atPrice, wish.lots, false),
          rested(target.order, { ...target.spec, pricing: spec.pricing }),
        ],
        orders: [...others, moved],
      };
    }
    default:
      return { events: [], orders };
  }
}

function amended(target: ModelOrder, to: Price, remaining: number, keepsPriority: boolean): Event {
  return {
    type: "OrderAmended",
    order: target.order,
    account: 1 as AccountId,
    market: target.spec.market,
    price: to,
    quantity: quantity(remaining),
    remaining: quantity(remaining),
    keepsPriority,
  };
}

function recount(orders: readonly ModelOrder[]): DepthView {
  const side = (bid: boolean): Level[] => {
    const lots = new Map<number, number>();
    for (const { spec, price: own, remaining } of orders) {
      if (isBid(spec.side, spec.outcome) !== bid) continue;
      const at = spec.outcome === "yes" ? own : complement(own);
      expect(at).toBe(ladderPrice(spec.outcome, own));
      lots.set(at, (lots.get(at) ?? 0) + remaining);
    }
    return [...lots]
      .sort(([a], [b]) => (bid ? b - a : a - b))
      .map(([at, total]) => ({ price: price(at), quantity: quantity(total) }));
  };
  return { bids: side(true), asks: side(false) };
}
