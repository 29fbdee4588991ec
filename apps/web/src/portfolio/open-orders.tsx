import { useMutation } from "@tanstack/react-query";
import type { Order } from "@probity/protocol";
import { ListOrdered, Pencil, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../app/problem.ts";
import { dollars, moment, shares } from "../i18n/format.ts";
import { useLiveOrders } from "../live/live.ts";
import { venue } from "../session/venue.ts";
import { Button } from "../ui/button.tsx";
import { PriceText } from "../ui/price.tsx";
import { DataTable } from "../ui/table.tsx";
import type { Column } from "../ui/table.tsx";
import { toast } from "../ui/said.ts";
import { AmendOrder } from "./amend-order.tsx";
import { CancelAll } from "./cancel-all.tsx";
import { ListSkeleton, NothingYet } from "../app/list-states.tsx";
import { MarketCell } from "./market-cell.tsx";
import { useNamedMarkets } from "./named-markets.ts";
import { OrderWords } from "./order-words.tsx";
import { showWrite } from "./own-queries.ts";
import { worthOf } from "./profit.ts";

/** Orders that rest, as they are this moment: changed and cancelled where they stand. */
export function OpenOrders({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const { open, isCurrent } = useLiveOrders(account);
  const [amended, setAmended] = useState<string | null>(null);
  const markets = useNamedMarkets(open.map(({ market_id: id }) => id));
  if (!isCurrent && open.length === 0) return <ListSkeleton />;
  if (open.length === 0) {
    return (
      <NothingYet
        title={t("portfolio.noOrders")}
        hint={t("portfolio.noOrdersHint")}
        icon={<ListOrdered size={28} aria-hidden />}
      />
    );
  }
  const question = (order: Order): string | undefined => markets.get(order.market_id)?.question;
  const columns: readonly Column<Order>[] = [
    {
      key: "market",
      head: t("portfolio.market"),
      onPhone: "title",
      className: "w-full min-w-60",
      cell: (order) => (
        <MarketCell market={order.market_id} question={question(order)}>
          <OrderWords order={order} />
        </MarketCell>
      ),
    },
    {
      key: "price",
      head: t("portfolio.price"),
      isFigure: true,
      onPhone: "lead",
      cell: (order) => <PriceText price={order.price} />,
    },
    {
      key: "filled",
      head: t("portfolio.filled"),
      isFigure: true,
      cell: (order) => <Filled order={order} />,
    },
    {
      key: "value",
      head: t("portfolio.orderValue"),
      isFigure: true,
      cell: (order) =>
        order.price === null ? "–" : dollars(worthOf(order.price, order.remaining)),
    },
    {
      key: "lasts",
      head: t("portfolio.lasts"),
      cell: (order) =>
        order.expires_at === null ? t("portfolio.untilCancelled") : moment(order.expires_at),
      className: "whitespace-nowrap text-ink-2",
    },
    {
      key: "placed",
      head: t("portfolio.placed"),
      onPhone: "none",
      cell: (order) => moment(order.created_at),
      className: "num whitespace-nowrap text-ink-2",
    },
  ];
  return (
    <>
      <div className="flex items-center justify-between gap-3 border-b border-line px-4 py-2">
        <p className="text-xs text-ink-3">{t("portfolio.openCount", { count: open.length })}</p>
        <CancelAll account={account} count={open.length} />
      </div>
      <DataTable
        label={t("portfolio.tabs.orders")}
        columns={columns}
        rows={open.toReversed()}
        keyOf={(order) => order.order_id}
        instead={(order) =>
          order.order_id === amended ? (
            <AmendOrder
              order={order}
              question={question(order) ?? order.market_id}
              onDone={() => setAmended(null)}
            />
          ) : null
        }
        actions={(order) => (
          <>
            <Button
              size="sm"
              look="quiet"
              aria-label={t("portfolio.amendOf", { what: question(order) ?? order.market_id })}
              disabled={order.quantity === null}
              onClick={() => setAmended(order.order_id)}
            >
              <Pencil size={14} aria-hidden /> {t("portfolio.amend")}
            </Button>
            <CancelButton order={order} question={question(order) ?? order.market_id} />
          </>
        )}
      />
    </>
  );
}

/** How much of it was filled, in figures and as a bar. */
function Filled({ order }: { readonly order: Order }) {
  const all = Number(order.quantity ?? 0);
  const part = all === 0 ? 0 : Number(order.filled) / all;
  return (
    <span className="inline-block">
      {shares(order.filled)} / {order.quantity === null ? "–" : shares(order.quantity)}
      <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-line">
        <span className="block h-full bg-accent" style={{ width: `${part * 100}%` }} />
      </span>
    </span>
  );
}

function CancelButton({ order, question }: { readonly order: Order; readonly question: string }) {
  const { t } = useTranslation();
  const cancel = useMutation({
    mutationFn: () => venue.orders.cancel(order.order_id, order.account_id),
    onSuccess: showWrite,
    onError: (error) => toast("bad", t("portfolio.notCancelled"), problemText(error)),
  });
  return (
    <Button
      size="sm"
      look="quiet"
      isBusy={cancel.isPending}
      aria-label={t("portfolio.cancelOf", { what: question })}
      onClick={() => cancel.mutate()}
    >
      {cancel.isPending ? null : <X size={14} aria-hidden />} {t("portfolio.cancelOrder")}
    </Button>
  );
}
