import type { MarketId } from "@probity/core";
import type { BookUpdate, LevelChange, MarketStatus, Trade } from "@probity/market-data";
import type { TradesUpdate } from "./channel-log.ts";

/**
 * Updates of one book told as one: of each level only what it holds in the end. Linked like the
 * updates it stands for: `previous` of the first, `sequence` of the last.
 */
export class BookChanges {
  readonly market: MarketId;
  readonly previous: number;
  sequence: number;
  time: number;
  /** How many updates these are. */
  count = 0;
  readonly #levels = new Map<number, LevelChange>();

  constructor(first: BookUpdate) {
    this.market = first.market;
    this.previous = first.previous;
    this.sequence = first.sequence;
    this.time = first.time;
    this.add(first);
  }

  /** Takes in the update after the last. */
  add(update: BookUpdate): void {
    this.sequence = update.sequence;
    this.time = update.time;
    this.count += 1;
    for (const change of update.changes) {
      this.#levels.set(change.price * 2 + (change.side === "bid" ? 0 : 1), change);
    }
  }

  get levels(): Iterable<LevelChange> {
    return this.#levels.values();
  }
}

/** Trades of one market in several commands told as one; none is left out. */
export class TradeChanges {
  readonly market: MarketId;
  readonly previous: number;
  sequence: number;
  readonly trades: Trade[] = [];

  constructor(first: TradesUpdate) {
    this.market = first.market;
    this.previous = first.previous;
    this.sequence = first.sequence;
    this.add(first);
  }

  /** Takes in the update after the last. */
  add(update: TradesUpdate): void {
    this.sequence = update.sequence;
    this.trades.push(...update.trades);
  }
}

/** What became of a market in several commands, told as one: how it stands in the end. */
export class StatusChanges {
  readonly previous: number;
  status: MarketStatus;

  constructor(first: MarketStatus) {
    this.previous = first.previous;
    this.status = first;
  }
}

/** Everything that changed about one market since it was told last; at least one is not null. */
export interface MarketChange {
  readonly market: MarketId;
  book: BookChanges | null;
  trades: TradeChanges | null;
  status: StatusChanges | null;
}
