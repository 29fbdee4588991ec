import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { venue } from "../session/venue.ts";

/** Markets that one request names. */
const MOST = 100;

/** The markets of some rows, by id, with one request for each hundred of them. */
export function useNamedMarkets(ids: readonly string[]): ReadonlyMap<string, Market> {
  const wanted = [...new Set(ids)].sort();
  const { data } = useQuery({
    queryKey: ["named-markets", wanted],
    enabled: wanted.length > 0,
    queryFn: async () => {
      const parts = Array.from({ length: Math.ceil(wanted.length / MOST) }, (_, at) =>
        wanted.slice(at * MOST, (at + 1) * MOST),
      );
      const pages = await Promise.all(
        parts.map((some) => venue.markets.list({ market_ids: some.join(","), limit: MOST })),
      );
      const markets = pages.flatMap((page) => page.markets);
      return new Map(markets.map((market) => [market.market_id, market]));
    },
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, Market> = new Map();
