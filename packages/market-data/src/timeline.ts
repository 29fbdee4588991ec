import type { Ending, EventId, MarketId, MarketMode, MarketState, Price } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentList } from "./recent-list.ts";

/** Milestones remembered of each market, and of each event; older ones are in the archive. */
const MILESTONES_KEPT = 200;

/** Something that happened to a market itself, not to the orders in it. */
export type Happening =
  | { readonly kind: "created" }
  | {
      readonly kind: "state";
      readonly from: MarketState;
      readonly to: MarketState;
      readonly mode: MarketMode;
    }
  | { readonly kind: "proposed"; readonly yesPayout: Price }
  | { readonly kind: "ended"; readonly ending: Ending }
  /** One operator wants this ending; another may confirm it until then. */
  | { readonly kind: "ending-requested"; readonly until: number }
  /** The tick size will be this from `at` on. */
  | { readonly kind: "tick-size-announced"; readonly tickSize: Price; readonly at: number }
  | { readonly kind: "tick-size"; readonly tickSize: Price }
  | { readonly kind: "parameters"; readonly version: number }
  /** The text of the event's rules is another. */
  | { readonly kind: "rules"; readonly version: number };

export type Milestone = Happening & { readonly sequence: number; readonly time: number };

/** The way of every market from creation to its end. */
export class Timelines {
  private readonly byMarket = new Map<MarketId, RecentList<Milestone>>();
  private readonly byEvent = new Map<EventId, RecentList<Milestone>>();

  /** The market's own milestones with those of its event, oldest first. */
  of(market: MarketId, event: EventId): Milestone[] {
    const own = this.byMarket.get(market)?.newest(MILESTONES_KEPT) ?? [];
    const shared = this.byEvent.get(event)?.newest(MILESTONES_KEPT) ?? [];
    return [...own.reverse(), ...shared.reverse()].sort((a, b) => a.sequence - b.sequence);
  }

  /** When the market last changed, ms; null for an unknown one. */
  changedAt(market: MarketId): number | null {
    return this.byMarket.get(market)?.newest(1)[0]?.time ?? null;
  }

  apply({ sequence, time, events }: FoldEntry): void {
    const at = { sequence, time };
    for (const event of events) {
      switch (event.type) {
        case "MarketCreated":
          push(this.byMarket, event.market, { kind: "created", ...at });
          break;
        case "MarketStateChanged": {
          const { market, from, to, mode } = event;
          push(this.byMarket, market, { kind: "state", from, to, mode, ...at });
          break;
        }
        case "ResolutionProposed": {
          const { market, yesPayout } = event;
          push(this.byMarket, market, { kind: "proposed", yesPayout, ...at });
          break;
        }
        case "EndingFixed":
          push(this.byMarket, event.market, { kind: "ended", ending: event.ending, ...at });
          break;
        case "EndingRequested": {
          const { target, until } = event;
          const milestone = { kind: "ending-requested", until, ...at } as const;
          if (target.kind === "market") push(this.byMarket, target.market, milestone);
          else push(this.byEvent, target.event, milestone);
          break;
        }
        case "TickSizeAnnounced": {
          const { market, tickSize, at: from } = event;
          const announced = { kind: "tick-size-announced", tickSize, at: from, ...at } as const;
          push(this.byMarket, market, announced);
          break;
        }
        case "TickSizeChanged": {
          const { market, tickSize } = event;
          push(this.byMarket, market, { kind: "tick-size", tickSize, ...at });
          break;
        }
        case "MarketUpdated": {
          const { market, parameters, parametersVersion: version } = event;
          if (parameters !== null)
            push(this.byMarket, market, { kind: "parameters", version, ...at });
          break;
        }
        case "EventUpdated": {
          const { rules, rulesVersion: version } = event;
          if (rules !== null) push(this.byEvent, event.event, { kind: "rules", version, ...at });
          break;
        }
        default:
          break;
      }
    }
  }
}

function push<Id>(lists: Map<Id, RecentList<Milestone>>, id: Id, milestone: Milestone): void {
  let list = lists.get(id);
  if (list === undefined) lists.set(id, (list = new RecentList(MILESTONES_KEPT)));
  list.push(milestone);
}
