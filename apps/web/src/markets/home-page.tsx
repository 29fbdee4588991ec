import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { clsx } from "clsx";
import { SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { PageProblem } from "../app/page-states.tsx";
import { fromNow, percent } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Empty, Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { EmptyVenue } from "./empty-venue.tsx";
import { EventCard } from "./event-card.tsx";
import { EventPicture } from "./event-picture.tsx";
import { SORTS, categoriesQuery, eventsQuery, fewEventsQuery, sparklinesQuery } from "./lists.ts";
import type { ListedEvent, Sort } from "./lists.ts";

const isSort = (text: string | undefined): text is Sort => SORTS.some((sort) => sort === text);

/** What trades here: by category, by how it moves, by what is sought. */
export function HomePage() {
  const { t } = useTranslation();
  const { q, category, sort: wished } = useSearch({ from: "/" });
  const sort = isSort(wished) ? wished : "trending";
  const navigate = useNavigate({ from: "/" });
  const isFront = q === undefined && category === undefined;
  return (
    <div className="flex flex-col gap-5">
      <h1 className={clsx("text-xl font-semibold tracking-tight", isFront && "sr-only")}>
        {q === undefined ? (category ?? t("home.title")) : t("home.results", { q })}
      </h1>
      <div className="flex flex-wrap items-center gap-3">
        <Categories chosen={category} />
        <Segmented
          label={t("home.sort")}
          value={sort}
          choices={SORTS.map((value) => ({ value, label: t(`home.sorts.${value}`) }))}
          onChange={(next) => void navigate({ search: (before) => ({ ...before, sort: next }) })}
          className="ml-auto max-w-full overflow-x-auto"
        />
      </div>
      <div className={clsx("grid gap-5", isFront && "xl:grid-cols-[minmax(0,1fr)_20rem]")}>
        <Events sort={sort} q={q} category={category} />
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
      className="-mx-4 flex min-h-8 max-w-[100vw] gap-2 overflow-x-auto px-4 sm:mx-0 sm:px-0"
    >
      <Link
        to="/"
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
}: {
  readonly sort: Sort;
  readonly q: string | undefined;
  readonly category: string | undefined;
}) {
  const { t } = useTranslation();
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } =
    useInfiniteQuery(eventsQuery({ sort, q, category }));
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const alone = items.flatMap(({ event, markets }) =>
    event.market_ids.length === 1 ? (markets[0]?.market_id ?? []) : [],
  );
  const { data: lines } = useQuery(sparklinesQuery(alone.slice(0, 50)));
  if (isPending) return <CardSkeletons />;
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
    <div>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
        {items.map((listed) => (
          <EventCard
            key={listed.event.event_id}
            listed={listed}
            points={lines?.get(listed.markets[0]?.market_id ?? "") ?? []}
          />
        ))}
      </div>
      {hasNextPage ? (
        <div className="mt-6 flex justify-center">
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("home.showMore")}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function CardSkeletons() {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {Array.from({ length: 9 }, (_, at) => (
        <Skeleton key={at} className="h-48 rounded-lg" />
      ))}
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
          : events.map(({ event, markets: [market] }) => (
              <li key={event.event_id}>
                <Link
                  to="/event/$ref"
                  params={{ ref: event.slug }}
                  className="flex items-center gap-3 px-4 py-3 hover:bg-sunken"
                >
                  <EventPicture title={event.title} image={event.image} size="sm" />
                  <span className="min-w-0 flex-1">
                    <span className="line-clamp-2 text-xs font-medium">{event.title}</span>
                    {market?.close_time === null || market === undefined ? null : (
                      <span className="text-2xs text-ink-3">{fromNow(market.close_time)}</span>
                    )}
                  </span>
                  <span className="num text-sm font-semibold">
                    {market?.probability === null || market === undefined
                      ? ""
                      : percent(market.probability)}
                  </span>
                </Link>
              </li>
            ))}
      </ul>
    </Panel>
  );
}
