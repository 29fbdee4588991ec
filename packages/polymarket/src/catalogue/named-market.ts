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
  readonly #onDerived: (named: NamedMarket) => void;
  #names: ChainNames | (() => ChainNames);

  /** @param onDerived hears of it when names had to be derived. */
  constructor(
    known: KnownNames,
    names: ChainNames | (() => ChainNames),
    onDerived: (named: NamedMarket) => void,
  ) {
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
    this.#onDerived = onDerived;
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
    if (typeof this.#names !== "function") return this.#names;
    const names = this.#names();
    this.#names = names;
    this.#onDerived(this);
    return names;
  }
}
