import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { writeExternal, readExternal } from "@probity/polymarket";
import type { CreateEventJson } from "@probity/protocol";
import { planImport } from "../import/plan.ts";
import type { PlannedEvent } from "../import/plan.ts";
import { readCatalogue } from "../import/read-catalogue.ts";
import type { UpstreamEvent } from "../import/upstream.ts";
import { VenueNames } from "../import/venue-names.ts";
import { pictureOf } from "./pictures.ts";
import type { Picture } from "./pictures.ts";

const CATALOGUE = fileURLToPath(
  new URL("../../../../data/polymarket-catalogue/events.json.gz", import.meta.url),
);
const DAY_MS = 86_400_000;
/** When markets close whose own day is over, in days from now. */
const LATER_DAYS = [2, 5, 9, 16, 24, 37, 52, 75, 110];

interface Shown {
  /** The slug of an event of several outcomes, the title of a single question. */
  readonly name: string;
  /** So many of its outcomes, the likeliest. */
  readonly outcomes: number;
  readonly picture: Picture;
}

/** A dozen and some of the catalogue, of every kind. */
const SHOWN: readonly Shown[] = [
  { name: "democratic-presidential-nominee-2028", outcomes: 9, picture: "vote" },
  { name: "Russia x Ukraine ceasefire by end of 2026?", outcomes: 1, picture: "handshake" },
  { name: "what-price-will-bitcoin-hit-before-2027", outcomes: 7, picture: "bitcoin" },
  { name: "2026-nba-champion", outcomes: 8, picture: "trophy" },
  { name: "US recession by end of 2026?", outcomes: 1, picture: "decline" },
  { name: "top-grossing-movie-2026", outcomes: 6, picture: "movie" },
  { name: "how-many-fed-rate-cuts-in-2026", outcomes: 7, picture: "percent" },
  { name: "OpenAI IPO closing market cap above $1T?", outcomes: 1, picture: "robot" },
  { name: "2027-french-presidential-election", outcomes: 8, picture: "vote" },
  { name: "2026-f1-drivers-champion", outcomes: 7, picture: "flag" },
  { name: "Elon Musk trillionaire before 2027?", outcomes: 1, picture: "coins" },
  { name: "best-ai-model-end-of-june-2026", outcomes: 5, picture: "robot" },
  {
    name: "Will the US confirm that aliens exist before 2027?",
    outcomes: 1,
    picture: "orbit",
  },
  { name: "GTA 6 launch postponed again?", outcomes: 1, picture: "game" },
  { name: "Will Bad Bunny be the top Spotify artist for 2026?", outcomes: 1, picture: "music" },
  { name: "Human moon landing in 2026?", outcomes: 1, picture: "rocket" },
];

/** The demo's events as they are to be created, the last of them first to be seen as new. */
export function shownEvents(nowMs: number): readonly CreateEventJson[] {
  const { events } = readCatalogue([CATALOGUE]);
  const prices = lastPrices();
  const chosen = SHOWN.flatMap((shown) => {
    const event = events.find(({ slug, title }) => slug === shown.name || title === shown.name);
    return event === undefined ? [] : [likeliest(event, shown.outcomes, prices)];
  });
  const wishes = { limit: Number.POSITIVE_INFINITY, categories: [], withClosed: true };
  const plan = planImport(chosen, new VenueNames(), wishes);
  return plan.events
    .map((event, place) => dressed(event, SHOWN[place]?.picture ?? "vote", place, nowMs))
    .reverse();
}

/** What the markets of the catalogue last traded at, 0 to 1, by their ids at Gamma. */
export function lastPrices(): ReadonlyMap<string, number> {
  const events = JSON.parse(gunzipSync(readFileSync(CATALOGUE)).toString()) as readonly {
    readonly markets: readonly { readonly id: string; readonly lastTradePrice: number }[];
  }[];
  return new Map(
    events.flatMap(({ markets }) => markets.map((one) => [one.id, one.lastTradePrice])),
  );
}

function likeliest(
  event: UpstreamEvent,
  most: number,
  prices: ReadonlyMap<string, number>,
): UpstreamEvent {
  const priceOf = (id: string | null): number => prices.get(id ?? "") ?? 0;
  const markets = event.markets
    .toSorted((a, b) => priceOf(b.gammaId) - priceOf(a.gammaId))
    .slice(0, most);
  return { ...event, markets, isWhole: event.isWhole && markets.length === event.markets.length };
}

/** With a picture, rules, and a day to come on which it closes. */
function dressed(
  { body, markets }: PlannedEvent,
  picture: Picture,
  place: number,
  nowMs: number,
): CreateEventJson {
  const later = nowMs + (LATER_DAYS[place % LATER_DAYS.length] ?? 30) * DAY_MS;
  // A single question and its event have one slug at Polymarket; here people see the event's.
  const plain = body.slug.replace(/-event$/, "");
  return {
    ...body,
    slug: plain,
    image: pictureOf(picture, place),
    rules: body.rules || rulesOf(body.title, markets.length),
    markets: markets.map(({ body: market }) => {
      const external = readExternal(market.external ?? "");
      const own = Date.parse(external?.end_date ?? "");
      const closesAt = own > nowMs + DAY_MS ? own : later;
      const close_time = new Date(closesAt).toISOString();
      return {
        ...market,
        slug: market.slug === plain ? `${plain}-market` : market.slug,
        close_time,
        ...(external === null
          ? {}
          : { external: writeExternal({ ...external, end_date: close_time }) }),
      };
    }),
  };
}

function rulesOf(title: string, markets: number): string {
  const outcome =
    markets === 1
      ? `This market resolves to YES if the answer to “${title}” is yes by the closing time, otherwise to NO.`
      : `Each outcome of “${title}” is a market of its own: it resolves to YES if that outcome comes true, otherwise to NO.`;
  return [
    outcome,
    "What credible public reporting agrees on decides. An operator of the venue proposes the outcome after the market has closed.",
    "This is a demo with play money. The questions and first prices come from a public catalogue of April 2026; everything since was traded by the demo's own accounts.",
  ].join("\n\n");
}
