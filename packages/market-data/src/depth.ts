import { isBid, ladderPrice, quantity as lots } from "@probity/core";
import type { Event, MarketId, OrderId, OrderSpec, Outcome, Price, Quantity } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import type { LadderSide, LevelChange } from "./level.ts";
import { MarketBook } from "./market-book.ts";
import type { BookSnapshot, BookUpdate } from "./market-book.ts";

/** Where an order stands on the ladder, or would stand; price in YES terms. */
interface Place {
  readonly market: MarketId;
  readonly outcome: Outcome;
  readonly side: LadderSide;
  readonly price: Price;
}

interface RestingOrder {
  readonly place: Place;
  remaining: number;
}

/** An order on its way: accepted, or taken off the ladder by an amend. */
interface MovingOrder {
  readonly order: OrderId;
  readonly place: Place;
}

/** What is written down of all books. */
export interface SavedDepth {
  readonly books: readonly (BookSnapshot & { readonly market: MarketId })[];
  readonly resting: ReadonlyMap<OrderId, RestingOrder>;
}

/** So many levels or orders are looked through faster than hashed. */
const FEW = 16;

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

  save(): SavedDepth {
    const books = Array.from(this.books.values(), (book) => {
      const { market, sequence, updates, time } = book;
      return { market, sequence, updates, time, ...book.view("yes") };
    });
    return { books, resting: this.resting };
  }

  /** Becomes what was saved; must be new. */
  load({ books, resting }: SavedDepth): void {
    for (const snapshot of books) {
      const book = new MarketBook(snapshot.market);
      book.reset(snapshot);
      this.books.set(snapshot.market, book);
    }
    for (const [order, { place, remaining }] of resting) {
      this.resting.set(order, { place, remaining });
    }
  }

  private updates(entry: FoldEntry, shifts: readonly Shift[]): BookUpdate[] {
    const updates: (BookUpdate & { readonly changes: LevelChange[] })[] = [];
    for (const { market, side, price, lots: shift } of shifts) {
      const book = this.books.get(market);
      if (book === undefined || shift === 0) continue;
      const quantity = lots(book.quantityAt(side, price) + shift);
      const change = { side, price, quantity };
      const update = updates.find((one) => one.market === market);
      if (update !== undefined) {
        update.changes.push(change);
        continue;
      }
      const { sequence, time } = entry;
      updates.push({ market, sequence, previous: book.sequence, time, changes: [change] });
    }
    for (const update of updates) this.books.get(update.market)?.apply(update);
    return updates;
  }
}

/** What the events of one command do to the ladders. */
class CommandDepth {
  private readonly resting: Map<OrderId, RestingOrder>;
  private readonly moving: MovingOrder[] = [];
  /** In the order of first touch. */
  private readonly touched: Shift[] = [];
  /** By level, once there are more than a few. */
  private byLevel: Map<string, Shift> | null = null;

  constructor(resting: Map<OrderId, RestingOrder>) {
    this.resting = resting;
  }

  shifts(): readonly Shift[] {
    return this.touched;
  }

  fold(event: Event): void {
    switch (event.type) {
      case "OrderAccepted":
        this.moving.push({ order: event.order, place: placeOf(event.spec) });
        break;
      case "OrderRested": {
        // The order that rests is nearly always the last one that was accepted.
        const moving = this.moving.findLast(({ order }) => order === event.order);
        if (moving !== undefined) this.put(event.order, moving.place, event.quantity);
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
    const place = this.takeOff(order);
    if (place === undefined) return;
    if (stays) {
      this.put(order, place, remaining);
      return;
    }
    this.moving.push({
      order,
      place: { ...place, price: ladderPrice(place.outcome, ownPrice) },
    });
  }

  private put(order: OrderId, place: Place, remaining: number): void {
    this.resting.set(order, { place, remaining });
    this.shift(place, remaining);
  }

  private reduce(order: OrderId, quantity: Quantity): void {
    const resting = this.resting.get(order);
    if (resting === undefined) return;
    resting.remaining -= quantity;
    if (resting.remaining <= 0) this.resting.delete(order);
    this.shift(resting.place, -quantity);
  }

  private takeOff(order: OrderId): Place | undefined {
    const resting = this.resting.get(order);
    if (resting === undefined) return undefined;
    this.resting.delete(order);
    this.shift(resting.place, -resting.remaining);
    return resting.place;
  }

  private shift(place: Place, by: number): void {
    const level = this.levelOf(place);
    if (level !== undefined) {
      level.lots += by;
      return;
    }
    const { market, side, price } = place;
    const shift = { market, side, price, lots: by };
    this.touched.push(shift);
    if (this.byLevel !== null) this.byLevel.set(levelKey(place), shift);
    else if (this.touched.length > FEW) {
      this.byLevel = new Map(this.touched.map((one) => [levelKey(one), one]));
    }
  }

  private levelOf(place: Place): Shift | undefined {
    if (this.byLevel !== null) return this.byLevel.get(levelKey(place));
    const { market, side, price } = place;
    return this.touched.find(
      (one) => one.price === price && one.side === side && one.market === market,
    );
  }
}

function levelKey({ market, side, price }: Pick<Place, "market" | "side" | "price">): string {
  return `${market} ${side} ${price}`;
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
