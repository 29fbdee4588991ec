import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { clsx } from "clsx";
import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { PageProblem } from "../app/page-states.tsx";
import { fromNow } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Empty, Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { EmptyVenue } from "./empty-venue.tsx";
import { usePageTitle } from "../app/page-title.ts";
import { EventCard } from "./event-card.tsx";
import { EventPicture } from "./event-picture.tsx";
import { FEATURED_LINES, FeaturedEvent } from "./featured-event.tsx";
import { SORTS, categoriesQuery, eventsQuery, fewEventsQuery, sparklinesQuery } from "./lists.ts";
import type { ListedEvent, Sort } from "./lists.ts";
import { namesOf } from "./market-name.ts";
import { Probability } from "./probability.tsx";

/** With fewer events they are equals. */
const STORY_FROM = 4;
/** Lines of one question to the venue. */
const LINES_AT_ONCE = 50;

const isSort = (text: string | undefined): text is Sort => SORTS.some((sort) => sort === text);

/** What trades here: by category, by how it moves, by what is sought. */
export function HomePage() {
  const { t } = useTranslation();
  const { q, category, sort: wished } = useSearch({ from: "/" });
  const sort = isSort(wished) ? wished : "trending";
  const navigate = useNavigate({ from: "/" });
  const isFront = q === undefined && category === undefined;
  usePageTitle(q === undefined ? (category ?? t("home.title")) : t("home.results", { q }));
  return (
    <div className="flex flex-col gap-5">
      <h1 className={clsx("text-xl font-semibold tracking-tight", isFront && "sr-only")}>
        {q === undefined ? (category ?? t("home.title")) : t("home.results", { q })}
      </h1>
      <div className="flex flex-col gap-3 md:flex-row md:items-center md:gap-6">
        <Categories chosen={category} />
        <Segmented
          label={t("home.sort")}
          value={sort}
          choices={SORTS.map((value) => ({ value, label: t(`home.sorts.${value}`) }))}
          onChange={(next) => void navigate({ search: (before) => ({ ...before, sort: next }) })}
          className="shrink-0 md:ml-auto"
        />
      </div>
      <div
        className={clsx(
          "grid grid-cols-[minmax(0,1fr)] gap-5",
          isFront && "xl:grid-cols-[minmax(0,1fr)_20rem]",
        )}
      >
        <Events sort={sort} q={q} category={category} isFront={isFront} />
        {isFront ? <Aside /> : null}
      </div>
    </div>
  );
}

