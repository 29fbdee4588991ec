import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import { cents } from "../i18n/format.ts";

/** YES or NO, by word and colour. */
export function OutcomeWord({ outcome }: { readonly outcome: "yes" | "no" }) {
  const { t } = useTranslation();
  return (
    <span className={clsx("font-medium", outcome === "yes" ? "text-yes" : "text-no")}>
      {outcome === "yes" ? t("outcome.yes") : t("outcome.no")}
    </span>
  );
}

/** What a share of an outcome costs, as something to press. @param price dollars a share; null: none is offered. */
export function priceChipClass(outcome: "yes" | "no"): string {
  return clsx(
    "num inline-flex items-center justify-center gap-1.5 rounded-sm font-medium transition-colors duration-150",
    outcome === "yes"
      ? "bg-yes-soft text-yes hover:bg-yes-strong hover:text-on-side"
      : "bg-no-soft text-no hover:bg-no-strong hover:text-on-side",
  );
}

export function PriceText({ price }: { readonly price: string | number | null }) {
  return <span className="num">{price === null ? "–" : cents(price)}</span>;
}
