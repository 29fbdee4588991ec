import type { Market } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { percent } from "../i18n/format.ts";
import { Badge } from "../ui/surface.tsx";

/** How things stand with a market that does not trade as usual; nothing while it does. */
export function MarketBadge({ market }: { readonly market: Market }) {
  const { t } = useTranslation();
  const { state, mode, ending } = market;
  if (state === "open") {
    return mode === "normal" ? null : <Badge tone="warn">{t(`marketMode.${mode}`)}</Badge>;
  }
  if (
    ending !== null &&
    ending.yes_payout !== null &&
    (state === "resolved" || state === "resolving")
  ) {
    const payout = Number(ending.yes_payout);
    if (payout === 1) return <Badge tone="yes">{t("marketState.resolvedYes")}</Badge>;
    if (payout === 0) return <Badge tone="no">{t("marketState.resolvedNo")}</Badge>;
    return <Badge>{t("marketState.resolvedAt", { payout: percent(payout) })}</Badge>;
  }
  const tone =
    state === "halted" || state === "disputed" || state === "proposed" ? "warn" : "neutral";
  return <Badge tone={tone}>{t(`marketState.${state}`)}</Badge>;
}
