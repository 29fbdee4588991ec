import type { MatchId } from "@probity/core";
import {
  BookAnswer,
  BookQuery,
  EventAnswer,
  MarketOrEventAnswer,
  ReadQuery,
  TradesPage,
  TradesQuery,
  bookJson,
  tradeJson,
} from "@probity/protocol";
import { pageBeyondMemory } from "../beyond-memory.ts";
import { eventAnswer, eventOf, marketOf } from "../catalogue-json.ts";
import { marketOrEvent } from "../market-or-event.ts";
import { refuse } from "../refusal.ts";
import { anybody } from "../needs.ts";
import type { Venue } from "../venue.ts";
import { answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

/** What everybody may read: events, markets, books, trades. */
export function marketRoutes(app: App, venue: Venue): void {
  const common = { tags: ["markets"] };

  app.get(
    "/events/:ref",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "An event with its markets",
        params: refParams,
        querystring: ReadQuery,
        response: answers(EventAnswer),
      },
    },
    async (request) =>
      eventAnswer(venue, await eventOf(venue, request.params.ref), request.query.min_seq),
  );

  app.get(
    "/markets/:ref",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "A market with its event, or an event with its markets, by id or slug",
        params: refParams,
        querystring: ReadQuery,
        response: answers(MarketOrEventAnswer),
      },
    },
    async (request) => marketOrEvent(venue, request.params.ref, request.query.min_seq),
  );

  app.get(
    "/markets/:ref/book",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "The order book in the terms of YES or NO, best levels first",
        params: refParams,
        querystring: BookQuery,
        response: answers(BookAnswer),
      },
    },
    async (request) => {
      const { outcome, depth, min_seq } = request.query;
      const market = await marketOf(venue, request.params.ref, min_seq);
      await venue.readSide.caughtUp(min_seq);
      const { sequence, data } = venue.readSide;
      const book = data.depth.book(market);
      if (book === null) throw refuse("MARKET_NOT_FOUND", {}, sequence);
      return { seq: sequence, book: bookJson(market, outcome, book.view(outcome, depth), book) };
    },
  );

  app.get(
    "/markets/:ref/trades",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Trades, newest first",
        params: refParams,
        querystring: TradesQuery,
        response: answers(TradesPage),
      },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref, request.query.min_seq);
      await venue.readSide.caughtUp(request.query.min_seq);
      const { sequence, data } = venue.readSide;
      const remembered = data.tape.trades(market);
      const { items, next } = await pageBeyondMemory(venue, {
        remembered,
        numberOf: (trade) => trade.match,
        isGapless: true,
        forgottenUntil: data.tape.forgottenUntil(market),
        limit: request.query.limit,
        cursor: request.query.cursor,
        ask: ({ history }, before, limit) =>
          history.trades(market, { before: before as MatchId, limit }),
      });
      return { seq: sequence, trades: items.map(tradeJson), next_cursor: next };
    },
  );
}
