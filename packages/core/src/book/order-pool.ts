import { assert } from "../assert.ts";
import type { OrderId } from "../ids.ts";
import type { Outcome, SelfTradePrevention, Side } from "../order.ts";
import { OrderIndex } from "./order-index.ts";

/** No slot: the end of a queue, or an order that does not rest. */
export const NO_SLOT = -1;

/** Places of an order's 32-byte record, in words of four bytes from 8 × slot; the first two are the id. */
const POSITION = 2;
export const OWNER = 3;
export const PREVIOUS = 4;
export const NEXT = 5;
export const REMAINING = 6;
/** The price in YES terms, and above it the flags. */
export const PLACE = 7;

export const PRICE_MASK = 0x3fff;
export const BID = 0x4000;
const YES = 0x8000;
const POST_ONLY = 0x1_0000;
const REDUCE_ONLY = 0x2_0000;
const HAS_TERMS = 0x4_0000;
const DELAYED = 0x8_0000;
const SELF_TRADE_SHIFT = 20;

/** Places of its second record of 24 bytes, in words from 6 × slot: what the walk does not ask for. */
export const DETAIL_WORDS = 6;
const QUANTITY = 0;
const VERSION = 1;
const ACCOUNT = 2;
const MARKET = 3;
export const OWN_PREVIOUS = 4;
export const OWN_NEXT = 5;

/** Modes of self-trade prevention by the number they have in a record. */
export const SELF_TRADE_MODES: readonly SelfTradePrevention[] = [
  "cancel-taker",
  "cancel-maker",
  "cancel-both",
];
export const CANCEL_TAKER = 0;
export const CANCEL_MAKER = 1;
const CANCEL_BOTH = 2;

/** @returns the place of a mode in `SELF_TRADE_MODES`. */
export function selfTradeNumber(mode: SelfTradePrevention): number {
  if (mode === "cancel-taker") return CANCEL_TAKER;
  return mode === "cancel-maker" ? CANCEL_MAKER : CANCEL_BOTH;
}

/** The price in YES terms and the flags of an order in one word; `selfTrade` is a place in `SELF_TRADE_MODES`. */
export function placeOf(
  price: number,
  bid: boolean,
  yes: boolean,
  postOnly: boolean,
  reduceOnly: boolean,
  selfTrade: number,
): number {
  return (
    price |
    (bid ? BID : 0) |
    (yes ? YES : 0) |
    (postOnly ? POST_ONLY : 0) |
    (reduceOnly ? REDUCE_ONLY : 0) |
    (selfTrade << SELF_TRADE_SHIFT)
  );
}

/** What few orders have. */
interface Terms {
  readonly expiresAt: number;
  readonly group: number;
  readonly session: number;
}

const NO_TERMS: Terms = { expiresAt: 0, group: 0, session: 0 };

/**
 * All open orders of the shard, one slot each. A slot is a record of 32 bytes,
 * all that the walk looks at, and one of 24 beside it. Slots are reused; they are
 * in no event and no snapshot, and travel outside only as a hint. Two lists run
 * through the slots: the queue of a level, which its ladder keeps, and the
 * orders of an account by ascending id, which `OwnOrders` keeps.
 */
export class OrderPool {
  /** The id of slot s at 4 × s; 0 in a free slot. */
  ids: Float64Array;
  /** The record of slot s from 8 × s. */
  words: Int32Array;
  /** The second record of slot s from 6 × s. */
  details: Int32Array;
  /** Made when somebody first asks for an order without a right hint; who always brings one pays for no hash. */
  private index: OrderIndex | null = null;
  private readonly terms = new Map<number, Terms>();
  private free = new Int32Array(1_024);
  private freed = 0;
  private used = 0;
  private capacity = 1_024;

  constructor() {
    const record = new ArrayBuffer(this.capacity * 32);
    this.ids = new Float64Array(record);
    this.words = new Int32Array(record);
    this.details = new Int32Array(this.capacity * DETAIL_WORDS);
  }

  /** Number of open orders. */
  get size(): number {
    return this.used - this.freed;
  }

  /** @returns the slot of an open order, or `NO_SLOT`. A right `hint` spares the search. */
  find(id: number, hint = NO_SLOT): number {
    const { ids } = this;
    if (hint >= 0 && hint < this.used && ids[hint << 2] === id) return hint;
    this.index ??= this.indexAll();
    return this.index.find(ids, id);
  }

