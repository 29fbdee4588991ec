import { ZERO_QUANTITY } from "@probity/core";
import type { MarketId, Outcome, Price, Quantity } from "@probity/core";
import { bookChecksum } from "./checksum.ts";
import { flip } from "./level.ts";
import type { DepthView, LadderSide, Level, LevelChange } from "./level.ts";

/** A whole book in YES terms, as it was after the command at `sequence`. */
export interface BookSnapshot extends DepthView {
  readonly sequence: number;
  /** How many updates made it, if that is known. */
  readonly updates?: number;
  /** Of the command, ms, if that is known. */
  readonly time?: number;
}

/**
 * What one command changed in a market's book. `previous` is the sequence of the
 * update (or snapshot) before; 0 when there was none.
 */
export interface BookUpdate {
  readonly market: MarketId;
  readonly sequence: number;
  readonly previous: number;
  readonly time: number;
  readonly changes: readonly LevelChange[];
}

/**
 * `applied`: the book moved on. `stale`: the book is that far already, nothing
 * changed. `gap`: an update before this one is missing, nothing changed; the book
 * needs a snapshot.
 */
export type UpdateResult = "applied" | "stale" | "gap";

/**
 * The order book of one market by price, in YES terms, with a view for each
 * outcome. The venue moves it on with what its events mean, a client with what
 * came over the wire; either way a gap in the updates is seen, not skipped.
 */
export class MarketBook {
  readonly market: MarketId;
  private readonly levels: Record<LadderSide, Level[]> = { bid: [], ask: [] };
  private lastSequence = 0;
  private updateCount = 0;
  private lastTime = 0;
  private checksumNow: number | null = null;

  constructor(market: MarketId) {
    this.market = market;
  }

  /** Of the last command that changed the book; 0 at first. */
  get sequence(): number {
    return this.lastSequence;
  }

  /** How many updates were applied; where all of them were, an id of the last one without gaps. */
  get updates(): number {
    return this.updateCount;
  }

  /** When the book changed last, ms; 0 at first, or when the snapshot did not say. */
  get time(): number {
    return this.lastTime;
  }

  /** CRC32C over the best levels; see `checksum.ts`. */
  get checksum(): number {
    this.checksumNow ??= bookChecksum(this.view("yes"));
    return this.checksumNow;
  }

  /** The book in the terms of `outcome`, best first, at most `depthLevels` a side. */
  view(outcome: Outcome, depthLevels = Number.POSITIVE_INFINITY): DepthView {
    const view = {
      bids: this.levels.bid.slice(0, depthLevels),
      asks: this.levels.ask.slice(0, depthLevels),
    };
    return outcome === "yes" ? view : flip(view);
  }

  /** Best price of a side in YES terms, null when the side is empty. */
  best(side: LadderSide): Price | null {
    return this.levels[side][0]?.price ?? null;
  }

  /** Lots at a price, in YES terms. */
  quantityAt(side: LadderSide, price: Price): Quantity {
    const level = this.levels[side][this.placeOf(side, price)];
    return level?.price === price ? level.quantity : ZERO_QUANTITY;
  }

  /** Becomes the snapshot, whatever stood before. */
  reset(snapshot: BookSnapshot): void {
    this.levels.bid = [...snapshot.bids].sort((a, b) => b.price - a.price);
    this.levels.ask = [...snapshot.asks].sort((a, b) => a.price - b.price);
    this.lastSequence = snapshot.sequence;
    this.updateCount = snapshot.updates ?? 0;
    this.lastTime = snapshot.time ?? 0;
    this.checksumNow = null;
  }

  apply(update: BookUpdate): UpdateResult {
    if (update.sequence <= this.lastSequence) return "stale";
    if (update.previous !== this.lastSequence) return "gap";
    for (const change of update.changes) this.set(change);
    this.lastSequence = update.sequence;
    this.updateCount += 1;
    this.lastTime = update.time;
    this.checksumNow = null;
    return "applied";
  }

  private set({ side, price, quantity }: LevelChange): void {
    const levels = this.levels[side];
    const place = this.placeOf(side, price);
    const isPresent = levels[place]?.price === price;
    if (quantity > 0 && isPresent) levels[place] = { price, quantity };
    else if (quantity > 0) levels.splice(place, 0, { price, quantity });
    else if (isPresent) levels.splice(place, 1);
  }

  /** Where the level at `price` stands, or would stand. */
  private placeOf(side: LadderSide, price: Price): number {
    const levels = this.levels[side];
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = (levels[middle] as Level).price;
      if (side === "bid" ? other > price : other < price) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
