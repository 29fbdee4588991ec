import { Plus, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventSummary, Market } from "@probity/protocol";
import { dollarsShort, percent, shares } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Badge } from "../ui/surface.tsx";
import { DataTable } from "../ui/table.tsx";
import type { Column } from "../ui/table.tsx";
import { AddOutcome } from "./add-outcome.tsx";
import { States } from "./events-page.tsx";
import { MarketControls } from "./market-controls.tsx";

/** The markets of an event with what stands in them, and the way to change each. */
export function MarketTable({
  event,
  markets,
}: {
  readonly event: EventSummary;
  readonly markets: readonly Market[];
}) {
  const { t } = useTranslation();
  const [managed, setManaged] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const shown = markets.find(({ market_id: id }) => id === managed);
  // The outcomes of such an event are final once it was opened.
  const isFrozen =
    event.mutually_exclusive &&
    event.exhaustive &&
    markets.some(({ state }) => state !== "draft" && state !== "deleted");
  const columns: readonly Column<Market>[] = [
    {
      key: "question",
      head: t("admin.market"),
      onPhone: "title",
      className: "max-w-0 w-full",
      cell: (market) => (
        <>
          <p className="truncate font-medium">{market.question}</p>
          <p className="truncate text-2xs text-ink-3">
            {market.slug} · {market.market_id}
          </p>
        </>
      ),
    },
    {
      key: "state",
      head: t("admin.state"),
      onPhone: "lead",
      cell: (market) => (
        <div className="flex gap-1">
          <States markets={[market]} />
          {market.state === "open" && market.mode !== "normal" ? (
            <Badge tone="warn">{t(`marketMode.${market.mode}`)}</Badge>
          ) : null}
        </div>
      ),
    },
    {
      key: "chance",
      head: t("admin.chance"),
      isFigure: true,
      cell: ({ probability }) => (probability === null ? "–" : percent(probability)),
    },
    {
      key: "volume",
      head: t("admin.volume"),
      isFigure: true,
      cell: (market) => dollarsShort(market.total_volume),
    },
    {
      key: "sets",
      head: t("admin.outstanding"),
      isFigure: true,
      cell: (market) => shares(market.outstanding),
    },
    {
      key: "orders",
      head: t("admin.openOrders"),
      isFigure: true,
      cell: (market) => shares(market.open_orders),
    },
  ];
  return (
    <>
      <DataTable
        label={t("admin.markets")}
        columns={columns}
        rows={markets}
        keyOf={(market) => market.market_id}
        actions={(market) => (
          <Button
            size="sm"
            aria-label={t("admin.manageNamed", { what: market.question })}
            onClick={() => setManaged(market.market_id)}
          >
            <SlidersHorizontal size={14} aria-hidden /> {t("admin.manage")}
          </Button>
        )}
      />
      <div className="border-t border-line p-3">
        {isFrozen ? (
          <p className="px-1 text-xs text-ink-3">{t("admin.outcomesFrozen")}</p>
        ) : (
          <Button size="sm" look="quiet" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden /> {t("admin.addOutcome")}
          </Button>
        )}
      </div>
      <Dialog
        isOpen={shown !== undefined}
        onOpenChange={(isOpen) => {
          if (!isOpen) setManaged(null);
        }}
        title={shown?.question ?? ""}
      >
        {shown === undefined ? null : (
          <MarketControls event={event} market={shown} onGone={() => setManaged(null)} />
        )}
      </Dialog>
      <Dialog isOpen={isAdding} onOpenChange={setAdding} title={t("admin.addOutcome")}>
        <AddOutcome event={event} like={markets[0]} onDone={() => setAdding(false)} />
      </Dialog>
    </>
  );
}
