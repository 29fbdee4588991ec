import { Ban, CircleCheck, CirclePause, Gavel, Hourglass, Info } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Market } from "@probity/protocol";
import { cents } from "../i18n/format.ts";
import { Notice } from "../ui/surface.tsx";

const ICONS = {
  draft: Hourglass,
  halted: CirclePause,
  closed: Hourglass,
  proposed: Gavel,
  disputed: Gavel,
  resolving: CircleCheck,
  resolved: CircleCheck,
  voided: Ban,
  deleted: Ban,
} as const;

/** The result itself, where there is one. */
function titleOf({ state, ending }: Market): string {
  if (ending?.kind === "resolved" && ending.yes_payout === "1") return "marketState.resolvedYes";
  if (ending?.kind === "resolved" && ending.yes_payout === "0") return "marketState.resolvedNo";
  return `marketState.${state}`;
}

/** Why one cannot trade as usual, where one cannot, and what became of the shares. */
export function StateNotice({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const { state, mode, ending, proposed_payout: proposed } = market;
  if (state === "open" && mode === "normal") return null;
  const isOver = state === "resolved" || state === "resolving";
  const Icon = state === "open" ? Info : ICONS[state];
  const payout = ending?.yes_payout ?? null;
  return (
    <Notice tone={isOver ? "accent" : "warn"}>
      <div className="flex items-start gap-2.5" data-testid="state-notice">
        <Icon size={18} aria-hidden className="mt-0.5 shrink-0" />
        <div>
          <p className="font-medium">
            {state === "open" ? t(`marketMode.${mode}`) : t(titleOf(market))}
          </p>
          <p>{state === "open" ? t(`event.mode.${mode}`) : t(`event.state.${state}`)}</p>
          {state === "proposed" && proposed !== null ? (
            <p>{t("event.wouldPay", { yes: cents(proposed), no: cents(1 - Number(proposed)) })}</p>
          ) : null}
          {payout === null ? null : (
            <p className="num">
              {t("event.paid", { yes: cents(payout), no: cents(1 - Number(payout)) })}
            </p>
          )}
          {ending?.kind === "voided-at-cost" ? <p>{t("event.paidAtCost")}</p> : null}
        </div>
      </div>
    </Notice>
  );
}
