import type { FastifyInstance, FastifyRequest } from "fastify";
import type { QueryString } from "../query-string.ts";
import { invalid, notFound } from "./gamma-errors.ts";
import { idIn, queryOf } from "./gamma-request.ts";
import type { GammaShelf } from "./gamma-shelf.ts";
import type { Tag } from "./tag-book.ts";

const LIMIT_MOST = 100;
/** Events that are looked at for what else they are tagged with. */
const LOOKED_AT = 2_000;
const RELATED_MOST = 100;
const ORDERS: Readonly<Record<string, (one: Tag, other: Tag) => number>> = {
  id: (one, other) => one.id - other.id,
  label: (one, other) => compare(one.label, other.label),
  slug: (one, other) => compare(one.slug, other.slug),
};

/** Tags of listed events, and those that go together. */
export function tagRoutes(app: FastifyInstance, { index, writer }: GammaShelf): void {
  app.get("/tags", async (request) => {
    await index.fresh();
    const query = queryOf(request);
    const limit = Math.min(LIMIT_MOST, query.whole("limit", 1, Number.MAX_SAFE_INTEGER, 20));
    const offset = query.whole("offset", 0, Number.MAX_SAFE_INTEGER, 0);
    // Nobody shows ours round and round.
    if (query.boolean("is_carousel") === true) return [];
    const tags = [...index.tags.all()].sort(orderOf(query));
    return tags.slice(offset, offset + limit).map((tag) => writer.tag(tag));
  });

  for (const [path, find] of [
    ["/tags/slug/:slug", (request: FastifyRequest) => bySlug(request)],
    ["/tags/:id", (request: FastifyRequest) => byId(request)],
  ] as const) {
    app.get(path, async (request) => {
      await index.fresh();
      return writer.tag(find(request));
    });
    app.get(`${path}/related-tags`, async (request) => {
      await index.fresh();
      const tag = find(request);
      return related(tag).map(({ other }, place) => ({
        id: `${tag.id}-${other.id}`,
        tagID: tag.id,
        relatedTagID: other.id,
        rank: place + 1,
      }));
    });
    app.get(`${path}/related-tags/tags`, async (request) => {
      await index.fresh();
      return related(find(request)).map(({ other }) => ({
        ...writer.tag(other),
        activeEventsCount: index.tags.openEventsOf(other),
      }));
    });
  }

  function bySlug({ params }: FastifyRequest): Tag {
    const tag = index.tags.bySlug((params as { slug: string }).slug);
    if (tag === null) throw notFound("slug not found");
    return tag;
  }

  function byId(request: FastifyRequest): Tag {
    const tag = index.tags.byId(Number(idIn(request)));
    if (tag === null) throw notFound("id not found");
    return tag;
  }

  /** What its events are tagged with besides, most often first. */
  function related(tag: Tag): readonly { readonly other: Tag; readonly times: number }[] {
    const times = new Map<Tag, number>();
    for (const event of [...index.tags.eventsOf(tag)].slice(0, LOOKED_AT)) {
      for (const other of index.tags.of(event)) {
        if (other !== tag) times.set(other, (times.get(other) ?? 0) + 1);
      }
    }
    return Array.from(times, ([other, count]) => ({ other, times: count }))
      .sort((one, next) => next.times - one.times || one.other.id - next.other.id)
      .slice(0, RELATED_MOST);
  }
}

/** @throws ClobError 422 */
function orderOf(query: QueryString): (one: Tag, other: Tag) => number {
  const field = query.text("order") ?? "id";
  const order = Object.hasOwn(ORDERS, field) ? ORDERS[field] : undefined;
  if (order === undefined) throw invalid("order fields are not valid");
  const isUp = query.boolean("ascending") ?? true;
  return isUp ? order : (one, other) => order(other, one);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
