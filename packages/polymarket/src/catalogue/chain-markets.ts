import { assert } from "@probity/core";
import type { Event, EventId, MarketId, Outcome } from "@probity/core";
import type { Catalogue, CatalogueMarket } from "@probity/market-data";
import type { ChainMarket, ChainMarkets, Hex } from "../ports.ts";
import { readExternal } from "./external.ts";
import type { External } from "./external.ts";
import { NamedMarket } from "./named-market.ts";
import { isOwnNegRisk, ownGammaId, ownNames } from "./own-names.ts";
import type { ChainNames } from "./own-names.ts";

/** How long names are derived at a stretch before others have their turn. */
const SLICE_MS = 4;
/** The question of an imported market that came without one. */
const UNTOLD: Hex = `0x${"0".repeat(64)}`;
const YES_NO = ["Yes", "No"] as const;

/**
 * Every market of the venue by its names in Polymarket's world. Markets that were imported have the
 * names they came with; an own market's follow from its ids: at once for what is new or told to somebody,
 * newest first and a slice at a time for what a start finds.
 *
 * Keeps: a name belongs to one market. Whoever claims one that another market has gets own names
 * instead; which of the two that is follows from the order of creation, so a restart ends the same.
 * Until a start has derived all names, one that is claimed is the claimant's.
 */
export class CatalogueMarkets implements ChainMarkets {
  readonly #catalogue: Catalogue;
  readonly #byMarket = new Map<MarketId, NamedMarket>();
  readonly #byEvent = new Map<EventId, NamedMarket[]>();
  readonly #byToken = new Map<string, NamedMarket>();
  readonly #byCondition = new Map<string, NamedMarket>();
  readonly #bySlug = new Map<string, NamedMarket>();
  readonly #byGammaId = new Map<string, NamedMarket>();
  readonly #eventBySlug = new Map<string, EventId>();
  readonly #eventByGammaId = new Map<string, EventId>();
  #all: NamedMarket[] | null = null;
  /** Own markets whose names on chain are not looked up yet, oldest first. */
  #underived: NamedMarket[] = [];
  #isDeriving = false;
  /** Who waits for names that are not known yet. */
  readonly #awaited = new Map<string, PromiseWithResolvers<void>>();
  /** Claim names that belong to an older market of the venue's own. */
  readonly #refused = new Set<MarketId>();
  #isClosed = false;

