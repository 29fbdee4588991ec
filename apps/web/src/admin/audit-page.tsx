import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, ScrollText } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageProblem } from "../app/page-states.tsx";
import { clock, day, dollars, moment, percent } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Empty, Panel } from "../ui/surface.tsx";
import { useSettled } from "../ui/use-settled.ts";
import { AdminHead } from "./admin-head.tsx";
import { auditQuery } from "./admin-queries.ts";
import type { AuditFilter } from "./admin-queries.ts";
import { wordsOf } from "./audit-words.ts";
import { RowSkeletons } from "./events-page.tsx";

const NO_FILTER: AuditFilter = { actor: "", from: "", to: "" };

/** Every act of an operator and of the venue itself, newest first. */
export function AuditPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(NO_FILTER);
  const actor = filter.actor.trim();
  const isActor = /^own_[1-9]\d*$/.test(actor);
  const asked = useSettled(isActor ? actor : "");
  const log = useInfiniteQuery(auditQuery({ ...filter, actor: asked }));
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  const byDay = Map.groupBy(entries, ({ time }) => day(time));
  const change = (to: Partial<AuditFilter>) => setFilter((before) => ({ ...before, ...to }));
  return (
    <>
      <AdminHead title={t("admin.sections.audit")} under={t("admin.auditHint")} />
      <div className="mb-3 grid gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_10rem]">
        <Input
          label={t("admin.actor")}
          placeholder="own_1"
          spellCheck={false}
          value={filter.actor}
          onChange={({ target }) => change({ actor: target.value })}
          problem={actor === "" || isActor ? "" : t("admin.wrong.owner")}
        />
        <Input
          type="date"
          label={t("admin.fromDay")}
          value={filter.from}
          onChange={({ target }) => change({ from: target.value })}
        />
        <Input
          type="date"
          label={t("admin.toDay")}
          value={filter.to}
          onChange={({ target }) => change({ to: target.value })}
        />
      </div>
      <Panel className="overflow-hidden">
        {log.isPending ? (
          <RowSkeletons />
        ) : log.error !== null && entries.length === 0 ? (
          <PageProblem error={log.error} reset={() => void log.refetch()} />
        ) : entries.length === 0 ? (
          <Empty title={t("admin.noActs")} icon={<ScrollText size={32} aria-hidden />}>
            {t("admin.noActsHint")}
          </Empty>
        ) : (
          [...byDay].map(([date, acts]) => (
            <section key={date} aria-label={date}>
              <h2 className="num border-b border-line bg-sunken px-4 py-1.5 text-2xs font-medium text-ink-3">
                {date}
              </h2>
              <ul className="divide-y divide-line border-b border-line last:border-b-0">
                {acts.map((entry) => (
                  <Act key={entry.entry_id} entry={entry} />
                ))}
              </ul>
            </section>
          ))
        )}
      </Panel>
      {log.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button isBusy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {t("home.showMore")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

interface Entry {
  readonly seq: number;
  readonly time: string;
  readonly actor: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

function Act({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation();
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer list-none items-start gap-3 px-4 py-2.5 text-sm select-none hover:bg-sunken/60 [&::-webkit-details-marker]:hidden">
          <span className="num w-16 shrink-0 text-xs leading-5 text-ink-3">
            {clock(entry.time)}
          </span>
          <span className="min-w-0 flex-1">
            <Sentence entry={entry} />
          </span>
          <ChevronRight
            size={16}
            aria-hidden
            className="mt-0.5 shrink-0 text-ink-3 transition-transform duration-150 group-open:rotate-90"
          />
        </summary>
        <div className="px-4 pb-3 sm:pl-[5.75rem]">
          <p className="mb-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-3">
            <span className="num">{t("admin.sequence", { seq: entry.seq })}</span>
            <span>{entry.action}</span>
            <Target target={entry.target} />
          </p>
          <pre
            tabIndex={0}
            aria-label={t("admin.rawDetails")}
            className="max-h-72 overflow-auto rounded-md bg-sunken p-3 text-2xs leading-4"
          >
            {JSON.stringify(entry.details, null, 2)}
          </pre>
        </div>
      </details>
    </li>
  );
}

/** Who did what to what. */
function Sentence({ entry: { action, actor, target, details } }: { readonly entry: Entry }) {
  const { t } = useTranslation();
  const words = wordsOf(action, details);
  const gaps: Record<string, string | number> = { ...words.plain };
  for (const [gap, key] of Object.entries(words.named ?? {})) gaps[gap] = t(key);
  for (const [gap, time] of Object.entries(words.times ?? {})) gaps[gap] = moment(time);
  if (words.amount !== undefined) gaps["amount"] = dollars(words.amount);
  if (words.payout !== undefined) {
    gaps["payout"] = words.payout === null ? t("admin.plan.ownCost") : percent(words.payout);
  }
  return (
    <>
      <span className="num font-medium">{actor ?? t("admin.venueItself")}</span>{" "}
      <span>{t(words.key, gaps)}</span>{" "}
      {target === null ? null : <span className="num text-ink-3">{target}</span>}
    </>
  );
}

/** The way to what it was done to. */
function Target({ target }: { readonly target: string | null }) {
  const { t } = useTranslation();
  if (target === null) return null;
  const [section, ref] = target.startsWith("own_")
    ? (["people", target] as const)
    : target.startsWith("evt_")
      ? (["events", target] as const)
      : [null, target];
  if (section === null) return <span>{ref}</span>;
  return (
    <Link
      to="/admin/$section/$ref"
      params={{ section, ref }}
      className="font-medium text-accent hover:underline"
    >
      {t("admin.show", { what: ref })}
    </Link>
  );
}
