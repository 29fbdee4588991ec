import { PRICE_ONE, TRANSITIONS, price } from "@probity/core";
import type {
  CommandContent,
  Event,
  EventId,
  MarketId,
  MarketTarget,
  Outcome,
} from "@probity/core";
import {
  MarketsAnswer,
  PayoutRequest,
  ResolveEventRequest,
  ResolveRequest,
  VoidPlanAnswer,
  VoidRequest,
  formatTime,
  voidPlanJson,
  voidPolicy,
} from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { callerOf, operator } from "../caller.ts";
import { describedMarkets, eventOf, marketOf } from "../catalogue-json.ts";
import { viewsNamed } from "../market-or-event.ts";
import { badField, refuse, rejected } from "../refusal.ts";
import { relatedTrades } from "../related-trades.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

/** How operators end markets, with a dry run of voiding. */
export function resolutionRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, params: refParams, querystring: NoQuery };
  const onRequest = operator(venue);

  const submit = async (request: FastifyRequest, content: CommandContent) => {
    const { sequence, events } = await venue.submitter.submit(callerOf(request), content);
    return endedMarkets(venue, events, sequence);
  };

  app.post(
    "/admin/markets/:ref/propose",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Propose a payout for a closed market",
        body: PayoutRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref);
      const yesPayout = request.body.yes_payout;
      return submit(request, { type: "ProposeResolution", market, yesPayout });
    },
  );

  app.post(
    "/admin/markets/:ref/dispute",
    {
      onRequest,
      schema: { ...common, summary: "Dispute a proposed payout", response: answers(MarketsAnswer) },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref);
      return submit(request, { type: "DisputeResolution", market });
    },
  );

  app.post(
    "/admin/markets/:ref/resolve",
    {
      onRequest,
      schema: {
        ...common,
        summary:
          "Fix the payout of a market and pay it out; or (S1) of an event, by naming what won",
        body: ResolveRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const { body } = request;
      if ("winning_outcome_id" in body) {
        const { winning_outcome_id: market, share_type } = body;
        return submit(request, await winnerTakesAll(venue, request.params.ref, market, share_type));
      }
      const market = await marketOf(venue, request.params.ref);
      return submit(request, { type: "ResolveMarket", market, yesPayout: body.yes_payout });
    },
  );

  app.post(
    "/admin/events/:ref/resolve",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Fix the payouts of all open markets of an event and pay them out",
        body: ResolveEventRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const event = await eventOf(venue, request.params.ref);
      const payouts = request.body.payouts.map(({ market_id, yes_payout }) => ({
        market: market_id,
        yesPayout: yes_payout,
      }));
      return submit(request, { type: "ResolveEvent", event, payouts });
    },
  );

  app.post(
    "/admin/markets/:ref/void",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Void a market by a policy; look at void/plan first",
        body: VoidRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref);
      return submit(request, { type: "VoidMarket", market, policy: voidPolicy(request.body) });
    },
  );

  app.post(
    "/admin/events/:ref/void",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Void an event by a policy; look at void/plan first",
        body: VoidRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const event = await eventOf(venue, request.params.ref);
      return submit(request, { type: "VoidEvent", event, policy: voidPolicy(request.body) });
    },
  );

  const plan = async (target: MarketTarget, body: z.output<typeof VoidRequest>) => {
    const policy = voidPolicy(body);
    const read = await readMachine(venue, (machine) => machine.planVoid(target, policy), 0);
    if ("code" in read.value) throw rejected(read.value, read.sequence);
    const markets = read.value.markets.map(({ market }) => market);
    const related = await relatedTrades(venue, markets, read.sequence);
    return { seq: read.sequence, plan: voidPlanJson(read.value), related };
  };

  app.post(
    "/admin/markets/:ref/void/plan",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What voiding a market would pay: winners, losers, shortfall; nothing is changed",
        body: VoidRequest,
        response: answers(VoidPlanAnswer),
      },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref);
      return plan({ kind: "market", market }, request.body);
    },
  );

  app.post(
    "/admin/events/:ref/void/plan",
    {
      onRequest,
      schema: {
        ...common,
        summary: "What voiding an event would pay; nothing is changed",
        body: VoidRequest,
        response: answers(VoidPlanAnswer),
      },
    },
    async (request) => {
      const event = await eventOf(venue, request.params.ref);
      return plan({ kind: "event", event }, request.body);
    },
  );
}

/** The markets that changed, or those that another operator must agree to end. */
export async function endedMarkets(venue: Venue, events: readonly Event[], sequence: number) {
  const [first] = events;
  if (first?.type === "EndingRequested") {
    const { target, until } = first;
    const markets =
      target.kind === "market" ? [target.market] : await marketsOf(venue, target.event);
    const described = await describedMarkets(venue, markets, sequence);
    return { ...described, awaiting_confirmation: formatTime(until) };
  }
  const changed = events.flatMap((event) =>
    event.type === "MarketStateChanged" ? [event.market] : [],
  );
  return describedMarkets(venue, [...new Set(changed)], sequence);
}

async function marketsOf(venue: Venue, event: EventId): Promise<readonly MarketId[]> {
  return (await readMachine(venue, (machine) => machine.event(event), 0)).value?.markets ?? [];
}

/**
 * Source S1's resolution: the winning outcome pays a dollar, every other one that is
 * not resolved yet pays none.
 *
 * @param ref of the event, or of one of its markets.
 */
async function winnerTakesAll(
  venue: Venue,
  ref: string,
  winner: MarketId,
  share: Outcome,
): Promise<CommandContent> {
  const { views, sequence } = await viewsNamed(venue, ref);
  const { event, markets } = views;
  if (!event.markets.includes(winner)) throw refuse("MARKET_NOT_FOUND", {}, sequence);
  const yesPayout = price(share === "yes" ? PRICE_ONE : 0);
  if (markets.length === 1) return { type: "ResolveMarket", market: winner, yesPayout };
  if (share === "no") throw badField("share_type", "only a single question is answered no");
  const open = markets.filter(({ state }) => TRANSITIONS[state].includes("resolving"));
  if (!open.some(({ market }) => market === winner)) {
    const from = markets.find(({ market }) => market === winner)?.state ?? "";
    throw refuse("ILLEGAL_TRANSITION", { from, to: "resolving" }, sequence);
  }
  const payouts = open.map(({ market }) => ({
    market,
    yesPayout: market === winner ? yesPayout : price(0),
  }));
  return { type: "ResolveEvent", event: event.event, payouts };
}
