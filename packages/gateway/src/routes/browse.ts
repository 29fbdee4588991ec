import type { EventId, MarketView } from "@probity/core";
import { searchWords } from "@probity/market-data";
import {
  CategoriesAnswer,
  EventsPage,
  EventsQuery,
  MarketsPage,
  MarketsQuery,
  ReadQuery,
  TagsAnswer,
} from "@probity/protocol";
import type { z } from "zod";
import { cachedList } from "../cached-list.ts";
import { describedEvent, describedMarket, eventViews, probabilityOf } from "../catalogue-json.ts";
import { fromHistory } from "../history.ts";
import { anybody } from "../needs.ts";
import { badField } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { page } from "./page.ts";
import { answers } from "./route.ts";
import type { App } from "./route.ts";

/** Words of a search that count; each is looked for. */
const WORDS_SOUGHT = 8;
/** Names of categories or tags in one answer. */
const NAMES_MOST = 200;

type Query = z.output<typeof MarketsQuery>;
type OfEvents = z.output<typeof EventsQuery>;

/**
 * Lists of events and markets. The newest come from memory; what is searched or
 * sorted otherwise comes from history, and is described as it is now.
 */
export function browseRoutes(app: App, venue: Venue): void {
  const common = { tags: ["markets"] };

  app.get(
    "/events",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Events with a market that is listed: searched, filtered and sorted",
        querystring: EventsQuery,
        response: answers(EventsPage),
      },
    },
    async ({ query }) =>
      isOfMemory(query)
        ? newestEvents(venue, query)
        : cachedList(venue, "events", query, () => soughtEvents(venue, query)),
  );

  app.get(
    "/markets",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Markets: searched, filtered and sorted",
        querystring: MarketsQuery,
        response: answers(MarketsPage),
      },
    },
    async ({ query }) =>
      isOfMemory(query) || query.market_ids !== undefined
        ? newestMarkets(venue, query)
        : cachedList(venue, "markets", query, () => soughtMarkets(venue, query)),
  );

  app.get(
    "/categories",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Categories in use, most used first",
        querystring: ReadQuery,
        response: answers(CategoriesAnswer),
      },
    },
    async ({ query }) => {
      return cachedList(venue, "categories", query, async () => {
        const { seq, value } = await namesOf(venue, "category", query.min_seq);
        return { seq, categories: value };
      });
    },
  );

  app.get(
    "/tags",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "Tags in use, most used first",
        querystring: ReadQuery,
        response: answers(TagsAnswer),
      },
    },
    async ({ query }) => {
      return cachedList(venue, "tags", query, async () => {
        const { seq, value } = await namesOf(venue, "tag", query.min_seq);
        return { seq, tags: value };
      });
    },
  );
}

function namesOf(venue: Venue, of: "category" | "tag", minSequence: number | undefined) {
  return fromHistory(venue, minSequence, async (history) => [
    ...(await history.browse.names(of, NAMES_MOST)),
  ]);
}

/** Whether the machine and the texts in memory answer it as well. */
function isOfMemory(
  query: Pick<Query, "sort" | "q" | "tag" | "closes_after" | "closes_before" | "min_volume">,
): boolean {
  const { sort, q, tag, closes_after, closes_before, min_volume } = query;
  const sought = [q, tag, closes_after, closes_before, min_volume];
  return sort === "new" && sought.every((one) => one === undefined);
}

async function newestEvents(venue: Venue, query: OfEvents): Promise<EventsPage> {
  await venue.readSide.caughtUp(query.min_seq);
  const read = await readMachine(
    venue,
    (machine) => {
      const listed = machine
        .events()
        .filter((id) => isOfCategory(venue, id, query.category))
        .flatMap((id) => eventViews(machine, id) ?? [])
        .filter(({ markets }) => markets.some((market) => isWanted(market, query)));
      return page(listed.reverse(), ({ event }) => event.event, numbered(query));
    },
    query.min_seq,
  );
  await venue.readSide.caughtUp(read.sequence);
  const { items, next } = read.value;
  return { seq: read.sequence, ...described(venue, items, query), next_cursor: next };
}

