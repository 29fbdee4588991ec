import { ApiError } from "@probity/client";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { EventSummary, Market } from "@probity/protocol";
import { venue } from "../session/venue.ts";

export const SORTS = ["trending", "new", "closing-soon", "volume"] as const;
export type Sort = (typeof SORTS)[number];

/** An event with the likeliest of its markets. */
export interface ListedEvent {
  readonly event: EventSummary;
  readonly markets: readonly Market[];
}

interface Wish {
  readonly sort: Sort;
  readonly q?: string | undefined;
  readonly category?: string | undefined;
  readonly limit?: number;
}

const PAGE = 24;

function listed(page: Awaited<ReturnType<typeof venue.markets.events>>): ListedEvent[] {
  const byEvent = Map.groupBy(page.markets ?? [], (market) => market.event_id);
  return page.events.map((event) => ({ event, markets: byEvent.get(event.event_id) ?? [] }));
}

const NOTHING = { seq: 0, events: [], markets: [], next_cursor: null };

/** A venue answers from memory before its history has started. */
function isHistoryAway(error: unknown): boolean {
  return error instanceof ApiError && error.status === 503;
}

/** Events that trade, a page at a time. */
export function eventsQuery({ sort, q, category }: Wish) {
  return infiniteQueryOptions({
    queryKey: ["events", { sort, q, category }],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const wish = {
        q,
        category,
        // Whoever searches may look for what is over.
        state: q === undefined ? "open" : undefined,
        markets: 4,
        limit: PAGE,
      };
      const page = await venue.markets
        .events({ ...wish, sort, cursor: pageParam })
        .catch((error: unknown) => {
          if (pageParam === undefined && isHistoryAway(error)) return NOTHING;
          throw error;
        });
      if (page.events.length > 0 || sort === "new" || pageParam !== undefined)
        return { items: listed(page), next: page.next_cursor };
      // History ranks, and may not know yet of what has just begun to trade; memory does.
      const newest = await venue.markets.events({ ...wish, sort: "new" });
      return { items: listed(newest), next: null };
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** A few of them, for a list at the side. */
export function fewEventsQuery({ sort, category, limit = 5 }: Wish) {
  return queryOptions({
    queryKey: ["events", "few", sort, category, limit],
    queryFn: async () =>
      listed(await venue.markets.events({ sort, state: "open", category, markets: 2, limit })),
    staleTime: 60_000,
  });
}

/** What is found while one types; results too, for what is over may be sought as well. */
export function foundQuery(q: string) {
  return queryOptions({
    queryKey: ["events", "found", q],
    queryFn: async () =>
      listed(await venue.markets.events({ q, sort: "volume", markets: 2, limit: 6 })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

export const categoriesQuery = queryOptions({
  queryKey: ["categories"],
  queryFn: async () =>
    (await venue.markets.categories()).categories.filter(({ name }) => name !== ""),
  staleTime: 5 * 60_000,
});

/** Small lines of up to 50 markets. */
export function sparklinesQuery(markets: readonly string[]) {
  return queryOptions({
    queryKey: ["sparklines", markets],
    enabled: markets.length > 0,
    queryFn: async () => {
      const { sparklines } = await venue.statistics.sparklines(markets.slice(0, 50));
      return new Map(sparklines.map(({ market_id, points }) => [market_id, points]));
    },
    staleTime: 60_000,
  });
}
