import { expect, test } from "vitest";
import { TestVenue, limit, only } from "../test/venue.ts";
import type { Event, OrderSpec, RejectionCode, SessionId } from "./index.ts";
import { REJECTION_CODES } from "./index.ts";

/**
 * Each pair of neighbours is one order with both faults: the earlier must be
 * given. Faults are added to one another from the last to the first.
 */
test("of two reasons the earlier of the table is given, down the whole order path", () => {
  const venue = new TestVenue();
  const market = venue.market({
    tickSize: 100,
    minQuantity: 10 as never,
    positionLimit: 50 as never,
    bandLow: 1_000 as never,
    bandHigh: 9_000 as never,
  });
  const maker = venue.account();
  const trader = venue.account(0.000_001, 77);
  venue.place(maker, limit(market, "buy no", 4_000, 20));

  const base = limit(market, "buy yes", 6_000, 40, { tif: "fok" });
  const given: RejectionCode[] = [];
  const place = (order: OrderSpec, actor = 77): void => {
    const [event] = venue.run({ type: "PlaceOrder", account: trader, key: null, order }, actor);
    given.push(codeOf(event));
  };
  const price = (order: OrderSpec, wish: object): OrderSpec => {
    return { ...order, pricing: { ...order.pricing, ...wish } } as OrderSpec;
  };
  place(base); // poor, and not fillable
  const large = price(base, { quantity: 60 });
  place(large); // and too large a position
  const rests = { timeInForce: { kind: "gtd", postOnly: true, expiresAt: 10 ** 12 } };
  const posting = price(large, rests);
  place(posting); // and crossing
  venue.run({ type: "UpdateAccount", account: trader, status: "active", maxOpenOrders: 0 });
  place(posting); // and one too many
  const late = price(posting, { timeInForce: { kind: "gtd", postOnly: true, expiresAt: 1 } });
  place(late);
  const tiny = price(late, { quantity: 1 });
  place(tiny);
  const outside = price(tiny, { price: 9_100 });
  place(outside);
  const off = price(outside, { price: 9_150 });
  place(off);
  place({ ...off, reduceOnly: true });
  venue.run({ type: "UpdateAccount", account: trader, status: "closed-only", maxOpenOrders: 0 });
  place({ ...off, reduceOnly: true });
  const state = (to: "halted" | "open", mode: "post-only" | "cancel-only" | "normal"): void => {
    venue.run({ type: "ChangeMarketState", target: { kind: "market", market }, to, mode });
  };
  state("open", "post-only");
  const taking = price({ ...off, reduceOnly: true }, { timeInForce: { kind: "ioc" } });
  place(taking);
  state("open", "cancel-only");
  place(taking);
  state("halted", "normal");
  place(taking);
  place({ ...taking, session: 5 as SessionId });
  place({ ...taking, session: 5 as SessionId, group: 5 as never });
  const nowhere = { ...taking, session: 5 as SessionId, group: 5 as never, market: 5 as never };
  place(nowhere);
  venue.run({ type: "UpdateAccount", account: trader, status: "frozen", maxOpenOrders: 0 });
  place(nowhere);
  const broken = price(nowhere, { price: Number.NaN });
  place(broken);
  place(broken, 78);
  expect(given).toEqual([
    "InsufficientCollateral",
    "PositionLimitExceeded",
    "PostOnlyWouldCross",
    "TooManyOpenOrders",
    "ExpiryInPast",
    "QuantityBelowMinimum",
    "PriceOutsideBand",
    "PriceOffTick",
    "ReduceOnlyBuy",
    "AccountClosedOnly",
    "PostOnlyMode",
    "MarketCancelOnly",
    "MarketNotOpen",
    "SessionNotFound",
    "GroupNotFound",
    "MarketNotFound",
    "AccountFrozen",
    "InvalidField",
    "NotAuthorised",
  ]);
  const places = given.map((code) => REJECTION_CODES.indexOf(code));
  expect(places).toEqual(places.toSorted((a, b) => b - a));
});

test("a rejected order changes nothing but sequence, time and counter", () => {
  const venue = new TestVenue();
  const market = venue.market();
  const trader = venue.account(1);
  const before = [...venue.exchange.records()].slice(1).filter(([kind]) => kind !== "origin");
  const events = venue.place(trader, limit(market, "buy yes", 5_000, 100_000));
  expect(only(events, "OrderRejected").rejection).toEqual({
    code: "InsufficientCollateral",
    required: 500_000_000,
    available: 1_000_000,
  });
  expect([...venue.exchange.records()].slice(1).filter(([kind]) => kind !== "origin")).toEqual(
    before,
  );
});

function codeOf(event: Event | undefined): RejectionCode {
  if (event?.type === "OrderRejected" || event?.type === "CommandRejected")
    return event.rejection.code;
  throw new Error(`not a rejection: ${JSON.stringify(event)}`);
}
