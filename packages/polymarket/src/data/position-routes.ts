import { fromHistory } from "@probity/gateway";
import type { Queries } from "@probity/store";
import type { FastifyInstance } from "fastify";
import type { Desk } from "../desk.ts";
import type { Parameters } from "../markets/parameters.ts";
import type { Address } from "../ports.ts";
import type { QueryString } from "../query-string.ts";
import { queryOf } from "./data-errors.ts";
import { average, dollars, percent, shares } from "./data-numbers.ts";
import { isAscending, marketsIn, placesIn, wantedUser } from "./data-query.ts";
import type { Places } from "./data-query.ts";
import { marketEnd } from "../market-ends.ts";
import { isoTime } from "../wire-times.ts";
import { openPositions } from "./open-positions.ts";
import type { OpenPosition } from "./open-positions.ts";
import { outcomeFacts } from "./outcomes.ts";

const SORTS = [
  "TOKENS",
  "CURRENT",
  "INITIAL",
  "CASHPNL",
  "PERCENTPNL",
  "TITLE",
  "RESOLVING",
  "PRICE",
  "AVGPRICE",
] as const;
const CLOSED_SORTS = {
  REALIZEDPNL: "realised",
  TITLE: "title",
  PRICE: "price",
  AVGPRICE: "average",
  TIMESTAMP: "time",
} as const;
const TITLE_MOST = 100;

/** What somebody holds, held, and how much that is worth. */
export function positionRoutes(app: FastifyInstance, desk: Desk, parameters: Parameters): void {
  app.get("/positions", async (request) => {
    const query = queryOf(request);
    const { address, trader } = await wantedUser(desk, query);
    const page = positionsPage(query, marketsIn(desk, query), placesIn(query, 100, 500));
    if (trader === null) return [];
    const held = await openPositions(desk, parameters, trader.account);
    return page(held).map((position) => positionJson(address, position));
  });

  app.get("/closed-positions", async (request) => {
    const query = queryOf(request);
    const { address, trader } = await wantedUser(desk, query);
    const markets = marketsIn(desk, query);
    const names = Object.keys(CLOSED_SORTS) as (keyof typeof CLOSED_SORTS)[];
    const input = {
      markets,
      title: (query.text("title") ?? "").slice(0, TITLE_MOST),
      sort: CLOSED_SORTS[query.choice("sortBy", names, "REALIZEDPNL")],
      ascending: isAscending(query),
      ...placesIn(query, 10, 50),
    };
    if (trader === null) return [];
    const closed = await closedPositions(desk, parameters, address, {
      ...input,
      account: trader.account,
    });
    return closed.map(({ eventId: _, negativeRisk: __, ...told }) => told);
  });

  app.get("/value", async (request) => {
    const query = queryOf(request);
    const { address, trader } = await wantedUser(desk, query);
    const markets = marketsIn(desk, query);
    if (trader === null) return [];
    const held = await openPositions(desk, parameters, trader.account);
    const value = held
      .filter(({ row }) => markets === null || markets.includes(row.market))
      .reduce((sum, position) => sum + position.value, 0);
    return [{ user: address, value: dollars(Math.round(value)) }];
  });

  app.get("/traded", async (request) => {
    const { address, trader } = await wantedUser(desk, queryOf(request));
    if (trader === null) return { user: address, traded: 0 };
    const { value } = await fromHistory(desk.venue, undefined, ({ holdings }) =>
      holdings.marketsOf(trader.account),
    );
    return { user: address, traded: value };
  });
}

