import { useQuery } from "@tanstack/react-query";
import type { Market } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { percent, moment } from "../i18n/format.ts";
import { Skeleton } from "../ui/surface.tsx";
import { timelineQuery } from "./event-queries.ts";

/** What happened to a market, newest first. */
export function Timeline({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const { data } = useQuery(timelineQuery(market.market_id));
  if (data === undefined) return <Skeleton className="m-4 h-40" />;
  return (
    <ol className="p-4">
      {data.toReversed().map((milestone, at) => (
        <li key={at} className="relative border-l border-line pb-4 pl-5 last:pb-0">
          <span
            aria-hidden
            className="absolute top-1.5 -left-[5px] size-2.5 rounded-full border-2 border-surface bg-accent"
          />
          <p className="text-sm">
            {t(`milestone.${milestone.kind}`, {
              to: milestone.to === undefined ? "" : t(`marketState.${milestone.to}`),
              payout:
                milestone.yes_payout === undefined || milestone.yes_payout === null
                  ? ""
                  : percent(milestone.yes_payout),
              tick: milestone.tick_size ?? "",
              version: milestone.version ?? "",
            })}
          </p>
          <p className="num text-2xs text-ink-3">{moment(milestone.time)}</p>
        </li>
      ))}
    </ol>
  );
}
