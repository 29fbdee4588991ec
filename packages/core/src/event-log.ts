import { assert } from "./assert.ts";
import type { CancelReason, Event, EventOf } from "./events.ts";
import type { Leg, MatchKind } from "./match.ts";
import type { AccountId, MarketId, MatchId, OrderId } from "./ids.ts";
import type { Amount, Price, Quantity } from "./money.ts";
import type { OrderSpec, Outcome, Side } from "./order.ts";

/** How an event lies in an `EventLog`: as an object, or as one of the four kinds that are kept as numbers. */
export const LOGGED_OBJECT = 0;
export const LOGGED_ACCEPTED = 1;
export const LOGGED_MATCH = 2;
export const LOGGED_RESTED = 3;
export const LOGGED_CANCELLED = 4;

/** Kinds of match by the number a log keeps for them. */
export const MATCH_KINDS: readonly MatchKind[] = ["complementary", "mint", "merge"];
export const MATCH_COMPLEMENTARY = 0;
export const MATCH_MINT = 1;
export const MATCH_MERGE = 2;

/** Why an order left, by the number a log keeps for it. */
export const CANCEL_REASONS: readonly CancelReason[] = [
  "requested",
  "replaced",
  "amended",
  "unfilled",
  "self-trade",
  "match-limit",
  "expired",
  "market-state",
  "dead-man",
  "session",
  "group",
  "resolution",
  "voided",
  "tick-size",
  "excluded",
];

/** −1 for a word that is none. By comparison alone: a mass cancel asks a thousand times in a row, and the first is the common one. */
function numberOf(reason: CancelReason): number {
  for (let number = 0; number < CANCEL_REASONS.length; number++) {
    if (CANCEL_REASONS[number] === reason) return number;
  }
  return -1;
}

/** Words of a match before its legs, and of each leg. */
export const MATCH_WORDS = 5;
export const LEG_WORDS = 7;
const MOST_WORDS = MATCH_WORDS + 2 * LEG_WORDS;

/**
 * The events of one command. The buffer is used again by the next command, so
 * whoever wants to keep an event takes it out (`at`, iteration, `toArray`) or
 * encodes it before that.
 *
 * The four kinds of which trading makes most lie in `words`, from `start(i)`:
 *
 * | kind | words |
 * | --- | --- |
 * | accepted | order, account, item, parameters version; `specAt(i)` and `keyAt(i)` beside them |
 * | match | match, market, number of the kind, price, quantity; then maker and taker: order, account, outcome (1: yes), side (1: buy), price, fee, rebate |
 * | rested | order, account, market, quantity |
 * | cancelled | order, account, market, quantity, cash, number of the reason |
 *
 * Every other event lies there as the object it is.
 */
export class EventLog implements Iterable<Event> {
  words = new Float64Array(1_024);
  private kinds = new Uint8Array(64);
  private starts = new Int32Array(64);
  /** The event, or an accepted order's spec; of no meaning for the other kinds. */
  private readonly objects: (Event | OrderSpec | null)[] = new Array<null>(64).fill(null);
  private readonly keys: (string | null)[] = new Array<null>(64).fill(null);
  private count = 0;
  private used = 0;

  /** Number of events. */
  get length(): number {
    return this.count;
  }

  kindAt(index: number): number {
    return this.kinds[index];
  }

  /** Where the event's numbers begin in `words`. */
  start(index: number): number {
    return this.starts[index];
  }

  /** The spec of an accepted order. */
  specAt(index: number): OrderSpec {
    return this.objects[index] as OrderSpec;
  }

  /** The key of an accepted order. */
  keyAt(index: number): string | null {
    return this.keys[index];
  }

  /** An event kept as an object. */
  objectAt(index: number): Event {
    return this.objects[index] as Event;
  }

  clear(): void {
    this.count = this.used = 0;
  }

  emit(event: Event): void {
    this.begin(LOGGED_OBJECT);
    this.objects[this.count - 1] = event;
  }

  accepted(
    order: OrderId,
    account: AccountId,
    item: number,
    key: string | null,
    spec: OrderSpec,
    parametersVersion: number,
  ): void {
    const at = this.begin(LOGGED_ACCEPTED);
    this.objects[this.count - 1] = spec;
    this.keys[this.count - 1] = key;
    const { words } = this;
    words[at] = order;
    words[at + 1] = account;
    words[at + 2] = item;
    words[at + 3] = parametersVersion;
    this.used = at + 4;
  }

  /** Begins a match; its maker's and its taker's `leg` follow. */
  match(match: MatchId, market: MarketId, kind: number, price: number, quantity: number): void {
    const at = this.begin(LOGGED_MATCH);
    const { words } = this;
    words[at] = match;
    words[at + 1] = market;
    words[at + 2] = kind;
    words[at + 3] = price;
    words[at + 4] = quantity;
    this.used = at + MATCH_WORDS;
  }

