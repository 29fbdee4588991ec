import type { MarketId, OwnerId, Price, ProbabilitySource } from "@probity/core";
import { complement } from "@probity/core";
import { clampProbability, weightedMid } from "@probity/market-data";
import {
  ProbabilitiesAnswer,
  ProbabilityAnswer,
  RefreshAllRequest,
  RefreshProbabilityRequest,
  SetProbabilityRequest,
  formatId,
  probabilityNumber,
} from "@probity/protocol";
import { callerOf, operator } from "../caller.ts";
import { viewsNamed } from "../market-or-event.ts";
import { refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { page } from "./page.ts";
import { BEARER, NoQuery, answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

/** How operators set what markets are shown to be worth. It moves no money and decides nothing. */
export function probabilityRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const onRequest = operator(venue);

  app.post(
    "/admin/markets/:ref/probability",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Set the display probability by hand; it is kept between 0.01 and 0.99",
        params: refParams,
        body: SetProbabilityRequest,
        response: answers(ProbabilityAnswer),
      },
    },
    async (request) => {
      const { outcome_id, probability } = request.body;
      const [market] = await outcomesNamed(venue, request.params.ref, outcome_id);
      if (market === undefined) throw refuse("MARKET_NOT_FOUND");
      const yes = clampProbability(probability);
      const set = await setProbability(venue, callerOf(request), market, yes, "manual");
      const message = `Probability updated to ${set.shown.yes_probability}`;
      return { seq: set.sequence, ...set.shown, message };
    },
  );

  app.post(
    "/admin/markets/:ref/refresh-probability",
    {
      onRequest,
      schema: {
        ...common,
        summary:
          "Take the display probability of a market, or of an event's markets, from a source",
        params: refParams,
        body: RefreshProbabilityRequest,
        response: answers(ProbabilitiesAnswer),
      },
    },
    async (request) => {
      const { outcome_id, source } = request.body;
      const all = await outcomesNamed(venue, request.params.ref, outcome_id, true);
      const markets = outcome_id === undefined ? all : all.slice(0, 1);
      if (source !== "orderbook") throw refuse("ORACLE_NOT_CONFIGURED", { source });
      const refreshed = await refresh(venue, callerOf(request), markets);
      if (refreshed.updated.length === 0) throw refuse("NO_QUOTES");
      return { ...refreshed, next_cursor: null };
    },
  );

  app.post(
    "/admin/probabilities/refresh",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Take the display probabilities of all open markets from a source, page by page",
        body: RefreshAllRequest,
        response: answers(ProbabilitiesAnswer),
      },
    },
    async (request) => {
      const { source, cursor } = request.body;
      if (source !== "orderbook") throw refuse("ORACLE_NOT_CONFIGURED", { source });
      const read = await readMachine(
        venue,
        (machine) => {
          const open = machine.markets().filter((id) => machine.market(id)?.state === "open");
          const place = cursor === undefined ? undefined : Number(cursor);
          return page(open.reverse(), (market) => market, { limit: PAGE, cursor: place });
        },
        0,
      );
      const refreshed = await refresh(venue, callerOf(request), read.value.items);
      return { ...refreshed, next_cursor: read.value.next };
    },
  );
}

/** Markets refreshed by one request. */
const PAGE = 200;

/** The markets that S1's `market_id` and `outcome_id` name: the one, or all of an event if `all` are wanted. */
async function outcomesNamed(
  venue: Venue,
  ref: string,
  outcome: MarketId | undefined,
  all = false,
): Promise<MarketId[]> {
  const { market, views, sequence } = await viewsNamed(venue, ref);
  const markets = market === null ? [...views.event.markets] : [market.market];
  if (outcome !== undefined) {
    if (!views.event.markets.includes(outcome)) throw refuse("MARKET_NOT_FOUND", {}, sequence);
    return [outcome];
  }
  if (markets.length > 1 && !all) throw refuse("MARKET_NOT_FOUND", {}, sequence);
  return markets;
}

/** Sets each market's probability to the middle of its book; those without two sides are skipped. */
async function refresh(venue: Venue, owner: OwnerId, markets: readonly MarketId[]) {
  await venue.readSide.caughtUp();
  const skipped: string[] = [];
  const wanted = markets.flatMap((market) => {
    const book = venue.readSide.data.depth.book(market);
    const yes = book === null ? null : weightedMid(book.view("yes", 1));
    if (yes !== null) return [{ market, yes }];
    skipped.push(formatId("mkt", market));
    return [];
  });
  const set = await Promise.all(
    wanted.map(({ market, yes }) => setProbability(venue, owner, market, yes, "orderbook")),
  );
  const sequence = Math.max(venue.readSide.sequence, ...set.map((one) => one.sequence));
  return { seq: sequence, updated: set.map((one) => one.shown), skipped };
}

async function setProbability(
  venue: Venue,
  owner: OwnerId,
  market: MarketId,
  probability: Price,
  source: ProbabilitySource,
) {
  const content = { type: "SetProbability", market, probability, source } as const;
  const { sequence } = await venue.submitter.submit(owner, content);
  const event = (await readMachine(venue, (machine) => machine.market(market)?.event, sequence))
    .value;
  const shown = {
    market_id: event === undefined ? "" : formatId("evt", event),
    outcome_id: formatId("mkt", market),
    yes_probability: probabilityNumber(probability),
    no_probability: probabilityNumber(complement(probability)),
    source,
  };
  return { sequence, shown };
}
