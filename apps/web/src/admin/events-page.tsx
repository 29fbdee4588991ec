import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { PageProblem } from "../app/page-states.tsx";
import { day, dollarsShort } from "../i18n/format.ts";
import { EventPicture } from "../markets/event-picture.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { Input, Select } from "../ui/field.tsx";
import { Badge, Empty, Panel, Skeleton } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import type { Column } from "../ui/table.tsx";
import { useSettled } from "../ui/use-settled.ts";
import { AdminHead } from "./admin-head.tsx";
import { adminEventsQuery } from "./admin-queries.ts";
import type { StateFilter } from "./admin-queries.ts";
import { NEW_EVENT } from "./sections.ts";
import { statesOf } from "./state-steps.ts";

const FILTERS: readonly StateFilter[] = [
  "all",
  "draft",
  "open",
  "halted",
  "closed",
  "proposed",
  "disputed",
  "resolved",
  "voided",
  "deleted",
];

interface Row {
  readonly event: EventSummary;
  readonly markets: readonly Market[];
}

/** Every event there is, drafts when asked for. */
export function EventsPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<StateFilter>("all");
  const [sought, setSought] = useState("");
  const q = useSettled(sought.trim());
  const drafts = useInfiniteQuery({
    ...adminEventsQuery("draft", q),
    enabled: state === "all",
  });
  const listed = useInfiniteQuery(adminEventsQuery(state, q));
  const rows = rowsOf([
    ...(state === "all" ? (drafts.data?.pages ?? []) : []),
    ...(listed.data?.pages ?? []),
  ]);
  return (
    <>
      <AdminHead title={t("admin.sections.events")}>
        <Link
          to="/admin/$section"
          params={{ section: NEW_EVENT }}
          className={buttonClass("primary")}
        >
          <CalendarPlus size={16} aria-hidden /> {t("admin.newEvent")}
        </Link>
      </AdminHead>
      <div className="mb-3 flex flex-wrap gap-2">
        <div className="min-w-48 flex-1">
          <Input
            type="search"
            label={t("admin.searchEvents")}
            isLabelHidden
            placeholder={t("admin.searchEvents")}
            value={sought}
            onChange={({ target }) => setSought(target.value)}
          />
        </div>
        <div className="w-44">
          <Select
            label={t("admin.state")}
            isLabelHidden
            value={state}
            onChange={({ target }) => setState(target.value as StateFilter)}
          >
            {FILTERS.map((one) => (
              <option key={one} value={one}>
                {one === "all" ? t("admin.allStates") : t(`marketState.${one}`)}
              </option>
            ))}
          </Select>
        </div>
      </div>
      <Panel>
        {listed.isPending ? (
          <RowSkeletons />
        ) : listed.error !== null && rows.length === 0 ? (
          <PageProblem error={listed.error} reset={() => void listed.refetch()} />
        ) : rows.length === 0 ? (
          <Empty title={t("admin.noEvents")} icon={<CalendarPlus size={32} aria-hidden />}>
            {t("admin.noEventsHint")}
          </Empty>
        ) : (
          <EventTable rows={rows} />
        )}
      </Panel>
      {listed.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button isBusy={listed.isFetchingNextPage} onClick={() => void listed.fetchNextPage()}>
            {t("home.showMore")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

export function RowSkeletons() {
  return (
    <div className="flex flex-col gap-2 p-4">
      {Array.from({ length: 8 }, (_, at) => (
        <Skeleton key={at} className="h-10" />
      ))}
    </div>
  );
}

function rowsOf(
  pages: readonly {
    readonly events: readonly EventSummary[];
    readonly markets?: readonly Market[] | undefined;
  }[],
): Row[] {
  const byEvent = Map.groupBy(
    pages.flatMap(({ markets }) => markets ?? []),
    (market) => market.event_id,
  );
  const events = new Map(
    pages.flatMap((page) => page.events.map((event) => [event.event_id, event] as const)),
  );
  return [...events.values()].map((event) => ({
    event,
    markets: byEvent.get(event.event_id) ?? [],
  }));
}

function EventTable({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<Row>[] = [
    {
      key: "event",
      head: t("admin.event"),
      onPhone: "title",
      className: "max-w-0 w-full",
      cell: ({ event }) => (
        <div className="flex items-center gap-3">
          <EventPicture title={event.title} image={event.image} size="sm" />
          <div className="min-w-0">
            <Link
              to="/admin/$section/$ref"
              params={{ section: "events", ref: event.slug }}
              className="block truncate font-medium hover:underline"
            >
              {event.title}
            </Link>
            <p className="truncate text-2xs text-ink-3">
              {event.category === "" ? event.slug : `${event.category} · ${event.slug}`}
            </p>
          </div>
        </div>
      ),
    },
    {
      key: "state",
      head: t("admin.state"),
      onPhone: "lead",
      cell: ({ markets }) => <States markets={markets} />,
    },
    {
      key: "markets",
      head: t("admin.markets"),
      isFigure: true,
      cell: ({ event }) => event.market_ids.length,
    },
    {
      key: "volume",
      head: t("admin.volume"),
      isFigure: true,
      cell: ({ markets }) =>
        dollarsShort(markets.reduce((sum, market) => sum + Number(market.total_volume), 0)),
    },
    {
      key: "closes",
      head: t("admin.closes"),
      isFigure: true,
      onPhone: "none",
      cell: ({ markets }) => {
        const first = markets.flatMap(({ close_time: time }) => time ?? []).sort()[0];
        return first === undefined ? "–" : day(first);
      },
    },
  ];
  return (
    <DataTable
      label={t("admin.sections.events")}
      columns={columns}
      rows={rows}
      keyOf={({ event }) => event.event_id}
    />
  );
}

const TONES = {
  draft: "accent",
  open: "yes",
  halted: "warn",
  closed: "neutral",
  proposed: "warn",
  disputed: "warn",
  resolving: "neutral",
  resolved: "neutral",
  voided: "neutral",
  deleted: "neutral",
} as const satisfies Record<Market["state"], string>;

/** The states of an event's markets; one badge when they agree. */
export function States({ markets }: { readonly markets: readonly Market[] }) {
  const { t } = useTranslation();
  const states = statesOf(markets);
  return (
    <div className="flex flex-wrap gap-1">
      {states.map(([state, count]) => (
        <Badge key={state} tone={TONES[state]}>
          {states.length === 1 ? "" : `${count} `}
          {t(`marketState.${state}`)}
        </Badge>
      ))}
    </div>
  );
}
