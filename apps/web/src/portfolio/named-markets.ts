import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { venue } from "../session/venue.ts";

/** Markets that one request names. */
const MOST = 100;

/** The markets of some rows, by id, with one request for all of them. */
export function useNamedMarkets(ids: readonly string[]): ReadonlyMap<string, Market> {
  const wanted = [...new Set(ids)].sort().slice(0, MOST);
  const { data } = useQuery({
    queryKey: ["named-markets", wanted],
    enabled: wanted.length > 0,
    queryFn: async () => {
      const page = await venue.markets.list({ market_ids: wanted.join(","), limit: MOST });
      return new Map(page.markets.map((market) => [market.market_id, market]));
    },
    staleTime: 15_000,
    placeholderData: keepPreviousData,
  });
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, Market> = new Map();
