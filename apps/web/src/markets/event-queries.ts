import { ApiError } from "@probity/client";
import { queryOptions } from "@tanstack/react-query";
import { venue } from "../session/venue.ts";

/** An event with all its markets. @param ref its slug or id, or those of one of its markets. */
export function eventQuery(ref: string) {
  return queryOptions({
    queryKey: ["event", ref],
    queryFn: async () => {
      try {
        const { event, markets } = await venue.markets.event(ref);
        return { event, markets, named: null };
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "EVENT_NOT_FOUND") throw error;
        const {
          event,
          markets: [named],
        } = await venue.markets.one(ref);
        const { markets } = await venue.markets.event(event.event_id);
        return { event, markets, named: named?.slug ?? null };
      }
    },
    staleTime: 5_000,
    // State and statistics; prices come by the live socket.
    refetchInterval: 20_000,
  });
}

/** How far back a chart looks, and the candles it is made of. */
export const RANGES = {
  "1h": { ms: 3_600_000, interval: "1m" },
  "6h": { ms: 21_600_000, interval: "5m" },
  "1d": { ms: 86_400_000, interval: "15m" },
  "1w": { ms: 604_800_000, interval: "1h" },
  "1m": { ms: 2_592_000_000, interval: "4h" },
  all: { ms: null, interval: "1d" },
} as const;
export type Range = keyof typeof RANGES;

export function candlesQuery(market: string, range: Range) {
  return queryOptions({
    queryKey: ["candles", market, range],
    queryFn: async () => {
      const { ms, interval } = RANGES[range];
      const from = ms === null ? undefined : new Date(Date.now() - ms).toISOString();
      return (await venue.statistics.candles(market, { interval, from, limit: 1_000 })).candles;
    },
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}

export function timelineQuery(market: string) {
  return queryOptions({
    queryKey: ["timeline", market],
    queryFn: async () => (await venue.markets.timeline(market)).milestones,
  });
}

export function holdersQuery(market: string, outcome: "yes" | "no") {
  return queryOptions({
    queryKey: ["holders", market, outcome],
    queryFn: async () => venue.statistics.holders(market, { outcome, limit: 10 }),
  });
}
