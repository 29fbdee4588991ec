import type { Event, Leg, MarketId } from "@probity/core";

/** Lots by which full sets outstanding grew or shrank. */
export interface OutstandingChange {
  readonly market: MarketId;
  readonly lots: number;
}

/**
 * What an event does to the open interest of markets: the YES shares
 * outstanding, each of which is half of a full set. Splits, mints and conversions
 * make sets; merges and payouts end them; a match that is reversed does the opposite. The sum over all events is the machine's
 * `outstanding`.
 */
export function outstandingChanges(event: Event): OutstandingChange[] {
  switch (event.type) {
    case "SetSplit":
      return [{ market: event.market, lots: event.quantity }];
    case "SetMerged":
      return [{ market: event.market, lots: -event.quantity }];
    case "OrdersMatched":
      if (event.kind === "complementary") return [];
      return [
        { market: event.market, lots: event.kind === "mint" ? event.quantity : -event.quantity },
      ];
    case "MatchReversed": {
      const [{ quantity }] = event.legs as readonly [Leg, Leg];
      if (event.kind === "complementary") return [];
      return [{ market: event.market, lots: event.kind === "mint" ? -quantity : quantity }];
    }
    case "PositionsConverted":
      return event.received.map((market) => ({ market, lots: event.quantity }));
    case "PositionPaid":
      return event.yes === 0 ? [] : [{ market: event.market, lots: -event.yes }];
    default:
      return [];
  }
}
