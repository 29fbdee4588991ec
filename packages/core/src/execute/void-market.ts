import type { CommandContent } from "../commands.ts";
import type { Ending } from "../events.ts";
import { invalid } from "../fields.ts";
import { TRANSITIONS } from "../market.ts";
import type { MarketTarget, VoidPolicy } from "../market.ts";
import { isPayout } from "../money.ts";
import type { Price } from "../money.ts";
import { owedUnder, partsOfOne } from "../payout.ts";
import type { Rejection } from "../rejections.ts";
import type { Run } from "../run.ts";
import type { EventGroup, Market, State } from "../state.ts";
import { isOperator } from "./authority.ts";
import { isConfirmed, wishOf } from "./confirm-ending.ts";
import { illegalTransition } from "./market-lifecycle.ts";
import { fixEnding } from "./resolve-market.ts";

/** How a market would end, and what must come out of its reserve (negative: goes to it). */
export interface PlannedEnding {
  readonly market: Market;
  readonly ending: Ending;
  readonly reserveIn: number;
}

export function voidMarket(
  run: Run,
  command: Extract<CommandContent, { type: "VoidMarket" | "VoidEvent" }>,
): void {
  if (!isOperator(run)) return;
  const target: MarketTarget =
    command.type === "VoidMarket"
      ? { kind: "market", market: command.market }
      : { kind: "event", event: command.event };
  const plan = planEndings(run.state, target, command.policy);
  if ("code" in plan) return run.reject(plan);
  for (const { market, reserveIn } of plan) {
    if (reserveIn > market.reserve) {
      return run.reject({
        code: "ReserveInsufficient",
        required: reserveIn,
        available: market.reserve,
      });
    }
  }
  if (!isConfirmed(run, target, wishOf(command))) return;
  for (const { market, ending, reserveIn } of plan) fixEnding(run, market, ending, reserveIn);
}

/** What voiding would fix, market by market; says nothing of whether the reserves suffice. Changes nothing. */
export function planEndings(
  state: State,
  target: MarketTarget,
  policy: VoidPolicy,
): PlannedEnding[] | Rejection {
  const isPolicy =
    policy.kind !== "split" || (isPayout(policy.yesPayout) && !Object.is(policy.yesPayout, -0));
  if (!isPolicy) return invalid("yesPayout");
  const markets = targetsOf(state, target);
  if ("code" in markets) return markets;
  const [first] = markets;
  const { event } = first;
  if (policy.kind === "last-price" && markets.some((market) => market.lastPrice === 0)) {
    return { code: "NoLastPrice" };
  }
  if (policy.kind === "cost-basis" && event.actsAsOne && hasConversions(state, event)) {
    return { code: "CostBasisWithConversions" };
  }
  const payouts = event.actsAsOne
    ? partsOfOne(markets.map((market) => (policy.kind === "last-price" ? market.lastPrice : 1)))
    : markets.map((market) => (policy.kind === "split" ? policy.yesPayout : market.lastPrice));
  return markets.map((market, place) => {
    const ending: Ending =
      policy.kind === "cost-basis"
        ? { kind: "voided-at-cost" }
        : { kind: "voided", yesPayout: payouts[place] as Price };
    return { market, ending, reserveIn: owedUnder(market, ending) - market.pool };
  });
}

function targetsOf(state: State, target: MarketTarget): readonly [Market, ...Market[]] | Rejection {
  if (target.kind === "event") {
    const event = state.events.get(target.event);
    if (event === undefined) return { code: "EventNotFound" };
    const [first, ...others] = event.markets.filter((market) => market.isUnresolved);
    return first === undefined ? invalid("event") : [first, ...others];
  }
  const market = state.markets.get(target.market);
  if (market === undefined) return { code: "MarketNotFound" };
  if (!TRANSITIONS[market.state].includes("resolving")) {
    return illegalTransition(market.state, "resolving");
  }
  return market.event.actsAsOne ? { code: "EventMustActAsOne" } : [market];
}

function hasConversions(state: State, event: EventGroup): boolean {
  if (event.conversion < 0) return false;
  if (state.conversionDebt(event) !== 0) return true;
  const { positions } = state;
  return positions.of(event.conversion).some((position) => positions.shares(position, false) > 0);
}
