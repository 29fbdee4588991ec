import { Link } from "@tanstack/react-router";
import { Hourglass } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EndingRequestsAnswer, Market } from "@probity/protocol";
import { fromNow, moment, percent } from "../i18n/format.ts";
import { useSession } from "../session/session.ts";
import { Button } from "../ui/button.tsx";
import { Panel } from "../ui/surface.tsx";
import { askForEnding } from "./ask-for-ending.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { useAct } from "./use-act.ts";

export type EndingWish = EndingRequestsAnswer["requests"][number];

/** An ending one operator wants and another may confirm. @param markets those whose names are known. */
export function PendingEnding({
  wish,
  markets,
}: {
  readonly wish: EndingWish;
  readonly markets: readonly Market[];
}) {
  const { t } = useTranslation();
  const state = useSession();
  const [isAsked, setAsked] = useState(false);
  const confirm = useAct(() => askForEnding(wish), {
    done: t("admin.endingConfirmed"),
    onDone: () => setAsked(false),
  });
  const isOwn = state.status === "signed-in" && state.owner === wish.asked_by;
  const ref = wish.event_id ?? wish.market_id ?? "";
  const nameOf = (id: string) => markets.find(({ market_id: one }) => one === id)?.question ?? id;
  const event = wish.event_id ?? markets.find((one) => one.market_id === ref)?.event_id;
  return (
    <Panel className="p-4" aria-label={t("admin.pendingEnding")}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="flex min-w-0 gap-3">
          <Hourglass size={18} aria-hidden className="mt-0.5 shrink-0 text-warn" />
          <div className="min-w-0 text-sm">
            <p className="font-medium">
              {wish.wish === "void"
                ? t("admin.wishVoid", { policy: t(`admin.policies.${wish.policy}`) })
                : t("admin.wishResolve")}{" "}
              {event === undefined ? (
                ref
              ) : (
                <Link
                  to="/admin/$section/$ref"
                  params={{ section: "events", ref: event }}
                  className="text-accent hover:underline"
                >
                  {wish.market_id === null ? ref : nameOf(ref)}
                </Link>
              )}
            </p>
            <ul className="mt-1 text-ink-2">
              {wish.payouts.map(({ market_id: id, yes_payout: payout }) => (
                <li key={id} className="num">
                  {nameOf(id)}: {t("admin.yesPaysPercent", { payout: percent(payout) })}
                </li>
              ))}
              {wish.yes_payout === null ? null : (
                <li className="num">
                  {t("admin.yesPaysPercent", { payout: percent(wish.yes_payout) })}
                </li>
              )}
            </ul>
            <p className="mt-1 text-xs text-ink-3">
              {t("admin.askedBy", {
                who: isOwn ? t("admin.you") : wish.asked_by,
                when: moment(wish.until),
                left: fromNow(wish.until),
              })}
            </p>
          </div>
        </div>
        {isOwn ? (
          <p className="text-xs text-ink-3">{t("admin.anotherMustConfirm")}</p>
        ) : (
          <Button look="primary" size="sm" onClick={() => setAsked(true)}>
            {t("admin.confirm")}
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={t(wish.wish === "void" ? "admin.sureVoid" : "admin.sureResolve")}
        go={t("admin.confirm")}
        isBusy={confirm.isPending}
        onConfirm={() => confirm.mutate(undefined)}
      >
        <p className="text-ink-2">
          {t(wish.wish === "void" ? "admin.sureVoidHint" : "admin.sureResolveHint")}
        </p>
      </ConfirmDialog>
    </Panel>
  );
}
