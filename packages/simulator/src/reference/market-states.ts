import { TICK_SIZES, TRANSITIONS } from "@probity/core";
import type { CommandContent, MarketMode, MarketState } from "@probity/core";
import { invalid, reject } from "./answers.ts";
import { isPayout, isWithin } from "./fields.ts";
import { actsAsOne } from "./state.ts";
import type { Market, Turn } from "./state.ts";
import { beginTickChange, enter, hasEnded } from "./time.ts";

/** RULES.md section 3, the life of a market up to its ending. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

export function changeMarketState(turn: Turn, content: Content<"ChangeMarketState">): void {
  const { target, to, mode } = content;
  if (target.kind === "event") return changeEvent(turn, content);

  const market = turn.state.markets.get(target.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (!isLegal(market, to, mode)) {
    return reject(turn, { code: "IllegalTransition", from: market.state, to });
  }
  if (actsAsOne(market.event) && market.state === "draft") {
    return reject(turn, { code: "EventMustActAsOne" });
  }
  change(turn, market, to, mode);
}

function changeEvent(turn: Turn, { target, to, mode }: Content<"ChangeMarketState">): void {
  const event = target.kind === "event" ? turn.state.events.get(target.event) : undefined;
  if (event === undefined) return reject(turn, { code: "EventNotFound" });
  const ended: readonly MarketState[] = ["resolving", "resolved", "voided", "deleted"];
  const live = event.markets.filter((market) => !ended.includes(market.state));
  if (live.length === 0) return reject(turn, { code: "IllegalTransition", from: "resolved", to });
  const illegal = live.find((market) => !isLegal(market, to, mode));
  if (illegal !== undefined) {
    return reject(turn, { code: "IllegalTransition", from: illegal.state, to });
  }
  for (const market of live) change(turn, market, to, mode);
}

function isLegal(market: Market, to: MarketState, mode: MarketMode): boolean {
  if (market.state === "open" && to === "open") return market.mode !== mode;
  return TRANSITIONS[market.state].includes(to);
}

function change(turn: Turn, market: Market, to: MarketState, mode: MarketMode): void {
  if (to === "open") {
    market.mode = mode;
    market.event.opened = true;
  }
  enter(turn, market, to);
}

export function proposeResolution(turn: Turn, content: Content<"ProposeResolution">): void {
  const { yesPayout } = content;
  if (!isPayout(yesPayout)) return reject(turn, invalid("yesPayout"));
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (!TRANSITIONS[market.state].includes("proposed")) {
    return reject(turn, { code: "IllegalTransition", from: market.state, to: "proposed" });
  }

  market.proposedPayout = yesPayout;
  turn.events.push({ type: "ResolutionProposed", market: market.id, yesPayout });
  enter(turn, market, "proposed");
}

export function setProbability(turn: Turn, content: Content<"SetProbability">): void {
  const { probability, source } = content;
  if (!isWithin(probability, 100, 9_900)) return reject(turn, invalid("probability"));
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (hasEnded(market)) return reject(turn, { code: "MarketNotOpen", state: market.state });
  turn.events.push({ type: "ProbabilitySet", market: market.id, probability, source });
}

export function changeTickSize(turn: Turn, content: Content<"ChangeTickSize">): void {
  const { tickSize, at } = content;
  if (!TICK_SIZES.includes(tickSize)) return reject(turn, invalid("tickSize"));
  const isNow = Object.is(at, 0);
  if (!isNow && !isWithin(at, turn.time + 1, Number.MAX_SAFE_INTEGER)) {
    return reject(turn, invalid("at"));
  }
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (hasEnded(market)) return reject(turn, { code: "MarketNotOpen", state: market.state });
  if (market.tickChange?.hasBegun) return reject(turn, { code: "TickSizeChanging" });

  const due = isNow ? turn.time : at;
  turn.events.push({ type: "TickSizeAnnounced", market: market.id, tickSize, at: due });
  market.tickChange = { tickSize, at: due, hasBegun: false };
  if (isNow) beginTickChange(turn, market);
}

export function disputeResolution(turn: Turn, content: Content<"DisputeResolution">): void {
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (!TRANSITIONS[market.state].includes("disputed")) {
    return reject(turn, { code: "IllegalTransition", from: market.state, to: "disputed" });
  }
  enter(turn, market, "disputed");
}
