import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { EventSummary } from "@probity/protocol";
import { Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { EventPicture } from "./event-picture.tsx";
import { fewEventsQuery } from "./lists.ts";
import { namesOf } from "./market-name.ts";
import { Probability } from "./probability.tsx";

/** One more than is shown: the event itself may be among them. */
const ASKED = 6;

/** What else trades of the same kind. */
export function RelatedEvents({ event }: { readonly event: EventSummary }) {
  const { t } = useTranslation();
  const { category } = event;
  const { data } = useQuery({
    ...fewEventsQuery({ sort: "volume", category, limit: ASKED }),
    enabled: category !== "",
  });
  const others = data
    ?.filter((listed) => listed.event.event_id !== event.event_id)
    .slice(0, ASKED - 1);
  if (category === "" || others?.length === 0) return null;
  return (
    <Panel className="mt-5">
      <PanelHead title={t("event.moreIn", { category })}>
        <Link
          to="/"
          search={{ category }}
          className="text-xs font-medium text-accent hover:underline"
        >
          {t("event.seeAll")}
        </Link>
      </PanelHead>
      <ul className="divide-y divide-line">
        {others === undefined
          ? Array.from({ length: 4 }, (_, at) => (
              <li key={at} className="px-4 py-3">
                <Skeleton className="h-9" />
              </li>
            ))
          : others.map(({ event: other, markets, markets: [first] }) => (
              <li key={other.event_id}>
                <Link
                  to="/event/$ref"
                  params={{ ref: other.slug }}
                  className="flex items-center gap-3 px-4 py-3 hover:bg-sunken"
                >
                  <EventPicture title={other.title} image={other.image} size="sm" />
                  <span className="min-w-0 flex-1">
                    <span className="line-clamp-2 text-xs leading-5 font-medium">
                      {other.title}
                    </span>
                    {other.market_ids.length === 1 || first === undefined ? null : (
                      <span className="block truncate text-2xs text-ink-3">
                        {namesOf(markets).get(first.market_id)}
                      </span>
                    )}
                  </span>
                  <span className="num text-sm font-semibold">
                    {first === undefined ? null : <Probability market={first} />}
                  </span>
                </Link>
              </li>
            ))}
      </ul>
    </Panel>
  );
}
