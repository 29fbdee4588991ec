import { PROBABILITY_MAX, PROBABILITY_MIN, price } from "@probity/core";
import type { MarketId, Price, ProbabilitySource } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import type { DepthView } from "./level.ts";

/** What a market is taken to be worth for display: the chance of YES. It moves no money. */
export interface Probability {
  readonly yes: Price;
  readonly source: ProbabilitySource;
  /** Of the command that made it so, ms. */
  readonly time: number;
  readonly sequence: number;
}

/** The nearest probability that may be shown: a display probability never says never. */
export function clampProbability(yes: number): Price {
  return price(Math.min(PROBABILITY_MAX, Math.max(PROBABILITY_MIN, yes)));
}

/**
 * The middle of a book, nearer to the side with less behind it, as source S1 has it:
 * `(best bid × ask volume + best ask × bid volume) / (bid volume + ask volume)`, where volume is
 * what stands at the best price. Rounded half up to a ten-thousandth, then clamped.
 *
 * @param book in YES terms.
 * @returns null when a side is empty: half a book says nothing.
 */
export function weightedMid({ bids: [bid], asks: [ask] }: DepthView): Price | null {
  if (bid === undefined || ask === undefined) return null;
  // A level may hold more lots than leave room for a product in a number.
  const bidLots = BigInt(bid.quantity);
  const askLots = BigInt(ask.quantity);
  const weighed = BigInt(bid.price) * askLots + BigInt(ask.price) * bidLots;
  const lots = bidLots + askLots;
  return clampProbability(Number((2n * weighed + lots) / (2n * lots)));
}

/** The display probability of each market: of its last trade, or what an operator set after it. */
export class Probabilities {
  private readonly byMarket = new Map<MarketId, Probability>();

  /** Null before the first trade, unless an operator set one. */
  of(market: MarketId): Probability | null {
    return this.byMarket.get(market) ?? null;
  }

  save(): ReadonlyMap<MarketId, Probability> {
    return this.byMarket;
  }

  /** Becomes what was saved; must be new. */
  load(saved: ReadonlyMap<MarketId, Probability>): void {
    for (const [market, probability] of saved) this.byMarket.set(market, probability);
  }

  apply({ sequence, time, events }: FoldEntry): void {
    for (const event of events) {
      if (event.type === "OrdersMatched") {
        const yes = clampProbability(event.price);
        this.byMarket.set(event.market, { yes, source: "trade", time, sequence });
      } else if (event.type === "ProbabilitySet") {
        const { probability: yes, source } = event;
        this.byMarket.set(event.market, { yes, source, time, sequence });
      }
    }
  }
}
