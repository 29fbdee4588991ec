import type {
  Ending,
  Event,
  EventId,
  MarketId,
  MarketMode,
  MarketState,
  Price,
} from "@probity/core";
import type { FoldEntry } from "./entry.ts";

/** What is known of a market but its book and trades. Never changes; a later status is another object. */
export interface MarketStatus {
  readonly market: MarketId;
  readonly event: EventId;
  readonly state: MarketState;
  readonly mode: MarketMode;
  readonly tickSize: Price;
  /** A change of the tick size that was announced and is not in force yet. */
  readonly nextTickSize: { readonly tickSize: Price; readonly at: number } | null;
  /** Of YES, while somebody proposed one; null before. */
  readonly proposedPayout: Price | null;
  /** What the market pays, null until it is fixed. */
  readonly ending: Ending | null;
  /** Counts the market's parameters from 1. */
  readonly parametersVersion: number;
  /** Of the command that changed anything of this last. */
  readonly sequence: number;
  /** Of the command that changed something before; 0 for a market just created. */
  readonly previous: number;
  readonly time: number;
}

/** Folds what happens to markets: opened, halted, resolved, changed. */
export class MarketStatuses {
  private readonly statuses = new Map<MarketId, MarketStatus>();

  /** Null for a market that never was created. */
  status(market: MarketId): MarketStatus | null {
    return this.statuses.get(market) ?? null;
  }

  save(): MarketStatus[] {
    return [...this.statuses.values()];
  }

  /** Becomes what was saved; must be new. */
  load(saved: readonly MarketStatus[]): void {
    for (const status of saved) this.statuses.set(status.market, status);
  }

  /** @returns the markets that are different afterwards, in the order of first touch. */
  apply(entry: FoldEntry): readonly MarketStatus[] {
    let touched: Set<MarketId> | null = null;
    for (const event of entry.events) {
      const status = this.after(event);
      if (status === null) continue;
      const { market, sequence } = status;
      const { time } = entry;
      const previous = sequence === entry.sequence ? status.previous : sequence;
      this.statuses.set(market, { ...status, sequence: entry.sequence, previous, time });
      touched ??= new Set();
      touched.add(market);
    }
    if (touched === null) return NONE;
    return [...touched].flatMap((market) => this.statuses.get(market) ?? []);
  }

  /** The market's status after an event, with the place of the one before; null when it says nothing of it. */
  private after(event: Event): MarketStatus | null {
    switch (event.type) {
      case "MarketCreated":
        return {
          market: event.market,
          event: event.event,
          state: "draft",
          mode: "normal",
          tickSize: event.spec.tickSize,
          nextTickSize: null,
          proposedPayout: null,
          ending: null,
          parametersVersion: 1,
          sequence: 0,
          previous: 0,
          time: 0,
        };
      case "MarketStateChanged":
        return this.changed(event.market, { state: event.to, mode: event.mode });
      case "MarketUpdated":
        return this.changed(event.market, { parametersVersion: event.parametersVersion });
      case "TickSizeAnnounced": {
        const { tickSize, at } = event;
        return this.changed(event.market, { nextTickSize: { tickSize, at } });
      }
      case "TickSizeChanged":
        return this.changed(event.market, { tickSize: event.tickSize, nextTickSize: null });
      case "ProbabilitySet":
        // Which one is for `Probabilities` to say: trades change it, too.
        return this.changed(event.market, {});
      case "ResolutionProposed":
        return this.changed(event.market, { proposedPayout: event.yesPayout });
      case "EndingFixed":
        return this.changed(event.market, { ending: event.ending });
      default:
        return null;
    }
  }

  private changed(market: MarketId, change: Partial<MarketStatus>): MarketStatus | null {
    const status = this.statuses.get(market);
    return status === undefined ? null : { ...status, ...change };
  }
}

const NONE: readonly never[] = [];
