import type { MarketId, MatchId, MatchKind, Outcome, Price, Quantity, Side } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentLists } from "./recent-lists.ts";
import type { SavedLists } from "./recent-lists.ts";

/** Trades remembered of each market; older ones are in the archive. */
export const TAPE_WINDOW = 1_000;
/** Trades remembered of all markets together. */
const ALL_TRADES_KEPT = 100_000;

/** One match as the public sees it. */
export interface Trade {
  readonly match: MatchId;
  readonly market: MarketId;
  readonly sequence: number;
  readonly time: number;
  readonly kind: MatchKind;
  /** In YES terms. */
  readonly price: Price;
  readonly quantity: Quantity;
  /** What the aggressor did, in its own outcome's terms; null for an auction, where there is none. */
  readonly taker: { readonly side: Side; readonly outcome: Outcome } | null;
}

/** The last `TAPE_WINDOW` trades of each market, as far as they are among the last of all markets. */
export class Tape {
  private readonly recent = new RecentLists<MarketId, Trade>(TAPE_WINDOW, ALL_TRADES_KEPT);

  /** The market's latest trades, newest first. */
  trades(market: MarketId, limit: number = TAPE_WINDOW): Trade[] {
    return this.recent.newest(market, limit);
  }

  /** Trades up to this sequence may be forgotten; 0: none is. */
  forgottenUntil(market: MarketId): number {
    return this.recent.forgottenBefore(market)?.sequence ?? 0;
  }

  /** @returns the trades of this command, in their order. */
  apply({ sequence, time, events }: FoldEntry): Trade[] {
    const trades: Trade[] = [];
    for (const event of events) {
      if (event.type !== "OrdersMatched") continue;
      const { match, market, kind, price, quantity, legs } = event;
      const aggressor = legs.find((leg) => leg.role === "taker");
      const taker =
        aggressor === undefined ? null : { side: aggressor.side, outcome: aggressor.outcome };
      trades.push({ match, market, sequence, time, kind, price, quantity, taker });
    }
    for (const trade of trades) this.recent.push(trade.market, trade);
    return trades;
  }

  save(): SavedLists<MarketId, Trade> {
    return this.recent.save();
  }

  /** Becomes what was saved; must be new. */
  load(saved: SavedLists<MarketId, Trade>): void {
    this.recent.load(saved);
  }
}
