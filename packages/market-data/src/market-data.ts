import { Catalogue } from "./catalogue.ts";
import { Depth } from "./depth.ts";
import type { FoldEntry } from "./entry.ts";
import type { BookUpdate } from "./market-book.ts";
import { MarketStatuses } from "./market-status.ts";
import type { MarketStatus } from "./market-status.ts";
import { OwnFills } from "./own-fills.ts";
import type { OwnFill } from "./own-fills.ts";
import { OwnOrders } from "./own-orders.ts";
import type { OwnOrder } from "./own-orders.ts";
import { Payouts } from "./payouts.ts";
import { Probabilities } from "./probability.ts";
import { RollingVolumes } from "./rolling-volume.ts";
import { Tape } from "./tape.ts";
import type { Trade } from "./tape.ts";
import { Tickers } from "./ticker.ts";
import { Timelines } from "./timeline.ts";

/** What one command changed for those who watch. */
export interface MarketDataChanges {
  readonly sequence: number;
  readonly time: number;
  readonly books: readonly BookUpdate[];
  readonly trades: readonly Trade[];
  readonly orders: readonly OwnOrder[];
  readonly fills: readonly OwnFill[];
  readonly statuses: readonly MarketStatus[];
}

/** All folds together, at one sequence. */
export class MarketData {
  readonly depth = new Depth();
  readonly tape = new Tape();
  readonly tickers = new Tickers(this.depth);
  readonly dayVolumes = new RollingVolumes();
  readonly statuses = new MarketStatuses();
  readonly catalogue = new Catalogue();
  readonly ownOrders = new OwnOrders();
  readonly ownFills = new OwnFills();
  readonly probabilities = new Probabilities();
  readonly payouts = new Payouts();
  readonly timelines = new Timelines();
  private lastSequence = 0;

  /** Of the last command folded in; 0 at first. */
  get sequence(): number {
    return this.lastSequence;
  }

  /** Folds in the next command. One folded in before changes nothing, so reading twice does no harm. */
  apply(entry: FoldEntry): MarketDataChanges {
    const { sequence, time } = entry;
    if (sequence <= this.lastSequence) {
      return { sequence, time, books: [], trades: [], orders: [], fills: [], statuses: [] };
    }
    this.lastSequence = sequence;
    this.catalogue.apply(entry);
    this.probabilities.apply(entry);
    this.payouts.apply(entry);
    this.timelines.apply(entry);
    const books = this.depth.apply(entry);
    const trades = this.tape.apply(entry);
    this.tickers.apply(trades);
    for (const trade of trades) this.dayVolumes.add(trade);
    const orders = this.ownOrders.apply(entry);
    const fills = this.ownFills.apply(entry);
    const statuses = this.statuses.apply(entry);
    return { sequence, time, books, trades, orders, fills, statuses };
  }
}
