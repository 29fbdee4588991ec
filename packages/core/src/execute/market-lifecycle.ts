import { PROBABILITY_MAX, PROBABILITY_MIN } from "../commands.ts";
import type { CommandContent } from "../commands.ts";
import { invalid } from "../fields.ts";
import { TRANSITIONS } from "../market.ts";
import type { MarketState } from "../market.ts";
import { isBookPrice, isPayout } from "../money.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { Market } from "../state.ts";
import { isOperator } from "./authority.ts";

type ChangeMarketState = Extract<CommandContent, { type: "ChangeMarketState" }>;

/** Moves a market, or all live markets of an event, along the table of legal transitions. */
export function changeMarketState(run: Run, command: ChangeMarketState): void {
  const { target, to, mode } = command;
  if (!isOperator(run)) return;
  const markets = targetsOf(run, command);
  if (!Array.isArray(markets)) return run.reject(markets);
  const illegal = markets.find((market) => !isLegal(market, command));
  if (illegal !== undefined) return run.reject(illegalTransition(illegal.state, to));
  const breaksUp = markets.some((market) => market.state === "draft" && market.event.actsAsOne);
  if (target.kind === "market" && breaksUp) return run.reject({ code: "EventMustActAsOne" });
  for (const market of markets) {
    if (to === "open") {
      market.mode = mode;
      market.event.wasOpened = true;
    }
    enterState(run, market, to);
  }
}

export function proposeResolution(
  run: Run,
  command: Extract<CommandContent, { type: "ProposeResolution" }>,
): void {
  if (!isOperator(run)) return;
  if (!isPayout(command.yesPayout) || Object.is(command.yesPayout, -0)) {
    return run.reject(invalid("yesPayout"));
  }
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!TRANSITIONS[market.state].includes("proposed")) {
    return run.reject(illegalTransition(market.state, "proposed"));
  }
  market.proposedPayout = command.yesPayout;
  run.emit({ type: "ResolutionProposed", market: market.id, yesPayout: command.yesPayout });
  enterState(run, market, "proposed");
}

export function disputeResolution(
  run: Run,
  command: Extract<CommandContent, { type: "DisputeResolution" }>,
): void {
  if (!isOperator(run)) return;
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!TRANSITIONS[market.state].includes("disputed")) {
    return run.reject(illegalTransition(market.state, "disputed"));
  }
  enterState(run, market, "disputed");
}

/** A probability for display: checked, told to the followers, and forgotten. */
export function setProbability(
  run: Run,
  command: Extract<CommandContent, { type: "SetProbability" }>,
): void {
  const { probability, source } = command;
  if (!isOperator(run)) return;
  const isInRange =
    isBookPrice(probability) && probability >= PROBABILITY_MIN && probability <= PROBABILITY_MAX;
  if (!isInRange) return run.reject(invalid("probability"));
  const market = run.state.markets.get(command.market);
  if (market === undefined) return run.reject({ code: "MarketNotFound" });
  if (!market.isUnresolved && market.state !== "draft") {
    return run.reject({ code: "MarketNotOpen", state: market.state });
  }
  run.emit({ type: "ProbabilitySet", market: market.id, probability, source });
}

/** Changes a market's state, which the caller has found legal, and says so. */
export function enterState(run: Run, market: Market, to: MarketState): void {
  const from = market.state;
  market.state = to;
  run.emit({ type: "MarketStateChanged", market: market.id, from, to, mode: market.mode });
}

export function illegalTransition(from: MarketState, to: MarketState): Rejection {
  return { code: "IllegalTransition", from, to };
}

function targetsOf(run: Run, { target, to }: ChangeMarketState): Market[] | Rejection {
  if (target.kind === "market") {
    const market = run.state.markets.get(target.market);
    return market === undefined ? { code: "MarketNotFound" } : [market];
  }
  const event = run.state.events.get(target.event);
  if (event === undefined) return { code: "EventNotFound" };
  const live = event.markets.filter((market) => market.isUnresolved || market.state === "draft");
  return live.length > 0 ? live : illegalTransition("resolved", to);
}

function isLegal(market: Market, { to, mode }: ChangeMarketState): boolean {
  if (market.state === "open" && to === "open") return market.mode !== mode;
  return TRANSITIONS[market.state].includes(to);
}
