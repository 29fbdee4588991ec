import { PRICE_ONE } from "@probity/core";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Desk } from "../desk.ts";
import type { ChainMarket } from "../ports.ts";
import type { KnownMarkets } from "./known-markets.ts";
import { compactMarketJson, marketJson, simplifiedMarketJson } from "./market-json.ts";
import type { KnownMarket } from "./market-json.ts";
import { standingOf } from "./market-standing.ts";
import { emptyPage, pageOf } from "./page-cursors.ts";

/** Markets a page has at most; descriptions are long, simplified ones are not. */
const MARKETS_MOST = 100;
const SIMPLIFIED_MOST = 500;
const REWARDS_MOST = 100;

const PageQuery = z.object({ next_cursor: z.string().optional().catch(undefined) });

/** What is asked about markets as such. */
export function marketRoutes(app: FastifyInstance, desk: Desk, known: KnownMarkets): void {
  const { readSide } = desk.venue;
  const status = (chain: ChainMarket) => readSide.data.statuses.status(chain.market);
  const isSampled = (chain: ChainMarket): boolean => {
    const now = status(chain);
    return now !== null && standingOf(now).acceptingOrders;
  };

  // The archived client asks for the root.
  for (const path of ["/ok", "/"]) {
    app.get(path, async (_request, reply) => reply.type("application/json").send('"OK"'));
  }
  app.get("/time", async (_request, reply) =>
    reply.type("application/json").send(String(Math.floor(Date.now() / 1_000))),
  );
  app.get("/version", async () => ({ version: desk.options.version }));

  const list = (
    path: string,
    limit: number,
    json: (market: KnownMarket) => unknown,
    wanted: (chain: ChainMarket) => boolean = () => true,
  ): void => {
    app.get(path, async ({ query }) => {
      await readSide.caughtUp();
      const { next_cursor } = PageQuery.parse(query);
      const page = pageOf(known.listed().filter(wanted), next_cursor, limit);
      const markets = await known.describe(page.data);
      return { ...page, count: markets.length, data: markets.map((market) => json(market)) };
    });
  };
  const whole = (market: KnownMarket) => marketJson(readSide.data, market);
  const simplified = (market: KnownMarket) => simplifiedMarketJson(readSide.data, market);
  list("/markets", MARKETS_MOST, whole);
  list("/simplified-markets", SIMPLIFIED_MOST, simplified);
  // Polymarket samples the markets that pay rewards; nobody pays any here, so it is those that trade.
  list("/sampling-markets", MARKETS_MOST, whole, isSampled);
  list("/sampling-simplified-markets", SIMPLIFIED_MOST, simplified, isSampled);

  app.get<{ Params: { condition: string } }>("/markets/:condition", async ({ params }) => {
    await readSide.caughtUp();
    return whole(await known.ofCondition(params.condition));
  });
  app.get<{ Params: { condition: string } }>("/clob-markets/:condition", async ({ params }) => {
    await readSide.caughtUp();
    return compactMarketJson(await known.ofCondition(params.condition));
  });
  app.get<{ Params: { token: string } }>("/markets-by-token/:token", async ({ params }) => {
    await readSide.caughtUp();
    const { market } = known.wantedToken(params.token);
    const [primary_token_id, secondary_token_id] = market.tokens;
    return { condition_id: market.conditionId, primary_token_id, secondary_token_id };
  });

  const ofToken = (path: string, answer: (market: KnownMarket) => object): void => {
    const reply = async (id: unknown): Promise<object> => {
      await readSide.caughtUp();
      const [market] = await known.describe([known.wantedToken(id).market]);
      return market === undefined ? {} : answer(market);
    };
    app.get<{ Querystring: { token_id?: unknown } }>(path, ({ query }) => reply(query.token_id));
    app.get<{ Params: { token: string } }>(`${path}/:token`, ({ params }) => reply(params.token));
  };
  ofToken("/tick-size", (market) => ({
    minimum_tick_size: market.status.tickSize / PRICE_ONE,
  }));
  ofToken("/neg-risk", ({ chain }) => ({ neg_risk: chain.isNegRisk }));
  // What an order of version 1 signs as the most it pays.
  ofToken("/fee-rate", ({ parameters }) => ({ base_fee: parameters.fees.takerBps }));

  // Nobody rewards liquidity here.
  app.get("/rewards/markets/current", async () => emptyPage(REWARDS_MOST));
  app.get<{ Params: { condition: string } }>("/rewards/markets/:condition", async ({ params }) => {
    await known.ofCondition(params.condition);
    return emptyPage(REWARDS_MOST);
  });
}
