import { notional, price } from "@probity/core";
import type { MarketId, Price } from "@probity/core";
import { BigSum } from "./big-sum.ts";
import type { Depth } from "./depth.ts";
import type { Trade } from "./tape.ts";

/** A market at a glance; prices in YES terms. */
export interface Ticker {
  readonly market: MarketId;
  readonly bestBid: Price | null;
  readonly bestAsk: Price | null;
  /** Best bid + best ask, so twice the middle: the middle itself may fall between two prices. */
  readonly twiceMid: number | null;
  readonly lastPrice: Price | null;
  /** Of the last trade, ms; null before the first. */
  readonly lastTime: number | null;
  readonly trades: number;
  /** Lots traded since the market opened; each match counts once. */
  readonly volume: bigint;
  /** Value of these at their YES prices, in micro-dollars. */
  readonly volumeNotional: bigint;
}

interface Totals {
  lastPrice: Price;
  lastTime: number;
  trades: number;
  readonly volume: BigSum;
  readonly volumeNotional: BigSum;
}

/** What is written down of a market's totals. */
export interface SavedTotals {
  readonly market: MarketId;
  readonly lastPrice: Price;
  readonly lastTime: number;
  readonly trades: number;
  readonly volume: bigint;
  readonly volumeNotional: bigint;
}

/** Adds up the trades of each market, and joins them with the best prices of its book. */
export class Tickers {
  private readonly depth: Depth;
  private readonly totals = new Map<MarketId, Totals>();

  constructor(depth: Depth) {
    this.depth = depth;
  }

  ticker(market: MarketId): Ticker {
    const book = this.depth.book(market);
    const bestBid = book?.best("bid") ?? null;
    const bestAsk = book?.best("ask") ?? null;
    const totals = this.totals.get(market);
    return {
      market,
      bestBid,
      bestAsk,
      twiceMid: bestBid === null || bestAsk === null ? null : bestBid + bestAsk,
      lastPrice: totals?.lastPrice ?? null,
      lastTime: totals?.lastTime ?? null,
      trades: totals?.trades ?? 0,
      volume: totals?.volume.value ?? 0n,
      volumeNotional: totals?.volumeNotional.value ?? 0n,
    };
  }

  apply(trades: readonly Trade[]): void {
    for (const { market, price: at, quantity, time } of trades) {
      const totals = this.of(market);
      totals.lastPrice = at;
      totals.lastTime = time;
      totals.trades += 1;
      totals.volume.add(quantity);
      totals.volumeNotional.add(notional(at, quantity));
    }
  }

  save(): SavedTotals[] {
    return Array.from(this.totals, ([market, { volume, volumeNotional, ...rest }]) => {
      return { market, ...rest, volume: volume.value, volumeNotional: volumeNotional.value };
    });
  }

  /** Becomes what was saved; must be new. */
  load(saved: readonly SavedTotals[]): void {
    for (const { market, volume, volumeNotional, ...rest } of saved) {
      const sums = { volume: new BigSum(volume), volumeNotional: new BigSum(volumeNotional) };
      this.totals.set(market, { ...rest, ...sums });
    }
  }

  private of(market: MarketId): Totals {
    let totals = this.totals.get(market);
    if (totals === undefined) {
      const sums = { volume: new BigSum(), volumeNotional: new BigSum() };
      totals = { lastPrice: price(0), lastTime: 0, trades: 0, ...sums };
      this.totals.set(market, totals);
    }
    return totals;
  }
}
