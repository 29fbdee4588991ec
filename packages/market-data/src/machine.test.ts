/** The folds against the machine that made the events: after every command they must agree. */
import { amount, Exchange, price, PRICE_ONE, quantity } from "@probity/core";
import type {
  AccountId,
  AssetId,
  CommandContent,
  EventId,
  MarketId,
  OrderId,
  OrderSpec,
  OwnerId,
  Pricing,
  Sequence,
  Timestamp,
} from "@probity/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MarketData } from "./market-data.ts";
import { outstandingChanges } from "./open-interest.ts";

const USD = 1 as AssetId;
const PARAMETERS = {
  minQuantity: quantity(1),
  fees: { formula: "symmetric", exponent: 1, takerBps: 100, makerBps: 10, rebateBps: 5 },
  positionLimit: quantity(0),
  bandLow: price(1),
  bandHigh: price(PRICE_ONE - 1),
  closeTime: 0 as Timestamp,
  takerDelayMs: 0,
} as const;

/** A machine with one market and four accounts of three owners, and the folds of all its events. */
class Venue {
  readonly exchange = Exchange.create();
  readonly data = new MarketData();
  /** The same folds, saved and restored now and then. */
  restarted = new MarketData();
  readonly accounts: AccountId[] = [];
  readonly market: MarketId;
  /** Sum of all changes of what is outstanding. */
  outstanding = 0;
  private counter = 0;

  constructor() {
    this.run({ type: "RegisterCollateral", symbol: "USD" });
    for (const owner of [1, 2, 3, 3]) {
      this.run({ type: "OpenAccount", owner: owner as OwnerId });
    }
    this.accounts = this.exchange.accounts();
    const text = { title: "Rain", description: "", category: "", tags: [], image: "" };
    const question = { question: "Will it rain?", description: "", image: "", external: "" };
    this.run({
      type: "CreateEvent",
      slug: "rain",
      text,
      rules: "",
      collateral: USD,
      mutuallyExclusive: false,
      exhaustive: false,
      markets: [{ slug: "rain-1", text: question, tickSize: price(100), parameters: PARAMETERS }],
    });
    const [market] = this.exchange.markets();
    const [event] = this.exchange.events();
    this.market = market as MarketId;
    const target = { kind: "event", event: event as EventId } as const;
    this.run({ type: "ChangeMarketState", target, to: "open", mode: "normal" });
    for (const account of this.accounts) {
      const money = amount(1_000_000_000);
      this.run({ type: "Deposit", account, asset: USD, amount: money, key: `in-${account}` });
      this.run({
        type: "SplitSet",
        account,
        market: this.market,
        quantity: quantity(500),
        key: null,
      });
    }
  }

  run(content: CommandContent): void {
    const time = this.exchange.time + 10;
    for (let due = this.exchange.overdue(time); due !== null; due = this.exchange.overdue(time)) {
      this.execute(due.content, due.time);
    }
    this.execute(content, time);
    for (
      let work = this.exchange.pendingWork();
      work !== null;
      work = this.exchange.pendingWork()
    ) {
      this.execute(work, time);
    }
  }

  private execute(content: CommandContent, time: number): void {
    const sequence = (this.exchange.sequence + 1) as Sequence;
    const events = this.exchange.execute({
      sequence,
      time: time as Timestamp,
      origin: 1,
      counter: ++this.counter,
      actor: 0 as OwnerId,
      content,
    });
    const facts = events.toArray();
    for (const { lots: change } of facts.flatMap(outstandingChanges)) this.outstanding += change;
    const entry = { sequence, time, events: facts };
    this.data.apply(entry);
    this.restarted.apply(entry);
  }

  restart(): void {
    this.restarted = MarketData.restore(structuredClone(this.restarted.save()));
  }
}

const lots = fc.integer({ min: 1, max: 300 }).map(quantity);
const bookPrice = fc.integer({ min: 40, max: 60 }).map((cents) => price(cents * 100));
const pricing: fc.Arbitrary<Pricing> = fc.oneof(
  { weight: 6, arbitrary: resting() },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("market" as const),
      quantity: lots,
      cap: bookPrice,
      fillOrKill: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("cash" as const),
      cash: fc.integer({ min: 1, max: 900_000 }).map(amount),
      cap: bookPrice,
      feeIncluded: fc.boolean(),
      fillOrKill: fc.boolean(),
    }),
  },
);

