import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Medal, Trophy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PageProblem } from "../app/page-states.tsx";
import { usePageTitle } from "../app/page-title.ts";
import { dollars, dollarsShort, signedDollars } from "../i18n/format.ts";
import { useSession } from "../session/session.ts";
import { venue } from "../session/venue.ts";
import { Segmented } from "../ui/segmented.tsx";
import { Badge, Empty, Panel, Skeleton } from "../ui/surface.tsx";
import { PersonName } from "./person-name.tsx";

const BY = ["profit", "volume"] as const;
const WINDOWS = ["1d", "7d", "30d", "all"] as const;
const SHOWN = 100;
type By = (typeof BY)[number];
type Window = (typeof WINDOWS)[number];

/** Who made most of it, as far as they let it be known. */
export function LeaderboardPage() {
  const { t } = useTranslation();
  const [by, setBy] = useState<By>("profit");
  const [window, setWindow] = useState<Window>("7d");
  usePageTitle(t("leaderboard.title"), t("leaderboard.hint"));
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-5">
      <div>
        <h1 className="text-xl font-semibold tracking-tight">{t("leaderboard.title")}</h1>
        <p className="mt-1 text-sm text-ink-3">{t("leaderboard.hint")}</p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented
          label={t("leaderboard.by")}
          value={by}
          choices={BY.map((value) => ({ value, label: t(`leaderboard.${value}`) }))}
          onChange={setBy}
        />
        <Segmented
          label={t("leaderboard.window")}
          value={window}
          choices={WINDOWS.map((value) => ({ value, label: t(`leaderboard.windows.${value}`) }))}
          onChange={setWindow}
        />
      </div>
      <Leaders by={by} window={window} />
    </div>
  );
}

function Leaders({ by, window }: { readonly by: By; readonly window: Window }) {
  const { t } = useTranslation();
  const state = useSession();
  const own = state.status === "signed-in" ? state.account : null;
  const { data, error, refetch } = useQuery({
    queryKey: ["leaderboard", by, window],
    queryFn: async () => (await venue.statistics.leaderboard({ by, window, limit: SHOWN })).entries,
    staleTime: 60_000,
  });
  if (error !== null && data === undefined)
    return <PageProblem error={error} reset={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-[32rem] rounded-lg" />;
  if (data.length === 0) {
    return (
      <Panel>
        <Empty title={t("leaderboard.empty")} icon={<Trophy size={32} aria-hidden />}>
          {t("leaderboard.emptyHint")}
        </Empty>
      </Panel>
    );
  }
  const isAmong = own !== null && data.some(({ account_id: id }) => id === own);
  return (
    <>
      <Panel className="overflow-x-auto">
        <table className="w-full text-sm">
          <caption className="sr-only">{t("leaderboard.title")}</caption>
          <thead>
            <tr className="border-b border-line text-2xs text-ink-3">
              <th scope="col" className="py-2.5 pr-3 pl-4 text-left font-medium">
                {t("leaderboard.rank")}
              </th>
              <th scope="col" className="py-2.5 text-left font-medium">
                {t("leaderboard.trader")}
              </th>
              <th scope="col" className="hidden py-2.5 text-right font-medium sm:table-cell">
                {t("leaderboard.trades")}
              </th>
              {(["volume", "profit"] as const).map((column) => (
                <th
                  key={column}
                  scope="col"
                  aria-sort={column === by ? "descending" : undefined}
                  className={clsx(
                    "py-2.5 pr-4 pl-6 text-right font-medium",
                    column === by ? "text-ink" : "hidden sm:table-cell",
                  )}
                >
                  {t(`leaderboard.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {data.map((entry) => {
              const isOwn = entry.account_id !== null && entry.account_id === own;
              const profit = Number(entry.profit);
              return (
                <tr key={entry.rank} className={clsx("h-12", isOwn && "bg-accent-soft")}>
                  <td className="pr-3 pl-4">
                    <Rank rank={entry.rank} />
                  </td>
                  <td className="w-full max-w-0">
                    <span className="flex items-center gap-2">
                      <span className="min-w-0 truncate">
                        <PersonName account={entry.account_id} username={entry.username} />
                      </span>
                      {isOwn ? <Badge className="bg-surface">{t("event.you")}</Badge> : null}
                    </span>
                  </td>
                  <td className="hidden pl-6 text-right text-ink-2 sm:table-cell">
                    {entry.trades}
                  </td>
                  <td
                    className={clsx(
                      "pr-4 pl-6 text-right whitespace-nowrap",
                      by === "volume" ? "font-semibold" : "hidden text-ink-2 sm:table-cell",
                    )}
                  >
                    {by === "volume" ? dollars(entry.volume) : dollarsShort(entry.volume)}
                  </td>
                  <td
                    className={clsx(
                      "pr-4 pl-6 text-right whitespace-nowrap",
                      by === "profit" ? "font-semibold" : "hidden sm:table-cell",
                      profit > 0 && "text-yes",
                      profit < 0 && "text-no",
                    )}
                  >
                    {signedDollars(entry.profit)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Panel>
      {own === null || isAmong ? null : (
        <p className="text-center text-xs text-ink-3">{t("leaderboard.notAmong")}</p>
      )}
    </>
  );
}

/** The first three have a medal as well. */
function Rank({ rank }: { readonly rank: number }) {
  if (rank > 3) return <span className="num pl-1.5 text-ink-3">{rank}</span>;
  const tone = ["text-warn", "text-ink-3", "text-no"][rank - 1];
  return (
    <span className="num inline-flex items-center gap-1 font-semibold">
      {rank}
      <Medal size={16} aria-hidden className={tone} />
    </span>
  );
}
