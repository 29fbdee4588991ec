import type { EventId, MarketId } from "@probity/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Desk } from "../desk.ts";
import type { MarketShelf } from "../markets/markets-part.ts";
import type { Part } from "../part.ts";
import type { PublicNames } from "../public-names.ts";
import { notFound } from "./gamma-errors.ts";
import { eventFilter, marketFilter } from "./gamma-filters.ts";
import { GammaIndex } from "./gamma-index.ts";
import { GammaWriter } from "./gamma-json.ts";
import { countOf, keysetWish, offsetWish, pageOf } from "./gamma-pages.ts";
import { idIn, queryOf } from "./gamma-request.ts";
import type { GammaShelf } from "./gamma-shelf.ts";
import { absentRoutes } from "./absent-routes.ts";
import { profileRoutes } from "./profile-routes.ts";
import { publicSearch } from "./search.ts";
import { tagRoutes } from "./tag-routes.ts";

/** The Gamma API: what there is to trade, for everybody. */
export function gammaPart(desk: Desk, { parameters }: MarketShelf, names: PublicNames): Part {
  const index = new GammaIndex(desk, parameters);
  const shelf = { desk, index, writer: new GammaWriter(desk, index) };
  return {
    gamma: (app) => {
      eventRoutes(app, shelf);
      marketRoutes(app, shelf);
      tagRoutes(app, shelf);
      profileRoutes(app, desk, names);
      absentRoutes(app);
      app.get("/public-search", (request) =>
        publicSearch(desk, index, shelf.writer, queryOf(request)),
      );
    },
    publish: (changes, entry) => index.publish(changes, entry),
  };
}

function eventRoutes(app: FastifyInstance, { desk, index, writer }: GammaShelf): void {
  const inAnswer = (event: EventId) => index.marketsOf(event).length;

  app.get("/events", async (request) => {
    await index.fresh();
    const query = queryOf(request);
    const wish = offsetWish(index.events, query, "/events/keyset");
    const { ids } = pageOf(index.events, eventFilter(desk, index, query), wish, inAnswer);
    return writer.events(ids);
  });

  app.get("/events/pagination", async (request) => {
    await index.fresh();
    const query = queryOf(request);
    const filter = eventFilter(desk, index, query);
    const wish = offsetWish(index.events, query, "/events/keyset");
    const { ids, next } = pageOf(index.events, filter, wish, inAnswer);
    const pagination = { hasMore: next !== null, totalResults: countOf(index.events, filter) };
    return { data: await writer.events(ids), pagination };
  });

  app.get("/events/keyset", async (request) => {
    await index.fresh();
    const query = queryOf(request);
    const wish = keysetWish(index.events, query);
    const { ids, next } = pageOf(index.events, eventFilter(desk, index, query), wish, inAnswer);
    const events = await writer.events(ids);
    return { events, ...(next === null ? {} : { next_cursor: next }) };
  });

  app.get("/events/slug/:slug", async (request) => {
    await index.fresh();
    const { slug } = request.params as { slug: string };
    return oneEvent(desk.markets.eventOfSlug(slug), "slug not found");
  });

  app.get("/events/:id", async (request) => {
    await index.fresh();
    return oneEvent(desk.markets.eventOfGammaId(idIn(request)), "id not found");
  });

  app.get("/events/:id/tags", async (request) => {
    await index.fresh();
    const event = desk.markets.eventOfGammaId(idIn(request));
    if (event === null || !index.events.has(event)) throw notFound("id not found");
    return index.tags.of(event).map((tag) => writer.tag(tag));
  });

  async function oneEvent(event: EventId | null, message: string) {
    if (event === null || !index.events.has(event)) throw notFound(message);
    const [written] = await writer.events([event]);
    return written ?? Promise.reject(notFound(message));
  }
}

function marketRoutes(app: FastifyInstance, { desk, index, writer }: GammaShelf): void {
  app.get("/markets", async (request) => {
    await index.fresh();
    const query = queryOf(request);
    const wish = offsetWish(index.markets, query, "/markets/keyset");
    const { ids } = pageOf(index.markets, marketFilter(desk, index, query), wish);
    return writer.markets(ids, query.boolean("include_tag") ?? false);
  });

  app.get("/markets/keyset", async (request) => {
    await index.fresh();
    const query = queryOf(request);
    const wish = keysetWish(index.markets, query);
    const { ids, next } = pageOf(index.markets, marketFilter(desk, index, query), wish);
    const markets = await writer.markets(ids, query.boolean("include_tag") ?? false);
    return { markets, ...(next === null ? {} : { next_cursor: next }) };
  });

  app.get("/markets/slug/:slug", async (request) => {
    await index.fresh();
    const { slug } = request.params as { slug: string };
    return oneMarket(request, desk.markets.ofSlug(slug)?.market, "slug not found");
  });

  app.get("/markets/:id", async (request) => {
    await index.fresh();
    return oneMarket(request, desk.markets.ofGammaId(idIn(request))?.market, "id not found");
  });

  app.get("/markets/:id/tags", async (request) => {
    await index.fresh();
    const market = desk.markets.ofGammaId(idIn(request));
    if (market === null || !index.markets.has(market.market)) throw notFound("id not found");
    return index.tags.of(market.event).map((tag) => writer.tag(tag));
  });

  async function oneMarket(request: FastifyRequest, id: MarketId | undefined, message: string) {
    if (id === undefined || !index.markets.has(id)) throw notFound(message);
    const hasTags = queryOf(request).boolean("include_tag") ?? false;
    const [written] = await writer.markets([id], hasTags);
    return written ?? Promise.reject(notFound(message));
  }
}