function resting(): fc.Arbitrary<Pricing> {
  const timeInForce = fc.oneof(
    fc.record({ kind: fc.constant("gtc" as const), postOnly: fc.boolean() }),
    fc.record({
      kind: fc.constant("gtd" as const),
      postOnly: fc.constant(false),
      expiresAt: fc.integer({ min: 100, max: 3_000 }).map((time) => time as Timestamp),
    }),
    fc.constant({ kind: "ioc" as const }),
  );
  return fc.record({
    kind: fc.constant("limit" as const),
    price: bookPrice,
    quantity: lots,
    timeInForce,
  });
}

const order = fc.record({
  outcome: fc.constantFrom("yes" as const, "no" as const),
  side: fc.constantFrom("buy" as const, "sell" as const),
  pricing,
  reduceOnly: fc.constant(false),
  selfTrade: fc.constantFrom(
    "cancel-taker" as const,
    "cancel-maker" as const,
    "cancel-both" as const,
  ),
});
const wish = fc.record({
  kind: fc.constantFrom(
    "place",
    "place",
    "place",
    "place",
    "cancel",
    "amend",
    "replace",
    "cancel-all",
  ),
  account: fc.nat({ max: 3 }),
  pick: fc.nat(),
  order,
  price: fc.option(bookPrice, { nil: null }),
  quantity: lots,
});
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

function commandOf(venue: Venue, one: Wish): CommandContent {
  const account = venue.accounts[one.account] as AccountId;
  const spec: OrderSpec = { ...one.order, market: venue.market, group: null, session: null };
  const standing = venue.exchange.ordersOf(account);
  const target = (standing[one.pick % Math.max(1, standing.length)]?.order ?? 1) as OrderId;
  switch (one.kind) {
    case "cancel":
      return { type: "CancelOrders", account, targets: [{ kind: "order", order: target }] };
    case "amend":
      return {
        type: "AmendOrder",
        account,
        order: target,
        price: one.price,
        quantity: one.quantity,
        key: null,
      };
    case "replace":
      return { type: "ReplaceOrder", account, order: target, key: null, replacement: spec };
    case "cancel-all":
      return { type: "CancelAll", account, scope: { kind: "all" } };
    default:
      return { type: "PlaceOrder", account, key: null, order: spec };
  }
}

test("books, own orders, open interest and last prices are the machine's after every command", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(wish, { minLength: 30, maxLength: 150 }), (wishes) => {
      const venue = new Venue();
      for (const one of wishes) {
        venue.run(commandOf(venue, one));
        compare(venue);
      }
      venue.run({ type: "ResolveMarket", market: venue.market, yesPayout: price(PRICE_ONE) });
      compare(venue);
      for (const own of venue.accounts) {
        for (const { status, cancelReason } of venue.data.ownOrders.newestFirst(own)) {
          seen.add(cancelReason ?? status);
        }
      }
    }),
    { numRuns: 60 },
  );
  // A quiet run must not pass for a good one.
  for (const end of [
    "filled",
    "requested",
    "replaced",
    "expired",
    "self-trade",
    "unfilled",
    "resolution",
  ]) {
    expect(seen).toContain(end);
  }
});

test("folds that were saved and restored end where those end that never stopped", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: wish }, fc.constant("restart" as const)), {
        minLength: 30,
        maxLength: 100,
      }),
      (wishes) => {
        const venue = new Venue();
        for (const one of wishes) {
          if (one === "restart") venue.restart();
          else venue.run(commandOf(venue, one));
        }
        expect(venue.restarted.save()).toEqual(venue.data.save());
      },
    ),
    { numRuns: 30 },
  );
});

function compare({ exchange, data, market, accounts, outstanding }: Venue): void {
  expect(outstanding).toBe(exchange.market(market)?.outstanding);
  for (const outcome of ["yes", "no"] as const) {
    const machine = exchange.depth(market, outcome, 10_000);
    const levels = (side: "bids" | "asks") =>
      machine?.[side].map(({ price: at, quantity: held }) => ({ price: at, quantity: held }));
    expect(data.depth.book(market)?.view(outcome)).toEqual({
      bids: levels("bids"),
      asks: levels("asks"),
    });
  }
  expect(data.tickers.ticker(market).lastPrice).toBe(exchange.market(market)?.lastPrice);
  for (const account of accounts) {
    const byId = <T extends { readonly order: OrderId }>(orders: T[]): T[] =>
      orders.sort((a, b) => a.order - b.order);
    const facts = byId(data.ownOrders.open(account)).map((own) => [
      own.order,
      own.price,
      own.quantity,
      own.remaining,
    ]);
    const expected = byId(exchange.ordersOf(account)).map((own) => [
      own.order,
      own.price,
      own.quantity,
      own.remaining,
    ]);
    expect(facts).toEqual(expected);
  }
}
