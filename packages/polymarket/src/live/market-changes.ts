import type { MarketId, Price } from "@probity/core";
import type { BookUpdate, LevelChange, Trade } from "@probity/market-data";

/** What became of one market since it was told last. */
export class MarketChanges {
  readonly market: MarketId;
  readonly trades: Trade[] = [];
  /** One after the other. */
  readonly newTickSizes: Price[] = [];
  /** Its ending was fixed. */
  hasEnded = false;
  readonly #levels = new Map<number, LevelChange>();

  constructor(market: MarketId) {
    this.market = market;
  }

  /** What the levels that changed hold now, in YES terms. */
  get levels(): readonly LevelChange[] {
    return [...this.#levels.values()];
  }

  addBook({ changes }: BookUpdate): void {
    for (const change of changes) {
      this.#levels.set(change.price * 2 + (change.side === "bid" ? 0 : 1), change);
    }
  }
}
