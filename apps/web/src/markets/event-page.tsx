import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChartCandlestick, ChartLine, Clock, Rows3 } from "lucide-react";
import { Suspense, lazy, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Market } from "@probity/protocol";
import { NotFound, PageProblem } from "../app/page-states.tsx";
import { OrderBook } from "../book/order-book.tsx";
import { TradeTape } from "../book/trade-tape.tsx";
import { useMarketNews } from "../live/market-news.ts";
import { day, dollarsShort, fromNow, percent } from "../i18n/format.ts";
import { pick } from "../ticket/draft.ts";
import { TicketPlace } from "../ticket/ticket-place.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Badge, Notice, Panel, Skeleton } from "../ui/surface.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { EventPicture } from "./event-picture.tsx";
import { RANGES, eventQuery } from "./event-queries.ts";
import type { Range } from "./event-queries.ts";
import { Holders } from "./holders.tsx";
import { MarketBadge } from "./market-badge.tsx";
import { namesOf } from "./market-name.ts";
import { OutcomeList } from "./outcome-list.tsx";
import { useOwnLines } from "./own-lines.ts";
import { OwnPosition } from "./own-position.tsx";
import { Rules } from "./rules.tsx";
import { Timeline } from "./timeline.tsx";

const PriceChart = lazy(() => import("./price-chart.tsx"));
/** Lines of one chart. */
const OVERLAID = 4;

const likeliestFirst = (one: Market, other: Market): number =>
  Number(other.probability ?? 0) - Number(one.probability ?? 0);

/** An event: what is asked, how likely it is, and everything one needs to trade it. */
export function EventPage() {
  const { ref } = useParams({ from: "/event/$ref" });
  const search = useSearch({ from: "/event/$ref" });
  const { data, error, isPending, refetch } = useQuery(eventQuery(ref));
  const navigate = useNavigate();
  const markets = useMemo(
    () => (data?.markets ?? []).filter(({ state }) => state !== "deleted").toSorted(likeliestFirst),
    [data],
  );
  const names = useMemo(() => namesOf(markets), [markets]);
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
        side: "buy",
        price: null,
        ...(search.outcome === undefined ? {} : { outcome: search.outcome }),
      });
    }
  }, [chosenId, search.outcome]);
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
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <header className="flex items-start gap-4">
          <EventPicture title={event.title} image={event.image} size="lg" />
          <div className="min-w-0 flex-1">
            <p className="text-2xs text-ink-3">{event.category}</p>
            <h1 className="text-xl leading-7 font-semibold tracking-tight">{event.title}</h1>
            <Facts markets={markets} />
          </div>
          {isSingle ? (
            <div className="hidden text-right sm:block">
              <p className="num text-3xl font-semibold" data-testid="probability">
                {chosen.probability === null ? "–" : percent(chosen.probability)}
              </p>
              <p className="text-2xs text-ink-3">{name === chosen.question ? "" : name}</p>
            </div>
          ) : null}
        </header>
        <StateNotice market={chosen} />
        <ChartPanel markets={markets} chosen={chosen} names={names} />
        {isSingle ? null : (
          <Panel className="overflow-hidden">
            <OutcomeList
              markets={markets}
              names={names}
              chosen={chosen.market_id}
              onChoose={(market) =>
                void navigate({
                  to: "/event/$ref",
                  params: { ref: event.slug },
                  search: { market: market.slug },
                  replace: true,
                  resetScroll: false,
                })
              }
            />
          </Panel>
        )}
        <OwnPosition market={chosen} name={name} />
        <Panel>
          <Tabs
            label={name}
            tabs={[
              {
                value: "book",
                label: <TabLabel id="book" />,
                content: <OrderBook market={chosen} />,
              },
              {
                value: "trades",
                label: <TabLabel id="trades" />,
                content: <TradeTape market={chosen} />,
              },
              {
                value: "rules",
                label: <TabLabel id="rules" />,
                content: <Rules event={event} market={chosen} />,
              },
              {
                value: "timeline",
                label: <TabLabel id="timeline" />,
                content: <Timeline market={chosen} />,
              },
              {
                value: "holders",
                label: <TabLabel id="holders" />,
                content: <Holders market={chosen} />,
              },
            ]}
          />
        </Panel>
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
      </div>
    </div>
  );
}

