/** What the feed tells of new events and markets, for whoever needs many of them and no venue. */
import { price, quantity } from "@probity/core";
import type { AssetId, Event, EventId, MarketId, Timestamp } from "@probity/core";

/** The market at `place` among those that the `at`-th command made. */
export function idOf(at: number, place: number): MarketId {
  return (at * 4_096 + 1 + place) as MarketId;
}

/** What creating an event with markets of these slugs tells. */
export function created(
  at: number,
  slugs: readonly string[],
  {
    isExclusive = false,
    externals = [],
  }: { readonly isExclusive?: boolean; readonly externals?: readonly string[] } = {},
): Event[] {
  const event = (at * 4_096) as EventId;
  return [
    {
      type: "EventCreated",
      event,
      slug: `event-${at}`,
      text: { title: "", description: "", category: "", tags: [], image: "" },
      rules: "",
      collateral: 1 as AssetId,
      mutuallyExclusive: isExclusive,
      exhaustive: false,
    },
    ...slugs.map((slug, place): Event => ({
      type: "MarketCreated",
      market: idOf(at, place),
      event,
      spec: {
        slug,
        text: { question: "?", description: "", image: "", external: externals[place] ?? "" },
        tickSize: price(100),
        parameters: {
          minQuantity: quantity(1),
          fees: { formula: "symmetric", exponent: 1, takerBps: 0, makerBps: 0, rebateBps: 0 },
          positionLimit: quantity(0),
          bandLow: price(1),
          bandHigh: price(9_999),
          closeTime: 0 as Timestamp,
          takerDelayMs: 0,
        },
      },
    })),
  ];
}
