import { amount, quantity } from "@probity/core";
import {
  formatAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  parseQuantity,
} from "@probity/protocol";
import type { OrderRequestJson } from "@probity/protocol";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cents, dollars, shares } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { write } from "./draft.ts";
import type { Summary } from "./estimate.ts";
import type { InTheWay } from "./own-in-the-way.ts";
import { DUST } from "./placement-result.ts";
import type { Field } from "./written-order.ts";

/** What one should know before one presses: a field that says nothing, too little in the book, own orders there. */
export function TicketNote({
  wrong,
  order,
  summary,
  inTheWay,
  onClear,
}: {
  readonly wrong: Field | null;
  readonly order: OrderRequestJson | null;
  readonly summary: Summary | null;
  readonly inTheWay: InTheWay | null;
  /** Cancels what is in the way. */
  readonly onClear: (orders: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  if (wrong !== null) {
    return (
      <p role="alert" className="text-xs text-no">
        {t(`ticket.wrong.${wrong}`)}
      </p>
    );
  }
  if (order === null || summary === null || !isShort(order, summary)) return null;
  if (inTheWay !== null) {
    const price = cents(formatPrice(inTheWay.price));
    return (
      <Note text={t("ticket.inTheWay", { price })}>
        <Button size="sm" onClick={() => onClear(inTheWay.ids)}>
          {t("ticket.clear", { count: inTheWay.ids.length })}
        </Button>
      </Note>
    );
  }
  if (order.type === "limit") return null;
  if (summary.filledLots === 0) {
    return (
      <Note text={t("ticket.empty")}>
        <Button size="sm" onClick={() => write({ kind: "limit", unit: "shares", size: "" })}>
          {t("ticket.useLimit")}
        </Button>
      </Note>
    );
  }
  const quantityNow = shares(formatQuantity(quantity(summary.filledLots)));
  const cash = dollars(formatAmount(amount(summary.notional + summary.fee)));
  return (
    <Note
      text={
        order.cash === undefined
          ? t("ticket.onlyNow", { quantity: quantityNow })
          : t("ticket.onlyCash", { cash })
      }
    />
  );
}

function Note({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div
      data-testid="ticket-note"
      className="num flex items-center justify-between gap-3 text-xs text-warn"
    >
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Whether a part of the order would neither be filled nor rest. */
function isShort(order: OrderRequestJson, summary: Summary): boolean {
  if (order.type === "market" && order.cash !== undefined)
    return parseAmount(order.cash) - summary.notional - summary.fee >= DUST;
  return summary.filledLots + summary.restingLots < parseQuantity(order.quantity ?? "0");
}
