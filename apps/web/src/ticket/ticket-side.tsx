import { formatPrice } from "@probity/protocol";
import type { DepthView } from "@probity/market-data";
import { clsx } from "clsx";
import { Check } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { useTranslation } from "react-i18next";
import { cents } from "../i18n/format.ts";
import { Figure } from "../ui/figure.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { pick, write } from "./draft.ts";
import type { Draft, Outcome, Side } from "./draft.ts";

/** Buy or sell, at the market or at a limit. */
export function SideRow({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center justify-between gap-3">
      <ToggleGroup.Root
        type="single"
        aria-label={t("ticket.side")}
        value={draft.side}
        onValueChange={(side) => {
          if (side !== "") pick({ side: side as Side });
        }}
        className="flex gap-4"
      >
        {(["buy", "sell"] as const).map((side) => (
          <ToggleGroup.Item
            key={side}
            value={side}
            className="border-b-2 border-transparent py-1 text-base font-semibold text-ink-3 transition-colors hover:text-ink data-[state=on]:border-accent data-[state=on]:text-ink"
          >
            {t(`side.${side}`)}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <Segmented
        label={t("ticket.kind")}
        value={draft.kind}
        choices={[
          { value: "market", label: t("ticket.market") },
          { value: "limit", label: t("ticket.limit") },
        ]}
        onChange={(kind) =>
          write({
            kind,
            unit: kind === "market" && draft.side === "buy" ? "dollars" : "shares",
            size: "",
          })
        }
      />
    </div>
  );
}

/** YES or NO, with what a share costs (or brings) now. */
export function OutcomeRow({
  draft,
  views,
}: {
  readonly draft: Draft;
  readonly views: Readonly<Record<Outcome, DepthView>>;
}) {
  const { t } = useTranslation();
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={t("book.outcome")}
      value={draft.outcome}
      onValueChange={(outcome) => {
        if (outcome !== "") pick({ outcome: outcome as Outcome });
      }}
      className="grid grid-cols-2 gap-2"
    >
      {(["yes", "no"] as const).map((outcome) => {
        const [best] = draft.side === "buy" ? views[outcome].asks : views[outcome].bids;
        return (
          <ToggleGroup.Item
            key={outcome}
            value={outcome}
            className={clsx(
              "num group flex h-12 items-center justify-center gap-2 rounded-md border text-sm font-semibold transition-colors duration-150",
              outcome === "yes"
                ? "data-[state=on]:border-yes-strong data-[state=on]:bg-yes-strong data-[state=on]:text-on-side"
                : "data-[state=on]:border-no-strong data-[state=on]:bg-no-strong data-[state=on]:text-on-side",
              outcome === "yes"
                ? "border-line-strong text-yes hover:bg-yes-soft"
                : "border-line-strong text-no hover:bg-no-soft",
            )}
          >
            <Check size={16} aria-hidden className="group-data-[state=off]:hidden" />
            {t(`outcome.${outcome}`)}
            {/* As wide as any price: a label beside it does not move when a price comes or goes. */}
            <Figure
              className="num min-w-[5ch] text-left"
              text={best === undefined ? "–" : cents(formatPrice(best.price))}
            />
          </ToggleGroup.Item>
        );
      })}
    </ToggleGroup.Root>
  );
}
