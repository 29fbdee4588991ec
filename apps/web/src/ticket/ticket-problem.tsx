import type { Market, OrderRequestJson } from "@probity/protocol";
import { CircleAlert, Wand2 } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ApiError } from "@probity/client";
import { Button, buttonClass } from "../ui/button.tsx";
import { write } from "./draft.ts";
import { orderWords, termsWords } from "./order-words.ts";
import { refusalText } from "./refusal-text.ts";
import { fieldsOf } from "./written-order.ts";

/** Why an order is refused, and the nearest one that would be taken, to press. */
export function TicketProblem({
  error,
  proposal,
  market,
  outcome,
  again,
}: {
  readonly error: unknown;
  readonly proposal: OrderRequestJson | null;
  readonly market: Market;
  readonly outcome: "yes" | "no";
  /** Sends the same press again, where nobody knows whether it arrived. */
  readonly again: (() => void) | null;
}) {
  const { t } = useTranslation();
  const isMoney = error instanceof ApiError && error.code === "INSUFFICIENT_COLLATERAL";
  const terms = proposal === null ? null : termsWords(proposal);
  return (
    <div
      role="alert"
      data-testid="ticket-problem"
      className="flex flex-col gap-2.5 rounded-md bg-warn-soft p-3 text-sm text-ink"
    >
      <p className="flex gap-2">
        <CircleAlert size={16} aria-hidden className="mt-0.5 shrink-0 text-warn" />
        <span>{refusalText(error, market, outcome)}</span>
      </p>
      {proposal === null ? null : (
        <Button
          size="sm"
          className="h-auto! min-h-8 py-1.5 whitespace-normal"
          onClick={() => write(fieldsOf(proposal))}
        >
          <Wand2 size={14} aria-hidden className="shrink-0 text-accent" />
          <span className="num text-left">
            {orderWords(proposal)}
            {terms === null ? "" : ` · ${terms}`}
          </span>
        </Button>
      )}
      {isMoney ? (
        <Link to="/account" search={{ tab: "money" }} className={buttonClass("secondary", "sm")}>
          {t("ticket.deposit")}
        </Link>
      ) : null}
      {again === null ? null : (
        <Button size="sm" onClick={again}>
          {t("ticket.again")}
        </Button>
      )}
    </div>
  );
}