  /**
   * Takes an order in; it is on no list yet.
   *
   * @param account and `market`, `position`, `owner`: dense indexes
   * @param place made by `placeOf`
   * @param quantity total lots, those filled before included
   * @param version of the market's parameters whose fees the order pays
   */
  add(
    id: OrderId,
    account: number,
    market: number,
    position: number,
    owner: number,
    place: number,
    quantity: number,
    remaining: number,
    version: number,
  ): number {
    const slot = this.freed > 0 ? this.free[--this.freed] : this.used++;
    if (slot === this.capacity) this.grow();
    const { ids, words, details } = this;
    const at = slot << 3;
    ids[slot << 2] = id;
    words[at + POSITION] = position;
    words[at + OWNER] = owner;
    words[at + REMAINING] = remaining;
    words[at + PLACE] = place;
    const detail = slot * DETAIL_WORDS;
    details[detail + QUANTITY] = quantity;
    details[detail + VERSION] = version;
    details[detail + ACCOUNT] = account;
    details[detail + MARKET] = market;
    if (this.index !== null) this.index.add(ids, slot);
    return slot;
  }

  /** Gives an order what few have; zeros for what it has not. */
  setTerms(slot: number, expiresAt: number, group: number, session: number): void {
    this.words[(slot << 3) + PLACE] |= HAS_TERMS;
    this.terms.set(slot, { expiresAt, group, session });
  }

  /** Frees the slot of an order that is on no list any more. */
  drop(slot: number): void {
    const { ids } = this;
    assert(ids[slot << 2] !== 0, "an order leaves twice");
    if (this.index !== null) this.index.drop(ids, slot);
    if ((this.words[(slot << 3) + PLACE] & HAS_TERMS) !== 0) this.terms.delete(slot);
    ids[slot << 2] = 0;
    if (this.freed === this.free.length) {
      const free = new Int32Array(this.freed * 2);
      free.set(this.free);
      this.free = free;
    }
    this.free[this.freed++] = slot;
  }

  id(slot: number): OrderId {
    return this.ids[slot << 2] as OrderId;
  }

  account(slot: number): number {
    return this.details[slot * DETAIL_WORDS + ACCOUNT];
  }

  market(slot: number): number {
    return this.details[slot * DETAIL_WORDS + MARKET];
  }

  position(slot: number): number {
    return this.words[(slot << 3) + POSITION];
  }

  /** In YES terms. */
  price(slot: number): number {
    return this.words[(slot << 3) + PLACE] & PRICE_MASK;
  }

  remaining(slot: number): number {
    return this.words[(slot << 3) + REMAINING];
  }

  isBid(slot: number): boolean {
    return (this.words[(slot << 3) + PLACE] & BID) !== 0;
  }

  isYes(slot: number): boolean {
    return (this.words[(slot << 3) + PLACE] & YES) !== 0;
  }

  isBuy(slot: number): boolean {
    const place = this.words[(slot << 3) + PLACE];
    return ((place & BID) !== 0) === ((place & YES) !== 0);
  }

  outcome(slot: number): Outcome {
    return this.isYes(slot) ? "yes" : "no";
  }

  side(slot: number): Side {
    return this.isBuy(slot) ? "buy" : "sell";
  }

  isPostOnly(slot: number): boolean {
    return (this.words[(slot << 3) + PLACE] & POST_ONLY) !== 0;
  }

  isReduceOnly(slot: number): boolean {
    return (this.words[(slot << 3) + PLACE] & REDUCE_ONLY) !== 0;
  }

  selfTrade(slot: number): SelfTradePrevention {
    return SELF_TRADE_MODES[this.words[(slot << 3) + PLACE] >> SELF_TRADE_SHIFT];
  }

  /** Whether it waits out a taker delay, and so stands on no ladder. */
  isDelayed(slot: number): boolean {
    return (this.words[(slot << 3) + PLACE] & DELAYED) !== 0;
  }

  markDelayed(slot: number): void {
    this.words[(slot << 3) + PLACE] |= DELAYED;
  }

  quantity(slot: number): number {
    return this.details[slot * DETAIL_WORDS + QUANTITY];
  }

  setQuantity(slot: number, quantity: number): void {
    this.details[slot * DETAIL_WORDS + QUANTITY] = quantity;
  }

  version(slot: number): number {
    return this.details[slot * DETAIL_WORDS + VERSION];
  }

  /** When it expires, and the group and session it belongs to; zeros where there is none. */
  termsOf(slot: number): Terms {
    const hasTerms = (this.words[(slot << 3) + PLACE] & HAS_TERMS) !== 0;
    return hasTerms ? (this.terms.get(slot) ?? NO_TERMS) : NO_TERMS;
  }

  private indexAll(): OrderIndex {
    const index = new OrderIndex();
    const { ids } = this;
    for (let slot = 0; slot < this.used; slot++) {
      if (ids[slot << 2] !== 0) index.add(ids, slot);
    }
    return index;
  }

  private grow(): void {
    this.capacity *= 2;
    assert(this.capacity <= 1 << 27, "too many open orders for one shard");
    const record = new ArrayBuffer(this.capacity * 32);
    const words = new Int32Array(record);
    words.set(this.words);
    this.words = words;
    this.ids = new Float64Array(record);
    const details = new Int32Array(this.capacity * DETAIL_WORDS);
    details.set(this.details);
    this.details = details;
  }
}