  /** Begins with what `catalogue` knows. */
  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    for (const market of catalogue.markets()) this.#add(market);
    this.#derive();
  }

  of(market: MarketId): ChainMarket | null {
    return this.#byMarket.get(market) ?? null;
  }

  ofEvent(event: EventId): readonly ChainMarket[] {
    return this.#byEvent.get(event) ?? [];
  }

  ofToken(token: string): { readonly market: ChainMarket; readonly outcome: Outcome } | null {
    const market = this.#byToken.get(token);
    if (market === undefined) return null;
    return { market, outcome: market.tokens[0] === token ? "yes" : "no" };
  }

  ofCondition(conditionId: string): ChainMarket | null {
    return this.#byCondition.get(conditionId.toLowerCase()) ?? null;
  }

  ofSlug(slug: string): ChainMarket | null {
    return this.#bySlug.get(slug) ?? null;
  }

  ofGammaId(id: string): ChainMarket | null {
    return this.#byGammaId.get(id) ?? null;
  }

  eventOfSlug(slug: string): EventId | null {
    return this.#eventBySlug.get(slug) ?? null;
  }

  eventOfGammaId(id: string): EventId | null {
    return this.#eventByGammaId.get(id) ?? null;
  }

  all(): readonly ChainMarket[] {
    this.#all ??= [...this.#byMarket.values()];
    return this.#all;
  }

  /** Every name can be looked up. */
  get isWhole(): boolean {
    return this.#underived.length === 0 || this.#isClosed;
  }

  known(names: Iterable<string>): Promise<unknown> | null {
    if (this.isWhole) return null;
    const arrivals = Array.from(names, (name) => this.#arrival(name)).filter((one) => one !== null);
    return arrivals.length === 0 ? null : Promise.all(arrivals);
  }

  /** Hears what was folded in. @param isLive names of what is new are there when this returns. */
  apply(events: readonly Event[], isLive: boolean): void {
    const before = this.#underived.length;
    for (const event of events) {
      if (event.type === "MarketCreated") {
        const market = this.#catalogue.market(event.market);
        if (market !== null && !this.#byMarket.has(event.market)) this.#add(market);
      } else if (event.type === "MarketUpdated" && event.text !== null) {
        const named = this.#byMarket.get(event.market);
        if (named !== undefined) this.#nameAgain(named.event);
      }
    }
    if (this.#underived.length <= before) return;
    if (isLive) for (const named of this.#underived.splice(before)) this.#index(named);
    this.#derive();
  }

  /** Derives no more; nobody waits any longer. */
  close(): void {
    this.#isClosed = true;
    this.#endWaiting();
  }

  #derive(): void {
    if (this.#isDeriving || this.#isClosed || this.#underived.length === 0) return;
    this.#isDeriving = true;
    setImmediate(() => this.#deriveSlice());
  }

  #deriveSlice(): void {
    if (this.#isClosed) return;
    const end = performance.now() + SLICE_MS;
    for (let named = this.#underived.pop(); named !== undefined; named = this.#underived.pop()) {
      this.#index(named);
      if (performance.now() > end) break;
    }
    this.#isDeriving = false;
    if (this.#underived.length === 0) this.#endWaiting();
    else this.#derive();
  }

  /** Null for a name that is known. */
  #arrival(name: string): Promise<void> | null {
    const own = name.toLowerCase();
    if (this.#byToken.has(own) || this.#byCondition.has(own)) return null;
    const awaited = this.#awaited.get(own) ?? Promise.withResolvers<void>();
    this.#awaited.set(own, awaited);
    return awaited.promise;
  }

  /** What is still awaited is nobody's name. */
  #endWaiting(): void {
    for (const { resolve } of this.#awaited.values()) resolve();
    this.#awaited.clear();
  }

  #add(market: CatalogueMarket): void {
    const event = this.#catalogue.event(market.event);
    assert(event !== null, "a market is folded in after its event");
    const own = {
      market: market.market,
      slug: market.slug,
      event: event.event,
      eventSlug: event.slug,
      isExclusive: event.mutuallyExclusive,
      place: event.markets.indexOf(market.market),
    };
    const external = this.#claimed(market);
    const chain = external?.chain;
    const first = this.#byEvent.get(event.event)?.[0];
    const known = {
      market: market.market,
      event: event.event,
      outcomes: external?.outcomes ?? YES_NO,
      isNegRisk: chain?.neg_risk ?? isOwnNegRisk(own),
      gammaId: external?.gamma_id ?? ownGammaId(market.market),
      slug: external?.slug ?? market.slug,
      // Markets of an event agree on what it is called: as the first of them says.
      gammaEventId: first?.gammaEventId ?? external?.event?.gamma_id ?? ownGammaId(event.event),
      eventSlug: first?.eventSlug ?? external?.event?.slug ?? event.slug,
      groupItemTitle: external?.group_item_title ?? "",
      endDate: external?.end_date ?? null,
    };
    const names = chain === undefined ? () => ownNames(own) : namesIn(chain);
    const named = new NamedMarket(known, names, (derived) => this.#index(derived));
    this.#byMarket.set(named.market, named);
    if (first === undefined) this.#byEvent.set(named.event, [named]);
    else this.#byEvent.get(named.event)?.push(named);
    this.#all = null;
    setIfFree(this.#bySlug, named.slug, named);
    setIfFree(this.#byGammaId, named.gammaId, named);
    setIfFree(this.#eventBySlug, named.eventSlug, named.event);
    setIfFree(this.#eventByGammaId, named.gammaEventId, named.event);
    if (chain === undefined) this.#underived.push(named);
    else this.#index(named);
  }

  /** The names it came with that are nobody else's; none if its shares are another's, for then it is his twin. */
  #claimed({ market, event, text }: CatalogueMarket): External | null {
    const external = this.#refused.has(market) ? null : readExternal(text.external);
    if (external === null) return null;
    const { chain, slug, gamma_id, event: of, ...more } = external;
    if (chain !== undefined && this.#holders(chain.condition_id, chain.tokens).length > 0)
      return null;
    const isFree = <Name, Holder>(holders: ReadonlyMap<Name, Holder>, name: Name | undefined) =>
      name !== undefined && !holders.has(name);
    const isOwn = (holders: ReadonlyMap<string, EventId>, name: string | undefined) =>
      name !== undefined && (holders.get(name) ?? event) === event;
    return {
      ...more,
      ...(chain && { chain }),
      ...(isFree(this.#bySlug, slug) && { slug }),
      ...(isFree(this.#byGammaId, gamma_id) && { gamma_id }),
      event: {
        ...(isOwn(this.#eventBySlug, of?.slug) && { slug: of?.slug }),
        ...(isOwn(this.#eventByGammaId, of?.gamma_id) && { gamma_id: of?.gamma_id }),
      },
    };
  }

  #holders(conditionId: string, tokens: readonly string[]): NamedMarket[] {
    const holders = [
      this.#byCondition.get(conditionId),
      ...tokens.map((token) => this.#byToken.get(token)),
    ];
    return holders.filter((holder) => holder !== undefined);
  }

  /** Makes a market known by its names on chain. Derived ones are nobody else's, whatever he claims. */
  #index(named: NamedMarket): void {
    const { conditionId, tokens } = named;
    for (const holder of this.#holders(conditionId, tokens)) {
      if (holder === named || this.#refused.has(holder.market)) continue;
      this.#refused.add(holder.market);
      this.#nameAgain(holder.event);
    }
    // It was one of the event's, and is derived anew.
    if (this.#byMarket.get(named.market) !== named) return;
    this.#byCondition.set(conditionId, named);
    for (const token of tokens) this.#byToken.set(token, named);
    if (this.#awaited.size === 0) return;
    for (const name of [conditionId, ...tokens]) {
      this.#awaited.get(name)?.resolve();
      this.#awaited.delete(name);
    }
  }

  /** Forgets all names of an event, and names it and its markets as the catalogue has them now. */
  #nameAgain(event: EventId): void {
    const old = this.#byEvent.get(event) ?? [];
    const isOld = new Set(old);
    this.#byEvent.delete(event);
    this.#underived = this.#underived.filter((named) => !isOld.has(named));
    for (const named of old) {
      deleteIf(this.#bySlug, named.slug, named);
      deleteIf(this.#byGammaId, named.gammaId, named);
      deleteIf(this.#eventBySlug, named.eventSlug, event);
      deleteIf(this.#eventByGammaId, named.gammaEventId, event);
      deleteIf(this.#byCondition, named.conditionId, named);
      for (const token of named.tokens) deleteIf(this.#byToken, token, named);
    }
    for (const { market } of old) {
      const current = this.#catalogue.market(market);
      if (current !== null) this.#add(current);
    }
  }
}

function namesIn(chain: NonNullable<External["chain"]>): ChainNames {
  return {
    conditionId: chain.condition_id,
    questionId: chain.question_id ?? UNTOLD,
    tokens: chain.tokens,
    negRiskMarketId: chain.neg_risk_market_id,
  };
}

function setIfFree<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

function deleteIf<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (map.get(key) === value) map.delete(key);
}
