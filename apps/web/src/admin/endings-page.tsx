import { useQueries, useQuery } from "@tanstack/react-query";
import { Gavel } from "lucide-react";
import { useTranslation } from "react-i18next";
import { venue } from "../session/venue.ts";
import { useSession } from "../session/session.ts";
import { Segmented } from "../ui/segmented.tsx";
import { Empty, Panel, PanelHead, Skeleton } from "../ui/surface.tsx";
import { AdminHead } from "./admin-head.tsx";
import { confirmationsQuery, endingsQuery, wishMarketsQuery } from "./admin-queries.ts";
import { PendingEnding } from "./pending-ending.tsx";
import { useAct } from "./use-act.ts";

/** Endings that wait for a second operator, and whether they need one. */
export function EndingsPage() {
  const { t } = useTranslation();
  const { data: wishes } = useQuery(endingsQuery);
  const refs = [...new Set((wishes ?? []).map((wish) => wish.event_id ?? wish.market_id ?? ""))];
  const named = useQueries({ queries: refs.slice(0, 10).map(wishMarketsQuery) });
  const markets = named.flatMap(({ data }) => data ?? []);
  return (
    <>
      <AdminHead title={t("admin.sections.endings")} under={t("admin.endingsHint")} />
      <Confirmations />
      <h2 className="mt-6 mb-3 text-sm font-semibold">{t("admin.waitingEndings")}</h2>
      {wishes === undefined ? (
        <Skeleton className="h-24 rounded-lg" />
      ) : wishes.length === 0 ? (
        <Panel>
          <Empty title={t("admin.noEndings")} icon={<Gavel size={32} aria-hidden />}>
            {t("admin.noEndingsHint")}
          </Empty>
        </Panel>
      ) : (
        <div className="flex flex-col gap-3">
          {wishes.map((wish) => (
            <PendingEnding
              key={`${wish.event_id}/${wish.market_id}`}
              wish={wish}
              markets={markets}
            />
          ))}
        </div>
      )}
    </>
  );
}

function Confirmations() {
  const { t } = useTranslation();
  const state = useSession();
  const { data } = useQuery(confirmationsQuery);
  const set = useAct((confirmations: 1 | 2) => venue.admin.updateVenue({ confirmations }), {
    done: t("admin.saved"),
  });
  const mayChange = state.status === "signed-in" && state.role === "superadmin";
  return (
    <Panel>
      <PanelHead title={t("admin.howMany")}>
        {data === undefined ? (
          <Skeleton className="h-7 w-32" />
        ) : mayChange ? (
          <Segmented
            label={t("admin.howMany")}
            value={data === 2 ? "2" : "1"}
            choices={[
              { value: "1", label: t("admin.one") },
              { value: "2", label: t("admin.two") },
            ]}
            onChange={(next) => set.mutate(next === "2" ? 2 : 1)}
          />
        ) : (
          <span className="text-sm font-medium">{t(data === 2 ? "admin.two" : "admin.one")}</span>
        )}
      </PanelHead>
      <p className="px-4 py-3 text-sm text-ink-3">
        {data === undefined ? " " : t(`admin.confirmations.${data}`)}
        {mayChange ? "" : ` ${t("admin.superadminChanges")}`}
      </p>
    </Panel>
  );
}