async function newestMarkets(venue: Venue, query: Query): Promise<MarketsPage> {
  if (query.market_ids !== undefined && !isOfMemory(query)) {
    throw badField("market_ids", "markets that are named are neither searched nor sorted");
  }
  // Oldest first, as the machine lists them.
  const named =
    query.market_ids === undefined
      ? null
      : [...new Set(query.market_ids)].toSorted((one, other) => one - other);
  await venue.readSide.caughtUp(query.min_seq);
  const read = await readMachine(
    venue,
    (machine) => {
      const listed = (named ?? machine.markets())
        .flatMap((id) => machine.market(id) ?? [])
        .filter((market) => query.event_id === undefined || market.event === query.event_id)
        .filter(
          (market) => (named !== null && query.state === undefined) || isWanted(market, query),
        )
        .filter((market) => isOfCategory(venue, market.event, query.category));
      return page(listed.reverse(), (market) => market.market, numbered(query));
    },
    query.min_seq,
  );
  await venue.readSide.caughtUp(read.sequence);
  const markets = read.value.items.map((market) => describedMarket(venue, market));
  return { seq: read.sequence, markets, next_cursor: read.value.next };
}

async function soughtEvents(venue: Venue, query: OfEvents): Promise<EventsPage> {
  const input = soughtBy({ ...query, event_id: undefined });
  const { seq, value } = await fromHistory(venue, query.min_seq, (history) =>
    history.browse.events(input),
  );
  const read = await readMachine(
    venue,
    (machine) => value.rows.flatMap((id) => eventViews(machine, id) ?? []),
    seq,
  );
  await venue.readSide.caughtUp(read.sequence);
  return { seq, ...described(venue, read.value, query), next_cursor: value.next };
}

async function soughtMarkets(venue: Venue, query: Query): Promise<MarketsPage> {
  const input = soughtBy(query);
  const { seq, value } = await fromHistory(venue, query.min_seq, (history) =>
    history.browse.markets(input),
  );
  const read = await readMachine(
    venue,
    (machine) => value.rows.flatMap((id) => machine.market(id) ?? []),
    seq,
  );
  await venue.readSide.caughtUp(read.sequence);
  const markets = read.value.map((market) => describedMarket(venue, market));
  return { seq, markets, next_cursor: value.next };
}

/** The events, and as many of their markets as are wanted. */
function described(
  venue: Venue,
  listed: readonly NonNullable<ReturnType<typeof eventViews>>[],
  { markets: most }: OfEvents,
): Pick<EventsPage, "events" | "markets"> {
  const events = listed.map((views) => describedEvent(venue, views));
  if (most === 0) return { events };
  // Only those that go along are described: an event may have a hundred.
  const likeliest = listed.flatMap(({ markets }) =>
    markets
      .filter(({ state }) => state !== "draft" && state !== "deleted")
      .map((market) => ({ market, probability: probabilityOf(venue, market.market) ?? 0 }))
      .sort((one, other) => other.probability - one.probability)
      .slice(0, most)
      .map(({ market }) => describedMarket(venue, market)),
  );
  return { events, markets: likeliest };
}

function soughtBy(query: Query) {
  const words = query.q === undefined ? [] : searchWords(query.q, WORDS_SOUGHT);
  if (query.q !== undefined && words.length === 0) {
    throw badField("q", "it has no letter and no digit to look for");
  }
  return {
    filter: {
      words,
      event: query.event_id ?? null,
      category: query.category ?? null,
      tag: query.tag ?? null,
      state: query.state ?? null,
      closesAfter: query.closes_after ?? null,
      closesBefore: query.closes_before ?? null,
      minVolume: query.min_volume ?? null,
    },
    sort: query.sort,
    limit: query.limit,
    cursor: query.cursor,
    now: Date.now(),
  };
}

/** Lists in memory are placed by number. */
function numbered({ limit, cursor }: Pick<Query, "limit" | "cursor">) {
  if (cursor === undefined) return { limit };
  if (/^(0|[1-9][0-9]{0,15})$/.test(cursor)) return { limit, cursor: Number(cursor) };
  throw badField("cursor", "a cursor is the next_cursor of the page before");
}

/** Drafts and what was deleted are shown to whoever names them, and listed only when asked for. */
function isWanted({ state: now }: MarketView, { state }: Pick<Query, "state">): boolean {
  return state === undefined ? now !== "draft" && now !== "deleted" : now === state;
}

function isOfCategory(venue: Venue, event: EventId, category: string | undefined): boolean {
  if (category === undefined) return true;
  return venue.readSide.data.catalogue.event(event)?.text.category === category;
}
