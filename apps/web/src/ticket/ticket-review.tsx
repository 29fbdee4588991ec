import type { OrderRequestJson } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { orderWords, termsWords } from "./order-words.ts";

/** The order once more before it is sent. Enter places it, Escape goes back. */
export function TicketReview({
  name,
  order,
  isBusy,
  isPlaceable,
  onPlace,
  onBack,
  children,
}: {
  readonly name: string;
  readonly order: OrderRequestJson;
  readonly isBusy: boolean;
  readonly isPlaceable: boolean;
  readonly onPlace: () => void;
  readonly onBack: () => void;
  /** What it would cost. */
  readonly children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const terms = termsWords(order);
  return (
    <div className="flex flex-col gap-4" data-testid="ticket-review">
      <div className="rounded-md bg-sunken p-4 text-center">
        <p className="text-xs text-ink-3">{name}</p>
        <p className="num mt-1 text-base font-semibold">{orderWords(order)}</p>
        {terms === null ? null : <p className="mt-1 text-xs text-ink-3">{terms}</p>}
      </div>
      {children}
      <div className="grid grid-cols-[1fr_2fr] gap-2">
        <Button size="lg" onClick={onBack} disabled={isBusy}>
          {t("ticket.back")}
        </Button>
        <Button
          size="lg"
          look={order.outcome}
          autoFocus
          isBusy={isBusy}
          disabled={!isPlaceable}
          onClick={onPlace}
        >
          {t("ticket.place")}
        </Button>
      </div>
    </div>
  );
}
