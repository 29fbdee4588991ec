import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ReadyAnswer } from "@probity/protocol";
import { PageProblem } from "../app/page-states.tsx";
import { bytes, milliseconds, moment, shares } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Badge, Notice, Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { AdminHead } from "./admin-head.tsx";
import { DeadLetters } from "./dead-letters.tsx";
import { FaultsPanel } from "./faults-panel.tsx";
import { metricsQuery, readyQuery, statusQuery } from "./health-queries.ts";
import type { Metrics } from "./metrics-text.ts";
import { Quarantine } from "./quarantine.tsx";
import { useAct } from "./use-act.ts";

/** How the venue is: journal, followers, database, sockets, and what was set aside. */
export function HealthPage() {
  const { t } = useTranslation();
  const ready = useQuery(readyQuery);
  const { data: status, isPending: isStatusPending } = useQuery(statusQuery);
  const { data: metrics, isPending: areMetricsPending } = useQuery(metricsQuery);
  // All at once: what comes by and by would push what is read already.
  const isPending = ready.isPending || isStatusPending || areMetricsPending;
  if (ready.error !== null && ready.data === undefined) {
    return <PageProblem error={ready.error} reset={() => void ready.refetch()} />;
  }
  return (
    <>
      <AdminHead
        title={t("admin.sections.health")}
        under={
          status === undefined ? (
            " "
          ) : (
            <span className="num">
              {t("admin.versionAndTime", { version: status.version, when: moment(status.time) })}
            </span>
          )
        }
      >
        {isPending || ready.data === undefined ? null : <Overall status={ready.data.status} />}
      </AdminHead>
      <ClockJump metrics={metrics ?? null} />
      {isPending ? (
        <Skeleton className="h-[60rem] rounded-lg" />
      ) : (
        <div className="flex flex-col gap-5">
          <Parts ready={ready.data} />
          <Figures ready={ready.data} metrics={metrics} />
          <Quarantine />
          <DeadLetters />
          <FaultsPanel />
        </div>
      )}
    </>
  );
}

function Overall({ status }: { readonly status: ReadyAnswer["status"] }) {
  const { t } = useTranslation();
  return (
    <Badge
      tone={status === "ready" ? "yes" : status === "failed" ? "no" : "warn"}
      className="px-2.5 py-1 text-xs"
    >
      {t(`admin.readiness.${status}`)}
    </Badge>
  );
}

function ClockJump({ metrics }: { readonly metrics: Metrics | null }) {
  const { t } = useTranslation();
  const confirm = useAct(() => venue.admin.confirmClock(), { done: t("admin.clockConfirmed") });
  if (metrics?.stateOf("sequencer_state", "state") !== "clock-jump") return null;
  return (
    <div className="mb-4">
      <Notice tone="no" title={t("admin.clockJump")}>
        <p className="mb-2">{t("admin.clockJumpHint")}</p>
        <Button size="sm" isBusy={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
          {t("admin.confirmClock")}
        </Button>
      </Notice>
    </div>
  );
}

const LOOKS = {
  ok: [CircleCheck, "text-yes"],
  degraded: [CircleAlert, "text-warn"],
  failed: [CircleX, "text-no"],
} as const;

function Parts({ ready }: { readonly ready: ReadyAnswer | undefined }) {
  const { t } = useTranslation();
  if (ready === undefined) return <Skeleton className="h-20 rounded-lg" />;
  return (
    <ul className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-3">
      {ready.checks.map(({ name, status, lag }) => {
        const [Icon, tone] = LOOKS[status];
        return (
          <li
            key={name}
            className="flex items-start gap-3 rounded-lg border border-line bg-surface p-4"
          >
            <Icon size={18} aria-hidden className={clsx("mt-0.5 shrink-0", tone)} />
            <div className="min-w-0">
              <p className="text-sm font-semibold">
                {t(`admin.parts.${name}`, { defaultValue: name })}
              </p>
              <p className="num text-xs text-ink-3">
                {t(`admin.partStatus.${status}`)}
                {lag === 0 ? "" : ` · ${t("admin.behind", { count: lag })}`}
              </p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

type Row = readonly [name: string, value: ReactNode];

function Figures({
  ready,
  metrics,
}: {
  readonly ready: ReadyAnswer | undefined;
  readonly metrics: Metrics | null | undefined;
}) {
  const { t } = useTranslation();
  const of = (name: string, format: (value: number) => string = (value) => shares(value)) => {
    const value = metrics?.sum(name) ?? null;
    return value === null ? "–" : format(value);
  };
  const time = (name: string, share: number) => {
    const seconds = metrics?.quantile(name, share) ?? null;
    if (seconds === null) return "–";
    return Number.isFinite(seconds) ? `≤ ${milliseconds(seconds * 1_000)}` : t("admin.veryLong");
  };
  const journal: readonly Row[] = [
    [t("admin.figure.durable"), shares(ready?.durable_seq ?? 0)],
    [t("admin.figure.batches"), of("journal_sync_duration_seconds_count")],
    [t("admin.figure.syncHalf"), time("journal_sync_duration_seconds", 0.5)],
    [t("admin.figure.syncMost"), time("journal_sync_duration_seconds", 0.99)],
    [t("admin.figure.epoch"), of("sequencer_epoch")],
    [t("admin.figure.waiting"), of("sequencer_inbox_commands")],
    [
      t("admin.figure.disk"),
      of("journal_disk_full", (full) => t(full === 0 ? "admin.diskRoom" : "admin.diskFull")),
    ],
  ];
  const followers: readonly Row[] = [
    [t("admin.figure.folded"), shares(ready?.folded_seq ?? 0)],
    [t("admin.figure.memoryLag"), of("read_side_lag_commands")],
    [t("admin.figure.storeLag"), of("store_lag_commands")],
    [t("admin.figure.dbBusy"), of("db_connections_active")],
    [t("admin.figure.query"), time("db_query_duration_seconds", 0.99)],
    [t("admin.figure.deadLetters"), of("store_dead_letters")],
    [t("admin.figure.quarantined"), of("sequencer_quarantined_commands")],
  ];
  const outside: readonly Row[] = [
    [t("admin.figure.sockets"), of("ws_connections_active")],
    [t("admin.figure.sent"), of("ws_messages_sent_total")],
    [t("admin.figure.slow"), of("ws_slow_readers_total")],
    [t("admin.figure.requests"), of("http_requests_total")],
    [t("admin.figure.answer"), time("http_request_duration_seconds", 0.99)],
    [t("admin.figure.trades"), of("trades_executed_total")],
    [t("admin.figure.memory"), of("process_resident_memory_bytes", bytes)],
  ];
  return (
    <div>
      <div className="grid gap-5 lg:grid-cols-3">
        <FigureList title={t("admin.journal")} rows={journal} />
        <FigureList title={t("admin.followers")} rows={followers} />
        <FigureList title={t("admin.traffic")} rows={outside} />
      </div>
      {metrics === null ? <p className="mt-2 text-xs text-ink-3">{t("admin.noMetrics")}</p> : null}
    </div>
  );
}

function FigureList({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) {
  return (
    <Panel>
      <PanelHead title={title} />
      <dl className="divide-y divide-line px-4">
        {rows.map(([name, value]) => (
          <div key={name} className="flex justify-between gap-3 py-2 text-sm">
            <dt className="text-ink-3">{name}</dt>
            <dd className="num font-medium">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