  leg(
    order: OrderId,
    account: AccountId,
    isYes: boolean,
    isBuy: boolean,
    price: number,
    fee: number,
    rebate: number,
  ): void {
    const at = this.used;
    const { words } = this;
    words[at] = order;
    words[at + 1] = account;
    words[at + 2] = isYes ? 1 : 0;
    words[at + 3] = isBuy ? 1 : 0;
    words[at + 4] = price;
    words[at + 5] = fee;
    words[at + 6] = rebate;
    this.used = at + LEG_WORDS;
  }

  rested(order: OrderId, account: AccountId, market: MarketId, quantity: number): void {
    const at = this.begin(LOGGED_RESTED);
    const { words } = this;
    words[at] = order;
    words[at + 1] = account;
    words[at + 2] = market;
    words[at + 3] = quantity;
    this.used = at + 4;
  }

  cancelled(
    order: OrderId,
    account: AccountId,
    market: MarketId,
    quantity: number,
    cash: number,
    reason: CancelReason,
  ): void {
    const at = this.begin(LOGGED_CANCELLED);
    const { words } = this;
    words[at] = order;
    words[at + 1] = account;
    words[at + 2] = market;
    words[at + 3] = quantity;
    words[at + 4] = cash;
    words[at + 5] = numberOf(reason);
    this.used = at + 6;
  }

  /** The `index`-th event as an object of its own. */
  at(index: number): Event {
    assert(index >= 0 && index < this.count, "no such event");
    switch (this.kinds[index]) {
      case LOGGED_ACCEPTED:
        return this.acceptedAt(index);
      case LOGGED_MATCH:
        return this.matchAt(index);
      case LOGGED_RESTED:
        return this.restedAt(index);
      case LOGGED_CANCELLED:
        return this.cancelledAt(index);
      default:
        return this.objectAt(index);
    }
  }

  toArray(): Event[] {
    const events: Event[] = [];
    for (let index = 0; index < this.count; index++) events.push(this.at(index));
    return events;
  }

  *[Symbol.iterator](): Generator<Event> {
    for (let index = 0; index < this.count; index++) yield this.at(index);
  }

  /** Makes room for an event of any kind. @returns where its words begin. */
  private begin(kind: number): number {
    const index = this.count++;
    const at = this.used;
    if (index === this.kinds.length) this.growList();
    if (at + MOST_WORDS > this.words.length) this.growWords();
    this.kinds[index] = kind;
    this.starts[index] = at;
    return at;
  }

  private growList(): void {
    const kinds = new Uint8Array(this.kinds.length * 2);
    kinds.set(this.kinds);
    this.kinds = kinds;
    const starts = new Int32Array(this.starts.length * 2);
    starts.set(this.starts);
    this.starts = starts;
    while (this.objects.length < kinds.length) {
      this.objects.push(null);
      this.keys.push(null);
    }
  }

  private growWords(): void {
    const words = new Float64Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
  }

  private acceptedAt(index: number): EventOf<"OrderAccepted"> {
    const { words } = this;
    const at = this.starts[index];
    return {
      type: "OrderAccepted",
      order: words[at] as OrderId,
      account: words[at + 1] as AccountId,
      item: words[at + 2],
      key: this.keyAt(index),
      spec: this.specAt(index),
      parametersVersion: words[at + 3],
    };
  }

  private matchAt(index: number): EventOf<"OrdersMatched"> {
    const { words } = this;
    const at = this.starts[index];
    const quantity = words[at + 4] as Quantity;
    return {
      type: "OrdersMatched",
      match: words[at] as MatchId,
      market: words[at + 1] as MarketId,
      kind: MATCH_KINDS[words[at + 2]],
      price: words[at + 3] as Price,
      quantity,
      legs: [
        this.legAt(at + MATCH_WORDS, "maker", quantity),
        this.legAt(at + MATCH_WORDS + LEG_WORDS, "taker", quantity),
      ],
    };
  }

  private legAt(at: number, role: "maker" | "taker", quantity: Quantity): Leg {
    const { words } = this;
    const outcome: Outcome = words[at + 2] === 1 ? "yes" : "no";
    const side: Side = words[at + 3] === 1 ? "buy" : "sell";
    return {
      order: words[at] as OrderId,
      account: words[at + 1] as AccountId,
      outcome,
      side,
      price: words[at + 4] as Price,
      quantity,
      role,
      fee: words[at + 5] as Amount,
      rebate: words[at + 6] as Amount,
    };
  }

  private restedAt(index: number): EventOf<"OrderRested"> {
    const { words } = this;
    const at = this.starts[index];
    return {
      type: "OrderRested",
      order: words[at] as OrderId,
      account: words[at + 1] as AccountId,
      market: words[at + 2] as MarketId,
      quantity: words[at + 3] as Quantity,
    };
  }

  private cancelledAt(index: number): EventOf<"OrderCancelled"> {
    const { words } = this;
    const at = this.starts[index];
    return {
      type: "OrderCancelled",
      order: words[at] as OrderId,
      account: words[at + 1] as AccountId,
      market: words[at + 2] as MarketId,
      quantity: words[at + 3] as Quantity,
      cash: words[at + 4] as Amount,
      reason: CANCEL_REASONS[words[at + 5]],
    };
  }
}
