import type { EventId, MarketId } from "@probity/core";
import type { ChainMarket, Hex } from "../ports.ts";
import type { ChainNames } from "./own-names.ts";

/** What is known of a market without a hash. */
export type KnownNames = Omit<
  ChainMarket,
  "conditionId" | "questionId" | "tokens" | "negRiskMarketId"
>;

/** A market with its names on chain, which are derived when somebody first asks for one. */
export class NamedMarket implements ChainMarket {
  readonly market: MarketId;
  readonly event: EventId;
  readonly outcomes: readonly [yes: string, no: string];
  readonly isNegRisk: boolean;
  readonly gammaId: string;
  readonly gammaEventId: string;
  readonly slug: string;
  readonly eventSlug: string;
  readonly groupItemTitle: string;
  readonly endDate: string | null;
  #names: ChainNames | (() => ChainNames);

  constructor(known: KnownNames, names: ChainNames | (() => ChainNames)) {
    this.market = known.market;
    this.event = known.event;
    this.outcomes = known.outcomes;
    this.isNegRisk = known.isNegRisk;
    this.gammaId = known.gammaId;
    this.gammaEventId = known.gammaEventId;
    this.slug = known.slug;
    this.eventSlug = known.eventSlug;
    this.groupItemTitle = known.groupItemTitle;
    this.endDate = known.endDate;
    this.#names = names;
  }

  get conditionId(): Hex {
    return this.names().conditionId;
  }

  get questionId(): Hex {
    return this.names().questionId;
  }

  get tokens(): readonly [yes: string, no: string] {
    return this.names().tokens;
  }

  get negRiskMarketId(): Hex | null {
    return this.names().negRiskMarketId;
  }

  private names(): ChainNames {
    if (typeof this.#names === "function") this.#names = this.#names();
    return this.#names;
  }
}
