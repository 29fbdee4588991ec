import { RulesAnswer, RulesPage } from "@probity/protocol";
import { queryOptions } from "@tanstack/react-query";
import { venue } from "../session/venue.ts";
import { RANGES } from "./chart-range.ts";
import type { Interval, Range } from "./chart-range.ts";

/** An event with all its markets. @param ref its slug or id, or those of one of its markets. */
export function eventQuery(ref: string) {
  return queryOptions({
    queryKey: ["event", ref],
    queryFn: async () => {
      const found = await venue.markets.one(ref);
      const { event, created_at: created } = found;
      const createdAt = Date.parse(created);
      if (found.kind === "event") return { event, markets: found.markets, named: null, createdAt };
      const { markets } = await venue.markets.event(event.event_id);
      return { event, markets, named: found.markets[0]?.slug ?? null, createdAt };
    },
    staleTime: 5_000,
    // State and statistics; prices come by the live socket.
    refetchInterval: 20_000,
  });
}

/** Candles of the markets of one chart, by market. */
export function candlesQuery(markets: readonly string[], range: Range, interval: Interval) {
  const asked = markets.toSorted();
  return queryOptions({
    queryKey: ["candles", asked, range, interval],
    queryFn: async () => {
      const { ms } = RANGES[range];
      const from = ms === null ? undefined : new Date(Date.now() - ms).toISOString();
      const answer = await venue.statistics.candlesOf(asked, { interval, from, limit: 1_000 });
      return new Map(answer.markets.map(({ market_id: id, candles }) => [id, candles]));
    },
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}

/** @param state of the market: when it changes there is more to tell. */
export function timelineQuery(market: string, state: string) {
  return queryOptions({
    queryKey: ["timeline", market, state],
    queryFn: async () => (await venue.markets.timeline(market)).milestones,
  });
}

export function holdersQuery(market: string, outcome: "yes" | "no") {
  return queryOptions({
    queryKey: ["holders", market, outcome],
    queryFn: async () => venue.statistics.holders(market, { outcome, limit: 10 }),
  });
}

/** Versions of an event's rules, newest first. @param newest its number, for a new one is another list. */
export function rulesVersionsQuery(event: string, newest: number) {
  return queryOptions({
    queryKey: ["rules", event, newest],
    queryFn: async () =>
      (await venue.call("events.rules", { path: { ref: event } }, RulesPage)).versions,
    staleTime: Infinity,
  });
}

/** A version's text; it never changes. */
export function rulesTextQuery(event: string, version: number) {
  return queryOptions({
    queryKey: ["rules-text", event, version],
    queryFn: async () =>
      venue.call(
        "events.rules.get",
        { path: { ref: event, version: String(version) } },
        RulesAnswer,
      ),
    staleTime: Infinity,
  });
}
