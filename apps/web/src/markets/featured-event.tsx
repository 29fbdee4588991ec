import { Link } from "@tanstack/react-router";
import { Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { dollarsShort, fromNow } from "../i18n/format.ts";
import { LINE_COLOURS, OverlaidLines } from "../ui/overlaid-lines.tsx";
import { priceChipClass } from "../ui/price.tsx";
import type { SparkPoint } from "../ui/sparkline.tsx";
import { Skeleton } from "../ui/surface.tsx";
import { Outcomes } from "./event-card.tsx";
import { EventPicture } from "./event-picture.tsx";
import type { ListedEvent } from "./lists.ts";
import { namesOf } from "./market-name.ts";
import { Probability } from "./probability.tsx";

/** Lines of its chart. */
export const FEATURED_LINES = 3;

/** What the front page begins with: one event, with room for its chart. */
export function FeaturedEvent({
  listed,
  lines,
}: {
  readonly listed: ListedEvent;
  /** Undefined while they are asked for. */
  readonly lines: ReadonlyMap<string, readonly SparkPoint[]> | undefined;
}) {
  const { t } = useTranslation();
  const { event, markets } = listed;
  const [first] = markets;
  const isSingle = event.market_ids.length === 1;
  const names = namesOf(markets);
  const charted = markets.slice(0, isSingle ? 1 : FEATURED_LINES);
  const closes = markets.flatMap(({ close_time: time }) => time ?? []).sort()[0];
  return (
    <article className="grid gap-x-8 gap-y-5 rounded-lg border border-line bg-surface p-5 md:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <div className="flex min-w-0 flex-col">
        <div className="flex items-start gap-4">
          <EventPicture title={event.title} image={event.image} size="lg" />
          <div className="min-w-0 flex-1">
            <p className="text-2xs text-ink-3">{event.category}</p>
            <h2 className="mt-0.5 text-xl leading-7 font-semibold tracking-tight">
              <Link
                to="/event/$ref"
                params={{ ref: event.slug }}
                className="line-clamp-2 break-words hover:underline"
              >
                {event.title}
              </Link>
            </h2>
          </div>
        </div>
        <div className="mt-5 flex-1">
          {isSingle && first !== undefined ? (
            <>
              <p className="num mb-4 text-3xl font-semibold">
                <Probability market={first} />{" "}
                <span className="text-sm font-normal text-ink-3">{t("home.chance")}</span>
              </p>
              <div className="grid grid-cols-2 gap-2">
                {(["yes", "no"] as const).map((outcome) => (
                  <Link
                    key={outcome}
                    to="/event/$ref"
                    params={{ ref: event.slug }}
                    search={{ market: first.slug, outcome }}
                    className={`h-11 text-sm ${priceChipClass(outcome)}`}
                  >
                    {outcome === "yes" ? t("home.buyYes") : t("home.buyNo")}
                  </Link>
                ))}
              </div>
            </>
          ) : (
            <Outcomes listed={listed} most={4} />
          )}
        </div>
        <p className="mt-4 flex items-center gap-4 text-2xs text-ink-3">
          <span className="num">
            {t("home.volume", { amount: dollarsShort(event.total_volume) })}
          </span>
          {closes === undefined ? null : (
            <span className="num inline-flex items-center gap-1">
              <Clock size={12} aria-hidden /> {fromNow(closes)}
            </span>
          )}
          {isSingle ? null : (
            <span className="ml-auto">
              {t("event.outcomes", { count: event.market_ids.length })}
            </span>
          )}
        </p>
      </div>
      <div className="flex min-w-0 flex-col">
        <ul className="flex min-h-4 flex-wrap gap-x-4 gap-y-1 text-2xs text-ink-2">
          {isSingle
            ? null
            : charted.map((market, at) => (
                <li key={market.market_id} className="flex max-w-40 items-center gap-1.5">
                  <span
                    aria-hidden
                    className="size-2 shrink-0 rounded-full"
                    style={{ background: `var(${LINE_COLOURS[at] ?? LINE_COLOURS[0]})` }}
                  />
                  <span className="truncate">{names.get(market.market_id)}</span>
                </li>
              ))}
        </ul>
        {lines === undefined ? (
          <Skeleton className="mt-3 h-40 md:h-auto md:min-h-48 md:flex-1" />
        ) : (
          <OverlaidLines
            className="mt-3 h-40 pb-2 md:h-auto md:min-h-48 md:flex-1"
            label={t("home.lineOf", { what: event.title })}
            lines={charted.map((market) => ({
              name: names.get(market.market_id) ?? market.question,
              points: lines.get(market.market_id) ?? [],
            }))}
          />
        )}
      </div>
    </article>
  );
}
