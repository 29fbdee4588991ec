import { Exchange, PRICE_ONE } from "../src/index.ts";
import type {
  AccountId,
  Amount,
  AssetId,
  BookView,
  CommandContent,
  Event,
  EventId,
  EventOf,
  EventType,
  FeeSchedule,
  MarketId,
  MarketParameters,
  MarketSpec,
  OrderSpec,
  OwnerId,
  Price,
  Quantity,
  Sequence,
  Timestamp,
} from "../src/index.ts";

const NO_FEES: FeeSchedule = {
  formula: "symmetric",
  exponent: 1,
  takerBps: 0,
  makerBps: 0,
  rebateBps: 0,
};

export const USD = 1 as AssetId;

/** A machine with the clock and the counters of its driver, for tests: says commands in one line. */
export class TestVenue {
  exchange = Exchange.create();
  now = 1_000;
  private counter = 0;
  private owners = 0;
  private slugs = 0;

  constructor() {
    this.run({ type: "RegisterCollateral", symbol: "USD" });
  }

  /** Executes as the system, or as `actor`; due deadlines first, as the sequencer does. */
  run(content: CommandContent, actor = 0): readonly Event[] {
    this.now++;
    for (
      let due = this.exchange.overdue(this.now);
      due !== null;
      due = this.exchange.overdue(this.now)
    ) {
      this.execute(due.content, 0, due.time);
    }
    return this.execute(content, actor, this.now);
  }

  execute(
    content: CommandContent,
    actor: number,
    time: number,
    counter = ++this.counter,
  ): readonly Event[] {
    return this.exchange
      .execute({
        sequence: (this.exchange.sequence + 1) as Sequence,
        time: time as Timestamp,
        origin: 1,
        counter,
        actor: actor as OwnerId,
        content,
      })
      .toArray();
  }

  /** Goes on with bounded work until there is none. */
  work(): Event[] {
    const events: Event[] = [];
    for (
      let next = this.exchange.pendingWork();
      next !== null;
      next = this.exchange.pendingWork()
    ) {
      events.push(...this.run(next));
    }
    return events;
  }

  /** Lets `ms` pass and the deadlines in them fall due. */
  pass(ms: number): Event[] {
    this.now += ms;
    const events: Event[] = [];
    for (
      let due = this.exchange.overdue(this.now);
      due !== null;
      due = this.exchange.overdue(this.now)
    ) {
      events.push(...this.execute(due.content, 0, due.time));
    }
    return events;
  }

  /** A new account of a new owner (or of `owner`) with dollars in it. */
  account(dollars = 1_000, owner = ++this.owners): AccountId {
    this.owners = Math.max(this.owners, owner);
    const opened = only(
      this.run({ type: "OpenAccount", owner: owner as OwnerId }),
      "AccountOpened",
    );
    const amount = (dollars * 1_000_000) as Amount;
    if (dollars > 0) {
      this.run({ type: "Deposit", account: opened.account, asset: USD, amount, key: "first" });
    }
    return opened.account;
  }

  /** An event of `n` markets with the given parameters, open. */
  event(n: number, wish: EventWish = {}): { event: EventId; markets: MarketId[] } {
    const markets = Array.from({ length: n }, () => marketSpec(`m-${++this.slugs}`, wish));
    const events = this.run({
      type: "CreateEvent",
      slug: `e-${this.slugs}`,
      text: { title: "Who wins?", description: "", category: "", tags: [], image: "" },
      rules: "As announced.",
      collateral: USD,
      mutuallyExclusive: wish.exclusive ?? false,
      exhaustive: wish.exclusive ?? false,
      markets,
    });
    const { event } = only(events, "EventCreated");
    if (wish.draft !== true) {
      this.run({
        type: "ChangeMarketState",
        target: { kind: "event", event },
        to: "open",
        mode: "normal",
      });
    }
    return { event, markets: all(events, "MarketCreated").map((created) => created.market) };
  }

  market(wish: EventWish = {}): MarketId {
    const [market] = this.event(1, wish).markets;
    if (market === undefined) throw new Error("an event has a market");
    return market;
  }

  place(account: AccountId, order: OrderSpec, key: string | null = null): readonly Event[] {
    return this.run({ type: "PlaceOrder", account, key, order });
  }

  available(account: AccountId): number {
    return this.exchange.account(account)?.balances[0]?.available ?? Number.NaN;
  }

  held(account: AccountId): number {
    return this.exchange.account(account)?.balances[0]?.held ?? Number.NaN;
  }

