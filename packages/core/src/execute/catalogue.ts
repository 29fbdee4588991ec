import { EVENT_MARKETS_MAX } from "../commands.ts";
import type { CommandContent } from "../commands.ts";
import { DEADLINE_CLOSE } from "../deadlines.ts";
import {
  badEventText,
  badMarketSpec,
  badMarketText,
  badParameters,
  badRules,
  badSlug,
  invalid,
} from "../fields.ts";
import type { EventId, MarketId } from "../ids.ts";
import type { MarketSpec } from "../market.ts";
import type { Run } from "../run.ts";
import { EventGroup } from "../state.ts";
import type { Market } from "../state.ts";
import { isOperator } from "./authority.ts";

type CreateEvent = Extract<CommandContent, { type: "CreateEvent" }>;

/** Creates an event and its markets, all in draft. */
export function createEvent(run: Run, command: CreateEvent): void {
  const { state } = run;
  const { slug, text, rules, collateral, mutuallyExclusive, exhaustive, markets } = command;
  if (!isOperator(run)) return;
  const field = badEvent(command, run.time);
  if (field !== null) return run.reject(invalid(field));
  if (state.asset(collateral) === undefined) return run.reject({ code: "AssetNotFound" });
  const taken = new Set<string>();
  for (const wanted of [slug, ...markets.map((market) => market.slug)]) {
    if (state.slugs.has(wanted) || taken.has(wanted))
      return run.reject({ code: "SlugTaken", field: wanted });
    taken.add(wanted);
  }
  const flags = { collateral, mutuallyExclusive, exhaustive };
  const event = new EventGroup(run.id<EventId>(0), slug, flags);
  state.events.set(event.id, event);
  state.slugs.set(slug, event);
  run.emit({ type: "EventCreated", event: event.id, slug, text, rules, ...flags });
  for (const [index, spec] of markets.entries()) create(run, event, spec, index + 1);
}

/** Adds an outcome to an event; an exclusive and exhaustive one is frozen at its first open. */
export function addMarket(run: Run, command: Extract<CommandContent, { type: "AddMarket" }>): void {
  const { state } = run;
  const { market: spec } = command;
  if (!isOperator(run)) return;
  const field = badMarketSpec(spec, run.time);
  if (field !== null) return run.reject(invalid(field));
  const event = state.events.get(command.event);
  if (event === undefined) return run.reject({ code: "EventNotFound" });
  if (state.slugs.has(spec.slug)) return run.reject({ code: "SlugTaken", field: spec.slug });
  if (event.actsAsOne && event.wasOpened) return run.reject({ code: "OutcomesFrozen" });
  if (event.markets.length >= EVENT_MARKETS_MAX) {
    return run.reject({ code: "LimitReached", limit: EVENT_MARKETS_MAX });
  }
  create(run, event, spec, 1);
}

export function updateEvent(
  run: Run,
  command: Extract<CommandContent, { type: "UpdateEvent" }>,
): void {
  const { text, rules } = command;
  if (!isOperator(run)) return;
  const field =
    text === null && rules === null
      ? "text"
      : ((text === null ? null : badEventText(text)) ?? (rules === null ? null : badRules(rules)));
  if (field !== null) return run.reject(invalid(field));
  const event = run.state.events.get(command.event);
  if (event === undefined) return run.reject({ code: "EventNotFound" });
  if (rules !== null) event.rulesVersion++;
  run.emit({
    type: "EventUpdated",
    event: event.id,
    text,
    rules,
    rulesVersion: event.rulesVersion,
  });
}

/** New parameters bind new orders; orders at rest keep the fees they were accepted under. */
export function updateMarket(
  run: Run,
  command: Extract<CommandContent, { type: "UpdateMarket" }>,
): void {
  const { text, parameters } = command;
  if (!isOperator(run)) return;
  const field =
    text === null && parameters === null
      ? "parameters"
      : ((text === null ? null : badMarketText(text)) ??
        (parameters === null ? null : badParameters(parameters, run.time)));
  if (field !== null) return run.reject(invalid(field));
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!market.isUnresolved && market.state !== "draft") {
    return run.reject({ code: "MarketNotOpen", state: market.state });
  }
  if (parameters !== null) {
    market.parameters = parameters;
    market.schedules.push(parameters.fees);
    market.closeDue = parameters.closeTime;
    awaitClose(run, market);
  }
  const parametersVersion = market.schedules.length;
  run.emit({ type: "MarketUpdated", market: market.id, text, parameters, parametersVersion });
}

function create(run: Run, event: EventGroup, spec: MarketSpec, index: number): void {
  const { state } = run;
  const id = run.id<MarketId>(index);
  const market = state.createMarket(id, event, spec);
  awaitClose(run, market);
  run.emit({ type: "MarketCreated", market: id, event: event.id, spec });
}

function awaitClose(run: Run, market: Market): void {
  if (market.closeDue === 0) return;
  run.state.deadlines.add({ at: market.closeDue, kind: DEADLINE_CLOSE, id: market.id });
}

function badEvent(command: CreateEvent, time: number): string | null {
  const { markets } = command;
  const least = command.mutuallyExclusive && command.exhaustive ? 2 : 1;
  const field = badSlug(command.slug) ?? badEventText(command.text) ?? badRules(command.rules);
  if (field !== null) return field;
  if (markets.length < least || markets.length > EVENT_MARKETS_MAX) return "markets";
  for (const market of markets) {
    const bad = badMarketSpec(market, time);
    if (bad !== null) return bad;
  }
  return null;
}
