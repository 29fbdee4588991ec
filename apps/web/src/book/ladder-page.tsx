import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NotFound, PageProblem } from "../app/page-states.tsx";
import { usePageTitle } from "../app/page-title.ts";
import { useMarketNews } from "../live/market-news.ts";
import { MarketBadge } from "../markets/market-badge.tsx";
import { venue } from "../session/venue.ts";
import { Skeleton } from "../ui/surface.tsx";
import { Ladder } from "./ladder.tsx";

/** A market and its event. @param ref of the market; of an event its first market is meant. */
function marketQuery(ref: string) {
  return queryOptions({
    queryKey: ["market", ref],
    queryFn: async () => {
      const { event, markets } = await venue.markets.one(ref);
      return { event, market: markets[0] };
    },
    staleTime: 5_000,
    // State and terms; prices come by the live socket.
    refetchInterval: 20_000,
  });
}

/** One market as a ladder of prices: for who trades it all day. */
export function LadderPage() {
  const { t } = useTranslation();
  const { ref } = useParams({ from: "/ladder/$ref" });
  const { data, error, isPending, refetch } = useQuery(marketQuery(ref));
  const followed = data?.market;
  usePageTitle(followed === undefined ? undefined : t("ladder.title", { of: followed.question }));
  useMarketNews(followed === undefined ? [] : [followed], () => followed?.question ?? "");
  if (isPending) return <LadderSkeleton />;
  if (data === undefined) {
    return error !== null && "status" in error && error.status === 404 ? (
      <NotFound />
    ) : (
      <PageProblem error={error} reset={() => void refetch()} />
    );
  }
  const { event, market } = data;
  if (market === undefined) return <NotFound />;
  return (
    <div className="flex flex-col gap-3">
      <header className="flex min-w-0 items-center gap-3">
        <Link
          to="/event/$ref"
          params={{ ref: event.slug }}
          search={{ market: market.slug }}
          aria-label={t("ladder.back")}
          className="rounded-md p-2 text-ink-3 hover:bg-sunken hover:text-ink"
        >
          <ArrowLeft size={18} aria-hidden />
        </Link>
        <div className="min-w-0 flex-1">
          <p className="truncate text-2xs text-ink-3">
            {event.title === market.question ? event.category : event.title}
          </p>
          <h1 className="line-clamp-2 text-base leading-snug font-semibold sm:line-clamp-1">
            {market.question}
          </h1>
        </div>
        <MarketBadge market={market} />
      </header>
      <Ladder key={market.market_id} market={market} />
    </div>
  );
}

function LadderSkeleton() {
  return (
    <div className="flex flex-col gap-3">
      <Skeleton className="h-10 w-2/3" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Skeleton className="h-[max(26rem,calc(100dvh-13rem))] rounded-lg" />
        <Skeleton className="hidden h-96 rounded-lg lg:block" />
      </div>
    </div>
  );
}
