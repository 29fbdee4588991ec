import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Clock, Rows3 } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { usePageTitle } from "../app/page-title.ts";
import { NotFound, PageProblem } from "../app/page-states.tsx";
import { day, dollarsShort, fromNow } from "../i18n/format.ts";
import { useMarketNews } from "../live/market-news.ts";
import { pick } from "../ticket/draft.ts";
import { TicketPlace } from "../ticket/ticket-place.tsx";
import { Badge, Panel, Skeleton } from "../ui/surface.tsx";
import { ChartPanel } from "./chart-panel.tsx";
import { EventPicture } from "./event-picture.tsx";
import { eventQuery } from "./event-queries.ts";
import { EventTabs } from "./event-tabs.tsx";
import { namesOf } from "./market-name.ts";
import { OutcomeList } from "./outcome-list.tsx";
import { OwnPosition } from "./own-position.tsx";
import { RelatedEvents } from "./related-events.tsx";
import { ShareButton } from "./share-button.tsx";
import { StateNotice } from "./state-notice.tsx";
import { useIsWide } from "./wide-page.ts";

const likeliestFirst = (one: Market, other: Market): number =>
  Number(other.probability ?? 0) - Number(one.probability ?? 0);

/** Likeliest first as the page was opened: rows do not change places under the reader's hand. */
function useInOrder(found: readonly Market[] | undefined): readonly Market[] {
  const order = useRef(new Map<string, number>());
  return useMemo(() => {
    const listed = (found ?? []).filter(({ state }) => state !== "deleted");
    if (listed.some(({ market_id: id }) => !order.current.has(id))) {
      const sorted = listed.toSorted(likeliestFirst);
      order.current = new Map(sorted.map(({ market_id: id }, at) => [id, at]));
    }
    const place = ({ market_id: id }: Market): number => order.current.get(id) ?? 0;
    return listed.toSorted((one, other) => place(one) - place(other));
  }, [found]);
}

/** An event: what is asked, how likely it is, and everything one needs to trade it. */
export function EventPage() {
  const { ref } = useParams({ from: "/event/$ref" });
  const search = useSearch({ from: "/event/$ref" });
  const { data, error, isPending, refetch } = useQuery(eventQuery(ref));
  const navigate = useNavigate();
  const isWide = useIsWide();
  const markets = useInOrder(data?.markets);
  const names = useMemo(() => namesOf(markets), [markets]);
  usePageTitle(data?.event.title, data?.event.description.slice(0, 160));
  const title = data?.event.title ?? "";
  useMarketNews(markets, (id) => (markets.length === 1 ? title : (names.get(id) ?? title)));
  const wanted = search.market ?? data?.named;
  const chosen =
    markets.find(({ slug, market_id: id }) => slug === wanted || id === wanted) ?? markets[0];
  const chosenId = chosen?.market_id;
  useEffect(() => {
    if (chosenId !== undefined) {
      pick({
        market: chosenId,
        side: search.side ?? "buy",
        price: null,
        ...(search.outcome === undefined ? {} : { outcome: search.outcome }),
      });
    }
  }, [chosenId, search.outcome, search.side]);
  if (isPending) return <EventSkeleton />;
  if (error !== null && data === undefined) {
    return "status" in error && error.status === 404 ? (
      <NotFound />
    ) : (
      <PageProblem error={error} reset={() => void refetch()} />
    );
  }
  if (data === undefined || chosen === undefined) return <NotFound />;
  const { event } = data;
  const isSingle = markets.length === 1;
  const name = names.get(chosen.market_id) ?? chosen.question;
  const choose = (market: Market): void => {
    void navigate({
      to: "/event/$ref",
      params: { ref: event.slug },
      search: { market: market.slug },
      replace: true,
      resetScroll: false,
    });
  };
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <header className="flex items-start gap-4">
          <EventPicture title={event.title} image={event.image} size="lg" />
          <div className="min-w-0 flex-1">
            <Link
              to="/"
              search={event.category === "" ? {} : { category: event.category }}
              className="text-2xs text-ink-3 hover:underline"
            >
              {event.category}
            </Link>
            <h1 className="text-xl leading-7 font-semibold tracking-tight break-words">
              {event.title}
            </h1>
            <Facts event={event} markets={markets} />
          </div>
          <ShareButton title={event.title} />
        </header>
        <StateNotice market={chosen} />
        <ChartPanel
          key={event.event_id}
          markets={markets}
          chosen={chosen}
          names={names}
          createdAt={data.createdAt}
          onChoose={choose}
        />
        {isSingle ? null : (
          <Panel className="overflow-hidden">
            <OutcomeList
              markets={markets}
              names={names}
              chosen={chosen.market_id}
              onChoose={choose}
            />
          </Panel>
        )}
        <OwnPosition market={chosen} name={name} />
        <EventTabs event={event} market={chosen} name={isSingle ? event.title : name} />
      </div>
      <div className="lg:sticky lg:top-[4.75rem]">
        <TicketPlace market={chosen} name={isSingle ? event.title : name} />
        <Link
          to="/ladder/$ref"
          params={{ ref: chosen.slug }}
          className="mt-3 hidden items-center justify-center gap-2 rounded-md py-2 text-xs font-medium text-ink-3 hover:bg-sunken hover:text-ink lg:flex"
        >
          <Rows3 size={14} aria-hidden /> <LadderLabel />
        </Link>
        {isWide ? <RelatedEvents event={event} /> : null}
      </div>
    </div>
  );
}

function LadderLabel() {
  const { t } = useTranslation();
  return <>{t("event.ladder")}</>;
}

function Facts({
  event,
  markets,
}: {
  readonly event: EventSummary;
  readonly markets: readonly Market[];
}) {
  const { t } = useTranslation();
  const closes = markets
    .flatMap(({ close_time: time }) => time ?? [])
    .sort()
    .at(-1);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-3">
      <span className="num">{t("home.volume", { amount: dollarsShort(event.total_volume) })}</span>
      {closes === undefined ? null : (
        <span className="inline-flex items-center gap-1" title={day(closes)}>
          <Clock size={13} aria-hidden />{" "}
          {t("event.closes", { when: day(closes), left: fromNow(closes) })}
        </span>
      )}
      {markets.length > 1 ? <Badge>{t("event.outcomes", { count: markets.length })}</Badge> : null}
    </p>
  );
}

function EventSkeleton() {
  return (
    <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex flex-col gap-5">
        <div className="flex gap-4">
          <Skeleton className="size-14 rounded-md" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="h-7 w-2/3" />
          </div>
        </div>
        <Skeleton className="h-96 rounded-lg" />
        <Skeleton className="h-96 rounded-lg" />
      </div>
      <Skeleton className="hidden h-96 rounded-lg lg:block" />
    </div>
  );
}
