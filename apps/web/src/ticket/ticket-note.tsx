import { quantity } from "@probity/core";
import { formatQuantity, parseQuantity } from "@probity/protocol";
import type { OrderRequestJson } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { shares } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { write } from "./draft.ts";
import type { Summary } from "./estimate.ts";
import type { Field } from "./written-order.ts";

/** What one should know before one presses: a field that says nothing, a book that has too little. */
export function TicketNote({
  wrong,
  order,
  summary,
}: {
  readonly wrong: Field | null;
  readonly order: OrderRequestJson | null;
  readonly summary: Summary | null;
}) {
  const { t } = useTranslation();
  if (wrong !== null) {
    return (
      <p role="alert" className="text-xs text-no">
        {t(`ticket.wrong.${wrong}`)}
      </p>
    );
  }
  if (order?.type !== "market" || summary === null) return null;
  if (summary.filledLots === 0) {
    return (
      <p className="flex items-center justify-between gap-2 text-xs text-warn">
        {t("ticket.empty")}
        <Button size="sm" onClick={() => write({ kind: "limit", unit: "shares", size: "" })}>
          {t("ticket.useLimit")}
        </Button>
      </p>
    );
  }
  const isShort =
    order.quantity !== undefined && summary.filledLots < parseQuantity(order.quantity);
  if (!isShort) return null;
  return (
    <p className="num text-xs text-warn">
      {t("ticket.onlyNow", { quantity: shares(formatQuantity(quantity(summary.filledLots))) })}
    </p>
  );
}
