import type { OrderRequestJson, PlacementAnswer } from "@probity/protocol";
import { CircleCheck, CircleDashed, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cents, dollars, shares } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { orderWords } from "./order-words.ts";
import { resultOf } from "./placement-result.ts";

/** What became of the order. */
export function TicketResult({
  order,
  placement,
  onDone,
}: {
  readonly order: OrderRequestJson;
  readonly placement: PlacementAnswer["order"];
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const kind = resultOf(order, placement);
  return (
    <div className="flex flex-col items-center gap-4 py-4 text-center" data-testid="ticket-result">
      {kind === "nothing" || kind === "short" ? (
        <CircleDashed size={40} aria-hidden className="text-ink-3" />
      ) : kind === "rests" ? (
        <Clock size={40} aria-hidden className="text-accent" />
      ) : (
        <CircleCheck size={40} aria-hidden className="text-yes" />
      )}
      <div role="status">
        <p className="text-base font-semibold">{t(`ticket.result.${kind}`)}</p>
        <p className="num mt-1 text-sm text-ink-3">{orderWords(order)}</p>
      </div>
      <dl className="num grid w-full grid-cols-2 gap-2 text-left text-sm">
        <Fact label={t("ticket.result.got")}>{shares(placement.filled)}</Fact>
        <Fact label={t("ticket.average")}>
          {placement.average_price === null ? "–" : cents(placement.average_price)}
        </Fact>
        <Fact label={t("ticket.result.waiting")}>{shares(placement.resting)}</Fact>
        <Fact label={t("ticket.fee")}>{dollars(placement.fee)}</Fact>
      </dl>
      <Button size="lg" look="primary" className="w-full" autoFocus onClick={onDone}>
        {t("ticket.done")}
      </Button>
    </div>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: string }) {
  return (
    <div className="rounded-sm bg-sunken px-3 py-2">
      <dt className="text-2xs text-ink-3">{label}</dt>
      <dd className="font-semibold">{children}</dd>
    </div>
  );
}
