import type { MarketView, Price } from "@probity/core";
import { amount } from "@probity/core";
import {
  EventBookAnswer,
  EventBookQuery,
  ReadQuery,
  TimelineAnswer,
  endingJson,
  formatAmount,
  formatId,
  formatPrice,
  formatTime,
  levelJson,
} from "@probity/protocol";
import type { Milestone } from "@probity/market-data";
import { eventOf, eventViews, marketOf, probabilityOf } from "../catalogue-json.ts";
import { anybody } from "../needs.ts";
import { refuse } from "../refusal.ts";
import { readMachine } from "../venue.ts";
import type { Venue } from "../venue.ts";
import { answers, refParams } from "./route.ts";
import type { App } from "./route.ts";

/** The markets of an event side by side, and the way of one of them. */
export function eventBookRoutes(app: App, venue: Venue): void {
  const common = { tags: ["markets"], params: refParams };

  app.get(
    "/events/:ref/book",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "The books of an event's live markets, and what one of each costs together",
        querystring: EventBookQuery,
        response: answers(EventBookAnswer),
      },
    },
    async (request) => {
      const { depth, min_seq } = request.query;
      const event = await eventOf(venue, request.params.ref);
      const read = await readMachine(venue, (machine) => eventViews(machine, event), min_seq);
      await venue.readSide.caughtUp(read.sequence);
      const { sequence, data } = venue.readSide;
      const live = (read.value?.markets ?? []).filter(isLive).flatMap((view) => {
        const book = data.depth.book(view.market);
        return book === null ? [] : [{ view, book, top: book.view("yes", depth) }];
      });
      const chances = live.map(({ view }) => probabilityOf(venue, view.market));
      return {
        seq: sequence,
        event_id: formatId("evt", event),
        markets: live.map(({ view, book, top }, place) => ({
          market_id: formatId("mkt", view.market),
          slug: view.slug,
          question: data.catalogue.market(view.market)?.text.question ?? "",
          probability: priceOrNull(chances[place] ?? null),
          bids: top.bids.map(levelJson),
          asks: top.asks.map(levelJson),
          book_seq: book.sequence,
        })),
        best_bid_sum: sumOf(live.map(({ book }) => book.best("bid"))),
        best_ask_sum: sumOf(live.map(({ book }) => book.best("ask"))),
        probability_sum: sumOf(chances),
      };
    },
  );

  app.get(
    "/markets/:ref/timeline",
    {
      onRequest: anybody,
      schema: {
        ...common,
        summary: "What happened to a market, from creation to payout, oldest first; the latest 200",
        querystring: ReadQuery,
        response: answers(TimelineAnswer),
      },
    },
    async (request) => {
      const { min_seq } = request.query;
      const market = await marketOf(venue, request.params.ref, min_seq);
      await venue.readSide.caughtUp(min_seq);
      const { sequence, data } = venue.readSide;
      const words = data.catalogue.market(market);
      if (words === null) throw refuse("MARKET_NOT_FOUND", {}, sequence);
      return {
        seq: sequence,
        market_id: formatId("mkt", market),
        milestones: data.timelines.of(market, words.event).map(milestoneJson),
      };
    },
  );
}

/** Markets that trade or may again. */
function isLive({ state, ending }: MarketView): boolean {
  return ending === null && state !== "draft" && state !== "deleted";
}

/** Prices together, which may pass a dollar; null when one is missing or there are none. */
function sumOf(prices: readonly (Price | null)[]): string | null {
  if (prices.length === 0 || prices.includes(null)) return null;
  // A ten-thousandth of a dollar is a hundred millionths.
  return formatAmount(amount(prices.reduce((sum: number, next) => sum + (next ?? 0), 0) * 100));
}

function milestoneJson(milestone: Milestone): TimelineAnswer["milestones"][number] {
  const { sequence: seq, time, kind } = milestone;
  const at = { seq, time: formatTime(time), kind };
  switch (kind) {
    case "created":
      return at;
    case "state":
      return { ...at, from: milestone.from, to: milestone.to, mode: milestone.mode };
    case "proposed":
      return { ...at, yes_payout: formatPrice(milestone.yesPayout) };
    case "ending-requested":
      return { ...at, until: formatTime(milestone.until) };
    case "ended": {
      const { kind: ending, yes_payout } = endingJson(milestone.ending);
      return { ...at, ending, yes_payout };
    }
    case "tick-size-announced":
      return {
        ...at,
        tick_size: formatPrice(milestone.tickSize),
        at: formatTime(milestone.at),
      };
    case "tick-size":
      return { ...at, tick_size: formatPrice(milestone.tickSize) };
    case "parameters":
    case "rules":
      return { ...at, version: milestone.version };
    default:
      return milestone satisfies never;
  }
}

function priceOrNull(price: Price | null): string | null {
  return price === null ? null : formatPrice(price);
}
