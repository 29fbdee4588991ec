import { Link } from "@tanstack/react-router";
import { Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { dollarsShort, fromNow } from "../i18n/format.ts";
import { priceChipClass } from "../ui/price.tsx";
import { Sparkline } from "../ui/sparkline.tsx";
import type { SparkPoint } from "../ui/sparkline.tsx";
import { EventPicture } from "./event-picture.tsx";
import type { ListedEvent } from "./lists.ts";
import { MarketBadge } from "./market-badge.tsx";
import { namesOf } from "./market-name.ts";
import { Probability, ProbabilityBar } from "./probability.tsx";

/** Outcomes a card has room for. */
const OUTCOMES = 3;

/** An event on a page of many: what is asked, what is likely, and the way to trade it. */
export function EventCard({
  listed,
  points,
}: {
  readonly listed: ListedEvent;
  readonly points: readonly SparkPoint[];
}) {
  const { event, markets } = listed;
  const [first] = markets;
  const isSingle = event.market_ids.length === 1;
  return (
    <article className="flex h-full min-h-48 flex-col rounded-lg border border-line bg-surface transition-[border-color,box-shadow] duration-150 hover:border-line-strong hover:shadow-raised">
      <div className="flex items-start gap-3 p-4 pb-3">
        <EventPicture title={event.title} image={event.image} />
        <h2 className="flex min-h-11 min-w-0 flex-1 items-center text-sm leading-snug font-semibold">
          <Link
            to="/event/$ref"
            params={{ ref: event.slug }}
            title={event.title}
            className="line-clamp-2 break-words hover:underline"
          >
            {event.title}
          </Link>
        </h2>
        {isSingle && first !== undefined ? <Likelihood market={first} /> : null}
      </div>
      <div className="flex-1 px-4">
        {isSingle && first !== undefined ? (
          <SingleMarket event={event} market={first} points={points} />
        ) : (
          <Outcomes listed={listed} most={OUTCOMES} />
        )}
      </div>
      <CardFoot listed={listed} />
    </article>
  );
}

function Likelihood({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  return (
    <div className="w-14 shrink-0 text-right">
      <p className="num text-xl leading-6 font-semibold">
        <Probability market={market} />
      </p>
      <p className="text-2xs text-ink-3">{t("home.chance")}</p>
    </div>
  );
}

function SingleMarket({
  event,
  market,
  points,
}: {
  readonly event: EventSummary;
  readonly market: Market;
  readonly points: readonly SparkPoint[];
}) {
  const { t } = useTranslation();
  return (
    <>
      <Sparkline
        points={points}
        className="h-9 w-full"
        label={t("home.lineOf", { what: event.title })}
      />
      {market.state === "open" ? (
        <div className="mt-3 grid grid-cols-2 gap-2">
          {(["yes", "no"] as const).map((outcome) => (
            <Link
              key={outcome}
              to="/event/$ref"
              params={{ ref: event.slug }}
              search={{ market: market.slug, outcome }}
              className={`h-9 text-sm ${priceChipClass(outcome)}`}
            >
              {outcome === "yes" ? t("home.buyYes") : t("home.buyNo")}
            </Link>
          ))}
        </div>
      ) : (
        <div className="mt-3 flex h-9 items-center">
          <MarketBadge market={market} />
        </div>
      )}
    </>
  );
}

/** The likeliest outcomes, each with its bar and the way to buy it. */
export function Outcomes({
  listed: { event, markets },
  most,
}: {
  readonly listed: ListedEvent;
  readonly most: number;
}) {
  const { t } = useTranslation();
  const names = namesOf(markets);
  return (
    <ul className="flex flex-col gap-2.5">
      {markets.slice(0, most).map((market) => (
        <li key={market.market_id} className="flex items-center gap-2 text-sm">
          <Link
            to="/event/$ref"
            params={{ ref: event.slug }}
            search={{ market: market.slug }}
            title={names.get(market.market_id)}
            className="group min-w-0 flex-1"
          >
            <span className="flex items-baseline gap-2">
              <span className="min-w-0 flex-1 truncate group-hover:underline">
                {names.get(market.market_id)}
              </span>
              <span className="num font-semibold">
                <Probability market={market} />
              </span>
            </span>
            <span className="mt-1 block">
              <ProbabilityBar market={market} />
            </span>
          </Link>
          {market.state === "open" ? (
            (["yes", "no"] as const).map((outcome) => (
              <Link
                key={outcome}
                to="/event/$ref"
                params={{ ref: event.slug }}
                search={{ market: market.slug, outcome }}
                aria-label={t(outcome === "yes" ? "home.buyYesOf" : "home.buyNoOf", {
                  what: names.get(market.market_id),
                })}
                className={`h-7 w-9 text-2xs ${priceChipClass(outcome)}`}
              >
                {t(`outcome.${outcome}`)}
              </Link>
            ))
          ) : (
            <MarketBadge market={market} />
          )}
        </li>
      ))}
    </ul>
  );
}

function CardFoot({ listed: { event, markets } }: { readonly listed: ListedEvent }) {
  const { t } = useTranslation();
  const closes = markets.flatMap(({ close_time: time }) => time ?? []).sort()[0];
  const more = event.market_ids.length - Math.min(markets.length, OUTCOMES);
  return (
    <footer className="mt-3 flex items-center gap-3 border-t border-line px-4 py-2.5 text-2xs whitespace-nowrap text-ink-3">
      <span className="num">{t("home.volume", { amount: dollarsShort(event.total_volume) })}</span>
      {closes === undefined ? null : (
        <span className="num inline-flex items-center gap-1">
          <Clock size={12} aria-hidden /> {fromNow(closes)}
        </span>
      )}
      <span className="ml-auto truncate">
        {event.market_ids.length > 1 && more > 0 ? t("home.more", { count: more }) : event.category}
      </span>
    </footer>
  );
}
