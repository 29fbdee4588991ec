import type { MarketView } from "@probity/core";
import type { CatalogueEvent } from "@probity/market-data";
import {
  BookAnswer,
  BookQuery,
  EventAnswer,
  EventsPage,
  MARKET_STATES,
  MarketOrEventAnswer,
  MarketsPage,
  ReadQuery,
  TradesPage,
  TradesQuery,
  bookJson,
  idField,
  minSequence,
  pageQuery,
  tradeJson,
} from "@probity/protocol";
import { z } from "zod";
import {
  describedEvent,
  describedMarket,
  eventAnswer,
  eventOf,
  eventViews,
  marketOf,
  referenceIn,
} from "../catalogue-json.ts";
import { refuse } from "../refusal.ts";
import { anybody } from "../needs.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { page } from "./page.ts";
import { answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

const state = z
  .enum(MARKET_STATES)
  .optional()
  .meta({ description: "Drafts and deleted markets are listed only when asked for." });
const MarketsQuery = z.strictObject({
  ...pageQuery,
  state,
  event_id: idField("evt").optional(),
  min_seq: minSequence,
});
const EventsQuery = z.strictObject({
  ...pageQuery,
  category: z.string().max(200).optional(),
  min_seq: minSequence,
});

/** What everybody may read: events, markets, books, trades. */
export function marketRoutes(app: App, venue: Venue): void {
  const common = { tags: ["markets"] };

  app.get(
    "/events",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Events with a market that was opened, newest first",
        querystring: EventsQuery,
        response: answers(EventsPage),
      },
    },
    async ({ query }) => {
      await venue.readSide.caughtUp(query.min_seq);
      const { catalogue } = venue.readSide.data;
      const read = await readMachine(
        venue,
        (machine) => {
          const listed = machine
            .events()
            .filter((id) => isOfCategory(catalogue.event(id), query.category))
            .flatMap((id) => eventViews(machine, id) ?? [])
            .filter(({ markets }) => markets.some(isListed));
          return page(listed.reverse(), ({ event }) => event.event, query);
        },
        query.min_seq,
      );
      await venue.readSide.caughtUp(read.sequence);
      const events = read.value.items.map((views) => describedEvent(venue, views));
      return { seq: read.sequence, events, next_cursor: read.value.next };
    },
  );

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
    "/markets",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Markets, newest first",
        querystring: MarketsQuery,
        response: answers(MarketsPage),
      },
    },
    async ({ query }) => {
      const read = await readMachine(
        venue,
        (machine) => {
          const listed = machine
            .markets()
            .flatMap((id) => machine.market(id) ?? [])
            .filter((market) => query.event_id === undefined || market.event === query.event_id)
            .filter((market) =>
              query.state === undefined ? isListed(market) : market.state === query.state,
            );
          return page(listed.reverse(), (market) => market.market, query);
        },
        query.min_seq,
      );
      await venue.readSide.caughtUp(read.sequence);
      const markets = read.value.items.map((market) => describedMarket(venue, market));
      return { seq: read.sequence, markets, next_cursor: read.value.next };
    },
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
    async (request) => {
      const read = await readMachine(
        venue,
        (machine) => {
          const found = referenceIn(machine, request.params.ref);
          if (found === null) return null;
          const market = found.kind === "market" ? machine.market(found.id) : null;
          const event = found.kind === "event" ? found.id : market?.event;
          const views = event === undefined ? null : eventViews(machine, event);
          return views === null ? null : { kind: found.kind, market, views };
        },
        request.query.min_seq,
      );
      if (read.value === null) throw refuse("MARKET_NOT_FOUND", {}, read.sequence);
      await venue.readSide.caughtUp(read.sequence);
      const { kind, market, views } = read.value;
      const shown = market === null ? views.markets : [market];
      return {
        seq: read.sequence,
        kind,
        event: describedEvent(venue, views),
        markets: shown.map((one) => describedMarket(venue, one)),
      };
    },
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
        summary: "The latest trades, newest first, within a window",
        params: refParams,
        querystring: TradesQuery,
        response: answers(TradesPage),
      },
    },
    async (request) => {
      const market = await marketOf(venue, request.params.ref, request.query.min_seq);
      await venue.readSide.caughtUp(request.query.min_seq);
      const { sequence, data } = venue.readSide;
      const { items, next } = page(data.tape.trades(market), (trade) => trade.match, request.query);
      return { seq: sequence, trades: items.map(tradeJson), next_cursor: next };
    },
  );
}

/** Drafts and what was deleted are shown to whoever names them, and listed for nobody. */
function isListed({ state: now }: MarketView): boolean {
  return now !== "draft" && now !== "deleted";
}

function isOfCategory(event: CatalogueEvent | null, category: string | undefined): boolean {
  return category === undefined || event?.text.category === category;
}
