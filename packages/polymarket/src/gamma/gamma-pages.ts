/** Pages of ranked lists: by a number of items to skip, or by a cursor that names the last one seen. */
import type { QueryString } from "../query-string.ts";
import { invalid } from "./gamma-errors.ts";
import type { Filter } from "./gamma-filters.ts";
import type { RankedList } from "./ranked-list.ts";
import { comparePlaces } from "./ranking.ts";
import type { Place } from "./ranking.ts";

const USUAL_LIMIT = 20;
/** More is answered as so many. */
const LIMIT_MOST = 500;
/** Markets in one answer, whatever lies around them. */
const MARKETS_MOST = 4_000;
/** As upstream: further on leads only a cursor. */
const OFFSET_MOST = 2_000;
/** So many that are named or tagged are sorted by themselves; of more the whole order is walked. */
const SORTED_MOST = 2_000;

type Ordered = Pick<RankedList<number>, "hasOrder">;

export interface Wish {
  readonly order: string;
  readonly ascending: boolean;
  readonly limit: number;
  readonly offset: number;
  readonly isKeyset: boolean;
  readonly after: Place | null;
}

export interface IdPage<Id> {
  readonly ids: readonly Id[];
  /** Where the next page begins; null: there is none. */
  readonly next: string | null;
}

/** @throws ClobError 422 */
export function offsetWish(list: Ordered, query: QueryString, deeper: string): Wish {
  const offset = query.whole("offset", 0, Number.MAX_SAFE_INTEGER, 0);
  if (offset > OFFSET_MOST) throw invalid(`offset too large, use ${deeper} for deeper pagination`);
  return { ...orderOf(list, query), limit: limitOf(query), offset, isKeyset: false, after: null };
}

/** @throws ClobError 422 */
export function keysetWish(list: Ordered, query: QueryString): Wish {
  if (query.has("offset")) throw invalid("offset is not allowed on keyset endpoints");
  const wish = { ...orderOf(list, query), limit: limitOf(query), offset: 0, isKeyset: true };
  const cursor = query.text("after_cursor");
  return { ...wish, after: cursor === null ? null : placeIn(cursor, wish) };
}

/**
 * The page of what passes, shorter than wished when there are too many markets on it: a cursor leads
 * on, and who counts is told so. It costs what is on it and what is skipped, and the walk over what does not
 * pass: of few names or rare tags nothing else is looked at, of other filters at worst all there is.
 */
export function pageOf<Id extends number>(
  list: RankedList<Id>,
  filter: Filter<Id>,
  wish: Wish,
  marketsIn: (id: Id) => number = () => 1,
): IdPage<Id> {
  const { order, ascending, limit, isKeyset } = wish;
  const { closed, passes } = filter;
  let skip = wish.offset;
  let markets = 0;
  const ids: Id[] = [];
  for (const id of walk(list, filter, wish)) {
    if ((closed !== null && list.isClosed(id) !== closed) || !passes(id)) continue;
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    markets += marketsIn(id);
    const isTooMuch = markets > MARKETS_MOST && ids.length > 0;
    if (isTooMuch && !isKeyset)
      throw invalid("limit is too large for so many markets, use keyset pagination");
    if (ids.length < limit && !isTooMuch) ids.push(id);
    else {
      const { key, id: last } = list.placeOf(order, ids.at(-1)!);
      return { ids, next: encode([order, ascending ? 1 : 0, key, last]) };
    }
  }
  return { ids, next: null };
}

/** How many pass at all. */
export function countOf<Id extends number>(list: RankedList<Id>, filter: Filter<Id>): number {
  const { closed, passes } = filter;
  let count = 0;
  for (const id of walk(list, filter, { order: "id", ascending: true, after: null })) {
    if ((closed === null || list.isClosed(id) === closed) && passes(id)) count += 1;
  }
  return count;
}

function walk<Id extends number>(
  list: RankedList<Id>,
  { among, closed }: Filter<Id>,
  { order, ascending, after }: Pick<Wish, "order" | "ascending" | "after">,
): Iterable<Id> {
  if (among === null || among.length > SORTED_MOST) {
    return list.walk(order, ascending, closed, after);
  }
  const placed = among.map((id) => list.placeOf(order, id)).sort(comparePlaces);
  if (!ascending) placed.reverse();
  const behind =
    after === null
      ? placed
      : placed.filter((place) => comparePlaces(place, after) * (ascending ? 1 : -1) > 0);
  return behind.map(({ id }) => id as Id);
}

/** The first field counts; among equals the id does. */
function orderOf(list: Ordered, query: QueryString): Pick<Wish, "order" | "ascending"> {
  const fields = query.text("order")?.split(",") ?? null;
  const ascending = query.boolean("ascending") ?? true;
  if (fields === null) return { order: "id", ascending: true };
  if (!fields.every((field) => list.hasOrder(field))) throw invalid("order fields are not valid");
  return { order: fields[0] ?? "id", ascending };
}

function limitOf(query: QueryString): number {
  return Math.min(LIMIT_MOST, query.whole("limit", 1, Number.MAX_SAFE_INTEGER, USUAL_LIMIT));
}

function encode(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values), "utf8").toString("base64url");
}

function placeIn(cursor: string, { order, ascending }: Pick<Wish, "order" | "ascending">): Place {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(values) && values.length === 4) {
      const [field, direction, key, id] = values as unknown[];
      const isOurs = field === order && direction === (ascending ? 1 : 0);
      if (isOurs && Number.isFinite(key) && Number.isSafeInteger(id)) {
        return { key: key as number, id: id as number };
      }
    }
  } catch {
    // Said below.
  }
  throw invalid("after_cursor is invalid");
}
