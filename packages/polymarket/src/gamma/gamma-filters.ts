/** Which events and markets a request wants. What we never have is not found, and what means nothing here is not looked at. */
import type { EventId, MarketId } from "@probity/core";
import type { Desk } from "../desk.ts";
import type { QueryString } from "../query-string.ts";
import { dollarsOf } from "./figures.ts";
import type { GammaIndex } from "./gamma-index.ts";
import { invalid } from "./gamma-errors.ts";
import { umaStatuses } from "./gamma-json.ts";
import type { Tag } from "./tag-book.ts";

export interface Filter<Id> {
  /** Null: whatever its state. */
  readonly closed: boolean | null;
  /** The only ones there can be; null: any. */
  readonly among: readonly Id[] | null;
  readonly passes: (id: Id) => boolean;
}

type Test<Id> = (id: Id) => boolean;

const RECURRENCES = ["daily", "weekly", "monthly"] as const;
/** Events of leagues, games and series, and what people make: there are none here. */
const NO_EVENT_HAS = ["series_id", "game_id", "parent_event_id", "event_week", "event_date"];
const NO_MARKET_HAS = ["position_ids", "market_maker_address", "game_id", "sports_market_types"];

/** @throws ClobError 422 */
export function eventFilter(desk: Desk, index: GammaIndex, query: QueryString): Filter<EventId> {
  const { markets } = desk;
  const tests: Test<EventId>[] = [];
  const named = [
    namedBy(query.texts("id"), (id) => markets.eventOfGammaId(id)),
    namedBy(query.texts("slug"), (slug) => markets.eventOfSlug(slug)),
  ];
  const tagged = taggedBy(index, query);
  if (tagged !== null) tests.push((event) => tagged.passes(event));
  const excluded = query.texts("exclude_tag_id") ?? [];
  const wanted = query.texts("tag_id") ?? [];
  if (excluded.some((id) => wanted.includes(id))) {
    throw invalid("tag_id and exclude_tag_id must not overlap");
  }
  const shunned = tagsOf(index, excluded);
  if (shunned.length > 0) {
    tests.push((event) => !index.tags.of(event).some((tag) => shunned.includes(tag)));
  }
  if (query.text("recurrence") !== null) {
    query.choice("recurrence", RECURRENCES, "daily");
    tests.push(() => false);
  }
  for (const name of NO_EVENT_HAS) if (query.texts(name) !== null) tests.push(() => false);
  for (const name of ["featured", "cyom", "live"]) {
    if (query.boolean(name) === true) tests.push(() => false);
  }
  const title = query.text("title_search")?.toLowerCase() ?? "";
  if (title !== "") {
    const { catalogue } = desk.venue.readSide.data;
    tests.push((id) => catalogue.event(id)?.text.title.toLowerCase().includes(title) ?? false);
  }
  tests.push(...shared(query));
  const sum = (of: (market: MarketId) => number) => (event: EventId) =>
    dollarsOf(index.marketsOf(event).reduce((total, market) => total + of(market), 0));
  tests.push(
    ...between<EventId>(
      query.number("liquidity_min"),
      query.number("liquidity_max"),
      sum((m) => index.liquidityOf(m)),
    ),
    ...between<EventId>(
      query.number("volume_min"),
      query.number("volume_max"),
      sum((m) => index.volumeOf(m)),
    ),
    ...between<EventId>(query.date("start_date_min"), query.date("start_date_max"), (event) =>
      index.startOfEvent(event),
    ),
    ...between<EventId>(query.date("end_date_min"), query.date("end_date_max"), (event) =>
      index.endOfEvent(event),
    ),
  );
  return joined(query, [...named, tagged?.among ?? null], tests, (event) =>
    index.events.has(event),
  );
}

