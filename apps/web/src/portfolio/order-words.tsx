import type { Order } from "@probity/protocol";
import { useTranslation } from "react-i18next";
import { OutcomeWord } from "../ui/price.tsx";
import { Badge } from "../ui/surface.tsx";

/** Which way an order goes: Buy Yes, and what is special about it. */
export function OrderWords({
  order,
}: {
  readonly order: Pick<Order, "side" | "outcome"> &
    Partial<Pick<Order, "post_only" | "reduce_only">>;
}) {
  const { t } = useTranslation();
  return (
    <>
      <span>
        {t(`side.${order.side}`)} <OutcomeWord outcome={order.outcome} />
      </span>
      {order.post_only === true ? <Badge>{t("portfolio.postOnly")}</Badge> : null}
      {order.reduce_only === true ? <Badge>{t("portfolio.reduceOnly")}</Badge> : null}
    </>
  );
}
