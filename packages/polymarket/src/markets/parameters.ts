import type { Event, MarketId, MarketParameters } from "@probity/core";
import { readMachine } from "@probity/gateway";
import type { Venue } from "@probity/gateway";
import type { FeedEntry } from "@probity/sequencer";

/**
 * What the machine knows of markets and the read side does not keep: smallest order, fees, closing
 * time. Asked of the machine once a market, kept up by events from then on.
 */
export class Parameters {
  readonly #venue: Venue;
  readonly #known = new Map<MarketId, MarketParameters>();

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  /** At once; null when the market was never asked for with `load`. */
  of(market: MarketId): MarketParameters | null {
    return this.#known.get(market) ?? null;
  }

  /** Makes `of` know the markets, as far as they exist. */
  async load(markets: readonly MarketId[]): Promise<void> {
    const missing = markets.filter((market) => !this.#known.has(market));
    if (missing.length === 0) return;
    const { value } = await readMachine(
      this.#venue,
      (machine) => missing.map((market) => machine.market(market)?.parameters ?? null),
      undefined,
    );
    for (const [index, parameters] of value.entries()) {
      const market = missing[index];
      // An event may have told something newer meanwhile.
      if (market === undefined || parameters === null || this.#known.has(market)) continue;
      this.#known.set(market, parameters);
    }
  }

  publish({ events }: FeedEntry<Event>): void {
    for (const event of events) {
      if (event.type === "MarketCreated") this.#known.set(event.market, event.spec.parameters);
      if (event.type !== "MarketUpdated" || event.parameters === null) continue;
      this.#known.set(event.market, event.parameters);
    }
  }
}
