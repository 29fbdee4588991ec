import type { Ending, EventId, MarketId, MarketMode, MarketState, Price } from "@probity/core";
import type { FoldEntry } from "./entry.ts";
import { RecentLists } from "./recent-lists.ts";
import type { SavedLists } from "./recent-lists.ts";

/** Milestones remembered of each market and each event, and of all together; older ones are in the archive. */
const MILESTONES_KEPT = 200;
const MILESTONES_IN_ALL = 500_000;

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

export type SavedMilestones = SavedLists<EventId | MarketId, Milestone>;

/** The way of every market from creation to its end. */
export class Timelines {
  /** Ids of events and markets are unlike, because one command numbers both. */
  private readonly lists = new RecentLists<EventId | MarketId, Milestone>(
    MILESTONES_KEPT,
    MILESTONES_IN_ALL,
  );

  /** The market's own milestones with those of its event, oldest first. */
  of(market: MarketId, event: EventId): Milestone[] {
    const own = this.lists.newest(market);
    const shared = this.lists.newest(event);
    return [...own.reverse(), ...shared.reverse()].sort((a, b) => a.sequence - b.sequence);
  }

  /** When the market last changed, ms; null for an unknown one. */
  changedAt(market: MarketId): number | null {
    return this.lists.newest(market, 1)[0]?.time ?? null;
  }

  save(): SavedMilestones {
    return this.lists.save();
  }

  /** Becomes what was saved; must be new. */
  load(saved: SavedMilestones): void {
    this.lists.load(saved);
  }

  apply({ sequence, time, events }: FoldEntry): void {
    const at = { sequence, time };
    for (const event of events) {
      switch (event.type) {
        case "MarketCreated":
          this.lists.push(event.market, { kind: "created", ...at });
          break;
        case "MarketStateChanged": {
          const { market, from, to, mode } = event;
          this.lists.push(market, { kind: "state", from, to, mode, ...at });
          break;
        }
        case "ResolutionProposed": {
          const { market, yesPayout } = event;
          this.lists.push(market, { kind: "proposed", yesPayout, ...at });
          break;
        }
        case "EndingFixed":
          this.lists.push(event.market, { kind: "ended", ending: event.ending, ...at });
          break;
        case "EndingRequested": {
          const { target, until } = event;
          const milestone = { kind: "ending-requested", until, ...at } as const;
          if (target.kind === "market") this.lists.push(target.market, milestone);
          else this.lists.push(target.event, milestone);
          break;
        }
        case "TickSizeAnnounced": {
          const { market, tickSize, at: from } = event;
          const announced = { kind: "tick-size-announced", tickSize, at: from, ...at } as const;
          this.lists.push(market, announced);
          break;
        }
        case "TickSizeChanged": {
          const { market, tickSize } = event;
          this.lists.push(market, { kind: "tick-size", tickSize, ...at });
          break;
        }
        case "MarketUpdated": {
          const { market, parameters, parametersVersion: version } = event;
          if (parameters !== null) this.lists.push(market, { kind: "parameters", version, ...at });
          break;
        }
        case "EventUpdated": {
          const { rules, rulesVersion: version } = event;
          if (rules !== null) this.lists.push(event.event, { kind: "rules", version, ...at });
          break;
        }
        default:
          break;
      }
    }
  }
}