function TabLabel({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  return <>{t(`event.tabs.${id}`)}</>;
}

function LadderLabel() {
  const { t } = useTranslation();
  return <>{t("event.ladder")}</>;
}

function Facts({ markets }: { readonly markets: readonly Market[] }) {
  const { t } = useTranslation();
  const volume = markets.reduce((sum, { total_volume: one }) => sum + Number(one), 0);
  const closes = markets
    .flatMap(({ close_time: time }) => time ?? [])
    .sort()
    .at(-1);
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-3">
      <span className="num">{t("home.volume", { amount: dollarsShort(volume) })}</span>
      {closes === undefined ? null : (
        <span className="inline-flex items-center gap-1" title={day(closes)}>
          <Clock size={13} aria-hidden />{" "}
          {t("event.closes", { when: day(closes), left: fromNow(closes) })}
        </span>
      )}
      {markets.length > 1 ? <Badge>{t("event.outcomes", { count: markets.length })}</Badge> : null}
      {markets.length === 1 && markets[0] !== undefined ? (
        <MarketBadge market={markets[0]} />
      ) : null}
    </p>
  );
}

/** Why one cannot trade, where one cannot. */
function StateNotice({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  if (market.state === "open" && market.mode === "normal") return null;
  if (market.state === "open") return <Notice tone="warn">{t(`event.mode.${market.mode}`)}</Notice>;
  return (
    <Notice tone={market.state === "resolved" ? "accent" : "warn"}>
      {t(`event.state.${market.state}`)}
    </Notice>
  );
}

function ChartPanel({
  markets,
  chosen,
  names,
}: {
  readonly markets: readonly Market[];
  readonly chosen: Market;
  readonly names: ReadonlyMap<string, string>;
}) {
  const { t } = useTranslation();
  const [range, setRange] = useState<Range>("1w");
  const [kind, setKind] = useState<"line" | "candles">("line");
  const lines = useOwnLines(chosen);
  // The chosen one first; candles are of it alone.
  const others = markets
    .filter(({ market_id: id }) => id !== chosen.market_id)
    .slice(0, OVERLAID - 1);
  const charted = (kind === "candles" ? [chosen] : [chosen, ...others]).map((market) => ({
    market: market.market_id,
    name: names.get(market.market_id) ?? market.question,
  }));
  return (
    <Panel className="p-4">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label={t("event.range")}
          value={range}
          choices={(Object.keys(RANGES) as Range[]).map((value) => ({
            value,
            label: t(`event.ranges.${value}`),
          }))}
          onChange={setRange}
        />
        <Segmented
          label={t("event.chartKind")}
          value={kind}
          choices={[
            {
              value: "line",
              label: (
                <KindLabel icon={<ChartLine size={14} aria-hidden />} text={t("event.line")} />
              ),
            },
            {
              value: "candles",
              label: (
                <KindLabel
                  icon={<ChartCandlestick size={14} aria-hidden />}
                  text={t("event.candles")}
                />
              ),
            },
          ]}
          onChange={setKind}
        />
      </div>
      <Suspense fallback={<Skeleton className="h-64 sm:h-80" />}>
        <PriceChart markets={charted} range={range} kind={kind} lines={lines} />
      </Suspense>
    </Panel>
  );
}

function KindLabel({ icon, text }: { readonly icon: React.ReactNode; readonly text: string }) {
  return (
    <span className="flex items-center gap-1.5">
      {icon}
      <span className="sr-only">{text}</span>
    </span>
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
