import { Catalogue } from "./catalogue.ts";
import type { SavedCatalogue } from "./catalogue.ts";
import { Depth } from "./depth.ts";
import type { SavedDepth } from "./depth.ts";
import type { FoldEntry } from "./entry.ts";
import type { BookUpdate } from "./market-book.ts";
import { OwnFills } from "./own-fills.ts";
import type { OwnFill } from "./own-fills.ts";
import type { SavedLists } from "./recent-lists.ts";
import { OwnOrders } from "./own-orders.ts";
import type { OwnOrder, SavedOrders } from "./own-orders.ts";
import { Tape } from "./tape.ts";
import type { Trade } from "./tape.ts";
import { Tickers } from "./ticker.ts";
import type { SavedTotals } from "./ticker.ts";
import type { AccountId, MarketId } from "@probity/core";

/** What one command changed for those who watch. */
export interface MarketDataChanges {
  readonly sequence: number;
  readonly time: number;
  readonly books: readonly BookUpdate[];
  readonly trades: readonly Trade[];
  readonly orders: readonly OwnOrder[];
  readonly fills: readonly OwnFill[];
}

/** All folds written down: plain data that a structured clone carries. */
export interface SavedMarketData {
  readonly sequence: number;
  readonly depth: SavedDepth;
  readonly tape: SavedLists<MarketId, Trade>;
  readonly tickers: readonly SavedTotals[];
  readonly catalogue: SavedCatalogue;
  readonly ownOrders: SavedOrders;
  readonly ownFills: SavedLists<AccountId, OwnFill>;
}

/** All folds together, at one sequence. */
export class MarketData {
  readonly depth = new Depth();
  readonly tape = new Tape();
  readonly tickers = new Tickers(this.depth);
  readonly catalogue = new Catalogue();
  readonly ownOrders = new OwnOrders();
  readonly ownFills = new OwnFills();
  private lastSequence = 0;

  /** Of the last command folded in; 0 at first. */
  get sequence(): number {
    return this.lastSequence;
  }

  /** Folds in the next command. One folded in before changes nothing, so reading twice does no harm. */
  apply(entry: FoldEntry): MarketDataChanges {
    const { sequence, time } = entry;
    if (sequence <= this.lastSequence) {
      return { sequence, time, books: [], trades: [], orders: [], fills: [] };
    }
    this.lastSequence = sequence;
    this.catalogue.apply(entry);
    const books = this.depth.apply(entry);
    const trades = this.tape.apply(entry);
    this.tickers.apply(trades);
    const orders = this.ownOrders.apply(entry);
    const fills = this.ownFills.apply(entry);
    return { sequence, time, books, trades, orders, fills };
  }

  /** What there is to go on from; parts of it change with the next command. */
  save(): SavedMarketData {
    return {
      sequence: this.lastSequence,
      depth: this.depth.save(),
      tape: this.tape.save(),
      tickers: this.tickers.save(),
      catalogue: this.catalogue.save(),
      ownOrders: this.ownOrders.save(),
      ownFills: this.ownFills.save(),
    };
  }

  /** Goes on where `saved` was; ends where one that never stopped does. */
  static restore(saved: SavedMarketData): MarketData {
    const data = new MarketData();
    data.lastSequence = saved.sequence;
    data.depth.load(saved.depth);
    data.tape.load(saved.tape);
    data.tickers.load(saved.tickers);
    data.catalogue.load(saved.catalogue);
    data.ownOrders.load(saved.ownOrders);
    data.ownFills.load(saved.ownFills);
    return data;
  }
}
