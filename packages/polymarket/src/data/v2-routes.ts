import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Desk } from "../desk.ts";
import type { Parameters } from "../markets/parameters.ts";
import type { PublicNames } from "../public-names.ts";
import type { QueryString } from "../query-string.ts";
import { badRequest, queryOf } from "./data-errors.ts";
import { dollars, shares } from "./data-numbers.ts";
import { marketsIn, maybeUser, wantedUser } from "./data-query.ts";
import { openPositions } from "./open-positions.ts";
import { closedPositions, positionJson, positionsPage } from "./position-routes.ts";
import { activityPage, tradesPage } from "./trade-routes.ts";

const LIMIT_MOST = 500;
const OFFSET_MOST = 10_000;

interface Wish {
  readonly limit: number;
  readonly offset: number;
}

/**
 * The same lists in the second version's envelope and spelling: snake_case, and a cursor whenever
 * there is more. A page is asked for one row longer than it is told.
 */
export function v2Routes(
  app: FastifyInstance,
  desk: Desk,
  parameters: Parameters,
  names: PublicNames,
): void {
  app.get("/v2/positions", (request) =>
    enveloped(request, async (query, page) => {
      const { address, trader } = await wantedUser(desk, query);
      const status = query.choice("status", ["OPEN", "REDEEMABLE", "CLOSED", "ALL"], "OPEN");
      const markets = marketsIn(desk, query);
      if (trader === null) return [];
      if (status === "CLOSED") {
        const input = { markets, title: "", sort: "time", ascending: false, ...page } as const;
        const closed = await closedPositions(desk, parameters, address, {
          ...input,
          account: trader.account,
        });
        return closed.map(closedV2);
      }
      const chosen = positionsPage(query, markets, page);
      const held = await openPositions(desk, parameters, trader.account);
      const wanted = held.filter(({ facts }) => status !== "REDEEMABLE" || facts.isClosed);
      return chosen(wanted).map((position) => ({
        ...snakeCase(positionJson(address, position)),
        token_id: position.facts.asset,
        current_size: shares(position.row.shares),
        entry_cost_usdc: dollars(position.row.cost),
        entry_fees_usdc: dollars(Math.max(0, position.row.fees)),
        total_cost_usdc: dollars(position.row.cost + Math.max(0, position.row.fees)),
        current_price: position.facts.price,
        total_size: shares(position.row.bought),
        unrealized_pnl: dollars(Math.round(position.value) - position.row.cost),
        total_pnl: dollars(Math.round(position.value) - position.row.cost + position.row.realised),
        status: position.facts.isClosed ? "REDEEMABLE" : "OPEN",
        negative_risk: position.facts.isNegRisk,
        archived: false,
        opposite_token_id: position.facts.oppositeAsset,
        last_event_at: Math.floor(position.row.updatedAt / 1_000),
        ...UNSAID,
      }));
    }),
  );

  app.get("/v2/trades", (request) =>
    enveloped(request, async (query, page) => {
      const user = await maybeUser(desk, query);
      return (await tradesPage(desk, names, query, user, page)).map(snakeCase);
    }),
  );

  app.get("/v2/activity", (request) =>
    enveloped(request, async (query, page) => {
      const user = await wantedUser(desk, query);
      return (await activityPage(desk, names, query, user, page)).map(snakeCase);
    }),
  );
}

const UNSAID = { name: "", profile_image: "", verified: false };

function closedV2(position: Awaited<ReturnType<typeof closedPositions>>[number]) {
  const paid = position.avgPrice * position.totalBought;
  const percent = paid === 0 ? 0 : (position.realizedPnl / paid) * 100;
  return {
    ...snakeCase(position),
    token_id: position.asset,
    current_size: 0,
    entry_cost_usdc: 0,
    entry_fees_usdc: 0,
    total_cost_usdc: 0,
    current_price: position.curPrice,
    current_value: 0,
    total_size: position.totalBought,
    unrealized_pnl: 0,
    total_pnl: position.realizedPnl,
    percent_pnl: 0,
    percent_realized_pnl: percent,
    status: "CLOSED",
    redeemable: false,
    mergeable: false,
    negative_risk: position.negativeRisk,
    archived: false,
    event_id: position.eventId,
    opposite_token_id: position.oppositeAsset,
    last_event_at: position.timestamp,
    ...UNSAID,
  };
}

async function enveloped(
  request: FastifyRequest,
  list: (query: QueryString, page: Wish) => Promise<readonly object[]>,
) {
  const query = queryOf(request);
  const limit = Math.min(LIMIT_MOST, query.whole("limit", 1, Number.MAX_SAFE_INTEGER, 20));
  const cursor = query.text("cursor");
  const offset = cursor === null ? query.whole("offset", 0, OFFSET_MOST, 0) : offsetIn(cursor);
  const rows = await list(query, { limit: limit + 1, offset });
  const hasMore = rows.length > limit && offset + limit <= OFFSET_MOST;
  const next = Buffer.from(String(offset + limit), "latin1").toString("base64url");
  return {
    data: rows.slice(0, limit),
    pagination: { limit, offset, has_more: hasMore, next_cursor: hasMore ? next : null },
  };
}

/** @throws ClobError 400 */
function offsetIn(cursor: string): number {
  const text = Buffer.from(cursor, "base64url").toString("latin1");
  const offset = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(offset <= OFFSET_MOST)) throw badRequest("invalid cursor");
  return offset;
}

/** `conditionId` as `condition_id`. */
function snakeCase(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value as unknown,
    ]),
  );
}
