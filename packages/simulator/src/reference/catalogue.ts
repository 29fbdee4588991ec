import { EVENT_MARKETS_MAX } from "@probity/core";
import type { CommandContent, EventId, MarketId, MarketSpec } from "@probity/core";
import { invalid, reject } from "./answers.ts";
import {
  badEventSlug,
  badEventText,
  badMarketSpec,
  badMarketText,
  badParameters,
  badRules,
} from "./fields.ts";
import { actsAsOne, idOf } from "./state.ts";
import type { EventEntry, Turn } from "./state.ts";

/** RULES.md section 3, the catalogue: events and markets are made and described. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

export function createEvent(turn: Turn, content: Content<"CreateEvent">): void {
  const { state } = turn;
  const { slug, text, rules, collateral, mutuallyExclusive, exhaustive, markets } = content;
  const fewest = mutuallyExclusive && exhaustive ? 2 : 1;
  const areSoMany = markets.length >= fewest && markets.length <= EVENT_MARKETS_MAX;
  const bad =
    badEventSlug(slug) ??
    badEventText(text) ??
    badRules(rules) ??
    (areSoMany ? null : "markets") ??
    firstBadMarket(turn, markets);
  if (bad !== null) return reject(turn, invalid(bad));
  if (!state.assets.has(collateral)) return reject(turn, { code: "AssetNotFound" });
  const taken = firstTaken(turn, [slug, ...markets.map((market) => market.slug)]);
  if (taken !== null) return reject(turn, { code: "SlugTaken", field: taken });

  const event: EventEntry = {
    id: idOf<EventId>(turn.sequence, 0),
    slug,
    collateral,
    mutuallyExclusive,
    exhaustive,
    rulesVersion: 1,
    opened: false,
    markets: [],
    conversionDebt: 0n,
  };
  state.events.set(event.id, event);
  state.slugs.add(slug);
  turn.events.push({
    type: "EventCreated",
    event: event.id,
    slug,
    text,
    rules,
    collateral,
    mutuallyExclusive,
    exhaustive,
  });
  for (const [place, spec] of markets.entries()) addDraft(turn, event, spec, place + 1);
}

export function addMarket(turn: Turn, content: Content<"AddMarket">): void {
  const { market } = content;
  const bad = badMarketSpec(market, turn.time);
  if (bad !== null) return reject(turn, invalid(bad));
  const event = turn.state.events.get(content.event);
  if (event === undefined) return reject(turn, { code: "EventNotFound" });
  const taken = firstTaken(turn, [market.slug]);
  if (taken !== null) return reject(turn, { code: "SlugTaken", field: taken });
  if (actsAsOne(event) && event.opened) return reject(turn, { code: "OutcomesFrozen" });
  if (event.markets.length >= EVENT_MARKETS_MAX) {
    return reject(turn, { code: "LimitReached", limit: EVENT_MARKETS_MAX });
  }

  addDraft(turn, event, market, 1);
}

function firstBadMarket(turn: Turn, specs: readonly MarketSpec[]): string | null {
  for (const spec of specs) {
    const bad = badMarketSpec(spec, turn.time);
    if (bad !== null) return bad;
  }
  return null;
}

/** The first slug that is taken already, be it by an earlier one of the same list. */
function firstTaken(turn: Turn, slugs: readonly string[]): string | null {
  const isTaken = (slug: string, place: number): boolean =>
    turn.state.slugs.has(slug) || slugs.indexOf(slug) < place;
  return slugs.find(isTaken) ?? null;
}

function addDraft(turn: Turn, event: EventEntry, spec: MarketSpec, index: number): void {
  const id = idOf<MarketId>(turn.sequence, index);
  const market = {
    id,
    event,
    slug: spec.slug,
    tickSize: spec.tickSize,
    tickChange: null,
    state: "draft" as const,
    mode: "normal" as const,
    parameters: spec.parameters,
    parametersVersion: 1,
    lastPrice: null,
    proposedPayout: null,
    ending: null,
    pool: 0n,
    reserve: 0n,
    bids: [],
    asks: [],
    holders: new Map(),
  };
  event.markets.push(market);
  turn.state.markets.set(id, market);
  turn.state.slugs.add(spec.slug);
  setClosing(turn, id, spec.parameters.closeTime);
  turn.events.push({ type: "MarketCreated", market: id, event: event.id, spec });
}

function setClosing(turn: Turn, market: MarketId, closeTime: number): void {
  if (closeTime === 0) turn.state.closings.delete(market);
  else turn.state.closings.set(market, closeTime);
}

export function updateEvent(turn: Turn, content: Content<"UpdateEvent">): void {
  const { text, rules } = content;
  const bad =
    (text === null && rules === null ? "text" : null) ??
    (text === null ? null : badEventText(text)) ??
    (rules === null ? null : badRules(rules));
  if (bad !== null) return reject(turn, invalid(bad));
  const event = turn.state.events.get(content.event);
  if (event === undefined) return reject(turn, { code: "EventNotFound" });

  if (rules !== null) event.rulesVersion += 1;
  const { rulesVersion } = event;
  turn.events.push({ type: "EventUpdated", event: event.id, text, rules, rulesVersion });
}

export function updateMarket(turn: Turn, content: Content<"UpdateMarket">): void {
  const { text, parameters } = content;
  const bad =
    (text === null && parameters === null ? "parameters" : null) ??
    (text === null ? null : badMarketText(text)) ??
    (parameters === null ? null : badParameters(parameters, turn.time));
  if (bad !== null) return reject(turn, invalid(bad));
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (["resolving", "resolved", "voided", "deleted"].includes(market.state)) {
    return reject(turn, { code: "MarketNotOpen", state: market.state });
  }

  if (parameters !== null) {
    market.parameters = parameters;
    market.parametersVersion += 1;
    setClosing(turn, market.id, parameters.closeTime);
  }
  const { parametersVersion } = market;
  turn.events.push({
    type: "MarketUpdated",
    market: market.id,
    text,
    parameters,
    parametersVersion,
  });
}
