import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { Segmented } from "../ui/segmented.tsx";
import { Empty, Notice } from "../ui/surface.tsx";
import { confirmationsQuery } from "./admin-queries.ts";
import { ResolveMarkets } from "./resolve-markets.tsx";
import { ResolveWhole } from "./resolve-whole.tsx";
import { canEnd } from "./state-steps.ts";
import { VoidForm } from "./void-form.tsx";

type Way = "resolve" | "void";

/** Ending an event or one of its markets: with a result, or without one. */
export function EndingForms({
  event,
  markets,
}: {
  readonly event: EventSummary;
  readonly markets: readonly Market[];
}) {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way>("resolve");
  const { data: confirmations } = useQuery(confirmationsQuery);
  const live = markets.filter(({ state }) => canEnd(state));
  if (live.length === 0) {
    const isDraft = markets.some(({ state }) => state === "draft");
    return (
      <Empty title={t(isDraft ? "admin.notOpenedYet" : "admin.allEnded")}>
        {t(isDraft ? "admin.notOpenedYetHint" : "admin.allEndedHint")}
      </Empty>
    );
  }
  const actsAsOne = event.mutually_exclusive && event.exhaustive;
  return (
    <div className="flex flex-col gap-5 p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segmented
          label={t("admin.tabs.ending")}
          value={way}
          choices={[
            { value: "resolve", label: t("admin.resolve") },
            { value: "void", label: t("admin.void") },
          ]}
          onChange={setWay}
        />
        <p className="min-h-4 text-xs text-ink-3">
          {confirmations === undefined ? "" : t(`admin.confirmations.${confirmations}`)}
        </p>
      </div>
      {way === "void" ? (
        <VoidForm event={event} live={live} actsAsOne={actsAsOne} />
      ) : actsAsOne ? (
        <>
          <Notice>{t("admin.resolveWholeHint")}</Notice>
          <ResolveWhole
            event={event}
            live={live}
            over={markets.filter((one) => !live.includes(one))}
          />
        </>
      ) : (
        <ResolveMarkets live={live} />
      )}
    </div>
  );
}
