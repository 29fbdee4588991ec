import { amount, quantity } from "@probity/core";
import { averagePrice, formatAmount, formatQuantity } from "@probity/protocol";
import type { OrderRequestJson } from "@probity/protocol";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cents, dollars, shares, signedDollars } from "../i18n/format.ts";
import type { Summary } from "./estimate.ts";

/** What an order would cost or bring. Its rows are always there, so that nothing moves as figures come. */
export function TicketSummary({
  side,
  order,
  summary,
  impact,
  isCurrent,
}: {
  readonly side: "buy" | "sell";
  /** The order the figures are of; null: none yet. */
  readonly order: OrderRequestJson | null;
  readonly summary: Summary | null;
  /** How much worse than the best price the average is, dollars a share. */
  readonly impact: string | null;
  readonly isCurrent: boolean;
}) {
  const { t } = useTranslation();
  const known = order === null ? null : summary;
  const average = known === null ? null : averagePrice(known.notional, quantity(known.filledLots));
  const money = (value: number): string => dollars(formatAmount(amount(value)));
  const lots = (value: number): string => shares(formatQuantity(quantity(value)));
  const cost = known === null ? 0 : known.notional + known.resting + known.fee;
  const gain = known === null ? 0 : known.payout - cost;
  return (
    <dl
      className={clsx(
        "flex flex-col gap-1.5 text-sm transition-opacity duration-150",
        !isCurrent && "opacity-60",
      )}
      data-testid="ticket-summary"
      data-current={isCurrent}
    >
      <Row label={t("ticket.average")}>
        {average === null ? "–" : cents(average)}
        {impact === null || Number(impact) === 0 ? null : (
          <span
            className={clsx("ml-1.5 text-2xs", Number(impact) > 0.02 ? "text-warn" : "text-ink-3")}
          >
            {t("ticket.impact", { impact: cents(impact) })}
          </span>
        )}
      </Row>
      <Row label={t("ticket.rests")}>
        {known === null
          ? "–"
          : known.restingLots === 0
            ? t("ticket.nothing")
            : lots(known.restingLots)}
      </Row>
      <Row label={t("ticket.fee")}>{known === null ? "–" : money(known.fee)}</Row>
      {side === "buy" ? (
        <>
          <Row label={t("ticket.cost")}>{known === null ? "–" : money(cost)}</Row>
          <Row label={t("ticket.ifRight")} isStrong>
            {known === null ? (
              "–"
            ) : (
              <>
                {money(known.payout)}
                {known.payout === 0 ? null : (
                  <span
                    className={clsx(
                      "ml-1.5 text-xs font-medium",
                      gain < 0 ? "text-no" : "text-yes",
                    )}
                  >
                    {signedDollars(formatAmount(amount(gain)))}
                  </span>
                )}
              </>
            )}
          </Row>
        </>
      ) : (
        <>
          <Row label={t("ticket.sells")}>
            {known === null ? "–" : lots(known.filledLots + known.restingLots)}
          </Row>
          <Row label={t("ticket.receives")} isStrong>
            {known === null ? "–" : money(known.notional + known.resting - known.fee)}
          </Row>
        </>
      )}
    </dl>
  );
}

function Row({
  label,
  isStrong = false,
  children,
}: {
  readonly label: string;
  readonly isStrong?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex items-baseline justify-between gap-3">
      <dt className="text-ink-3">{label}</dt>
      <dd className={clsx("num text-right", isStrong ? "text-base font-semibold" : "font-medium")}>
        {children}
      </dd>
    </div>
  );
}
