import type { Event, MarketId, MarketTarget, Timestamp } from "@probity/core";
import {
  ChangeStateRequest,
  CreateEventRequest,
  EventAnswer,
  MarketRequest,
  MarketsAnswer,
  TickSizeRequest,
  UpdateEventRequest,
  UpdateMarketRequest,
  changedEventText,
  changedMarketText,
  changedParameters,
  marketSpec,
  marketsOf,
} from "@probity/protocol";
import type { FastifyRequest } from "fastify";
import { assetOf } from "../assets.ts";
import { callerOf, operator } from "../caller.ts";
import { describedMarkets, eventAnswer, eventOf, marketOf } from "../catalogue-json.ts";
import { refuse } from "../refusal.ts";
import { inTurn } from "../turns.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { BEARER, NoQuery, answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

/** How operators make events and markets, change them, and open, halt and close them. */
export function marketAdminRoutes(app: App, venue: Venue): void {
  deletionRoutes(app, venue);
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery };
  const onRequest = operator(venue);
  const { submitter } = venue;

  app.post(
    "/admin/events",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Create an event with its markets, all of them drafts",
        body: CreateEventRequest,
        response: answers(EventAnswer),
      },
    },
    async (request) => {
      const { slug, rules, mutually_exclusive, exhaustive, collateral } = request.body;
      const { sequence, events } = await submitter.submit(callerOf(request), {
        type: "CreateEvent",
        slug,
        text: changedEventText(request.body, request.body),
        rules,
        collateral: await assetOf(venue, collateral),
        mutuallyExclusive: mutually_exclusive,
        exhaustive,
        markets: marketsOf(request.body).map(marketSpec),
      });
      const [created] = events;
      if (created?.type !== "EventCreated") throw new Error("creating made no event");
      return eventAnswer(venue, created.event, sequence);
    },
  );

  app.post(
    "/admin/events/:ref/markets",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Add a market to an event",
        params: refParams,
        body: MarketRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const event = await eventOf(venue, request.params.ref);
      const content = { type: "AddMarket", event, market: marketSpec(request.body) } as const;
      const { sequence, events } = await submitter.submit(callerOf(request), content);
      return describedMarkets(venue, marketsIn(events), sequence);
    },
  );

  app.patch(
    "/admin/events/:ref",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Change an event's texts; new rules are a new version",
        params: refParams,
        body: UpdateEventRequest,
        response: answers(EventAnswer),
      },
    },
    async (request) => {
      const { rules, ...words } = request.body;
      const event = await eventOf(venue, request.params.ref);
      const { sequence } = await inTurn(venue, async () => {
        await venue.readSide.caughtUp();
        const old = venue.readSide.data.catalogue.event(event);
        if (old === null) throw refuse("EVENT_NOT_FOUND");
        const text = Object.keys(words).length === 0 ? null : changedEventText(old.text, words);
        const content = { type: "UpdateEvent", event, text, rules: rules ?? null } as const;
        return submitter.submit(callerOf(request), content);
      });
      return eventAnswer(venue, event, sequence);
    },
  );

  app.patch(
    "/admin/markets/:ref",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Change a market's texts or parameters; parameters bind new orders only",
        params: refParams,
        body: UpdateMarketRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const { question, description, image, external, ...parameters } = request.body;
      const market = await marketOf(venue, request.params.ref);
      const hasWords = [question, description, image, external].some((word) => word !== undefined);
      const hasParameters = Object.keys(parameters).length > 0;
      const { sequence } = await inTurn(venue, async () => {
        const { sequence: asOf, value } = await readMachine(venue, (m) => m.market(market), 0);
        await venue.readSide.caughtUp(asOf);
        const words = venue.readSide.data.catalogue.market(market);
        if (value === null || words === null) throw refuse("MARKET_NOT_FOUND", {}, asOf);
        return submitter.submit(callerOf(request), {
          type: "UpdateMarket",
          market,
          text: hasWords ? changedMarketText(words.text, request.body) : null,
          parameters: hasParameters ? changedParameters(value.parameters, request.body) : null,
        });
      });
      return describedMarkets(venue, [market], sequence);
    },
  );

  app.post(
    "/admin/markets/:ref/tick-size",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Change the tick size, now or at a time; orders off the new grid are cancelled",
        params: refParams,
        body: TickSizeRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const { tick_size: tickSize, at = 0 as Timestamp } = request.body;
      const market = await marketOf(venue, request.params.ref);
      const content = { type: "ChangeTickSize", market, tickSize, at } as const;
      const { sequence } = await submitter.submit(callerOf(request), content);
      return describedMarkets(venue, [market], sequence);
    },
  );

  app.post(
    "/admin/markets/:ref/state",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Open, halt, resume, close or delete a market",
        params: refParams,
        body: ChangeStateRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref);
      const target: MarketTarget = { kind: "market", market };
      const content = { type: "ChangeMarketState", target, ...request.body } as const;
      const { sequence, events } = await submitter.submit(callerOf(request), content);
      return describedMarkets(venue, marketsIn(events), sequence);
    },
  );

  app.post(
    "/admin/events/:ref/state",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Open, halt, resume, close or delete all live markets of an event",
        params: refParams,
        body: ChangeStateRequest,
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const target: MarketTarget = {
        kind: "event",
        event: await eventOf(venue, request.params.ref),
      };
      const content = { type: "ChangeMarketState", target, ...request.body } as const;
      const { sequence, events } = await submitter.submit(callerOf(request), content);
      return describedMarkets(venue, marketsIn(events), sequence);
    },
  );
}

/** Deleting is for what was never opened, and so never had an order. */
function deletionRoutes(app: App, venue: Venue): void {
  const common = { tags: ["operators"], security: BEARER, querystring: NoQuery, params: refParams };
  const onRequest = operator(venue);
  const remove = async (request: FastifyRequest, target: MarketTarget) => {
    const content = { type: "ChangeMarketState", target, to: "deleted", mode: "normal" } as const;
    const { sequence, events } = await venue.submitter.submit(callerOf(request), content);
    return describedMarkets(venue, marketsIn(events), sequence);
  };

  app.delete(
    "/admin/markets/:ref",
    {
      onRequest,
      schema: { ...common, summary: "Delete a draft market", response: answers(MarketsAnswer) },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref);
      return remove(request, { kind: "market", market });
    },
  );

  app.delete(
    "/admin/events/:ref",
    {
      onRequest,
      schema: {
        ...common,
        summary: "Delete an event whose markets are all drafts",
        response: answers(MarketsAnswer),
      },
    },
    async (request) => {
      const event = await eventOf(venue, request.params.ref);
      return remove(request, { kind: "event", event });
    },
  );
}

/** The markets that the events are about, each once. */
function marketsIn(events: readonly Event[]): MarketId[] {
  const markets = events.flatMap((event) =>
    event.type === "MarketCreated" || event.type === "MarketStateChanged" ? [event.market] : [],
  );
  return [...new Set(markets)];
}
