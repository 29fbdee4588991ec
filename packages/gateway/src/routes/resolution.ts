import type { CommandContent, MarketTarget } from "@probity/core";
import {
  MarketsAnswer,
  PayoutRequest,
  ResolveEventRequest,
  VoidPlanAnswer,
  VoidRequest,
  voidPlanJson,
  voidPolicy,
} from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import { callerOf, operator } from "../caller.ts";
import { describedMarkets, eventOf, marketOf } from "../catalogue-json.ts";
import { rejected } from "../refusal.ts";
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
    const changed = events.flatMap((event) =>
      event.type === "MarketStateChanged" ? [event.market] : [],
    );
    return describedMarkets(venue, [...new Set(changed)], sequence);
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
        summary: "Fix the payout of a market and pay it out",
        body: PayoutRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref);
      const yesPayout = request.body.yes_payout;
      return submit(request, { type: "ResolveMarket", market, yesPayout });
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
    return { seq: read.sequence, plan: voidPlanJson(read.value) };
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