  /** YES and NO shares of an account, in lots. */
  shares(account: AccountId, market: MarketId): [yes: number, no: number] {
    const position = this.exchange.position(account, market);
    return [position?.yes ?? 0, position?.no ?? 0];
  }

  /** The YES book as text: worst ask first, best bid below the line. */
  draw(market: MarketId): string[] {
    const book = this.exchange.depth(market, "yes", 100);
    return book === null ? [] : drawBook(book);
  }
}

export interface EventWish extends Partial<Omit<MarketParameters, "fees">> {
  readonly tickSize?: number;
  readonly fees?: Partial<FeeSchedule>;
  readonly exclusive?: boolean;
  readonly draft?: boolean;
}

function marketSpec(slug: string, wish: EventWish): MarketSpec {
  return {
    slug,
    text: { question: "Will it?", description: "", image: "", external: "" },
    tickSize: (wish.tickSize ?? 100) as Price,
    parameters: {
      minQuantity: wish.minQuantity ?? (1 as Quantity),
      fees: { ...NO_FEES, ...wish.fees },
      positionLimit: wish.positionLimit ?? (0 as Quantity),
      bandLow: wish.bandLow ?? (1 as Price),
      bandHigh: wish.bandHigh ?? (9_999 as Price),
      closeTime: wish.closeTime ?? (0 as Timestamp),
      takerDelayMs: wish.takerDelayMs ?? 0,
    },
  };
}

type OrderWish = Partial<Omit<OrderSpec, "market" | "pricing">> & {
  readonly tif?: "gtc" | "ioc" | "fok";
  readonly postOnly?: boolean;
  readonly expiresAt?: number;
};

/** A limit order; `words` like "buy yes". */
export function limit(
  market: MarketId,
  words: `${OrderSpec["side"]} ${OrderSpec["outcome"]}`,
  price: number,
  lots: number,
  wish: OrderWish = {},
): OrderSpec {
  const { tif = "gtc", postOnly = false, expiresAt, ...rest } = wish;
  const timeInForce =
    expiresAt !== undefined
      ? { kind: "gtd" as const, postOnly, expiresAt: expiresAt as Timestamp }
      : tif === "gtc"
        ? { kind: tif, postOnly }
        : { kind: tif };
  return {
    ...order(market, words),
    ...rest,
    pricing: { kind: "limit", price: price as Price, quantity: lots as Quantity, timeInForce },
  };
}

/** A cash BUY. */
export function cash(
  market: MarketId,
  outcome: OrderSpec["outcome"],
  microDollars: number,
  wish: { cap?: number; feeIncluded?: boolean; fillOrKill?: boolean } = {},
): OrderSpec {
  return {
    ...order(market, `buy ${outcome}`),
    pricing: {
      kind: "cash",
      cash: microDollars as Amount,
      cap: (wish.cap ?? PRICE_ONE - 1) as Price,
      feeIncluded: wish.feeIncluded ?? true,
      fillOrKill: wish.fillOrKill ?? false,
    },
  };
}

function order(market: MarketId, words: string): Omit<OrderSpec, "pricing"> {
  const [side, outcome] = words.split(" ") as [OrderSpec["side"], OrderSpec["outcome"]];
  return {
    market,
    side,
    outcome,
    reduceOnly: false,
    selfTrade: "cancel-taker",
    group: null,
    session: null,
  };
}

export function all<T extends EventType>(events: readonly Event[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

/** The one event of a type. */
export function only<T extends EventType>(events: readonly Event[], type: T): EventOf<T> {
  const [found, ...more] = all(events, type);
  if (found === undefined || more.length > 0) {
    throw new Error(`expected one ${type} in ${JSON.stringify(events)}`);
  }
  return found;
}

/** What a story of events says in short: types, with reason or code where there is one. */
export function story(events: readonly Event[]): string[] {
  return events.map((event) => {
    switch (event.type) {
      case "OrdersMatched":
        return `${event.kind} ${event.quantity} @ ${event.price}`;
      case "OrderCancelled":
        return `cancelled ${event.quantity} ${event.reason}`;
      case "OrderRested":
        return `rested ${event.quantity}`;
      case "OrderRejected":
      case "CommandRejected":
        return event.rejection.code;
      default:
        return event.type;
    }
  });
}

function drawBook(book: BookView): string[] {
  const line = (level: { price: number; quantity: number; orders: number }): string =>
    `${level.price} × ${level.quantity} (${level.orders})`;
  return [...book.asks.toReversed().map(line), "---", ...book.bids.map(line)];
}
