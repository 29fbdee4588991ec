import { quantity } from "@probity/core";
import type { Price } from "@probity/core";
import type { DepthView, Level } from "@probity/market-data";
import { askPrice, bidPrice } from "./race-recording.ts";
import type { RaceTrade } from "./race-recording.ts";

/** A runner's market while the trades of one message are played: what of its ladder is left. */
export class RunnerLadder {
  readonly marketId: string;
  private bids: readonly Level[];
  private asks: readonly Level[];

  constructor(marketId: string, { bids, asks }: DepthView) {
    this.marketId = marketId;
    this.bids = bids;
    this.asks = asks;
  }

  get bestBid(): Level | null {
    return this.bids[0] ?? null;
  }

  get bestAsk(): Level | null {
    return this.asks[0] ?? null;
  }

  take(side: "bid" | "ask", lots: number): void {
    if (side === "bid") this.bids = lessOf(this.bids, lots);
    else this.asks = lessOf(this.asks, lots);
  }

  /** Whether a trade at `at` between two others would meet an order that stands. */
  isInTheWay(at: Price): boolean {
    return (this.bestBid?.price ?? 0) >= at || (this.bestAsk?.price ?? 10_001) <= at;
  }

  makeWay(at: Price): void {
    this.bids = this.bids.filter((level) => level.price < at);
    this.asks = this.asks.filter((level) => level.price > at);
  }
}

/** Offers from the best outwards, then bids from the best outwards, then what lies between. */
export function inOrderOfMatching(
  trades: readonly RaceTrade[],
  { bids, asks }: DepthView,
): RaceTrade[] {
  const bestAsk = asks[0]?.price ?? 10_001;
  const bestBid = bids[0]?.price ?? 0;
  const lifts = trades.filter(({ odds }) => askPrice(odds) >= bestAsk);
  const others = trades.filter((trade) => !lifts.includes(trade));
  const hits = others.filter(({ odds }) => bidPrice(odds) <= bestBid);
  const inside = others.filter((trade) => !hits.includes(trade));
  return [
    ...lifts.sort((a, b) => b.odds - a.odds),
    ...hits.sort((a, b) => a.odds - b.odds),
    ...inside,
  ];
}

function lessOf(levels: readonly Level[], lots: number): readonly Level[] {
  const [best, ...rest] = levels;
  if (best === undefined || best.quantity <= lots) return rest;
  return [{ price: best.price, quantity: quantity(best.quantity - lots) }, ...rest];
}