/** Reads the wish, then chooses and sorts. @throws ClobError 400 */
export function positionsPage(
  query: QueryString,
  markets: readonly number[] | null,
  { limit, offset }: Places,
): (held: readonly OpenPosition[]) => readonly OpenPosition[] {
  const leastShares = query.number("sizeThreshold") ?? 1;
  const redeemable = query.boolean("redeemable");
  const mergeable = query.boolean("mergeable");
  const title = (query.text("title") ?? "").slice(0, TITLE_MOST).toLowerCase();
  const sort = query.choice("sortBy", SORTS, "TOKENS");
  const direction = isAscending(query) ? 1 : -1;
  return (held) =>
    held
      .filter(
        (position) =>
          (markets === null || markets.includes(position.row.market)) &&
          shares(position.row.shares) >= leastShares &&
          (redeemable === null || position.facts.isClosed === redeemable) &&
          (mergeable === null || position.isMergeable === mergeable) &&
          position.facts.title.toLowerCase().includes(title),
      )
      .toSorted((one, other) => direction * compare(keyOf(one, sort), keyOf(other, sort)))
      .slice(offset, offset + limit);
}

function keyOf(position: OpenPosition, sort: (typeof SORTS)[number]): number | string {
  const { row, facts, value, end } = position;
  switch (sort) {
    case "TOKENS":
      return row.shares;
    case "CURRENT":
      return value;
    case "INITIAL":
      return row.cost;
    case "CASHPNL":
      return value - row.cost;
    case "PERCENTPNL":
      return percent(value - row.cost, row.cost);
    case "TITLE":
      return facts.title;
    case "RESOLVING":
      return end ?? Number.MAX_SAFE_INTEGER;
    case "PRICE":
      return facts.price;
    case "AVGPRICE":
      return row.cost / row.shares;
    default:
      return sort satisfies never;
  }
}

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

export function positionJson(
  address: Address,
  { row, facts, value, end, isMergeable }: OpenPosition,
) {
  const { bought, paid, realised, cost } = row;
  return {
    proxyWallet: address,
    asset: facts.asset,
    conditionId: facts.conditionId,
    size: shares(row.shares),
    avgPrice: average(cost, row.shares),
    initialValue: dollars(cost),
    currentValue: dollars(Math.round(value)),
    cashPnl: dollars(Math.round(value) - cost),
    percentPnl: percent(value - cost, cost),
    totalBought: shares(bought),
    realizedPnl: dollars(realised),
    percentRealizedPnl: percent(realised, paid),
    curPrice: facts.price,
    redeemable: facts.isClosed,
    mergeable: isMergeable,
    title: facts.title,
    slug: facts.slug,
    icon: facts.icon,
    eventId: facts.eventId,
    eventSlug: facts.eventSlug,
    outcome: facts.outcome,
    outcomeIndex: facts.outcomeIndex,
    oppositeOutcome: facts.oppositeOutcome,
    oppositeAsset: facts.oppositeAsset,
    endDate: end === null ? "" : new Date(end).toISOString().slice(0, 10),
    negativeRisk: facts.isNegRisk,
  };
}

type ClosedInput = Queries["holdings"]["closed"] extends (input: infer Input) => unknown
  ? Input
  : never;

/** Positions whose shares are gone, with the facts that only the second version tells. */
export async function closedPositions(
  desk: Desk,
  parameters: Parameters,
  address: Address,
  input: ClosedInput,
) {
  const { value } = await fromHistory(desk.venue, undefined, ({ holdings }) =>
    holdings.closed(input),
  );
  await parameters.load(value.map(({ market }) => market));
  return value.flatMap(({ market, outcome, bought, paid, realised, updatedAt }) => {
    const facts = outcomeFacts(desk, market, outcome);
    if (facts === null) return [];
    const end = marketEnd(desk, parameters, market);
    return {
      proxyWallet: address,
      asset: facts.asset,
      conditionId: facts.conditionId,
      avgPrice: average(paid, bought),
      totalBought: shares(bought),
      realizedPnl: dollars(realised),
      curPrice: facts.price,
      timestamp: Math.floor(updatedAt / 1_000),
      title: facts.title,
      slug: facts.slug,
      icon: facts.icon,
      eventSlug: facts.eventSlug,
      outcome: facts.outcome,
      outcomeIndex: facts.outcomeIndex,
      oppositeOutcome: facts.oppositeOutcome,
      oppositeAsset: facts.oppositeAsset,
      endDate: end === null ? "" : isoTime(end),
      eventId: facts.eventId,
      negativeRisk: facts.isNegRisk,
    };
  });
}