/** @throws ClobError 422 */
export function marketFilter(desk: Desk, index: GammaIndex, query: QueryString): Filter<MarketId> {
  const { markets, venue } = desk;
  const { data } = venue.readSide;
  const tests: Test<MarketId>[] = [];
  const named = [
    namedBy(query.texts("id"), (id) => markets.ofGammaId(id)?.market ?? null),
    namedBy(query.texts("slug"), (slug) => markets.ofSlug(slug)?.market ?? null),
    namedBy(
      query.texts("clob_token_ids"),
      (token) => markets.ofToken(token)?.market.market ?? null,
    ),
    namedBy(query.texts("condition_ids"), (id) => markets.ofCondition(id)?.market ?? null),
  ];
  const questions = query.texts("question_ids")?.map((id) => id.toLowerCase());
  if (questions !== undefined) {
    // What is no id is not looked for: ids of questions may have to be derived first.
    const ids = new Set(questions.filter((id) => /^0x[0-9a-f]{64}$/.test(id)));
    tests.push((id) => ids.size > 0 && ids.has(markets.of(id)?.questionId ?? ""));
  }
  const eventOf = (market: MarketId) => data.catalogue.market(market)?.event ?? null;
  const tagged = taggedBy(index, query);
  if (tagged !== null) {
    tests.push((market) => {
      const event = eventOf(market);
      return event !== null && tagged.passes(event);
    });
  }
  for (const name of NO_MARKET_HAS) if (query.texts(name) !== null) tests.push(() => false);
  for (const name of ["cyom", "rfq_enabled"]) {
    if (query.boolean(name) === true) tests.push(() => false);
  }
  if ((query.number("rewards_min_size") ?? 0) > 0) tests.push(() => false);
  const uma = query.text("uma_resolution_status");
  if (uma !== null) {
    tests.push((market) => {
      const status = data.statuses.status(market);
      return status !== null && umaStatuses(data, status).at(-1) === uma;
    });
  }
  const decimalized = query.boolean("decimalized");
  if (decimalized !== null) {
    const tick = decimalized ? 10 : 100;
    tests.push((market) => data.statuses.status(market)?.tickSize === tick);
  }
  tests.push(...shared(query));
  tests.push(
    ...between<MarketId>(
      query.number("liquidity_num_min"),
      query.number("liquidity_num_max"),
      (market) => dollarsOf(index.liquidityOf(market)),
    ),
    ...between<MarketId>(query.number("volume_num_min"), query.number("volume_num_max"), (market) =>
      dollarsOf(index.volumeOf(market)),
    ),
    ...between<MarketId>(query.date("start_date_min"), query.date("start_date_max"), (market) =>
      index.startOf(market),
    ),
    ...between<MarketId>(query.date("end_date_min"), query.date("end_date_max"), (market) =>
      index.endOf(market),
    ),
  );
  const amongTagged =
    tagged === null ? null : tagged.among.flatMap((event) => index.marketsOf(event));
  return joined(query, [...named, amongTagged], tests, (market) => index.markets.has(market));
}

/** Everything listed is active, and nothing archived. */
function shared(query: QueryString): Test<number>[] {
  const isNone = query.boolean("active") === false || query.boolean("archived") === true;
  return isNone ? [() => false] : [];
}

function joined<Id>(
  query: QueryString,
  lists: readonly (readonly Id[] | null)[],
  tests: readonly Test<Id>[],
  isListed: Test<Id>,
): Filter<Id> {
  const [shortest] = lists
    .filter((list) => list !== null)
    .toSorted((one, other) => one.length - other.length);
  const sets = lists.filter((list) => list !== null).map((list) => new Set(list));
  return {
    closed: query.boolean("closed"),
    among: shortest === undefined ? null : [...new Set(shortest)].filter(isListed),
    passes: (id) => sets.every((set) => set.has(id)) && tests.every((test) => test(id)),
  };
}

function namedBy<Id>(
  names: readonly string[] | null,
  find: (name: string) => Id | null,
): readonly Id[] | null {
  return names === null ? null : names.flatMap((name) => find(name) ?? []);
}

interface Tagged {
  readonly among: readonly EventId[];
  readonly passes: Test<EventId>;
}

/** Any of the tags that are named, or with `tag_match=all` all of them. */
function taggedBy(index: GammaIndex, query: QueryString): Tagged | null {
  const ids = query.texts("tag_id");
  const slug = query.text("tag_slug");
  if (ids === null && slug === null) return null;
  const isAll = query.choice("tag_match", ["any", "all"], "any") === "all";
  const wanted = ids ?? [];
  const named = slug === null ? [] : [index.tags.bySlug(slug)];
  const tags = [...tagsOf(index, wanted), ...named.filter((tag) => tag !== null)];
  const isKnown = tags.length === wanted.length + (slug === null ? 0 : 1);
  if (tags.length === 0 || (isAll && !isKnown)) return { among: [], passes: () => false };
  const passes: Test<EventId> = (event) => {
    const own = index.tags.of(event);
    return isAll ? tags.every((tag) => own.includes(tag)) : tags.some((tag) => own.includes(tag));
  };
  const sets = tags.map((tag) => index.tags.eventsOf(tag));
  const among = isAll ? sets.slice(0, 1) : sets;
  return { among: [...new Set(among.flatMap((set) => [...set]))], passes };
}

/** @throws ClobError 422 */
function tagsOf(index: GammaIndex, ids: readonly string[]): Tag[] {
  return ids.flatMap((id) => {
    if (!/^[0-9]{1,15}$/.test(id)) throw invalid("tag_id is invalid");
    return index.tags.byId(Number(id)) ?? [];
  });
}

/** What has no value is not between any bounds. */
function between<Id>(
  least: number | null,
  most: number | null,
  of: (id: Id) => number | null,
): Test<Id>[] {
  if (least === null && most === null) return [];
  return [
    (id) => {
      const value = of(id);
      return (
        value !== null && (least === null || value >= least) && (most === null || value <= most)
      );
    },
  ];
}
