import { useMutation } from "@tanstack/react-query";
import { formatPrice, formatQuantity, parsePrice } from "@probity/protocol";
import type { AmendOrderJson, Order } from "@probity/protocol";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { venue } from "../session/venue.ts";
import { centsText, typedCents, typedShares } from "../ticket/typed-figures.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { Notice } from "../ui/surface.tsx";
import { toast } from "../ui/said.ts";
import { amendmentOf, keepsPlace } from "./amendment.ts";
import { OrderWords } from "./order-words.tsx";
import { showWrite } from "./own-queries.ts";

/** An order's price and quantity as fields, in the place of its row. Enter saves, Escape leaves it. */
export function AmendOrder({
  order,
  question,
  onDone,
}: {
  readonly order: Order;
  readonly question: string;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [price, setPrice] = useState(() =>
    order.price === null ? "" : centsText(parsePrice(order.price)),
  );
  const [total, setTotal] = useState(order.quantity ?? "");
  const typedPrice = typedCents(price);
  const typedTotal = typedShares(total);
  const isWritten = typedPrice.kind === "figure" && typedTotal.kind === "figure";
  const wish = isWritten
    ? amendmentOf(order, {
        price: formatPrice(typedPrice.figure),
        quantity: formatQuantity(typedTotal.figure),
      })
    : null;
  const amend = useMutation({
    mutationFn: (change: AmendOrderJson) =>
      venue.orders.amend(order.order_id, { account_id: order.account_id, ...change }),
    onSuccess: (answer) => {
      toast("good", t("portfolio.amended"), question);
      onDone();
      return showWrite(answer);
    },
  });
  return (
    <form
      aria-label={t("portfolio.amendOf", { what: question })}
      className="flex flex-col gap-2"
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (wish !== null) amend.mutate(wish);
      }}
      onKeyDown={({ key }) => {
        if (key === "Escape") onDone();
      }}
    >
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-full min-w-0 self-center sm:w-auto sm:flex-1">
          <p className="line-clamp-2 text-sm font-medium">{question}</p>
          <p className="mt-0.5 flex items-center gap-2 text-xs text-ink-3">
            <OrderWords order={order} />
          </p>
        </div>
        <div className="w-28">
          <Input
            label={t("portfolio.priceInCents")}
            inputMode="decimal"
            autoComplete="off"
            autoFocus
            end="¢"
            value={price}
            onChange={({ target }) => setPrice(target.value)}
            onFocus={({ target }) => target.select()}
          />
        </div>
        <div className="w-32">
          <Input
            label={t("portfolio.sharesInAll")}
            inputMode="decimal"
            autoComplete="off"
            value={total}
            onChange={({ target }) => setTotal(target.value)}
          />
        </div>
        <div className="flex gap-2">
          <Button type="submit" look="primary" isBusy={amend.isPending} disabled={wish === null}>
            {t("common.save")}
          </Button>
          <Button look="quiet" onClick={onDone}>
            {t("common.cancel")}
          </Button>
        </div>
      </div>
      {amend.error === null ? (
        <p className="text-xs text-ink-3">
          {isWritten
            ? wish === null
              ? t("portfolio.nothingChanged")
              : keepsPlace(order, wish)
                ? t("portfolio.keepsPlace")
                : t("portfolio.losesPlace")
            : t("portfolio.notFigures")}
        </p>
      ) : (
        <Notice tone="no">{problemText(amend.error)}</Notice>
      )}
    </form>
  );
}
