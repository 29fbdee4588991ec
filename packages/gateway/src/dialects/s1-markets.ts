import { TRANSITIONS } from "@probity/core";
import type { CommandContent } from "@probity/core";
import {
  MarketOrEventAnswer,
  MarketsAnswer,
  S1CancelRequest,
  S1CreateMarketRequest,
  formatId,
  formatTime,
  voidPolicy,
} from "@probity/protocol";
import type { CreateEventJson } from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import { callerOf, operator } from "../caller.ts";
import { marketOrEvent, viewsNamed } from "../market-or-event.ts";
import { refuse } from "../refusal.ts";
import { endedMarkets } from "../routes/resolution.ts";
import { BEARER, NoQuery, answers, refParams } from "../routes/route.ts";
import type { App } from "../routes/route.ts";
import type { Venue } from "../venue.ts";
import { createOpened, slugFor } from "./new-market.ts";

/** Source S1's way to make, pause and cancel markets. Its `resolve` is told apart by its body in `routes/resolution.ts`. */
export function s1MarketRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const onRequest = operator(venue);

  app.post(
    "/admin/markets",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S1: create a market, open at once; an event in our words",
        body: S1CreateMarketRequest,
        response: answers(MarketOrEventAnswer),
      },
    },
    async (request) => {
      const wish = eventOfQuestion(request.body);
      const { event, sequence } = await createOpened(venue, callerOf(request), wish);
      return marketOrEvent(venue, formatId("evt", event), sequence);
    },
  );

  const submit = async (request: FastifyRequest, content: CommandContent) => {
    const { sequence, events } = await venue.submitter.submit(callerOf(request), content);
    return endedMarkets(venue, events, sequence);
  };

  app.post(
    "/admin/markets/:ref/close",
    {
      onRequest,
      schema: {
        ...common,
        summary: "S1: pause trading; we say halted. To end trading for good, set the state closed",
        params: refParams,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const target = await targetOf(venue, request.params.ref);
      return submit(request, { type: "ChangeMarketState", target, to: "halted", mode: "normal" });
    },
  );

  app.post(
    "/admin/markets/:ref/cancel",
    {
      onRequest,
      // S1 sends no body; a body that says null is a mistake all the same.
      preValidation: async (request) => {
        if (request.headers["content-type"] === undefined) request.body = { policy: "cost-basis" };
      },
      schema: {
        ...common,
        summary: "S1: void a market, at what the shares cost unless another policy is named",
        params: refParams,
        body: S1CancelRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const policy = voidPolicy(request.body);
      const { market, views, sequence } = await viewsNamed(venue, request.params.ref);
      const [only] = views.markets;
      const meant = market ?? (views.markets.length === 1 ? only : undefined);
      if (meant !== undefined) {
        return submit(request, { type: "VoidMarket", market: meant.market, policy });
      }
      if (!views.markets.some((one) => TRANSITIONS[one.state].includes("resolving"))) {
        throw refuse("ILLEGAL_TRANSITION", { from: only?.state ?? "", to: "resolving" }, sequence);
      }
      return submit(request, { type: "VoidEvent", event: views.event.event, policy });
    },
  );
}

/** What S1 calls a market is our event; one of our markets may be named as well. */
async function targetOf(venue: Venue, ref: string) {
  const { market, views } = await viewsNamed(venue, ref);
  return market === null
    ? ({ kind: "event", event: views.event.event } as const)
    : ({ kind: "market", market: market.market } as const);
}

function eventOfQuestion(body: S1CreateMarketRequest): CreateEventJson {
  const { question, description, category, image, rules, outcomes } = body;
  const slug = body.slug ?? slugFor(question);
  const close_time = body.close_time === null ? null : formatTime(body.close_time);
  const event = { slug, title: question, description, category, image, rules };
  const own = slug.slice(0, 115);
  if (outcomes === undefined) {
    return { ...event, markets: [{ slug: `${own}-market`, question, close_time }] };
  }
  return {
    ...event,
    mutually_exclusive: true,
    exhaustive: true,
    markets: outcomes.map((outcome, place) => ({
      slug: `${own}-${place + 1}`,
      question: outcome,
      close_time,
    })),
  };
}
