import { CONFIRMATION_WINDOW_MS, TRANSITIONS } from "@probity/core";
import type {
  CommandContent,
  Ending,
  EndingWish,
  MarketId,
  MarketTarget,
  Price,
  Rejection,
  Timestamp,
  VoidPolicy,
} from "@probity/core";
import { invalid, reject } from "./answers.ts";
import { splitDollar, toAmount } from "./arithmetic.ts";
import { isPayout } from "./fields.ts";
import { isSame } from "./keys.ts";
import { actsAsOne, isUnresolved } from "./state.ts";
import type { EventEntry, Market, Turn } from "./state.ts";
import { enter } from "./time.ts";

/** RULES.md section 4, first half: what fixes the payouts of markets. */

type Content<T extends CommandContent["type"]> = Extract<CommandContent, { readonly type: T }>;

export function resolveMarket(turn: Turn, content: Content<"ResolveMarket">): void {
  const { yesPayout } = content;
  if (!isPayout(yesPayout)) return reject(turn, invalid("yesPayout"));
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (!mayEnd(market)) return reject(turn, illegal(market));

  const { event } = market;
  const others = event.markets.filter((other) => other !== market);
  if (actsAsOne(event)) {
    if (yesPayout !== 0 || !others.some(isUnresolved)) {
      return reject(turn, { code: "EventMustActAsOne" });
    }
  } else {
    const isLast = !others.some((other) => other.state === "draft" || isUnresolved(other));
    const sum = yesPayout + resolvedSum(event);
    const isTooMuch = event.mutuallyExclusive && sum > 10_000;
    const isTooLittle = event.exhaustive && isLast && sum < 10_000;
    if (isTooMuch || isTooLittle) return reject(turn, { code: "PayoutsMustSumToOne", sum });
  }
  if (!isAgreed(turn, { kind: "market", market: market.id }, { ...content, yesPayout })) return;
  end(turn, market, { kind: "resolved", yesPayout });
}

export function resolveEvent(turn: Turn, content: Content<"ResolveEvent">): void {
  const { payouts } = content;
  if (!payouts.every(({ yesPayout }) => isPayout(yesPayout))) {
    return reject(turn, invalid("payouts"));
  }
  const event = turn.state.events.get(content.event);
  if (event === undefined) return reject(turn, { code: "EventNotFound" });
  const unresolved = event.markets.filter(isUnresolved);
  const given = new Map(payouts.map(({ market, yesPayout }) => [market, yesPayout]));
  const isExact =
    unresolved.length > 0 &&
    payouts.length === unresolved.length &&
    unresolved.every((market) => given.has(market.id));
  if (!isExact) return reject(turn, invalid("payouts"));

  const sum = payouts.reduce((total, { yesPayout }) => total + yesPayout, resolvedSum(event));
  const isTooMuch = event.mutuallyExclusive && sum > 10_000;
  const isTooLittle = event.exhaustive && sum < 10_000;
  if (isTooMuch || isTooLittle) return reject(turn, { code: "PayoutsMustSumToOne", sum });
  const inOrder = unresolved.map(({ id }) => {
    return { market: id, yesPayout: given.get(id) as Price };
  });
  const target = { kind: "event", event: event.id } as const;
  if (!isAgreed(turn, target, { ...content, payouts: inOrder })) return;
  for (const market of unresolved) {
    end(turn, market, { kind: "resolved", yesPayout: given.get(market.id) as Price });
  }
}

/** "Two operators": whether the ending is to be now; otherwise it is asked for. */
function isAgreed(turn: Turn, target: MarketTarget, wish: EndingWish): boolean {
  const { requests, confirmations } = turn.state;
  const id = target.kind === "market" ? target.market : target.event;
  const found = requests.get(id);
  const isYoung = found !== undefined && turn.time - found.time < CONFIRMATION_WINDOW_MS;
  const isByAnother = isYoung && found.actor !== turn.actor && isSame(found.wish, wish);
  if (confirmations === 1 || isByAnother) {
    requests.delete(id);
    return true;
  }
  const { actor, time } = turn;
  requests.set(id, { target, wish, actor, time });
  const until = (time + CONFIRMATION_WINDOW_MS) as Timestamp;
  turn.events.push({ type: "EndingRequested", target, wish, actor, until });
  return false;
}

/** Sum of the YES payouts fixed in the event so far; voided markets do not count. */
function resolvedSum(event: EventEntry): number {
  let sum = 0;
  for (const { ending } of event.markets) {
    if (ending?.kind === "resolved") sum += ending.yesPayout;
  }
  return sum;
}

