import { isBid, ladderPrice, quantity as lots } from "@probity/core";
import type { Event, MarketId, OrderId, OrderSpec, Outcome, Price, Quantity } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import type { LadderSide, LevelChange } from "./level.ts";
import { MarketBook } from "./market-book.ts";
import type { BookUpdate } from "./market-book.ts";

/** Where an order stands on the ladder, or would stand; price in YES terms. */
interface Place {
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly side: LadderSide;
  readonly price: Price;
}

interface RestingOrder extends Place {
  readonly remaining: number;
}

/** Lots gained or lost by one level during one command. */
interface Shift {
  readonly market: MarketId;
  readonly side: LadderSide;
  readonly price: Price;
  lots: number;
}

/**
 * Folds the venue's events into the books of all its markets. Exact: a level
 * holds at every command what the resting orders at its price hold together.
 * A book changes at most once a command, so nobody sees half a match.
 */
export class Depth {
  private readonly books = new Map<MarketId, MarketBook>();
  private readonly resting = new Map<OrderId, RestingOrder>();

  /** The market's book, null for a market that never was created. */
  book(market: MarketId): MarketBook | null {
    return this.books.get(market) ?? null;
  }

  /** @returns one update for each book that is different afterwards, in the order of first touch. */
  apply(entry: FoldEntry): BookUpdate[] {
    const command = new CommandDepth(this.resting);
    for (const event of entry.events) {
      if (event.type === "MarketCreated") {
        this.books.set(event.market, new MarketBook(event.market));
      } else {
        command.fold(event);
      }
    }
    return this.updates(entry, command.shifts());
  }

  private updates(entry: FoldEntry, shifts: Iterable<Shift>): BookUpdate[] {
    const changes = new Map<MarketBook, LevelChange[]>();
    for (const { market, side, price, lots: shift } of shifts) {
      const book = this.books.get(market);
      if (book === undefined || shift === 0) continue;
      const quantity = lots(book.quantityAt(side, price) + shift);
      const ofBook = changes.get(book);
      if (ofBook === undefined) changes.set(book, [{ side, price, quantity }]);
      else ofBook.push({ side, price, quantity });
    }
    return Array.from(changes, ([book, ofBook]) => {
      const update: BookUpdate = {
        market: book.market,
        sequence: entry.sequence,
        previous: book.sequence,
        time: entry.time,
        changes: ofBook,
      };
      book.apply(update);
      return update;
    });
  }
}

/** What the events of one command do to the ladders. */
class CommandDepth {
  private readonly resting: Map<OrderId, RestingOrder>;
  /** Orders on their way: accepted, or taken off the ladder by an amend. */
  private readonly moving = new Map<OrderId, Place>();
  private readonly byLevel = new Map<string, Shift>();

  constructor(resting: Map<OrderId, RestingOrder>) {
    this.resting = resting;
  }

  shifts(): Iterable<Shift> {
    return this.byLevel.values();
  }

  fold(event: Event): void {
    switch (event.type) {
      case "OrderAccepted":
        this.moving.set(event.order, placeOf(event.spec));
        break;
      case "OrderRested": {
        const place = this.moving.get(event.order);
        if (place !== undefined) this.put(event.order, place, event.quantity);
        break;
      }
      case "OrdersMatched":
        // The taker's order is not on the ladder, so only its maker is found.
        for (const leg of event.legs) this.reduce(leg.order, leg.quantity);
        break;
      case "OrderCancelled":
        this.takeOff(event.order);
        break;
      case "OrderAmended":
        this.amend(event.order, event.price, event.remaining, event.keepsPriority);
        break;
      default:
        break;
    }
  }

  private amend(order: OrderId, ownPrice: Price, remaining: Quantity, stays: boolean): void {
    const old = this.takeOff(order);
    if (old === undefined) return;
    if (stays) {
      this.put(order, old, remaining);
      return;
    }
    this.moving.set(order, { ...old, price: ladderPrice(old.outcome, ownPrice) });
  }

  private put(order: OrderId, place: Place, remaining: number): void {
    this.resting.set(order, { ...place, remaining });
    this.shift(place, remaining);
  }

  private reduce(order: OrderId, quantity: Quantity): void {
    const old = this.resting.get(order);
    if (old === undefined) return;
    const remaining = old.remaining - quantity;
    if (remaining > 0) this.resting.set(order, { ...old, remaining });
    else this.resting.delete(order);
    this.shift(old, -quantity);
  }

  private takeOff(order: OrderId): RestingOrder | undefined {
    const old = this.resting.get(order);
    if (old === undefined) return undefined;
    this.resting.delete(order);
    this.shift(old, -old.remaining);
    return old;
  }

  private shift({ market, side, price }: Place, by: number): void {
    const key = `${market} ${side} ${price}`;
    const level = this.byLevel.get(key);
    if (level === undefined) this.byLevel.set(key, { market, side, price, lots: by });
    else level.lots += by;
  }
}

function placeOf(spec: OrderSpec): Place {
  const own = spec.pricing.kind === "limit" ? spec.pricing.price : spec.pricing.cap;
  return {
    market: spec.market,
    outcome: spec.outcome,
    side: isBid(spec.side, spec.outcome) ? "bid" : "ask",
    price: ladderPrice(spec.outcome, own),
  };
}
