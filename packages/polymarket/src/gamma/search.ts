import type { EventId } from "@probity/core";
import { fromHistory } from "@probity/gateway";
import { searchWords } from "@probity/market-data";
import type { Desk } from "../desk.ts";
import type { QueryString } from "../query-string.ts";
import type { GammaIndex } from "./gamma-index.ts";
import { invalid } from "./gamma-errors.ts";
import type { GammaWriter } from "./gamma-json.ts";
import { comparePlaces } from "./ranking.ts";

/** Words of a search that count. */
const WORDS_SOUGHT = 8;
/** Of what is found, so many: those that come first in the order of the database which is nearest. */
const FOUND_MOST = 500;
const PER_TYPE_MOST = 50;
const PAGES_MOST = 500;
/** Orders of the wish: the database's, of which the first are taken, and Gamma's, in which they are told. */
const SORTS = {
  volume: ["volume", "volume"],
  volume_24hr: ["volume-24h", "volume24hr"],
  liquidity: ["liquidity", "liquidity"],
  competitive: ["volume", "competitive"],
  closed_time: ["new", "closedTime"],
  start_date: ["new", "startDate"],
  // The database's own order by ends leaves out what has none.
  end_date: ["new", "endDate"],
} as const;

/**
 * `GET /public-search`: events by the words of their texts and those of their markets, the largest
 * number of the order first, and tags by theirs. People are not looked for.
 *
 * @throws ClobError 422
 */
export async function publicSearch(
  desk: Desk,
  index: GammaIndex,
  writer: GammaWriter,
  query: QueryString,
) {
  const text = query.text("q");
  if (text === null) throw invalid("q is required");
  const perType = query.whole("limit_per_type", 1, PER_TYPE_MOST, 10);
  const page = query.whole("page", 1, PAGES_MOST, 1);
  const status = query.choice("events_status", ["active", "closed", "resolved", "all"], "all");
  const names = Object.keys(SORTS) as (keyof typeof SORTS)[];
  const [sort, order] = SORTS[query.choice("sort", names, "volume")];
  const direction = query.boolean("ascending") === true ? 1 : -1;
  const wantsTags = query.boolean("search_tags") ?? true;
  const words = searchWords(text, WORDS_SOUGHT);
  if (words.length === 0) return answer([], [], false, 0);
  const { value } = await fromHistory(desk.venue, undefined, ({ browse }) =>
    browse.events({ filter: { ...ANYTHING, words }, sort, limit: FOUND_MOST, now: Date.now() }),
  );
  await index.fresh();
  const tags = query.texts("events_tag") ?? [];
  const isWanted = (event: EventId) =>
    index.events.has(event) &&
    (status === "all" || index.events.isClosed(event) === (status !== "active")) &&
    (tags.length === 0 || index.tags.of(event).some(({ slug }) => tags.includes(slug)));
  const place = (event: EventId) => index.events.placeOf(order, event);
  const found = value.rows
    .filter(isWanted)
    .sort((one, other) => direction * comparePlaces(place(one), place(other)));
  const from = (page - 1) * perType;
  const events = await writer.events(found.slice(from, from + perType));
  return answer(
    events,
    wantsTags && page === 1 ? tagsLike(index, words, perType) : [],
    found.length > from + perType,
    found.length,
  );
}

const ANYTHING = {
  event: null,
  category: null,
  tag: null,
  state: null,
  closesAfter: null,
  closesBefore: null,
  minVolume: null,
};

function answer(
  events: readonly unknown[],
  tags: readonly unknown[],
  hasMore: boolean,
  totalResults: number,
) {
  return { events, tags, profiles: [], pagination: { hasMore, totalResults } };
}

/** Tags in which every word, or a beginning with it, occurs; those with the most events first. */
function tagsLike(index: GammaIndex, words: readonly string[], limit: number) {
  return Array.from(index.tags.all())
    .filter(({ slug }) => {
      const own = slug.split("-");
      return words.every((word) => own.some((one) => one.startsWith(word)));
    })
    .map((tag) => ({
      id: String(tag.id),
      label: tag.label,
      slug: tag.slug,
      event_count: index.tags.eventsOf(tag).size,
    }))
    .sort((one, other) => other.event_count - one.event_count)
    .slice(0, limit);
}
