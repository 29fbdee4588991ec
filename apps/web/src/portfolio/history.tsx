import { useInfiniteQuery } from "@tanstack/react-query";
import type { Fill, Order } from "@probity/protocol";
import { History as HistoryIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dollars, moment, shares } from "../i18n/format.ts";
import { PriceText } from "../ui/price.tsx";
import { Segmented } from "../ui/segmented.tsx";
import { Badge } from "../ui/surface.tsx";
import type { Column } from "../ui/table.tsx";
import { NothingYet } from "../app/list-states.tsx";
import { PagedTable } from "../app/paged-table.tsx";
import { MarketCell } from "./market-cell.tsx";
import { useNamedMarkets } from "./named-markets.ts";
import { OrderWords } from "./order-words.tsx";
import { fillsQuery, pastOrdersQuery } from "./own-queries.ts";
import { difference, worthOf } from "./profit.ts";

/** Orders that are over, and fills. */
export function History({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const [of, setOf] = useState<"fills" | "orders">("fills");
  return (
    <>
      <div className="border-b border-line px-4 py-2">
        <Segmented
          label={t("portfolio.shown")}
          value={of}
          choices={[
            { value: "fills", label: t("portfolio.fills") },
            { value: "orders", label: t("portfolio.orders") },
          ]}
          onChange={setOf}
        />
      </div>
      {of === "fills" ? <Fills account={account} /> : <PastOrders account={account} />}
    </>
  );
}

function Fills({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(fillsQuery(account));
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const markets = useNamedMarkets(rows.map(({ market_id: id }) => id));
  const columns: readonly Column<Fill>[] = [
    {
      key: "market",
      head: t("portfolio.market"),
      onPhone: "title",
      className: "w-full min-w-60",
      cell: (fill) => (
        <MarketCell market={fill.market_id} question={markets.get(fill.market_id)?.question}>
          <OrderWords order={fill} />
          <Badge>{t(`portfolio.role.${fill.role}`)}</Badge>
        </MarketCell>
      ),
    },
    {
      key: "shares",
      head: t("portfolio.shares"),
      isFigure: true,
      cell: (fill) => shares(fill.quantity),
    },
    {
      key: "price",
      head: t("portfolio.price"),
      isFigure: true,
      cell: (fill) => <PriceText price={fill.price} />,
    },
    {
      key: "value",
      head: t("portfolio.worth"),
      isFigure: true,
      onPhone: "lead",
      cell: (fill) => dollars(worthOf(fill.price, fill.quantity)),
    },
    {
      key: "fee",
      head: t("portfolio.fee"),
      isFigure: true,
      cell: (fill) => dollars(difference(fill.fee, fill.rebate)),
    },
    {
      key: "time",
      head: t("portfolio.time"),
      isFigure: true,
      cell: (fill) => moment(fill.time),
      className: "text-ink-2",
    },
  ];
  return (
    <PagedTable
      label={t("portfolio.fills")}
      query={query}
      rows={rows}
      columns={columns}
      keyOf={(fill) => `${fill.trade_id} ${fill.order_id}`}
      nothing={<NothingHappened />}
    />
  );
}

function PastOrders({ account }: { readonly account: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(pastOrdersQuery(account));
  const rows = (query.data?.pages ?? []).flatMap(({ items }) => items);
  const markets = useNamedMarkets(rows.map(({ market_id: id }) => id));
  const columns: readonly Column<Order>[] = [
    {
      key: "market",
      head: t("portfolio.market"),
      onPhone: "title",
      className: "w-full min-w-60",
      cell: (order) => (
        <MarketCell market={order.market_id} question={markets.get(order.market_id)?.question}>
          <OrderWords order={order} />
        </MarketCell>
      ),
    },
    {
      key: "status",
      head: t("portfolio.outcome"),
      cell: (order) => <Ending order={order} />,
    },
    {
      key: "filled",
      head: t("portfolio.filled"),
      isFigure: true,
      cell: (order) =>
        order.quantity === null
          ? shares(order.filled)
          : `${shares(order.filled)} / ${shares(order.quantity)}`,
    },
    {
      key: "limit",
      head: t(`portfolio.limit`),
      isFigure: true,
      onPhone: "none",
      cell: (order) => <PriceText price={order.type === "limit" ? order.price : null} />,
    },
    {
      key: "average",
      head: t("portfolio.average"),
      isFigure: true,
      cell: (order) => <PriceText price={order.average_price} />,
    },
    {
      key: "value",
      head: t("portfolio.worth"),
      isFigure: true,
      onPhone: "lead",
      cell: (order) => dollars(order.notional),
    },
    {
      key: "time",
      head: t("portfolio.time"),
      isFigure: true,
      cell: (order) => moment(order.updated_at),
      className: "text-ink-2",
    },
  ];
  return (
    <PagedTable
      label={t("portfolio.orders")}
      query={query}
      rows={rows}
      columns={columns}
      keyOf={(order) => order.order_id}
      nothing={<NothingHappened />}
    />
  );
}

/** How an order ended, and why where it was not filled. */
function Ending({ order }: { readonly order: Order }) {
  const { t } = useTranslation();
  if (order.status === "filled") return <Badge tone="yes">{t("portfolio.status.filled")}</Badge>;
  const why = order.cancel_reason;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <Badge>
        {Number(order.filled) > 0 ? t("portfolio.status.partly") : t("portfolio.status.cancelled")}
      </Badge>
      {why === null || why === "requested" ? null : (
        <span className="text-xs text-ink-3">
          {t(`portfolio.why.${why}`, { defaultValue: why })}
        </span>
      )}
    </span>
  );
}

function NothingHappened() {
  const { t } = useTranslation();
  return (
    <NothingYet
      title={t("portfolio.noHistory")}
      hint={t("portfolio.noHistoryHint")}
      icon={<HistoryIcon size={28} aria-hidden />}
    />
  );
}
