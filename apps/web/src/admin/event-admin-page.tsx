import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageProblem } from "../app/page-states.tsx";
import { Timeline } from "../markets/timeline.tsx";
import { buttonClass } from "../ui/button.tsx";
import { Select } from "../ui/field.tsx";
import { Badge, Panel, Skeleton } from "../ui/surface.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { AdminHead } from "./admin-head.tsx";
import { adminEventQuery, endingsQuery } from "./admin-queries.ts";
import { EndingForms } from "./ending-forms.tsx";
import { States } from "./events-page.tsx";
import { EventTextForm } from "./event-text-form.tsx";
import { MarketTable } from "./market-table.tsx";
import { PendingEnding } from "./pending-ending.tsx";
import { StateControls } from "./state-controls.tsx";

/** One event, with all an operator can do to it. @param slug or an id. */
export function EventAdminPage({ slug }: { readonly slug: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(adminEventQuery(slug));
  const { data: endings } = useQuery(endingsQuery);
  if (error !== null && data === undefined) {
    return <PageProblem error={error} reset={() => void refetch()} />;
  }
  if (data === undefined) {
    return (
      <div className="flex flex-col gap-4">
        <Skeleton className="h-16" />
        <Skeleton className="h-96 rounded-lg" />
      </div>
    );
  }
  const { event, markets } = data;
  const pending = (endings ?? []).filter(
    (wish) =>
      wish.event_id === event.event_id ||
      (wish.market_id !== null && event.market_ids.includes(wish.market_id)),
  );
  return (
    <>
      <AdminHead
        title={event.title}
        back="events"
        under={
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
            <span className="font-mono text-xs">{event.slug}</span>
            <States markets={markets} />
            {event.mutually_exclusive ? <Badge>{t("admin.exclusive")}</Badge> : null}
            {event.exhaustive ? <Badge>{t("admin.exhaustive")}</Badge> : null}
            <Link
              to="/event/$ref"
              params={{ ref: event.slug }}
              className="inline-flex items-center gap-1 text-xs font-medium text-accent hover:underline"
            >
              {t("admin.seePage")} <ExternalLink size={12} aria-hidden />
            </Link>
          </div>
        }
      >
        <StateControls
          target="events"
          slug={event.slug}
          markets={markets}
          onDeleted={() => void navigate({ to: "/admin/$section", params: { section: "events" } })}
        />
      </AdminHead>
      {pending.length === 0 ? null : (
        <div className="mb-4 flex flex-col gap-3">
          {pending.map((wish) => (
            <PendingEnding
              key={`${wish.event_id}/${wish.market_id}`}
              wish={wish}
              markets={markets}
            />
          ))}
        </div>
      )}
      <Panel>
        <Tabs
          label={t("admin.event")}
          tabs={[
            {
              value: "markets",
              label: t("admin.tabs.markets"),
              content: <MarketTable event={event} markets={markets} />,
            },
            {
              value: "ending",
              label: t("admin.tabs.ending"),
              content: <EndingForms event={event} markets={markets} />,
            },
            {
              value: "text",
              label: t("admin.tabs.text"),
              content: <EventTextForm key={event.rules_version} event={event} />,
            },
            {
              value: "history",
              label: t("admin.tabs.history"),
              content: <History markets={markets} />,
            },
          ]}
        />
      </Panel>
      <p className="mt-3 text-right">
        <Link
          to="/admin/$section"
          params={{ section: "audit" }}
          className={buttonClass("quiet", "sm")}
        >
          {t("admin.sections.audit")}
        </Link>
      </p>
    </>
  );
}

type Markets = Parameters<typeof MarketTable>[0]["markets"];

function History({ markets }: { readonly markets: Markets }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(0);
  const market = markets[chosen] ?? markets[0];
  if (market === undefined) return null;
  return (
    <>
      {markets.length === 1 ? null : (
        <div className="px-4 pt-4">
          <Select
            label={t("admin.market")}
            value={String(chosen)}
            onChange={({ target }) => setChosen(Number(target.value))}
          >
            {markets.map((one, index) => (
              <option key={one.market_id} value={index}>
                {one.question}
              </option>
            ))}
          </Select>
        </div>
      )}
      <Timeline market={market} />
    </>
  );
}