function Categories({ chosen }: { readonly chosen: string | undefined }) {
  const { t } = useTranslation();
  const { data } = useQuery(categoriesQuery);
  const chip = (isChosen: boolean) =>
    clsx(
      "inline-flex h-8 items-center rounded-full border px-3 text-xs font-medium whitespace-nowrap transition-colors",
      isChosen
        ? "border-accent bg-accent text-on-accent"
        : "border-line bg-surface text-ink-2 hover:border-line-strong hover:text-ink",
    );
  return (
    <nav
      aria-label={t("home.categories")}
      className="-mx-4 flex min-h-8 min-w-0 flex-1 [scrollbar-width:none] gap-2 overflow-x-auto px-4 md:mx-0 md:px-0"
    >
      <Link
        to="/"
        aria-current={chosen === undefined ? "page" : undefined}
        search={(before) => (before.sort === undefined ? {} : { sort: before.sort })}
        className={chip(chosen === undefined)}
      >
        {t("home.all")}
      </Link>
      {data?.slice(0, 12).map(({ name }) => (
        <Link
          key={name}
          to="/"
          search={(before) => ({
            ...(before.sort === undefined ? {} : { sort: before.sort }),
            category: name,
          })}
          aria-current={chosen === name ? "page" : undefined}
          className={chip(chosen === name)}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

function Events({
  sort,
  q,
  category,
  isFront,
}: {
  readonly sort: Sort;
  readonly q: string | undefined;
  readonly category: string | undefined;
  readonly isFront: boolean;
}) {
  const { t } = useTranslation();
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } =
    useInfiniteQuery(eventsQuery({ sort, q, category }));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const isStory = isFront && sort === "trending" && items.length >= STORY_FROM;
  // Without a trade it has no chart, and nothing to tell.
  const featured = isStory && items[0]?.event.total_volume !== "0" ? items[0] : undefined;
  const { lines, isDrawn } = useLines(items, featured);
  if (isPending) return <CardSkeletons isFront={isFront && sort === "trending"} />;
  if (error !== null && items.length === 0)
    return <PageProblem error={error} reset={() => void refetch()} />;
  if (items.length === 0) {
    if (q === undefined && category === undefined) return <EmptyVenue />;
    return (
      <Empty title={t("home.nothing")} icon={<SearchX size={32} aria-hidden />}>
        {t("home.nothingHint")}
      </Empty>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-4">
      {featured === undefined ? null : (
        <FeaturedEvent listed={featured} lines={isDrawn ? lines : undefined} />
      )}
      <div className={GRID}>
        {items
          .filter((listed) => listed !== featured)
          .map((listed) => (
            <EventCard
              key={listed.event.event_id}
              listed={listed}
              points={lines.get(listed.markets[0]?.market_id ?? "") ?? []}
            />
          ))}
      </div>
      {hasNextPage ? (
        <div className="mt-2 flex justify-center">
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("home.showMore")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

const GRID = "grid grid-cols-[minmax(0,1fr)] gap-4 sm:grid-cols-2 lg:grid-cols-3";

/** Lines of the cards that have one, asked for a page of cards at a time. */
function useLines(items: readonly ListedEvent[], featured: ListedEvent | undefined) {
  const alone = items.flatMap(({ event, markets }) =>
    event.market_ids.length === 1 ? (markets[0]?.market_id ?? []) : [],
  );
  const first = (featured?.markets ?? []).slice(0, FEATURED_LINES).map((one) => one.market_id);
  const wanted = [...new Set([...first, ...alone])];
  const results = useQueries({
    queries: Array.from({ length: Math.ceil(wanted.length / LINES_AT_ONCE) }, (_, at) =>
      sparklinesQuery(wanted.slice(at * LINES_AT_ONCE, (at + 1) * LINES_AT_ONCE)),
    ),
  });
  return {
    lines: new Map(results.flatMap(({ data }) => [...(data ?? [])])),
    isDrawn: results[0]?.isPending === false,
  };
}

function CardSkeletons({ isFront }: { readonly isFront: boolean }) {
  return (
    <div className="flex flex-col gap-4">
      {isFront ? <Skeleton className="h-[26rem] rounded-lg md:h-72" /> : null}
      <div className={GRID}>
        {Array.from({ length: 9 }, (_, at) => (
          <Skeleton key={at} className="h-52 rounded-lg" />
        ))}
      </div>
    </div>
  );
}

function Aside() {
  const { t } = useTranslation();
  const closing = useQuery(fewEventsQuery({ sort: "closing-soon" }));
  const fresh = useQuery(fewEventsQuery({ sort: "new" }));
  if (closing.data?.length === 0 && fresh.data?.length === 0) return null;
  return (
    <aside className="hidden flex-col gap-5 xl:flex">
      <FewEvents title={t("home.closingSoon")} events={closing.data} />
      <FewEvents title={t("home.new")} events={fresh.data} />
    </aside>
  );
}

function FewEvents({
  title,
  events,
}: {
  readonly title: string;
  readonly events: readonly ListedEvent[] | undefined;
}) {
  if (events?.length === 0) return null;
  return (
    <Panel>
      <PanelHead title={title} />
      <ul className="divide-y divide-line">
        {events === undefined
          ? Array.from({ length: 5 }, (_, at) => (
              <li key={at} className="px-4 py-3">
                <Skeleton className="h-9" />
              </li>
            ))
          : events.map(({ event, markets, markets: [market] }) => (
              <li key={event.event_id}>
                <Link
                  to="/event/$ref"
                  params={{ ref: event.slug }}
                  className="flex items-center gap-3 px-4 py-3 hover:bg-sunken"
                >
                  <EventPicture title={event.title} image={event.image} size="sm" />
                  <span className="min-w-0 flex-1">
                    <span className="line-clamp-2 text-xs leading-5 font-medium">
                      {event.title}
                    </span>
                    <span className="flex gap-2 text-2xs text-ink-3">
                      {event.market_ids.length === 1 || market === undefined ? null : (
                        <span className="truncate">{namesOf(markets).get(market.market_id)}</span>
                      )}
                      {market?.close_time === null || market === undefined ? null : (
                        <span className="num shrink-0">{fromNow(market.close_time)}</span>
                      )}
                    </span>
                  </span>
                  <span className="num text-sm font-semibold">
                    {market === undefined ? null : <Probability market={market} />}
                  </span>
                </Link>
              </li>
            ))}
      </ul>
    </Panel>
  );
}
