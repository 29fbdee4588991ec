import type {
  AssetId,
  CollateralOf,
  Ending,
  Event,
  EventId,
  MarketId,
  MarketParameters,
} from "@probity/core";
import type { Connection } from "../database/database.ts";

interface MarketFacts {
  readonly event: EventId;
  /** Among the event's markets, from 0. */
  readonly place: number;
  /** By version − 1. */
  readonly versions: { readonly parameters: MarketParameters; readonly sequence: number }[];
  ending: Ending | null;
}

/**
 * What every projection needs to know of events and markets and no event
 * repeats: collateral, parameters by version, endings. Kept in memory whole, read
 * from the tables at the start.
 */
export class Catalogue implements CollateralOf {
  readonly #collateral = new Map<EventId, AssetId>();
  readonly #markets = new Map<MarketId, MarketFacts>();
  readonly #marketCount = new Map<EventId, number>();

  /** Throws for a market nobody created. */
  market(market: MarketId): AssetId {
    return this.event(this.#facts(market).event);
  }

  /** Throws for an event nobody created. */
  event(event: EventId): AssetId {
    const asset = this.#collateral.get(event);
    if (asset === undefined) throw new Error(`there is no event ${event}`);
    return asset;
  }

  /** Place among the event's markets, from 0. */
  placeOf(market: MarketId): number {
    return this.#facts(market).place;
  }

  /** The parameters of that version, counted from 1. */
  parameters(market: MarketId, version: number): MarketParameters {
    const found = this.#facts(market).versions[version - 1];
    if (found === undefined) throw new Error(`market ${market} has no parameters ${version}`);
    return found.parameters;
  }

  /** The version that was current when the command at `sequence` was executed. */
  currentVersion(market: MarketId, sequence: number): number {
    const { versions } = this.#facts(market);
    return versions.findLastIndex((version) => version.sequence <= sequence) + 1;
  }

  /** Null before the ending is fixed. */
  ending(market: MarketId): Ending | null {
    return this.#facts(market).ending;
  }

  /** Takes in what an event says of events and markets. Twice does no harm. */
  observe(event: Event, sequence: number): void {
    switch (event.type) {
      case "EventCreated":
        this.#collateral.set(event.event, event.collateral);
        break;
      case "MarketCreated":
        if (this.#markets.has(event.market)) break;
        this.#markets.set(event.market, {
          event: event.event,
          place: this.#nextPlace(event.event),
          versions: [{ parameters: event.spec.parameters, sequence }],
          ending: null,
        });
        break;
      case "MarketUpdated": {
        const { parameters, parametersVersion } = event;
        if (parameters === null) break;
        const found = this.#markets.get(event.market);
        if (found !== undefined) found.versions[parametersVersion - 1] = { parameters, sequence };
        break;
      }
      case "EndingFixed": {
        const found = this.#markets.get(event.market);
        if (found !== undefined) found.ending = event.ending;
        break;
      }
      default:
        break;
    }
  }

  /** Reads everything anew. */
  async load(connection: Connection, schema: string): Promise<void> {
    this.#collateral.clear();
    this.#markets.clear();
    this.#marketCount.clear();
    for (const [event, asset] of await connection.run(
      `SELECT event, collateral FROM "${schema}".events`,
    )) {
      this.#collateral.set(Number(event) as EventId, Number(asset) as AssetId);
    }
    for (const [market, event, place, ending, yesPayout] of await connection.run(
      `SELECT m.market, m.event, m.place, r.ending, r.yes_payout FROM "${schema}".markets m
       LEFT JOIN "${schema}".resolutions r ON r.market = m.market AND r.step = 'fixed'`,
    )) {
      this.#nextPlace(Number(event) as EventId);
      this.#markets.set(Number(market) as MarketId, {
        event: Number(event) as EventId,
        place: Number(place),
        versions: [],
        ending: endingOf(ending, yesPayout),
      });
    }
    for (const [market, version, parameters, sequence] of await connection.run(
      `SELECT market, version, parameters, sequence FROM "${schema}".market_parameters`,
    )) {
      const facts = this.#markets.get(Number(market) as MarketId);
      if (facts === undefined) continue;
      facts.versions[Number(version) - 1] = {
        parameters: parameters as MarketParameters,
        sequence: Number(sequence),
      };
    }
  }

  #nextPlace(event: EventId): number {
    const place = this.#marketCount.get(event) ?? 0;
    this.#marketCount.set(event, place + 1);
    return place;
  }

  #facts(market: MarketId): MarketFacts {
    const facts = this.#markets.get(market);
    if (facts === undefined) throw new Error(`there is no market ${market}`);
    return facts;
  }
}

function endingOf(kind: unknown, yesPayout: unknown): Ending | null {
  if (kind === null) return null;
  if (kind === "voided-at-cost") return { kind };
  return { kind, yesPayout: Number(yesPayout) } as Ending;
}
