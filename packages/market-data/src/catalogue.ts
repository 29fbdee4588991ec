import type {
  AssetId,
  Event,
  EventId,
  EventOf,
  EventText,
  MarketId,
  MarketText,
  Price,
} from "@probity/core";
import type { FoldEntry } from "./entry.ts";

/** What people read about an event. Its state is the machine's to tell. */
export interface CatalogueEvent {
  readonly event: EventId;
  readonly slug: string;
  readonly text: EventText;
  readonly rules: string;
  /** Counts the texts of the rules from 1. */
  readonly rulesVersion: number;
  readonly collateral: AssetId;
  readonly mutuallyExclusive: boolean;
  readonly exhaustive: boolean;
  /** In the event's order. */
  readonly markets: readonly MarketId[];
  readonly createdAt: number;
}

/** What people read about a market. Its state and parameters are the machine's to tell. */
export interface CatalogueMarket {
  readonly market: MarketId;
  readonly event: EventId;
  readonly slug: string;
  readonly text: MarketText;
  readonly tickSize: Price;
  readonly createdAt: number;
  /** First opening; null in draft. */
  readonly openedAt: number | null;
  /** When its ending was fixed; null before. */
  readonly endedAt: number | null;
}

/** What a slug or an id names. */
export type CatalogueEntry =
  | { readonly kind: "event"; readonly event: CatalogueEvent }
  | { readonly kind: "market"; readonly market: CatalogueMarket };

/** What is written down of the catalogue. */
export interface SavedCatalogue {
  readonly events: readonly CatalogueEvent[];
  readonly markets: readonly CatalogueMarket[];
}

/** Texts of all events and markets, by id and by slug. Slugs are unique across both and never freed. */
export class Catalogue {
  private readonly byEvent = new Map<EventId, CatalogueEvent>();
  private readonly byMarket = new Map<MarketId, CatalogueMarket>();
  private readonly bySlug = new Map<string, EventId | MarketId>();

  event(event: EventId): CatalogueEvent | null {
    return this.byEvent.get(event) ?? null;
  }

  market(market: MarketId): CatalogueMarket | null {
    return this.byMarket.get(market) ?? null;
  }

  /** What the slug names, null when nothing does. */
  find(slug: string): CatalogueEntry | null {
    const id = this.bySlug.get(slug);
    const event = this.byEvent.get(id as EventId);
    if (event !== undefined) return { kind: "event", event };
    const market = this.byMarket.get(id as MarketId);
    return market === undefined ? null : { kind: "market", market };
  }

  /** All events, oldest first. */
  events(): Iterable<CatalogueEvent> {
    return this.byEvent.values();
  }

  /** All markets, oldest first. */
  markets(): Iterable<CatalogueMarket> {
    return this.byMarket.values();
  }

  apply(entry: FoldEntry): void {
    for (const event of entry.events) this.fold(event, entry.time);
  }

  save(): SavedCatalogue {
    return { events: [...this.byEvent.values()], markets: [...this.byMarket.values()] };
  }

  /** Becomes what was saved; must be new. */
  load({ events, markets }: SavedCatalogue): void {
    for (const event of events) {
      this.byEvent.set(event.event, event);
      this.bySlug.set(event.slug, event.event);
    }
    for (const market of markets) {
      this.byMarket.set(market.market, market);
      this.bySlug.set(market.slug, market.market);
    }
  }

  private fold(fact: Event, time: number): void {
    switch (fact.type) {
      case "EventCreated":
        this.addEvent(fact, time);
        break;
      case "MarketCreated":
        this.addMarket(fact, time);
        break;
      case "EventUpdated":
        this.changeEvent(fact.event, {
          ...(fact.text === null ? {} : { text: fact.text }),
          ...(fact.rules === null ? {} : { rules: fact.rules, rulesVersion: fact.rulesVersion }),
        });
        break;
      case "MarketUpdated":
        if (fact.text !== null) this.changeMarket(fact.market, { text: fact.text });
        break;
      case "MarketStateChanged":
        if (fact.to === "open" && this.byMarket.get(fact.market)?.openedAt === null) {
          this.changeMarket(fact.market, { openedAt: time });
        }
        break;
      case "EndingFixed":
        this.changeMarket(fact.market, { endedAt: time });
        break;
      default:
        break;
    }
  }

  private addEvent(fact: EventOf<"EventCreated">, createdAt: number): void {
    const { type: _, ...event } = fact;
    this.byEvent.set(fact.event, { ...event, rulesVersion: 1, markets: [], createdAt });
    this.bySlug.set(fact.slug, fact.event);
  }

  private addMarket({ market, event, spec }: EventOf<"MarketCreated">, createdAt: number): void {
    const { slug, text, tickSize } = spec;
    this.byMarket.set(market, {
      market,
      event,
      slug,
      text,
      tickSize,
      createdAt,
      openedAt: null,
      endedAt: null,
    });
    this.bySlug.set(slug, market);
    const parent = this.byEvent.get(event);
    if (parent !== undefined) {
      this.byEvent.set(event, { ...parent, markets: [...parent.markets, market] });
    }
  }

  private changeEvent(id: EventId, change: Partial<CatalogueEvent>): void {
    const event = this.byEvent.get(id);
    if (event !== undefined) this.byEvent.set(id, { ...event, ...change });
  }

  private changeMarket(id: MarketId, change: Partial<CatalogueMarket>): void {
    const market = this.byMarket.get(id);
    if (market !== undefined) this.byMarket.set(id, { ...market, ...change });
  }
}