export function voidMarket(turn: Turn, content: Content<"VoidMarket">): void {
  const { policy } = content;
  if (hasBadSplit(policy)) return reject(turn, invalid("yesPayout"));
  const market = turn.state.markets.get(content.market);
  if (market === undefined) return reject(turn, { code: "MarketNotFound" });
  if (!mayEnd(market)) return reject(turn, illegal(market));
  if (actsAsOne(market.event)) return reject(turn, { code: "EventMustActAsOne" });
  const refusal = missingLastPrice([market], policy) ?? missingReserve([market], policy);
  if (refusal !== null) return reject(turn, refusal);

  if (!isAgreed(turn, { kind: "market", market: market.id }, content)) return;
  end(turn, market, voidEnding(market, policy));
}

export function voidEvent(turn: Turn, content: Content<"VoidEvent">): void {
  const { policy } = content;
  if (hasBadSplit(policy)) return reject(turn, invalid("yesPayout"));
  const event = turn.state.events.get(content.event);
  if (event === undefined) return reject(turn, { code: "EventNotFound" });
  const unresolved = event.markets.filter(isUnresolved);
  if (unresolved.length === 0) return reject(turn, invalid("event"));
  const refusal =
    missingLastPrice(unresolved, policy) ??
    costBasisWithConversions(event, policy) ??
    missingReserve(unresolved, policy);
  if (refusal !== null) return reject(turn, refusal);

  if (!isAgreed(turn, { kind: "event", event: event.id }, content)) return;
  const shared = actsAsOne(event) ? sharedPayouts(unresolved, policy) : null;
  for (const market of unresolved) {
    const yesPayout = shared?.get(market.id);
    const ending: Ending =
      yesPayout === undefined ? voidEnding(market, policy) : { kind: "voided", yesPayout };
    end(turn, market, ending);
  }
}

/** In an event with exactly one YES the void pays out exactly one dollar over its outcomes. */
function sharedPayouts(
  markets: readonly Market[],
  policy: VoidPolicy,
): Map<MarketId, Price> | null {
  if (policy.kind === "cost-basis") return null;
  const weight = (market: Market): number =>
    policy.kind === "split" ? 1 : (market.lastPrice ?? 0);
  return splitDollar(new Map(markets.map((market) => [market.id, weight(market)])));
}

function voidEnding(market: Market, policy: VoidPolicy): Ending {
  switch (policy.kind) {
    case "split":
      return { kind: "voided", yesPayout: policy.yesPayout };
    case "last-price":
      return { kind: "voided", yesPayout: market.lastPrice as Price };
    case "cost-basis":
      return { kind: "voided-at-cost" };
  }
}

function hasBadSplit(policy: VoidPolicy): boolean {
  return policy.kind === "split" && !isPayout(policy.yesPayout);
}

function missingLastPrice(markets: readonly Market[], policy: VoidPolicy): Rejection | null {
  const isMissing = policy.kind === "last-price" && markets.some((m) => m.lastPrice === null);
  return isMissing ? { code: "NoLastPrice" } : null;
}

function costBasisWithConversions(event: EventEntry, policy: VoidPolicy): Rejection | null {
  if (policy.kind !== "cost-basis") return null;
  const holdsShares = event.markets.some((market) => {
    const position = market.holders.get(event.id as never);
    return position !== undefined && position.yes + position.no > 0;
  });
  const isUsed = holdsShares || event.conversionDebt !== 0n;
  return isUsed ? { code: "CostBasisWithConversions" } : null;
}

function missingReserve(markets: readonly Market[], policy: VoidPolicy): Rejection | null {
  if (policy.kind !== "cost-basis") return null;
  for (const market of markets) {
    const required = shortfall(market);
    if (required > market.reserve) {
      return {
        code: "ReserveInsufficient",
        required: Number(required),
        available: Number(market.reserve),
      };
    }
  }
  return null;
}

/** What the holders' costs are beyond the pool; negative when the pool has more. */
function shortfall(market: Market): bigint {
  let cost = 0n;
  for (const position of market.holders.values()) cost += position.costYes + position.costNo;
  return cost - market.pool;
}

function mayEnd(market: Market): boolean {
  return TRANSITIONS[market.state].includes("resolving");
}

function illegal(market: Market): Rejection {
  return { code: "IllegalTransition", from: market.state, to: "resolving" };
}

function end(turn: Turn, market: Market, ending: Ending): void {
  const reserveIn = ending.kind === "voided-at-cost" ? shortfall(market) : 0n;
  market.ending = ending;
  market.reserve -= reserveIn;
  market.pool += reserveIn;
  turn.events.push({
    type: "EndingFixed",
    market: market.id,
    ending,
    reserveIn: toAmount(reserveIn),
  });
  enter(turn, market, "resolving");
  turn.state.jobs.push({ kind: "resolution", market, visited: 0 });
}
