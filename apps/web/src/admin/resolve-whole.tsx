import { clsx } from "clsx";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { percent } from "../i18n/format.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { equalParts, payoutsJson, readPayout, sumOf, winnerTakesAll } from "./payouts.ts";
import type { Payouts } from "./payouts.ts";
import { useAct } from "./use-act.ts";

/** Fixes what every outcome of an event pays, at once: exactly one dollar among them. */
export function ResolveWhole({
  event,
  live,
  over,
}: {
  readonly event: EventSummary;
  readonly live: readonly Market[];
  readonly over: readonly Market[];
}) {
  const { t } = useTranslation();
  const ids = live.map(({ market_id: id }) => id);
  const [payouts, setPayouts] = useState<Payouts>(() => winnerTakesAll(ids, ""));
  const [isAsked, setAsked] = useState(false);
  const typed = ids.map((id) => payouts[id] ?? "0");
  const sum = sumOf(event, over, typed);
  const resolve = useAct(
    () =>
      venue.admin.resolveEvent(event.event_id, {
        payouts: payoutsJson(Object.fromEntries(ids.map((id) => [id, payouts[id] ?? "0"]))),
      }),
    { done: t("admin.resolved"), onDone: () => setAsked(false) },
  );
  return (
    <div className="flex flex-col gap-4">
      <ul
        aria-label={t("admin.payouts")}
        className="divide-y divide-line rounded-md border border-line"
      >
        {live.map((market) => {
          const payout = payouts[market.market_id] ?? "0";
          const isWinner = readPayout(payout) === 10_000;
          return (
            <li
              key={market.market_id}
              className={clsx("flex items-center gap-3 px-3 py-2", isWinner && "bg-yes-soft")}
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{market.question}</span>
                <span className="num text-2xs text-ink-3">
                  {market.probability === null ? "–" : percent(market.probability)}
                </span>
              </span>
              <Button
                size="sm"
                look={isWinner ? "yes" : "secondary"}
                aria-pressed={isWinner}
                aria-label={t("admin.winsNamed", { what: market.question })}
                onClick={() => setPayouts(winnerTakesAll(ids, market.market_id))}
              >
                {isWinner ? t("admin.wins") : t("admin.won")}
              </Button>
              <div className="w-24">
                <Input
                  label={t("admin.payoutOf", { what: market.question })}
                  isLabelHidden
                  inputMode="decimal"
                  className="num text-right"
                  value={payout}
                  problem={readPayout(payout) === null ? t("admin.wrong.payout") : ""}
                  onChange={({ target }) =>
                    setPayouts((before) => ({ ...before, [market.market_id]: target.value }))
                  }
                />
              </div>
            </li>
          );
        })}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button size="sm" look="quiet" onClick={() => setPayouts(equalParts(ids))}>
          {t("admin.equalParts")}
        </Button>
        <p
          role="status"
          className={clsx("num text-sm", sum.problem === null ? "text-ink-2" : "text-no")}
        >
          {sum.text === null ? "" : t("admin.sum", { sum: sum.text })}{" "}
          {sum.problem === null ? "" : t(`admin.sums.${sum.problem}`)}
        </p>
        <Button look="primary" disabled={sum.problem !== null} onClick={() => setAsked(true)}>
          {t("admin.resolveEvent")}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        title={t("admin.sureResolve")}
        go={t("admin.resolveEvent")}
        isBusy={resolve.isPending}
        onConfirm={() => resolve.mutate(undefined)}
      >
        <p className="text-ink-2">{t("admin.sureResolveHint")}</p>
        <ul className="divide-y divide-line rounded-md bg-sunken px-3">
          {live.map((market) => (
            <li key={market.market_id} className="flex justify-between gap-3 py-2">
              <span className="truncate">{market.question}</span>
              <span className="num">{t("admin.pays", { payout: payouts[market.market_id] })}</span>
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    </div>
  );
}
