import type { MarketId, Price } from "@probity/core";
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
      volume: totals?.volume ?? 0n,
      volumeNotional: totals?.volumeNotional ?? 0n,
    };
  }

  apply(trades: readonly Trade[]): void {
    for (const { market, price, quantity, time } of trades) {
      const before = this.totals.get(market);
      this.totals.set(market, {
        lastPrice: price,
        lastTime: time,
        trades: (before?.trades ?? 0) + 1,
        volume: (before?.volume ?? 0n) + BigInt(quantity),
        volumeNotional: (before?.volumeNotional ?? 0n) + BigInt(price) * BigInt(quantity),
      });
    }
  }
}
