import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
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

/** Events that trade, a page at a time. */
export function eventsQuery({ sort, q, category }: Wish) {
  return infiniteQueryOptions({
    queryKey: ["events", { sort, q, category }],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const page = await venue.markets.events({
        sort,
        q,
        category,
        // Whoever searches may look for what is over.
        state: q === undefined ? "open" : undefined,
        markets: 4,
        limit: PAGE,
        cursor: pageParam,
      });
      return { items: listed(page), next: page.next_cursor };
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}

/** A few of them, for a list at the side. */
export function fewEventsQuery({ sort, limit = 5 }: Wish) {
  return queryOptions({
    queryKey: ["events", "few", sort, limit],
    queryFn: async () =>
      listed(await venue.markets.events({ sort, state: "open", markets: 1, limit })),
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
