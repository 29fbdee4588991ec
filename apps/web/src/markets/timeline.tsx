import { useQuery } from "@tanstack/react-query";
import {
  CircleCheck,
  CirclePause,
  FileText,
  Gavel,
  Play,
  Plus,
  Settings2,
  Square,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";
import type { Market } from "@probity/protocol";
import { ListProblem } from "../app/list-states.tsx";
import { cents, fromNow, moment } from "../i18n/format.ts";
import { Skeleton } from "../ui/surface.tsx";
import { timelineQuery } from "./event-queries.ts";

type Milestone = Awaited<
  ReturnType<NonNullable<ReturnType<typeof timelineQuery>["queryFn"]>>
>[number];

/** What happened, in words. */
function said(t: TFunction, milestone: Milestone): string {
  const { kind, to, mode, from } = milestone;
  if (kind === "state" && to !== undefined) {
    if (to === "open" && mode !== undefined && mode !== "normal")
      return t("milestone.mode", { mode: t(`marketMode.${mode}`) });
    return to === "open" && from === "halted" ? t("milestone.resumed") : t(`milestone.to.${to}`);
  }
  const paid = milestone.yes_payout ?? null;
  if (kind === "ended" && paid === null) return t("milestone.endedAtCost");
  return t(`milestone.${kind}`, {
    yes: paid === null ? "" : cents(paid),
    no: paid === null ? "" : cents(1 - Number(paid)),
    tick: milestone.tick_size === undefined ? "" : cents(milestone.tick_size),
    version: milestone.version ?? "",
  });
}

function iconOf({ kind, to }: Milestone) {
  if (kind === "created") return Plus;
  if (kind === "rules") return FileText;
  if (kind === "proposed" || kind === "ending-requested") return Gavel;
  if (kind === "ended") return CircleCheck;
  if (kind !== "state") return Settings2;
  if (to === "open") return Play;
  if (to === "halted") return CirclePause;
  if (to === "disputed" || to === "proposed") return Gavel;
  return to === "closed" ? Square : CircleCheck;
}

/** What happened to a market, newest first. */
export function Timeline({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(timelineQuery(market.market_id, market.state));
  if (data === undefined) {
    return error === null ? (
      <Skeleton className="m-4 h-40" />
    ) : (
      <ListProblem error={error} onRetry={() => void refetch()} />
    );
  }
  const newest = data.toReversed();
  return (
    <ol className="p-4">
      {newest.map((milestone, at) => {
        const Icon = iconOf(milestone);
        return (
          <li key={`${milestone.seq}/${at}`} className="relative flex gap-3 pb-5 last:pb-0">
            {at === newest.length - 1 ? null : (
              <span aria-hidden className="absolute top-7 bottom-0 left-3.5 w-px bg-line" />
            )}
            <span
              aria-hidden
              className="flex size-7 shrink-0 items-center justify-center rounded-full bg-sunken text-ink-2"
            >
              <Icon size={14} />
            </span>
            <div className="min-w-0 pt-0.5">
              <p className="text-sm">{said(t, milestone)}</p>
              <p className="num text-2xs text-ink-3">
                <time dateTime={milestone.time}>{moment(milestone.time)}</time> ·{" "}
                {fromNow(milestone.time)}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
